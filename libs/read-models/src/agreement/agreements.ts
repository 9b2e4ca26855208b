import {
  type AgreementEvent,
  type AgreementState,
  evolveAgreement,
  initialAgreement,
  isAboutWhatIsThere,
  versionInForceOn,
} from '@app/domain';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { isWithinPlace } from '../reading/within-place';

/** Nothing was known then of the agreement that a report is about. */
export class NoSuchAgreement extends Error {
  constructor(readonly agreementId: string) {
    super(`There was no benefit-sharing agreement ${agreementId} then.`);
  }
}

/** The agreements in sight of a place, a party or a fund, by their ids in order. */
export async function agreementIdsOf(
  look: Look,
  { placeId, agencyId, pooledFundId }: ReportQuery,
  { knownAt }: Horizon,
): Promise<readonly string[]> {
  const values: unknown[] = [knownAt];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['true'];
  if (look.inSight !== undefined) conditions.push(`a.agreement_id = any(${place(look.inSight.agreementIds)})`);
  if (placeId !== undefined) conditions.push(`a.place_id ${isWithinPlace(place(placeId))}`);
  if (pooledFundId !== undefined) conditions.push(`a.pooled_fund_id = ${place(pooledFundId)}`);
  if (agencyId !== undefined) {
    const party = `select from ${READING_SCHEMA}.agreement_party p where p.agreement_id = a.agreement_id`;
    conditions.push(`exists (${party} and p.agency_id = ${place(agencyId)} and p.known_at <= $1)`);
  }
  const rows = await look.rows<{ agreement_id: string }>(
    `select a.agreement_id from ${READING_SCHEMA}.agreement a
      where exists (select from ${READING_SCHEMA}.agreement_fact f where f.agreement_id = a.agreement_id and f.known_at <= $1)
        and ${conditions.join(' and ')} order by a.agreement_id`,
    values,
  );
  return rows.map((row) => row.agreement_id);
}

interface FactRow {
  readonly agreement_id: string;
  readonly type: string;
  readonly occurred_on: string;
  readonly data: object;
}

/**
 * What tells the terms of an agreement, who has signed them and how it stands. Claims and evidence, of which there may be
 * tens of thousands, change nothing of that.
 */
export const factsOfTerms: readonly AgreementEvent['type'][] = [
  'BenefitSharingAgreementDrafted',
  'TermsDrafted',
  'TermsProposed',
  'TermsApproved',
  'TermsSigned',
  'TermsTookEffect',
  'AgreementCalledIn',
  'CallInResolved',
  'AgreementSuspended',
  'AgreementResumed',
  'AgreementTerminated',
  'AgreementWoundUp',
];

/**
 * Folds what was known of some agreements, of those in sight. What was written down counts from when it was known, whatever its effective
 * date: a version that took effect in the past was drafted later. All else counts from its effective date on.
 * @param types the facts that are read; all when left out. What the others would have told is then missing in the state.
 */
export async function readAgreements(
  look: Look,
  agreementIds: readonly string[],
  { knownAt, asAt }: Horizon,
  types?: readonly AgreementEvent['type'][],
): Promise<ReadonlyMap<string, AgreementState>> {
  const rows = await look.rows<FactRow>(
    `select agreement_id, type, occurred_on, data from ${READING_SCHEMA}.agreement_fact
      where agreement_id = any($1) and known_at <= $2
        and (occurred_on <= $3 or type in ('BenefitSharingAgreementDrafted', 'TermsDrafted', 'TermsProposed'))
        and ($4::text[] is null or type = any($4))
      order by known_at`,
    [agreementIds.filter((agreementId) => look.seesAgreement(agreementId)), knownAt, asAt, types ?? null],
  );
  const states = new Map<string, AgreementState>();
  for (const row of rows) {
    const state = states.get(row.agreement_id) ?? initialAgreement();
    states.set(row.agreement_id, state);
    const event = { type: row.type, occurredOn: row.occurred_on, data: row.data } as AgreementEvent;
    if (isAboutWhatIsThere(state, event)) evolveAgreement(state, event);
  }
  // Its first terms are recorded with it, an instant later: in between there is no agreement yet.
  for (const [agreementId, { versions }] of states) if (versions.length === 0) states.delete(agreementId);
  return states;
}

/** One agreement as it was known, folded from these facts alone when they are given. @throws NoSuchAgreement */
export async function readAgreement(
  look: Look,
  agreementId: string,
  horizon: Horizon,
  types?: readonly AgreementEvent['type'][],
): Promise<AgreementState> {
  const state = (await readAgreements(look, [agreementId], horizon, types)).get(agreementId);
  if (!state?.drafted) throw new NoSuchAgreement(agreementId);
  return state;
}

/** How an agreement stands on a day. */
export type AgreementStanding =
  'DRAFTED' | 'PROPOSED' | 'IN_FORCE' | 'CALLED_IN' | 'SUSPENDED' | 'ENDED' | 'TERMINATED' | 'WOUND_UP';

/** How an agreement stands at the end of a day: what stops it is told before what it has reached. */
export function standingOf(state: AgreementState, asAt: string): AgreementStanding {
  if (state.isWoundUp) return 'WOUND_UP';
  if (state.terminatedOn !== undefined) return 'TERMINATED';
  if (state.isCalledIn) return 'CALLED_IN';
  if (state.isSuspended) return 'SUSPENDED';
  const inForce = versionInForceOn(state, asAt);
  if (inForce) return inForce.terms.period.to < asAt ? 'ENDED' : 'IN_FORCE';
  return state.versions.some(({ proposedOn }) => proposedOn !== undefined) ? 'PROPOSED' : 'DRAFTED';
}
