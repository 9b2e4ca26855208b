import { type AgencyKind, type AgencyTier, isPartnerOn } from '@app/domain';
import { readFunds } from '../agreement-status/agreement-status.query';
import { fundList, type FundRow } from '../fund-list/fund-list.query';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { isThere } from '../register/found.query';

/** Another body that an agency is part of, came after or was succeeded by. Names of the register are for whoever asks. */
export interface RelatedAgency {
  readonly agencyId: string;
  readonly legalName: string;
  /** Whether the reader sees anything else of it. */
  readonly isInSight: boolean;
}

/** A fund that an agency hosts or is a partner of, now or before. */
export type FundOfAgency = FundRow & {
  readonly role: 'HOST' | 'PARTNER' | 'FORMER_PARTNER';
  /** Since when it is, or was at first, a partner. */
  readonly fromOn: string | null;
  /** Since when it is none any more; null while it is one. */
  readonly untilOn: string | null;
};

/** An agency as the register has it, and its funds as they stood on a day, as known at an instant. */
export interface AgencyDetail {
  readonly agencyId: string;
  readonly legalName: string;
  readonly kind: AgencyKind;
  readonly tier: AgencyTier;
  /** Other names under which published files know it. */
  readonly alsoKnownAs: readonly string[];
  readonly registeredOn: string;
  readonly parent: RelatedAgency | null;
  /** The day on which others took its place, and who. */
  readonly succeededOn: string | null;
  readonly successors: readonly RelatedAgency[];
  /** Those whose place it took, alone or with others. */
  readonly predecessors: readonly (RelatedAgency & { readonly succeededOn: string })[];
  /** Those that are seen whole, by name; there may be more than are told. */
  readonly funds: readonly FundOfAgency[];
  readonly fundCount: number;
}

interface AgencyRow {
  readonly agency_id: string;
  readonly legal_name: string;
  readonly kind: AgencyKind;
  readonly tier: AgencyTier;
  readonly also_known_as: readonly string[];
  readonly parent_agency_id: string | null;
  readonly registered_on: string;
  readonly succeeded_on: string | null;
  readonly successor_agency_ids: readonly string[] | null;
}

/** At most so many funds of an agency are told at once. */
const FUNDS_MAX = 1_000;

/** The agency, or undefined when there is none or the reader sees nothing of it. */
export async function agencyDetail(look: Look, agencyId: string, horizon: Horizon): Promise<AgencyDetail | undefined> {
  if (!(await isThere(look, 'agencyId', agencyId))) return undefined;
  // Its own row, and those of all that it is related to.
  const rows = await look.rows<AgencyRow>(
    `with own as (select * from ${READING_SCHEMA}.agency where agency_id = $1)
     select a.* from ${READING_SCHEMA}.agency a, own
      where a.agency_id = $1 or a.agency_id = own.parent_agency_id or a.agency_id = any(own.successor_agency_ids)
         or $1 = any(a.successor_agency_ids)
      order by a.legal_name, a.agency_id`,
    [agencyId],
  );
  const own = rows.find((row) => row.agency_id === agencyId)!;
  const related = async (row: AgencyRow): Promise<RelatedAgency> => ({
    agencyId: row.agency_id,
    legalName: row.legal_name,
    isInSight: await isThere(look, 'agencyId', row.agency_id),
  });
  const inTurn = async <Made>(of: readonly AgencyRow[], make: (row: AgencyRow) => Promise<Made>): Promise<Made[]> => {
    const made: Made[] = [];
    for (const row of of) made.push(await make(row));
    return made;
  };
  const [parent] = rows.filter((row) => row.agency_id === own.parent_agency_id);
  return {
    agencyId,
    legalName: own.legal_name,
    kind: own.kind,
    tier: own.tier,
    alsoKnownAs: own.also_known_as,
    registeredOn: own.registered_on,
    parent: parent ? await related(parent) : null,
    succeededOn: own.succeeded_on,
    successors: await inTurn(
      rows.filter((row) => own.successor_agency_ids?.includes(row.agency_id)),
      related,
    ),
    predecessors: await inTurn(
      rows.filter((row) => row.successor_agency_ids?.includes(agencyId)),
      async (row) => ({ ...(await related(row)), succeededOn: row.succeeded_on! }),
    ),
    ...(await fundsOfAgency(look, agencyId, horizon)),
  };
}

async function fundsOfAgency(
  look: Look,
  agencyId: string,
  horizon: Horizon,
): Promise<Pick<AgencyDetail, 'funds' | 'fundCount'>> {
  const { rows, fundCount } = await fundList(look, { agencyId }, horizon, { limit: FUNDS_MAX, offset: 0 });
  const states = await readFunds(
    look,
    rows.map(({ pooledFundId }) => pooledFundId),
    horizon,
  );
  const funds = rows.map((row): FundOfAgency => {
    const state = states.get(row.pooledFundId)!;
    const stays = state.memberships.get(agencyId) ?? [];
    const isPartner = isPartnerOn(state, agencyId, horizon.asAt);
    return {
      ...row,
      role: row.hostAgencyId === agencyId ? 'HOST' : isPartner ? 'PARTNER' : 'FORMER_PARTNER',
      fromOn: stays[0]?.fromOn ?? null,
      untilOn: isPartner ? null : (stays.at(-1)?.untilOn ?? null),
    };
  });
  return { funds, fundCount };
}
