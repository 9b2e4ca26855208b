import { type IsoDate } from '../shared/dates';
import { Fraction } from '../shared/fraction';
import { type Pence } from '../shared/money';
import {
  type AgreementEvent,
  type BenefitFigures,
  type BenefitRecognised,
  type BenefitShareCalculated,
  type Due,
  type OfMetric,
  type OutcomeClaimed,
  type PaymentOfDue,
  type Position,
} from './agreement.events';
import { type OutturnLine } from './calculation/inputs';
import { type Terms, type TestPeriod, type ValidationMethod, validationMethods } from './terms';

/** One version of the terms, and how far it has come. */
export interface TermsVersion {
  readonly version: number;
  readonly terms: Terms;
  readonly draftedOn: IsoDate;
  readonly reason?: string;
  proposedOn?: IsoDate;
  readonly approvals: Map<string, { readonly on: IsoDate; readonly post: string }>;
  readonly signatures: Map<string, { readonly on: IsoDate; readonly post: string }>;
  effectiveFrom?: IsoDate;
  retrospective?: boolean;
}

export interface Recorded {
  readonly value: string;
  readonly entryNo: number;
}

export interface ClaimState {
  readonly claim: OutcomeClaimed['data'];
  readonly entryNo: number;
  status: 'CLAIMED' | 'VALIDATED' | 'REJECTED' | 'WITHDRAWN';
  /** The strongest method by which it was validated. */
  method?: ValidationMethod;
}

export interface BenefitState extends Pick<
  BenefitRecognised['data'],
  'benefitId' | 'testPeriodId' | 'title' | 'volume' | 'unitValuePence' | 'horizonYear'
> {
  figures: BenefitFigures;
  entryNo: number;
}

/** The parts of a calculation that later decisions need. */
export type CalculationState = Pick<
  BenefitShareCalculated['data'],
  | 'calculationId'
  | 'testPeriodId'
  | 'calculatedBy'
  | 'termsVersion'
  | 'throughEntryNo'
  | 'inputsDigest'
  | 'clauses'
  | 'limitUse'
  | 'settlement'
  | 'capsReached'
> & {
  readonly calculatedOn: IsoDate;
  approvedBy?: string;
  approvedOn?: IsoDate;
};

export interface DueState extends Due {
  readonly kind: 'SHARE' | 'TOP_UP' | 'CLAWBACK';
  readonly raisedOn: IsoDate;
  readonly testPeriodId: string;
  readonly calculationId: string;
  /** Taken off by the resolution of a dispute. */
  reducedPence: Pence;
  paidPence: Pence;
  readonly approvedBy?: string;
}

export interface DisputeState {
  readonly disputeId: string;
  readonly testPeriodId: string;
  readonly agencyId: string;
  readonly amountPence: Pence;
  readonly positions: Map<string, Position>;
  readonly raisedOn: IsoDate;
  stepNo: number;
  status: 'OPEN' | 'RESOLVED';
  decision?: string;
}

export interface Exit {
  readonly noticeOn: IsoDate;
  readonly exitsOn: IsoDate;
  exitedOn?: IsoDate;
}

/** All that later decisions about one benefit-sharing agreement rest on. Folded in place. */
export interface AgreementState {
  drafted: boolean;
  agreementId: string;
  placeId: string;
  pooledFundId?: string;
  /** How many events were folded: the number of the last entry. */
  entryNo: number;
  readonly versions: TermsVersion[];
  isCalledIn: boolean;
  isSuspended: boolean;
  terminatedOn?: IsoDate;
  isWoundUp: boolean;
  readonly exits: Map<string, Exit>;
  /** The last entry that was evidence of each test period; under `` that of no period, and of terms. */
  readonly evidenceNos: Map<string, number>;

  readonly baselines: Map<string, OfMetric & Recorded>;
  readonly measurements: Map<string, OfMetric & Recorded>;
  readonly claims: Map<string, ClaimState>;
  /** Units that stand, by outcome, and by outcome and test period. */
  readonly unitsClaimed: Map<string, Fraction>;
  /** How many claims stand for a participant, by outcome. */
  readonly participants: Map<string, number>;
  readonly fullCheckOf: Set<string>;
  readonly benefits: Map<string, BenefitState>;
  readonly outturns: Map<string, { readonly lines: readonly OutturnLine[]; readonly entryNo: number }>;

  readonly calculations: Map<string, CalculationState>;
  readonly dues: Map<string, DueState>;
  readonly payments: Map<string, PaymentOfDue & { reversed: boolean; readonly isReinvestment: boolean }>;
  readonly disputes: Map<string, DisputeState>;
}

