import { addDays, currentVersion, type IsoDate, testPeriodOf } from '@app/domain';
import { type DisputeRow, disputeRows, type DueRow, dueRows } from '../agreement/agreement.query';
import { readAgreement } from '../agreement/agreements';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { readNames } from '../register/names';

/** The agreement has no such dispute. */
export class NoSuchDispute extends Error {
  constructor(agreementId: string, disputeId: string) {
    super(`The agreement ${agreementId} had no dispute ${disputeId} then.`);
  }
}

/** A step by which the terms have a dispute settled, and whether this one has got there. */
export interface DisputeStep {
  readonly stepNo: number;
  readonly to: string;
  readonly withinDays: number;
  readonly reachedOn: string | null;
  readonly decideBy: string | null;
}

/** Something that was recorded of a dispute. */
export interface DisputeFact {
  readonly entryNo: number;
  readonly type: 'DisputeRaised' | 'DisputePositionTaken' | 'DisputeEscalated' | 'DisputeResolved';
  readonly occurredOn: string;
  readonly agencyName: string | null;
  readonly actor: string;
}

/** One dispute: what is frozen, what each party says, how far it has gone up, and what was decided. */
export interface AgreementDispute extends DisputeRow {
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly agreementId: string;
  readonly title: string;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly steps: readonly DisputeStep[];
  /** What is due to or from the party, of the test period. */
  readonly dues: readonly DueRow[];
  readonly facts: readonly DisputeFact[];
  readonly resolvedOn: string | null;
  /** What the decision took off what was due; null while nothing is decided. */
  readonly takenOffPence: number | null;
}

interface FactRow {
  readonly entry_no: number;
  readonly type: DisputeFact['type'];
  readonly occurred_on: IsoDate;
  readonly actor: string;
  readonly data: {
    readonly agencyId?: string;
    readonly stepNo?: number;
    readonly to?: string;
    readonly decideBy?: string;
    readonly reductions?: readonly { readonly byPence: number }[];
  };
}

/** @throws NoSuchAgreement, NoSuchDispute */
export async function agreementDispute(
  look: Look,
  agreementId: string,
  disputeId: string,
  horizon: Horizon,
): Promise<AgreementDispute> {
  const state = await readAgreement(look, agreementId, horizon);
  const names = await readNames(look);
  const dispute = disputeRows(state, names).find((each) => each.disputeId === disputeId);
  if (!dispute) throw new NoSuchDispute(agreementId, disputeId);
  const { testPeriodId, agencyId } = dispute;
  const facts = await look.rows<FactRow>(
    `select entry_no, type, occurred_on, actor, data from ${READING_SCHEMA}.agreement_fact
      where agreement_id = $1 and known_at <= $2 and occurred_on <= $3
        and type in ('DisputeRaised', 'DisputePositionTaken', 'DisputeEscalated', 'DisputeResolved')
        and data->>'disputeId' = $4
      order by known_at`,
    [agreementId, horizon.knownAt, horizon.asAt, disputeId],
  );
  const { terms } = currentVersion(state);
  const period = testPeriodOf(state, testPeriodId);
  const resolved = facts.find(({ type }) => type === 'DisputeResolved');
  return {
    ...dispute,
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    agreementId,
    title: terms.title,
    periodFrom: period?.from ?? null,
    periodTo: period?.to ?? null,
    steps: terms.dispute.steps.map(({ to, withinDays }, place) => {
      const reached = facts.find(({ data }) => data.stepNo === place + 1);
      const reachedOn = reached?.occurred_on ?? null;
      // As it was said when the dispute got there: the terms may have changed since.
      const decideBy = reached ? (reached.data.decideBy ?? addDays(reached.occurred_on, withinDays)) : null;
      return { stepNo: place + 1, to: reached?.data.to ?? to, withinDays, reachedOn, decideBy };
    }),
    dues: dueRows(state, horizon, names).filter(
      (due) => due.testPeriodId === testPeriodId && (due.fromId === agencyId || due.toId === agencyId),
    ),
    facts: facts.map((fact) => ({
      entryNo: fact.entry_no,
      type: fact.type,
      occurredOn: fact.occurred_on,
      agencyName: fact.data.agencyId === undefined ? null : names.agency(fact.data.agencyId),
      actor: fact.actor,
    })),
    resolvedOn: resolved?.occurred_on ?? null,
    takenOffPence: resolved?.data.reductions?.reduce((sum, { byPence }) => sum + byPence, 0) ?? null,
  };
}
