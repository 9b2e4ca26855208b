import {
  type AgreementState,
  type CalculationState,
  currentVersion,
  Fraction,
  FUND_PARTY,
  hasLaterEvidence,
  metricKey,
  type Terms,
  testPeriodOf,
  type TraceLine,
  usedInOtherPeriods,
  versionInForceOn,
} from '@app/domain';
import {
  changesNothing,
  type DisputeRow,
  disputeRows,
  type DueRow,
  dueRows,
  partyName,
  traceOf,
} from '../agreement/agreement.query';
import { readAgreement } from '../agreement/agreements';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { type Names, readNames } from '../register/names';

/** The terms of the agreement know no such test period. */
export class NoSuchTestPeriod extends Error {
  constructor(agreementId: string, testPeriodId: string) {
    super(`The agreement ${agreementId} knows no test period ${testPeriodId}.`);
  }
}

/** A metric of the terms in the test period. Null: not agreed, not measured. */
export interface MetricRow {
  readonly metricId: string;
  readonly title: string;
  readonly unit: string;
  readonly agencyId: string | null;
  readonly agencyName: string | null;
  readonly baseline: string | null;
  readonly measured: string | null;
  /** Measured less baseline, in per cent of the baseline. */
  readonly changePct: string | null;
}

export interface ClauseRow {
  readonly clauseId: string;
  readonly title: string;
  readonly status: 'PAYS' | 'TRIGGER_NOT_MET' | 'NOTHING_TO_SHARE' | 'EVIDENCE_MISSING';
  /** Null where evidence is missing: what is not known is not nought. */
  readonly distributablePence: number | null;
  readonly sharesPence: number | null;
  readonly reinvestedPence: number | null;
  readonly retainedPence: number | null;
  readonly missing: string | null;
}

export interface StatementPartyRow {
  /** An agency, or `@fund`. */
  readonly partyId: string;
  readonly partyName: string;
  readonly sharePence: number;
  readonly heldPence: number;
  /** Positive: is to receive. Negative: is to pay. */
  readonly settlementPence: number;
  readonly paidToDatePence: number;
  readonly receivedToDatePence: number;
  readonly outstandingPence: number;
  readonly inDisputePence: number;
}

export interface CapRow {
  readonly capId: string;
  readonly scope: string;
  readonly limitPence: number | null;
  /** Used by this test period and, over the contract, by others that are approved. */
  readonly usedPence: number | null;
  readonly leftPence: number | null;
  readonly unpaidExcessPence: number;
}

/** The statement of one test period: what was measured, what the terms made of it, who is due what, line by line. */
export interface BenefitShareStatement {
  readonly report: 'benefit-share-statement';
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly agreementId: string;
  readonly title: string;
  readonly placeId: string;
  readonly placeName: string;
  readonly testPeriodId: string;
  readonly from: string;
  readonly to: string;
  readonly metrics: readonly MetricRow[];
  /** The latest calculation known; null while there is none. Figures below are its own. */
  readonly calculation: {
    readonly calculationId: string;
    readonly termsVersion: number;
    readonly calculatedOn: string;
    readonly approvedOn: string | null;
    /** Evidence came in since: calculated again, the figures may be others. */
    readonly hasLaterEvidence: boolean;
    /** It rests on what an approved one rests on: there is nothing to approve. */
    readonly changesNothing: boolean;
    readonly distributablePence: number;
    readonly sharesPence: number;
    readonly reinvestedPence: number;
    readonly retainedPence: number;
  } | null;
  readonly clauses: readonly ClauseRow[];
  readonly parties: readonly StatementPartyRow[];
  readonly caps: readonly CapRow[];
  readonly dues: readonly DueRow[];
  readonly disputes: readonly DisputeRow[];
  /** Lines name bodies by their identifiers. */
  readonly trace: readonly TraceLine[];
  /** What the terms and the lines call each body by, and its name. */
  readonly bodies: readonly { readonly agencyId: string; readonly agencyName: string }[];
}

/** @throws NoSuchAgreement, NoSuchTestPeriod */
export async function benefitShareStatement(
  look: Look,
  agreementId: string,
  testPeriodId: string,
  horizon: Horizon,
): Promise<BenefitShareStatement> {
  const state = await readAgreement(look, agreementId, horizon);
  const period = testPeriodOf(state, testPeriodId);
  if (!period) throw new NoSuchTestPeriod(agreementId, testPeriodId);
  const names = await readNames(look);
  const calculation = [...state.calculations.values()].findLast((each) => each.testPeriodId === testPeriodId);
  const version =
    (calculation && state.versions[calculation.termsVersion - 1]) ??
    versionInForceOn(state, period.to) ??
    currentVersion(state);
  const { terms } = version;
  const dues = dueRows(state, horizon, names).filter((due) => due.testPeriodId === testPeriodId);
  const trace = calculation && (await traceOf(look, agreementId, calculation.calculationId, horizon));
  return {
    report: 'benefit-share-statement',
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    agreementId,
    title: terms.title,
    placeId: state.placeId,
    placeName: names.place(state.placeId),
    testPeriodId,
    from: period.from,
    to: period.to,
    metrics: metricRows(state, terms, testPeriodId, names),
    calculation: calculation ? summaryOf(state, calculation) : null,
    clauses: calculation ? clauseRows(calculation, terms) : [],
    parties: calculation ? partyRows(calculation, dues, names) : [],
    caps: calculation ? capRows(state, calculation, terms) : [],
    dues,
    disputes: disputeRows(state, names, testPeriodId),
    trace: trace ?? [],
    bodies: terms.parties.map(({ agencyId }) => ({ agencyId, agencyName: names.agency(agencyId) })),
  };
}