export const initialAgreement = (): AgreementState => ({
  drafted: false,
  agreementId: '',
  placeId: '',
  entryNo: 0,
  versions: [],
  isCalledIn: false,
  isSuspended: false,
  isWoundUp: false,
  exits: new Map(),
  evidenceNos: new Map(),
  baselines: new Map(),
  measurements: new Map(),
  claims: new Map(),
  unitsClaimed: new Map(),
  participants: new Map(),
  fullCheckOf: new Set(),
  benefits: new Map(),
  outturns: new Map(),
  calculations: new Map(),
  dues: new Map(),
  payments: new Map(),
  disputes: new Map(),
});

/** One key for a figure of a metric. */
export const metricKey = ({ metricId, testPeriodId = '', agencyId = '' }: OfMetric): string =>
  `${metricId}|${testPeriodId}|${agencyId}`;
export const participantKey = (outcomeCode: string, participantRef: string): string =>
  `${outcomeCode}|${participantRef}`;

/** The version of the terms that is in force on a day: of those in effect by then, the one agreed last. */
export const versionInForceOn = (state: AgreementState, on: IsoDate): TermsVersion | undefined =>
  state.versions.findLast(({ effectiveFrom }) => effectiveFrom !== undefined && effectiveFrom <= on);

/** The terms that evidence is recorded under: the last that took effect, or before that the last draft. */
export const currentVersion = (state: AgreementState): TermsVersion =>
  state.versions.findLast(({ effectiveFrom }) => effectiveFrom !== undefined) ?? state.versions.at(-1)!;

/** A test period of any version: what was measured under earlier terms stays where it was. */
export function testPeriodOf(state: AgreementState, testPeriodId: string): TestPeriod | undefined {
  for (const { terms } of [currentVersion(state), ...state.versions.toReversed()]) {
    const found = terms.period.testPeriods.find((period) => period.testPeriodId === testPeriodId);
    if (found) return found;
  }
  return undefined;
}

/** Parties that sign: all but those that only judge. */
export const signingParties = ({ parties }: Terms): readonly string[] =>
  parties.filter(({ roles }) => roles.some((role) => role !== 'INDEPENDENT_ASSESSOR')).map(({ agencyId }) => agencyId);

/** What is still to be paid of a due. */
export const outstandingPence = ({ amountPence, reducedPence, paidPence }: DueState): Pence =>
  amountPence - reducedPence - paidPence;

/** What open disputes freeze of each due of a test period: only what is in dispute, in the order in which dues arose. */
export function frozenPence(state: AgreementState, testPeriodId: string): ReadonlyMap<string, Pence> {
  const frozen = new Map<string, Pence>();
  for (const dispute of state.disputes.values()) {
    if (dispute.status !== 'OPEN' || dispute.testPeriodId !== testPeriodId) continue;
    let left = dispute.amountPence;
    for (const due of state.dues.values()) {
      if (due.testPeriodId !== testPeriodId || (due.fromId !== dispute.agencyId && due.toId !== dispute.agencyId))
        continue;
      const free = outstandingPence(due) - (frozen.get(due.dueId) ?? 0);
      const taken = Math.max(0, Math.min(free, left));
      if (taken > 0) frozen.set(due.dueId, (frozen.get(due.dueId) ?? 0) + taken);
      left -= taken;
    }
  }
  return frozen;
}

/**
 * What calculations made due to each party (positive) or by it, by clause, for a test period so far. What a dispute took
 * off is not counted here: it stays off, and another calculation does not bring it back.
 */
export function netDue(state: AgreementState, testPeriodId: string): ReadonlyMap<string, ReadonlyMap<string, Pence>> {
  const byClause = new Map<string, Map<string, Pence>>();
  for (const { clauseId, fromId, toId, amountPence, testPeriodId: of } of state.dues.values()) {
    if (of !== testPeriodId) continue;
    const net = byClause.get(clauseId) ?? new Map<string, Pence>();
    net.set(fromId, (net.get(fromId) ?? 0) - amountPence);
    net.set(toId, (net.get(toId) ?? 0) + amountPence);
    byClause.set(clauseId, net);
  }
  return byClause;
}

/** The last calculation of a test period that was approved. */
export const approvedCalculation = (state: AgreementState, testPeriodId: string): CalculationState | undefined =>
  [...state.calculations.values()].findLast(
    (calculation) => calculation.testPeriodId === testPeriodId && calculation.approvedBy !== undefined,
  );

