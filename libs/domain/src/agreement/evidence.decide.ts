import { refuseFuture } from '../shared/asked';
import { isIsoDate } from '../shared/dates';
import { accept, type Decision } from '../shared/decider';
import { Fraction, FRACTION_PATTERN } from '../shared/fraction';
import { isAmountOrNone } from '../shared/money';
import {
  type AgreeBaseline,
  type ClaimOutcomes,
  type DeclareOutturn,
  type MeasureOutcome,
  type RebaseBaseline,
  type RecogniseBenefit,
  type RecordSpotCheck,
  type RejectClaims,
  type RestateBenefit,
  type RestateOutcome,
  type ValidateClaims,
  type WithdrawClaim,
} from './agreement.commands';
import {
  type AgreementContext,
  metricOf,
  refuse,
  refuseStranger,
  refuseTestPeriod,
  termsFor,
} from './agreement.context';
import { type AgreementEvent, type BenefitFigures, type OfMetric, type OutcomeClaimed } from './agreement.events';
import {
  type AgreementState,
  currentVersion,
  metricKey,
  participantKey,
  signingParties,
  testPeriodOf,
} from './agreement.state';
import { type Metric, type Outcome, type ValidationMethod } from './terms';

/** INV-46: what everything later is measured against; agreed by every party. */
export function decideBaseline(
  command: AgreeBaseline | RebaseBaseline,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { metricId, testPeriodId, agencyId, value, agreedBy, occurredOn } = command;
  const refusal = refuseFigure(state, command, value, 'The baseline');
  if (refusal) return refusal;
  const missing = signingParties(currentVersion(state).terms).filter((party) => !agreedBy.includes(party));
  if (missing.length > 0) return refuse('AGREED_BY_NOT_ALL', { missing });
  const future = refuseFuture(command);
  if (future) return future;
  const before = state.baselines.get(metricKey(command));
  const of = { metricId, testPeriodId, agencyId };
  if (command.type === 'AgreeBaseline') {
    if (before) return refuse('BASELINE_ALREADY_AGREED', { metricId });
    return accept({ type: 'BaselineAgreed', occurredOn, data: { ...of, value, source: command.source, agreedBy } });
  }
  if (!before) return refuse('BASELINE_NOT_AGREED', { metricId });
  if (before.value === value) return refuse('NOTHING_RESTATED', {});
  const data = { ...of, fromValue: before.value, value, reason: command.reason, agreedBy };
  return accept({ type: 'BaselineRebased', occurredOn, data });
}

/** Refuses a figure of a metric that the terms do not know, or that is none. */
function refuseFigure(state: AgreementState, of: OfMetric, value: string, what: string) {
  const { metricId, testPeriodId, agencyId } = of;
  const metric = metricOf(state, of);
  if (!metric) return refuse('METRIC_UNKNOWN', { metricId });
  if (metric.by === 'AGENCY' && agencyId === undefined) return refuse('METRIC_NEEDS_AGENCY', { metricId });
  if (metric.by === undefined && agencyId !== undefined) return refuse('METRIC_NOT_BY_AGENCY', { metricId });
  if (!isFigure(metric, value)) return refuse('VALUE_NOT_POSSIBLE', { what, value });
  return (
    (testPeriodId === undefined ? undefined : refuseTestPeriod(state, testPeriodId)) ??
    (agencyId === undefined ? undefined : refuseStranger(state, agencyId, testPeriodId))
  );
}

/** An exact number that is no percentage. */
const isNumber = (text: string): boolean => FRACTION_PATTERN.test(text) && !text.endsWith('%');

/** Money is whole pence; nothing that is measured is negative. */
function isFigure({ unit }: Metric, value: string): boolean {
  if (!isNumber(value)) return false;
  const number = Fraction.parse(value);
  return !number.isNegative && (unit !== 'PENCE' || number.toRatio().denominator === 1n);
}

