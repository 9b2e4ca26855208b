import { isPartnerOn, type LegalBasis, type PoolingBasis, type SignatureRule, type VatRegime } from '@app/domain';
import { readFunds } from '../agreement-status/agreement-status.query';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { readNames } from '../register/names';

/** A pooled fund as it stood on a day, as known at an instant: its agreement, partners, schemes, powers and years. */
export interface PooledFundDetail {
  readonly pooledFundId: string;
  readonly name: string;
  readonly placeId: string;
  readonly placeName: string;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly legalBasis: LegalBasis;
  readonly poolingBasis: PoolingBasis;
  readonly signature: SignatureRule;
  readonly hostAgencyId: string;
  readonly agreement: { readonly isDrafted: boolean; readonly effectiveFrom: string | null };
  readonly partners: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly isPartner: boolean;
    readonly stays: readonly { readonly fromOn: string; readonly untilOn: string | null }[];
    readonly signedOn: string | null;
  }[];
  readonly schemes: readonly { readonly schemeId: string; readonly name: string; readonly vatRegime: VatRegime }[];
  readonly delegations: readonly {
    readonly delegationId: string;
    readonly holderActorId: string;
    readonly actions: readonly string[];
    readonly limitPence: number;
    readonly fromOn: string;
    readonly untilOn: string | null;
  }[];
  readonly years: readonly {
    readonly financialYear: string;
    readonly status: 'OPEN' | 'CLOSED';
    readonly lockedPeriods: readonly number[];
  }[];
}

/** The fund, or undefined when it was not known then or not the whole of it is in sight. */
export async function pooledFundDetail(
  look: Look,
  pooledFundId: string,
  horizon: Horizon,
): Promise<PooledFundDetail | undefined> {
  if (!look.seesWholeFund(pooledFundId)) return undefined;
  const fund = (await readFunds(look, [pooledFundId], horizon)).get(pooledFundId);
  if (!fund?.established) return undefined;
  const names = await readNames(look);
  const { placeId, legalBasis, poolingBasis, signature, hostAgencyId, agreement } = fund;
  return {
    pooledFundId,
    name: names.pooledFund(pooledFundId),
    placeId,
    placeName: names.place(placeId),
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    legalBasis,
    poolingBasis,
    signature,
    hostAgencyId,
    agreement: { isDrafted: agreement.items !== undefined, effectiveFrom: agreement.effectiveFrom ?? null },
    partners: [...fund.memberships].map(([agencyId, stays]) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      isPartner: isPartnerOn(fund, agencyId, horizon.asAt),
      stays: stays.map(({ fromOn, untilOn = null }) => ({ fromOn, untilOn })),
      signedOn: agreement.signedOn.get(agencyId) ?? null,
    })),
    schemes: [...fund.schemes].map(([schemeId, { vatRegime }]) => ({
      schemeId,
      name: names.scheme(pooledFundId, schemeId),
      vatRegime,
    })),
    delegations: [...fund.delegations].map(([delegationId, { untilOn = null, ...delegation }]) => ({
      delegationId,
      ...delegation,
      untilOn,
    })),
    years: await readYears(look, pooledFundId, horizon),
  };
}

async function readYears(look: Look, pooledFundId: string, horizon: Horizon): Promise<PooledFundDetail['years']> {
  const rows = await look.rows<{ type: string; financial_year: string; period: number | null }>(
    `select type, financial_year, (data->>'period')::int as period from ${READING_SCHEMA}.fund_fact
      where pooled_fund_id = $1 and financial_year is not null and known_at <= $2 and occurred_on <= $3
      order by known_at`,
    [pooledFundId, horizon.knownAt, horizon.asAt],
  );
  const years = new Map<string, { status: 'OPEN' | 'CLOSED'; locked: Set<number> }>();
  for (const { type, financial_year: financialYear, period } of rows) {
    const year = years.get(financialYear) ?? { status: 'OPEN', locked: new Set() };
    years.set(financialYear, year);
    if (type === 'PoolYearClosed') year.status = 'CLOSED';
    else if (type === 'PeriodLocked') year.locked.add(period!);
    else if (type === 'PeriodReopened') year.locked.delete(period!);
  }
  return [...years]
    .map(([financialYear, { status, locked }]) => ({
      financialYear,
      status,
      lockedPeriods: [...locked].sort((a, b) => a - b),
    }))
    .sort((a, b) => (a.financialYear < b.financialYear ? -1 : 1));
}
