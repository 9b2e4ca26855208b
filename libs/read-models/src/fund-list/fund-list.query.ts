import { type PoolingBasis } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { isWithinPlace } from '../reading/within-place';
import { readNames } from '../register/names';

/** What lists of funds tell of each. */
export interface FundRow {
  readonly pooledFundId: string;
  readonly name: string;
  readonly placeId: string;
  readonly placeName: string;
  readonly hostAgencyId: string;
  readonly hostAgencyName: string;
  readonly poolingBasis: PoolingBasis;
  /** The years that it has opened, the earliest first. */
  readonly years: readonly { readonly financialYear: string; readonly status: 'OPEN' | 'CLOSED' }[];
}

/** What a list of funds is narrowed to. */
export interface FundListAsked {
  /** In this place, or in any place within it. */
  readonly placeId?: string;
  /** Hosted by this agency, or with it as a partner, now or before. */
  readonly agencyId?: string;
  /** Any part of a name, in any capitals. */
  readonly name?: string;
}

/** The funds that are seen whole, by name, a page of them at a time. */
export async function fundList(
  look: Look,
  asked: FundListAsked,
  horizon: Horizon,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: readonly FundRow[]; readonly fundCount: number }> {
  const { sql, values } = fundsAsked(look, asked, horizon);
  const [counted] = await look.arrays(`select count(*)::int ${sql}`, values);
  const funds = await look.rows<PooledFundRow>(
    `select f.pooled_fund_id, f.name, f.place_id, f.pooling_basis ${sql}
      order by f.name, f.pooled_fund_id limit ${Math.trunc(page.limit)} offset ${Math.trunc(page.offset)}`,
    values,
  );
  const facts = await readFacts(
    look,
    funds.map((fund) => fund.pooled_fund_id),
    horizon,
  );
  const names = await readNames(look);
  const rows = funds.map((fund): FundRow => {
    const { hostAgencyId = '', years = new Map<string, 'OPEN' | 'CLOSED'>() } = facts.get(fund.pooled_fund_id) ?? {};
    return {
      pooledFundId: fund.pooled_fund_id,
      name: fund.name,
      placeId: fund.place_id,
      placeName: names.place(fund.place_id),
      hostAgencyId,
      hostAgencyName: names.agency(hostAgencyId),
      poolingBasis: fund.pooling_basis,
      years: [...years]
        .map(([financialYear, status]) => ({ financialYear, status }))
        .sort((a, b) => (a.financialYear < b.financialYear ? -1 : 1)),
    };
  });
  return { rows, fundCount: counted![0] as number };
}

interface PooledFundRow {
  readonly pooled_fund_id: string;
  readonly name: string;
  readonly place_id: string;
  readonly pooling_basis: PoolingBasis;
}

function fundsAsked(
  look: Look,
  { placeId, agencyId, name }: FundListAsked,
  horizon: Horizon,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [horizon.asAt];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['f.established_on <= $1'];
  if (look.inSight) conditions.push(`f.pooled_fund_id = any(${place(look.inSight.pooledFundIds)}::text[])`);
  if (placeId !== undefined) conditions.push(`f.place_id ${isWithinPlace(place(placeId))}`);
  if (name !== undefined) conditions.push(`strpos(lower(f.name), lower(${place(name)})) > 0`);
  const factOf = (condition: string): string =>
    `f.pooled_fund_id in (select pooled_fund_id from ${READING_SCHEMA}.fund_fact
                           where known_at <= ${place(horizon.knownAt)} and occurred_on <= $1 and ${condition})`;
  if (!horizon.isLatest) conditions.push(factOf("type = 'PooledFundEstablished'"));
  if (agencyId !== undefined) {
    const agency = place(agencyId);
    conditions.push(
      factOf(`(type = 'PartnerJoined' and data->>'agencyId' = ${agency}
            or type in ('PooledFundEstablished', 'HostPartnerChanged') and data->>'hostAgencyId' = ${agency})`),
    );
  }
  return { sql: `from ${READING_SCHEMA}.pooled_fund f where ${conditions.join(' and ')}`, values };
}

interface FundFacts {
  hostAgencyId: string;
  readonly years: Map<string, 'OPEN' | 'CLOSED'>;
}

async function readFacts(
  look: Look,
  pooledFundIds: readonly string[],
  horizon: Horizon,
): Promise<ReadonlyMap<string, FundFacts>> {
  const rows = await look.arrays(
    `select pooled_fund_id, type, financial_year, data->>'hostAgencyId' from ${READING_SCHEMA}.fund_fact
      where pooled_fund_id = any($1) and known_at <= $2 and occurred_on <= $3
        and type in ('PooledFundEstablished', 'HostPartnerChanged', 'PoolYearOpened', 'PoolYearClosed')
      order by known_at`,
    [pooledFundIds, horizon.knownAt, horizon.asAt],
  );
  const facts = new Map<string, FundFacts>();
  for (const [pooledFundId, type, financialYear, hostAgencyId] of rows as [string, string, string, string][]) {
    const known = facts.get(pooledFundId) ?? { hostAgencyId: '', years: new Map() };
    facts.set(pooledFundId, known);
    if (type === 'PoolYearOpened') known.years.set(financialYear, 'OPEN');
    else if (type === 'PoolYearClosed') known.years.set(financialYear, 'CLOSED');
    else known.hostAgencyId = hostAgencyId;
  }
  return facts;
}