export function decideMeasurement(
  command: MeasureOutcome | RestateOutcome,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { metricId, testPeriodId, agencyId, value, occurredOn } = command;
  const refusal = refuseFigure(state, command, value, 'The measurement') ?? refuseFuture(command);
  if (refusal) return refusal;
  const before = state.measurements.get(metricKey(command));
  const of = { metricId, testPeriodId, agencyId };
  if (command.type === 'MeasureOutcome') {
    if (before) return refuse('OUTCOME_ALREADY_MEASURED', { metricId, testPeriodId });
    const { method, dataQualityGrade } = command;
    return accept({ type: 'OutcomeMeasured', occurredOn, data: { ...of, value, method, dataQualityGrade } });
  }
  if (!before) return refuse('OUTCOME_NOT_MEASURED', { metricId });
  if (before.value === value) return refuse('NOTHING_RESTATED', {});
  const data = { ...of, fromValue: before.value, value, reason: command.reason };
  return accept({ type: 'OutcomeRestated', occurredOn, data });
}

/** Claims, one after another: each counts towards the cohort, and for its participant, before the next. */
export function decideClaims(
  command: ClaimOutcomes,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { claims, occurredOn } = command;
  const future = refuseFuture(command);
  if (future) return future;
  const now: ClaimsNow = { ids: new Set(), participants: new Set(), units: new Map() };
  for (const claim of claims) {
    const refusal = refuseClaim(claim, state, now, context);
    if (refusal) return refusal;
  }
  return { accepted: claims.map((data) => ({ type: 'OutcomeClaimed', occurredOn, data })) };
}

/** What the claims of one command add, before they are recorded. */
interface ClaimsNow {
  readonly ids: Set<string>;
  readonly participants: Set<string>;
  readonly units: Map<string, Fraction>;
}

function refuseClaim(claim: OutcomeClaimed['data'], state: AgreementState, now: ClaimsNow, context: AgreementContext) {
  const { claimId, claimantId, outcomeCode, testPeriodId, achievedOn, units } = claim;
  if (state.claims.has(claimId) || now.ids.has(claimId)) return refuse('CLAIM_ALREADY_MADE', { claimId });
  now.ids.add(claimId);
  const outcome = termsFor(state, testPeriodId).outcomes.find((each) => each.outcomeCode === outcomeCode);
  if (!outcome) return refuse('OUTCOME_UNKNOWN', { outcomeCode });
  const stranger = refuseStranger(state, claimantId, testPeriodId) ?? refuseTestPeriod(state, testPeriodId);
  if (stranger) return stranger;
  const period = testPeriodOf(state, testPeriodId)!;
  if (!isIsoDate(achievedOn)) return refuse('DATE_DOES_NOT_EXIST', { date: achievedOn });
  if (achievedOn < period.from || achievedOn > period.to) {
    return refuse('DATE_OUTSIDE_TEST_PERIOD', { date: achievedOn, ...period });
  }
  if (!isNumber(units) || Fraction.parse(units).compare(Fraction.zero) <= 0) {
    return refuse('VALUE_NOT_POSSIBLE', { what: 'The number of units', value: units });
  }
  return refuseCohort(claim, outcome.metricId, state, now) ?? refuseParticipant(claim, outcome, state, now, context);
}

/** INV-46: no claim without a baseline, and no more units than the cohort that it names. */
function refuseCohort(claim: OutcomeClaimed['data'], metricId: string, state: AgreementState, now: ClaimsNow) {
  const { outcomeCode, testPeriodId, units } = claim;
  const ofPeriod = state.baselines.get(metricKey({ metricId, testPeriodId }));
  const cohort = ofPeriod ?? state.baselines.get(metricKey({ metricId }));
  if (!cohort) return refuse('BASELINE_NOT_AGREED', { metricId });
  const key = ofPeriod ? `${outcomeCode}|${testPeriodId}` : outcomeCode;
  const before = (state.unitsClaimed.get(key) ?? Fraction.zero).plus(now.units.get(key) ?? Fraction.zero);
  const claimed = before.plus(Fraction.parse(units));
  if (claimed.compare(Fraction.parse(cohort.value)) > 0) {
    return refuse('MORE_UNITS_THAN_COHORT', { outcomeCode, claimed: claimed.toText(2), cohort: cohort.value });
  }
  for (const each of [outcomeCode, `${outcomeCode}|${testPeriodId}`]) {
    now.units.set(each, (now.units.get(each) ?? Fraction.zero).plus(Fraction.parse(units)));
  }
  return undefined;
}