function metricRows(
  state: AgreementState,
  { metrics }: Terms,
  testPeriodId: string,
  names: Names,
): readonly MetricRow[] {
  return metrics.flatMap(({ metricId, title, unit, by }) => {
    const figures = [...state.baselines.values(), ...state.measurements.values()];
    const agencies = figures.filter((figure) => figure.metricId === metricId).map(({ agencyId }) => agencyId);
    const of = by === 'AGENCY' ? [...new Set(agencies)].sort() : [undefined];
    return of.map((agencyId) => {
      const general = state.baselines.get(metricKey({ metricId, agencyId }));
      const baseline = (state.baselines.get(metricKey({ metricId, testPeriodId, agencyId })) ?? general)?.value ?? null;
      const measured = state.measurements.get(metricKey({ metricId, testPeriodId, agencyId }))?.value ?? null;
      return {
        metricId,
        title,
        unit,
        agencyId: agencyId ?? null,
        agencyName: agencyId === undefined ? null : names.agency(agencyId),
        baseline,
        measured,
        changePct: change(baseline, measured),
      };
    });
  });
}

function change(baseline: string | null, measured: string | null): string | null {
  if (baseline === null || measured === null) return null;
  const from = Fraction.parse(baseline);
  if (from.isZero) return null;
  return Fraction.parse(measured).minus(from).over(from).times(Fraction.of(100)).toText(4);
}

const columns = ['distributablePence', 'sharesPence', 'reinvestedPence', 'retainedPence'] as const;

function summaryOf(state: AgreementState, calculation: CalculationState): BenefitShareStatement['calculation'] {
  const { calculationId, termsVersion, calculatedOn, approvedOn, clauses } = calculation;
  const sums = { distributablePence: 0, sharesPence: 0, reinvestedPence: 0, retainedPence: 0 };
  for (const clause of clauses) {
    if (clause.status === 'EVIDENCE_MISSING') continue;
    for (const column of columns) sums[column] = exact(sums[column] + clause[column]);
  }
  const when = {
    calculatedOn,
    approvedOn: approvedOn ?? null,
    hasLaterEvidence: hasLaterEvidence(state, calculation),
    changesNothing: changesNothing(state, calculation),
  };
  return { calculationId, termsVersion, ...when, ...sums };
}

const clauseRows = ({ clauses }: CalculationState, terms: Terms): readonly ClauseRow[] =>
  clauses.map((clause) => {
    const title = terms.clauses.find(({ clauseId }) => clauseId === clause.clauseId)?.title ?? clause.clauseId;
    const { clauseId, status } = clause;
    if (clause.status === 'EVIDENCE_MISSING') {
      const unknown = { distributablePence: null, sharesPence: null, reinvestedPence: null, retainedPence: null };
      return { clauseId, title, status, ...unknown, missing: `${clause.missing} of ${clause.what}` };
    }
    const { distributablePence, sharesPence, reinvestedPence, retainedPence } = clause;
    return { clauseId, title, status, distributablePence, sharesPence, reinvestedPence, retainedPence, missing: null };
  });

function partyRows(calculation: CalculationState, dues: readonly DueRow[], names: Names): readonly StatementPartyRow[] {
  const known = new Map(calculation.settlement.map((party) => [party.partyId, party]));
  const ids = new Set([...known.keys(), ...dues.flatMap(({ fromId, toId }) => [fromId, toId])]);
  const ordered = [...ids].sort((a, b) => Number(a === FUND_PARTY) - Number(b === FUND_PARTY));
  const sum = (of: readonly DueRow[], column: 'paidPence' | 'outstandingPence' | 'inDisputePence'): number =>
    of.reduce((total, due) => exact(total + due[column]), 0);
  return ordered.map((partyId) => {
    const from = dues.filter((due) => due.fromId === partyId);
    const to = dues.filter((due) => due.toId === partyId);
    const party = known.get(partyId);
    return {
      partyId,
      partyName: partyName(partyId, names),
      sharePence: party?.sharePence ?? 0,
      heldPence: party?.drawnPence ?? 0,
      settlementPence: party?.settlementPence ?? 0,
      paidToDatePence: sum(from, 'paidPence'),
      receivedToDatePence: sum(to, 'paidPence'),
      outstandingPence: exact(sum(to, 'outstandingPence') - sum(from, 'outstandingPence')),
      inDisputePence: sum([...from, ...to], 'inDisputePence'),
    };
  });
}

function capRows(state: AgreementState, calculation: CalculationState, { caps }: Terms): readonly CapRow[] {
  const before = usedInOtherPeriods(state, calculation.testPeriodId);
  return caps.map((cap) => {
    const { capId, scope } = cap;
    const unpaidExcessPence = calculation.capsReached
      .filter((reached) => reached.capId === capId)
      .reduce((sum, reached) => exact(sum + reached.unpaidExcessPence), 0);
    const ofEach = { usedPence: null, leftPence: null, unpaidExcessPence };
    if (cap.scope === 'PARTNER') {
      return { capId, scope, limitPence: cap.limit.kind === 'PENCE' ? cap.limit.pence : null, ...ofEach };
    }
    if (cap.scope === 'PARTICIPANT') return { capId, scope, limitPence: cap.pence, ...ofEach };
    const elsewhere = cap.scope === 'CONTRACT' ? (before[capId] ?? 0) : 0;
    const usedPence = exact(elsewhere + (calculation.limitUse[capId] ?? 0));
    return { capId, scope, limitPence: cap.pence, usedPence, leftPence: cap.pence - usedPence, unpaidExcessPence };
  });
}