/** What approved calculations of other test periods used of each limit. */
export function usedInOtherPeriods(state: AgreementState, testPeriodId: string): Readonly<Record<string, Pence>> {
  const used: Record<string, Pence> = {};
  for (const other of new Set([...state.calculations.values()].map((calculation) => calculation.testPeriodId))) {
    if (other === testPeriodId) continue;
    const { limitUse = {} } = approvedCalculation(state, other) ?? {};
    for (const [limitId, pence] of Object.entries(limitUse)) used[limitId] = (used[limitId] ?? 0) + pence;
  }
  return Object.fromEntries(Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * True when what an event is about is in the state. In the log it always is; as at an earlier effective date, what
 * came of something can be dated before it, and had then not happened either.
 */
export function isAboutWhatIsThere(state: AgreementState, event: AgreementEvent): boolean {
  switch (event.type) {
    case 'BenefitSharingAgreementDrafted':
      return true;
    case 'TermsApproved':
    case 'TermsSigned':
    case 'TermsTookEffect':
    case 'TermsProposed':
      return state.versions[event.data.version - 1] !== undefined;
    case 'ClaimsValidated':
    case 'ClaimsRejected':
      return event.data.claimIds.every((claimId) => state.claims.has(claimId));
    case 'ClaimWithdrawn':
      return state.claims.has(event.data.claimId);
    case 'BenefitRestated':
      return state.benefits.has(event.data.benefitId);
    case 'BenefitShareApproved':
    case 'ClawbackRaised':
      return state.calculations.has(event.data.calculationId);
    case 'BenefitSharePaid':
    case 'ClawbackSettled':
    case 'BenefitReinvested':
      return state.dues.has(event.data.dueId);
    case 'SharePaymentReversed':
      return state.payments.has(event.data.paymentId);
    case 'DisputePositionTaken':
    case 'DisputeEscalated':
      return state.disputes.has(event.data.disputeId);
    case 'DisputeResolved':
      return (
        state.disputes.has(event.data.disputeId) && event.data.reductions.every(({ dueId }) => state.dues.has(dueId))
      );
    default:
      return state.drafted;
  }
}

/** The test periods that an event is evidence of; the empty name stands for all of them. */
function periodsOfEvidence(state: AgreementState, { type, data }: AgreementEvent): readonly string[] {
  switch (type) {
    case 'TermsTookEffect':
      return [''];
    case 'BaselineAgreed':
    case 'BaselineRebased':
      return [data.testPeriodId ?? ''];
    case 'OutcomeMeasured':
    case 'OutcomeRestated':
    case 'BenefitRecognised':
    case 'OutturnDeclared':
      return [data.testPeriodId];
    case 'BenefitRestated':
      return [state.benefits.get(data.benefitId)!.testPeriodId];
    case 'ClaimsValidated':
    case 'ClaimsRejected':
      return data.claimIds.map((claimId) => state.claims.get(claimId)!.claim.testPeriodId);
    case 'ClaimWithdrawn':
      return [state.claims.get(data.claimId)!.claim.testPeriodId];
    default:
      return [];
  }
}

/**
 * True when evidence of its test period, of an earlier one or of all came in after a calculation looked: calculated
 * again, it may come out differently.
 */
export function hasLaterEvidence(state: AgreementState, calculation: CalculationState): boolean {
  const to = testPeriodOf(state, calculation.testPeriodId)?.to ?? '';
  return [...state.evidenceNos].some(([testPeriodId, entryNo]) => {
    const counts = testPeriodId === '' || (testPeriodOf(state, testPeriodId)?.to ?? '') <= to;
    return counts && entryNo > calculation.throughEntryNo;
  });
}

export function evolveAgreement(state: AgreementState, event: AgreementEvent): AgreementState {
  state.entryNo += 1;
  for (const testPeriodId of periodsOfEvidence(state, event)) state.evidenceNos.set(testPeriodId, state.entryNo);
  fold(state, event);
  return state;
}

function fold(state: AgreementState, event: AgreementEvent): void {
  const { occurredOn } = event;
  const { entryNo } = state;
  switch (event.type) {
    case 'BenefitSharingAgreementDrafted': {
      const { agreementId, placeId, pooledFundId } = event.data;
      Object.assign(state, { drafted: true, agreementId, placeId, pooledFundId });
      return;
    }
    case 'TermsDrafted': {
      const { version, terms, reason } = event.data;
      const draft = { version, terms, reason, draftedOn: occurredOn };
      state.versions.push({ ...draft, approvals: new Map(), signatures: new Map() });
      return;
    }
    case 'TermsProposed':
      versionOf(state, event.data.version).proposedOn = occurredOn;
      return;
    case 'TermsApproved': {
      const { version, byAgencyId, approverPost } = event.data;
      versionOf(state, version).approvals.set(byAgencyId, { on: occurredOn, post: approverPost });
      return;
    }
    case 'TermsSigned': {
      const { version, byAgencyId, signatoryPost } = event.data;
      versionOf(state, version).signatures.set(byAgencyId, { on: occurredOn, post: signatoryPost });
      return;
    }
    case 'TermsTookEffect': {
      const { version, retrospective } = event.data;
      Object.assign(versionOf(state, version), { effectiveFrom: occurredOn, retrospective });
      return;
    }
    case 'PartyJoined':
      state.exits.delete(event.data.agencyId);
      return;
    case 'AgreementExtended':
    case 'CapReached':
      return;
    case 'AgreementCalledIn':
      state.isCalledIn = true;
      return;
    case 'CallInResolved':
      state.isCalledIn = false;
      if (event.data.outcome === 'REFERRED_BACK') state.isSuspended = true;
      return;
    case 'AgreementSuspended':
      state.isSuspended = true;
      return;
    case 'AgreementResumed':
      state.isSuspended = false;
      return;
    case 'PartyExitNoticeGiven':
      state.exits.set(event.data.agencyId, { noticeOn: occurredOn, exitsOn: event.data.exitsOn });
      return;
    case 'PartyExited': {
      const exit = state.exits.get(event.data.agencyId);
      if (exit) exit.exitedOn = occurredOn;
      return;
    }
    case 'AgreementTerminated':
      state.terminatedOn = occurredOn;
      return;
    case 'AgreementWoundUp':
      state.isWoundUp = true;
      return;
    case 'BaselineAgreed':
    case 'BaselineRebased': {
      const { metricId, testPeriodId, agencyId, value } = event.data;
      state.baselines.set(metricKey(event.data), { metricId, testPeriodId, agencyId, value, entryNo });
      return;
    }
    case 'OutcomeMeasured':
    case 'OutcomeRestated': {
      const { metricId, testPeriodId, agencyId, value } = event.data;
      state.measurements.set(metricKey(event.data), { metricId, testPeriodId, agencyId, value, entryNo });
      return;
    }
    case 'OutcomeClaimed':
      state.claims.set(event.data.claimId, { claim: event.data, entryNo, status: 'CLAIMED' });
      count(state, event.data, 1);
      return;
    case 'ClaimsValidated':
      for (const claimId of event.data.claimIds) {
        const claim = state.claims.get(claimId)!;
        claim.status = 'VALIDATED';
        claim.method = strongest(claim.method, event.data.method);
      }
      return;
    case 'ClaimsRejected':
      for (const claimId of event.data.claimIds) dropClaim(state, claimId, 'REJECTED');
      return;
    case 'ClaimWithdrawn':
      dropClaim(state, event.data.claimId, 'WITHDRAWN');
      return;
    case 'SpotCheckRecorded':
      if (event.data.fullCheckRequired) state.fullCheckOf.add(event.data.testPeriodId);
      return;
    case 'BenefitRecognised': {
      const { benefitId, testPeriodId, agencyId, benefitType, stage, grossPence, deliveryCostPence } = event.data;
      const { optimismBiasPct, attributionPct, deadweightPct, cashablePct } = event.data;
      const parts = { optimismBiasPct, attributionPct, deadweightPct, cashablePct };
      const figures = { agencyId, benefitType, stage, grossPence, deliveryCostPence, ...parts };
      const { title, volume, unitValuePence, horizonYear } = event.data;
      const about = { benefitId, testPeriodId, title, volume, unitValuePence, horizonYear };
      state.benefits.set(benefitId, { ...about, figures, entryNo });
      return;
    }
    case 'BenefitRestated':
      Object.assign(state.benefits.get(event.data.benefitId)!, { figures: event.data.to, entryNo });
      return;
    case 'OutturnDeclared':
      state.outturns.set(event.data.testPeriodId, { lines: event.data.lines, entryNo });
      return;
    case 'BenefitShareCalculated': {
      const { calculationId, testPeriodId, calculatedBy, termsVersion, throughEntryNo, inputsDigest } = event.data;
      const { clauses, limitUse, settlement, capsReached } = event.data;
      const when = { calculatedOn: occurredOn, throughEntryNo };
      const about = { calculationId, testPeriodId, calculatedBy, termsVersion, inputsDigest, ...when };
      state.calculations.set(calculationId, { ...about, clauses, limitUse, settlement, capsReached });
      return;
    }
    case 'BenefitShareApproved': {
      const { calculationId, testPeriodId, approvedBy, dues } = event.data;
      const calculation = state.calculations.get(calculationId);
      if (calculation) Object.assign(calculation, { approvedBy, approvedOn: occurredOn });
      for (const due of dues) addDue(state, { ...due, raisedOn: occurredOn, testPeriodId, calculationId, approvedBy });
      return;
    }
    case 'ClawbackRaised': {
      const { approvedBy } = state.calculations.get(event.data.calculationId) ?? {};
      addDue(state, { ...event.data, kind: 'CLAWBACK', raisedOn: occurredOn, approvedBy });
      return;
    }
    case 'BenefitSharePaid':
    case 'ClawbackSettled':
    case 'BenefitReinvested': {
      const { paymentId, dueId, fromId, toId, amountPence, bankRef, fundEntryRef } = event.data;
      const isReinvestment = event.type === 'BenefitReinvested';
      const payment = { paymentId, dueId, fromId, toId, amountPence, bankRef, fundEntryRef, isReinvestment };
      state.payments.set(paymentId, { ...payment, reversed: false });
      state.dues.get(dueId)!.paidPence += amountPence;
      return;
    }
    case 'SharePaymentReversed':
      state.payments.get(event.data.paymentId)!.reversed = true;
      state.dues.get(event.data.dueId)!.paidPence -= event.data.amountPence;
      return;
    case 'DisputeRaised': {
      const { disputeId, testPeriodId, agencyId, amountPence, positions } = event.data;
      const dispute = { disputeId, testPeriodId, agencyId, amountPence, raisedOn: occurredOn };
      const byAgency = new Map(positions.map((position) => [position.agencyId, position]));
      state.disputes.set(disputeId, { ...dispute, positions: byAgency, stepNo: 0, status: 'OPEN' });
      return;
    }
    case 'DisputePositionTaken': {
      const { disputeId, agencyId, sharePence, statement } = event.data;
      state.disputes.get(disputeId)!.positions.set(agencyId, { agencyId, sharePence, statement });
      return;
    }
    case 'DisputeEscalated':
      state.disputes.get(event.data.disputeId)!.stepNo = event.data.stepNo;
      return;
    case 'DisputeResolved': {
      const { disputeId, decision, reductions } = event.data;
      Object.assign(state.disputes.get(disputeId)!, { status: 'RESOLVED', decision });
      for (const { dueId, byPence } of reductions) state.dues.get(dueId)!.reducedPence += byPence;
      return;
    }
  }
}

/** Methods are told from the weakest to the strongest. */
const strongest = (one: ValidationMethod | undefined, other: ValidationMethod): ValidationMethod =>
  one !== undefined && validationMethods.indexOf(one) > validationMethods.indexOf(other) ? one : other;

const versionOf = (state: AgreementState, version: number): TermsVersion => state.versions[version - 1]!;

function addDue(state: AgreementState, due: Omit<DueState, 'reducedPence' | 'paidPence'>): void {
  const { dueId, clauseId, fromId, toId, amountPence, dueOn } = due;
  const { kind, raisedOn, testPeriodId, calculationId, approvedBy } = due;
  const about = { kind, raisedOn, testPeriodId, calculationId, approvedBy };
  state.dues.set(dueId, { dueId, clauseId, fromId, toId, amountPence, dueOn, ...about, reducedPence: 0, paidPence: 0 });
}

function dropClaim(state: AgreementState, claimId: string, status: 'REJECTED' | 'WITHDRAWN'): void {
  const dropped = state.claims.get(claimId)!;
  dropped.status = status;
  count(state, dropped.claim, -1);
}

function count(state: AgreementState, claim: OutcomeClaimed['data'], sign: 1 | -1): void {
  const { outcomeCode, testPeriodId, units, participantRef } = claim;
  const change = Fraction.parse(units).times(Fraction.of(sign));
  for (const key of [outcomeCode, `${outcomeCode}|${testPeriodId}`]) {
    state.unitsClaimed.set(key, (state.unitsClaimed.get(key) ?? Fraction.zero).plus(change));
  }
  if (participantRef === undefined) return;
  const key = participantKey(outcomeCode, participantRef);
  const standing = (state.participants.get(key) ?? 0) + sign;
  if (standing > 0) state.participants.set(key, standing);
  else state.participants.delete(key);
}