/** INV-51: the same outcome is not paid for twice where the terms say so. */
function refuseParticipant(
  claim: OutcomeClaimed['data'],
  { onceFor, notAlsoClaimedUnder = [] }: Outcome,
  state: AgreementState,
  now: ClaimsNow,
  context: AgreementContext,
) {
  const { outcomeCode, participantRef } = claim;
  if (participantRef === undefined) {
    const mayStayUnnamed = onceFor === undefined && notAlsoClaimedUnder.length === 0;
    return mayStayUnnamed ? undefined : refuse('PARTICIPANT_NOT_NAMED', { outcomeCode });
  }
  const key = participantKey(outcomeCode, participantRef);
  const isClaimed = state.participants.has(key) || now.participants.has(key);
  if (onceFor !== undefined && isClaimed) {
    return refuse('OUTCOME_CLAIMED_BEFORE', { outcomeCode, participantRef });
  }
  now.participants.add(key);
  return refuseElsewhere(claim, context);
}

/** INV-51: the terms may not pay for a participant whom other agreements pay for. */
function refuseElsewhere({ outcomeCode, participantRef }: OutcomeClaimed['data'], context: AgreementContext) {
  const agreementId = participantRef === undefined ? undefined : context.claimedUnder(outcomeCode, participantRef);
  if (participantRef === undefined || agreementId === undefined) return undefined;
  return refuse('OUTCOME_CLAIMED_ELSEWHERE', { outcomeCode, participantRef, agreementId });
}

/** Claims that can still be validated or rejected. */
function refuseClaimIds(claimIds: readonly string[], state: AgreementState) {
  for (const claimId of claimIds) {
    const claim = state.claims.get(claimId);
    if (!claim) return refuse('CLAIM_UNKNOWN', { claimId });
    const { status } = claim;
    if (status === 'REJECTED' || status === 'WITHDRAWN') return refuse('CLAIM_SETTLED', { claimId, status });
  }
  return undefined;
}

/** INV-31: a claim that is not only declared is validated by somebody else than who made it. */
export function decideValidation(
  command: ValidateClaims,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { claimIds, method, byAgencyId: agencyId, occurredOn } = command;
  const refusal = refuseClaimIds(claimIds, state) ?? refuseFuture(command);
  if (refusal) return refusal;
  const claims = claimIds.map((claimId) => state.claims.get(claimId)!.claim);
  for (const testPeriodId of new Set(claims.map((claim) => claim.testPeriodId))) {
    const unfit = refuseValidator(command, state, testPeriodId);
    if (unfit) return unfit;
  }
  for (const claim of claims) {
    // Two agreements can have taken claims for one participant at the same moment: only one is then validated.
    const twice = refuseElsewhere(claim, context);
    if (twice) return twice;
  }
  const claimants = new Set(claims.map(({ claimantId }) => claimantId));
  if (method === 'SELF_DECLARED') {
    if ([...claimants].some((claimant) => claimant !== agencyId)) return refuse('VALIDATOR_NOT_CLAIMANT', { agencyId });
  } else if (method !== 'INTERNAL_AUDIT' && claimants.has(agencyId)) {
    return refuse('VALIDATOR_IS_CLAIMANT', { agencyId });
  }
  return accept({ type: 'ClaimsValidated', occurredOn, data: { claimIds, method, byAgencyId: agencyId } });
}

/** Refuses a method, or a body, by which the terms of a test period let nobody validate. */
function refuseValidator({ method, byAgencyId: agencyId }: ValidateClaims, state: AgreementState, periodId: string) {
  const { parties, validation } = termsFor(state, periodId);
  const { methods } = validation;
  if (!methods.includes(method)) return refuse('VALIDATION_NOT_ACCEPTED', { method, methods });
  const party = parties.find((each) => each.agencyId === agencyId);
  if (!party) return refuse('PARTY_UNKNOWN', { agencyId });
  const isAssessor = party.roles.includes('INDEPENDENT_ASSESSOR');
  if (method === 'INDEPENDENT_ASSESSOR' && !isAssessor) return refuse('VALIDATOR_NOT_ASSESSOR', { agencyId });
  return undefined;
}

export function decideRejection(
  command: RejectClaims | WithdrawClaim,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { reason, occurredOn } = command;
  const claimIds = command.type === 'RejectClaims' ? [...new Set(command.claimIds)] : [command.claimId];
  const refusal = refuseClaimIds(claimIds, state) ?? refuseFuture(command);
  if (refusal) return refusal;
  return command.type === 'RejectClaims'
    ? accept({ type: 'ClaimsRejected', occurredOn, data: { claimIds, reason } })
    : accept({ type: 'ClaimWithdrawn', occurredOn, data: { claimId: command.claimId, reason } });
}

/** Methods that look at each claim: what remains after a spot check has failed. */
const fullChecks: ReadonlySet<ValidationMethod> = new Set<ValidationMethod>([
  'INTERNAL_AUDIT',
  'INDEPENDENT_ASSESSOR',
  'ADMIN_DATA',
]);

/** How many validated claims of a test period no full check has looked at. */
const uncheckedClaims = (state: AgreementState, testPeriodId: string): number =>
  [...state.claims.values()].filter(
    ({ claim, status, method }) =>
      claim.testPeriodId === testPeriodId && status === 'VALIDATED' && !fullChecks.has(method!),
  ).length;

/** Refuses to pay more for a test period whose spot check failed, until every claim of it was looked at (W16). */
export function refuseUnchecked(state: AgreementState, testPeriodId: string) {
  const unchecked = state.fullCheckOf.has(testPeriodId) ? uncheckedClaims(state, testPeriodId) : 0;
  return unchecked > 0 ? refuse('FULL_CHECK_REQUIRED', { testPeriodId, unchecked }) : undefined;
}

/** A sample that fails above the agreed level forces a full check before anything more is paid (W16). */
export function decideSpotCheck(command: RecordSpotCheck, state: AgreementState): Decision<AgreementEvent> {
  const { testPeriodId, checkedCount, invalidCount, occurredOn } = command;
  const refusal = refuseTestPeriod(state, testPeriodId) ?? refuseFuture(command);
  if (refusal) return refusal;
  const validatedCount = [...state.claims.values()].filter(
    ({ claim, status }) => claim.testPeriodId === testPeriodId && status === 'VALIDATED',
  ).length;
  const areCounts = Number.isInteger(checkedCount) && Number.isInteger(invalidCount);
  const isWithin = checkedCount >= 1 && checkedCount <= validatedCount && invalidCount >= 0;
  if (!areCounts || !isWithin || invalidCount > checkedCount) {
    return refuse('SPOT_CHECK_NOT_POSSIBLE', { checkedCount, invalidCount, validatedCount });
  }
  const { spotCheckFailurePctMax } = termsFor(state, testPeriodId).validation;
  const failed = Fraction.of(invalidCount).over(Fraction.of(checkedCount));
  const fullCheckRequired =
    spotCheckFailurePctMax !== undefined && failed.compare(Fraction.ofPct(spotCheckFailurePctMax)) > 0;
  const data = { testPeriodId, checkedCount, invalidCount, fullCheckRequired };
  return accept({ type: 'SpotCheckRecorded', occurredOn, data });
}

export function decideBenefit(
  command: RecogniseBenefit | RestateBenefit,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { benefitId, occurredOn } = command;
  const before = state.benefits.get(benefitId);
  const figures = figuresOf(command.type === 'RestateBenefit' ? command.to : command);
  if (command.type === 'RestateBenefit' && !before) return refuse('BENEFIT_UNKNOWN', { benefitId });
  if (command.type === 'RecogniseBenefit') {
    if (before) return refuse('BENEFIT_ALREADY_RECOGNISED', { benefitId });
    const unknown = refuseTestPeriod(state, command.testPeriodId) ?? refuseMeasure(command);
    if (unknown) return unknown;
  }
  const testPeriodId = command.type === 'RestateBenefit' ? before!.testPeriodId : command.testPeriodId;
  const refusal = refuseBenefit(benefitId, testPeriodId, figures, state) ?? refuseFuture(command);
  if (refusal) return refusal;
  if (command.type === 'RestateBenefit') {
    const from = before!.figures;
    const isSame = (Object.keys(figures) as (keyof BenefitFigures)[]).every((name) => figures[name] === from[name]);
    if (isSame) return refuse('NOTHING_RESTATED', {});
    const data = { benefitId, from, to: figures, reason: command.reason };
    return accept({ type: 'BenefitRestated', occurredOn, data });
  }
  const { title, volume, unitValuePence, horizonYear } = command;
  const data = { benefitId, testPeriodId, title, volume, unitValuePence, horizonYear, ...figures };
  return accept({ type: 'BenefitRecognised', occurredOn, data });
}

/** Refuses a volume or a unit value that is none; a benefit need not have been built up from them. */
function refuseMeasure({ volume, unitValuePence }: RecogniseBenefit) {
  if (volume !== undefined && (!isNumber(volume) || Fraction.parse(volume).isNegative)) {
    return refuse('VALUE_NOT_POSSIBLE', { what: 'The volume', value: volume });
  }
  const isPriced = unitValuePence === undefined || isAmountOrNone(unitValuePence);
  return isPriced ? undefined : refuse('AMOUNT_NOT_POSSIBLE', { what: 'The unit value' });
}

/** The figures of a benefit, without what a command carries beside them. */
const figuresOf = (benefit: BenefitFigures): BenefitFigures => ({
  agencyId: benefit.agencyId,
  benefitType: benefit.benefitType,
  stage: benefit.stage,
  grossPence: benefit.grossPence,
  deliveryCostPence: benefit.deliveryCostPence,
  optimismBiasPct: benefit.optimismBiasPct,
  attributionPct: benefit.attributionPct,
  deadweightPct: benefit.deadweightPct,
  cashablePct: benefit.cashablePct,
});

/** INV-54: a benefit says what it cost to bring about. */
function refuseBenefit(benefitId: string, testPeriodId: string, figures: BenefitFigures, state: AgreementState) {
  const { agencyId, grossPence, deliveryCostPence } = figures;
  const stranger = refuseStranger(state, agencyId, testPeriodId);
  if (stranger) return stranger;
  if (!isAmountOrNone(grossPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The gross benefit' });
  if ((deliveryCostPence as number | undefined) === undefined) return refuse('DELIVERY_COST_MISSING', { benefitId });
  if (!isAmountOrNone(deliveryCostPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The cost of delivery' });
  for (const part of ['optimismBiasPct', 'attributionPct', 'deadweightPct', 'cashablePct'] as const) {
    const value = figures[part];
    const isPct = /^\d{1,3}(\.\d{1,8})?$/.test(value) && Fraction.parse(value).compare(Fraction.of(100)) <= 0;
    if (!isPct) return refuse('VALUE_NOT_POSSIBLE', { what: part, value });
  }
  return undefined;
}

export function decideOutturn(command: DeclareOutturn, state: AgreementState): Decision<AgreementEvent> {
  const { testPeriodId, lines, restatedBecause, occurredOn } = command;
  const refusal = refuseTestPeriod(state, testPeriodId) ?? refuseFuture(command);
  if (refusal) return refusal;
  const known = state.outturns.has(testPeriodId);
  if (known && restatedBecause === undefined) return refuse('OUTTURN_ALREADY_DECLARED', { testPeriodId });
  const ids = new Set<string>();
  for (const { lineId, budgetPence, outturnPence, ownerAgencyId, commissioned = [] } of lines) {
    if (ids.has(lineId)) return refuse('OUTTURN_LINE_TWICE', { lineId });
    ids.add(lineId);
    const amounts = [budgetPence, outturnPence, ...commissioned.map(({ pence }) => pence)];
    if (!amounts.every(isAmountOrNone)) return refuse('AMOUNT_NOT_POSSIBLE', { what: `An amount of ${lineId}` });
    const named = [...(ownerAgencyId === undefined ? [] : [ownerAgencyId]), ...commissioned.map((one) => one.agencyId)];
    for (const agencyId of named) {
      const stranger = refuseStranger(state, agencyId, testPeriodId);
      if (stranger) return stranger;
    }
  }
  return accept({ type: 'OutturnDeclared', occurredOn, data: { testPeriodId, lines, restatedBecause } });
}
