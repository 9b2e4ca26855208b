import { isPartnerOn, unsignedPartners } from '../pooled-fund/pooled-fund.state';
import { apportion } from '../shared/apportion';
import { refuseFuture } from '../shared/asked';
import { addDays, type IsoDate } from '../shared/dates';
import { accept, type Decision } from '../shared/decider';
import { Fraction } from '../shared/fraction';
import { isAmount, type Pence } from '../shared/money';
import {
  type ApproveShares,
  type CalculateShares,
  type PayShare,
  type ReverseSharePayment,
} from './agreement.commands';
import { type AgreementContext, refuse } from './agreement.context';
import { type AgreementEvent, type Due, type PaymentOfDue } from './agreement.events';
import {
  type AgreementState,
  type CalculationState,
  currentVersion,
  type DueState,
  frozenPence,
  netDue,
  outstandingPence,
  testPeriodOf,
  usedInOtherPeriods,
  versionInForceOn,
} from './agreement.state';
import { calculate, type Calculation, type ClauseCalculated } from './calculation/calculate';
import { type CalculationInputs } from './calculation/inputs';
import { FUND_PARTY } from './calculation/limits';
import { refuseUnchecked } from './evidence.decide';
import { type Payment, type Terms } from './terms';
import { needsContributions } from './terms.walk';

/** Refuses while the agreement is called in or suspended. */
function refuseHalted(state: AgreementState) {
  if (state.isCalledIn) return refuse('AGREEMENT_CALLED_IN', {});
  return state.isSuspended ? refuse('AGREEMENT_SUSPENDED', {}) : undefined;
}

/** Works out the shares of a test period under the terms in force on its last day. Nothing falls due by it. */
export function decideCalculation(
  command: CalculateShares,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { testPeriodId, agreementId, by, occurredOn, today } = command;
  const found = inForceFor(state, testPeriodId);
  if ('refused' in found) return found;
  const { version, terms, from } = found;
  if (from > today) return refuse('TEST_PERIOD_NOT_BEGUN', { testPeriodId, from });
  const refusal = refuseFuture(command) ?? refuseHalted(state) ?? refuseFormerParty(state, terms, from);
  if (refusal) return refusal;
  if (state.terminatedOn !== undefined && from > state.terminatedOn) {
    return refuse('AGREEMENT_TERMINATED', { on: state.terminatedOn });
  }
  const unchecked = refuseUnchecked(state, testPeriodId);
  if (unchecked) return unchecked;
  const inputs = inputsOf(state, agreementId, testPeriodId, terms, context);
  const calculation = calculateOrNot(terms, inputs);
  if (!calculation) return refuse('AMOUNTS_TOO_LARGE', {});
  const reasons = calculation.clauses.flatMap((clause) =>
    clause.status === 'EVIDENCE_MISSING' ? [`${clause.clauseId} lacks ${clause.missing} of ${clause.what}.`] : [],
  );
  if (reasons.length === calculation.clauses.length) return refuse('EVIDENCE_MISSING', { reasons });
  const calculationId = `calculation-${state.calculations.size + 1}`;
  const about = {
    calculationId,
    calculatedBy: by.actorId,
    termsVersion: version,
    throughEntryNo: state.entryNo,
    inputsDigest: digestOf(terms, inputs, context),
  };
  const caps = calculation.capsReached.map(({ capId, agencyId, unpaidExcessPence }): AgreementEvent => {
    const data = { calculationId, testPeriodId, capId, agencyId, unpaidExcessPence };
    return { type: 'CapReached', occurredOn, data };
  });
  return accept<AgreementEvent>(
    { type: 'BenefitShareCalculated', occurredOn, data: { ...about, ...calculation } },
    ...caps,
  );
}

function inForceFor(state: AgreementState, testPeriodId: string) {
  const known = testPeriodOf(state, testPeriodId);
  if (!known) return refuse('TEST_PERIOD_UNKNOWN', { testPeriodId });
  const inForce = versionInForceOn(state, known.to);
  if (!inForce) return refuse('TERMS_NOT_IN_FORCE', { on: known.to });
  const { version, terms } = inForce;
  const period = terms.period.testPeriods.find((each) => each.testPeriodId === testPeriodId);
  return period ? { version, terms, from: period.from } : refuse('TEST_PERIOD_UNKNOWN', { testPeriodId });
}

/** INV-14: who has left has no share in what came after; the terms must say who has it instead. */
function refuseFormerParty(state: AgreementState, { parties }: Terms, from: IsoDate) {
  for (const { agencyId } of parties) {
    const on = state.exits.get(agencyId)?.exitedOn;
    if (on !== undefined && on <= from) return refuse('PARTY_HAS_LEFT', { agencyId, on });
  }
  return undefined;
}

/** Tells apart whatever would make a calculation come out differently. */
const digestOf = (terms: Terms, inputs: CalculationInputs, context: AgreementContext): string =>
  context.digestOf(JSON.stringify([terms, inputs]));

/** Undefined when an amount is too large to be told to the penny (INV-09). */
function calculateOrNot(terms: Terms, inputs: CalculationInputs): Calculation | undefined {
  try {
    return calculate(terms, inputs);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What was recorded for this test period and earlier ones, each figure with the entry that it came from. */
function inputsOf(
  state: AgreementState,
  agreementId: string,
  testPeriodId: string,
  terms: Terms,
  context: AgreementContext,
): CalculationInputs {
  const source = (entryNo: number): string => `${agreementId}/${entryNo}`;
  const { from } = testPeriodOf(state, testPeriodId)!;
  const soFar = new Set(terms.period.testPeriods.filter((each) => each.from <= from).map((each) => each.testPeriodId));
  const ofSoFar = ({ testPeriodId: of }: { readonly testPeriodId?: string }): boolean =>
    of === undefined || soFar.has(of);
  const claims = [...state.claims.values()].filter(
    ({ claim, status, method }) =>
      status === 'VALIDATED' && terms.validation.methods.includes(method!) && ofSoFar(claim),
  );
  return {
    agreementId,
    testPeriodId,
    baselines: [...state.baselines.values()]
      .filter(ofSoFar)
      .map(({ entryNo, ...each }) => ({ ...each, source: source(entryNo) })),
    measurements: [...state.measurements.values()].filter(ofSoFar).map(({ entryNo, ...each }) => ({
      ...each,
      testPeriodId: each.testPeriodId!,
      source: source(entryNo),
    })),
    claims: claims.map(({ claim, entryNo }) => {
      const { testPeriodId: of, outcomeCode, units, participantRef } = claim;
      return { testPeriodId: of, outcomeCode, units, participantRef, entryNo };
    }),
    benefits: [...state.benefits.values()].filter(ofSoFar).map(({ benefitId, testPeriodId: of, figures, entryNo }) => ({
      benefitId,
      testPeriodId: of,
      ...figures,
      source: source(entryNo),
    })),
    outturns: [...state.outturns]
      .map(([of, { lines, entryNo }]) => ({ testPeriodId: of, lines, source: source(entryNo) }))
      .filter(ofSoFar),
    contributions: needsContributions(terms) ? context.contributions : [],
    usedBefore: usedInOtherPeriods(state, testPeriodId),
  };
}

/** INV-31, INV-52: who calculated does not approve; what differs from what was approved before becomes due. */
export function decideShareApproval(
  command: ApproveShares,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { calculationId, by, occurredOn } = command;
  const calculation = state.calculations.get(calculationId);
  if (!calculation) return refuse('CALCULATION_UNKNOWN', { calculationId });
  if (calculation.approvedBy !== undefined) return refuse('CALCULATION_ALREADY_APPROVED', { calculationId });
  const { testPeriodId } = calculation;
  if (isOutOfDate(command, state, calculation, context)) return refuse('CALCULATION_OUT_OF_DATE', { calculationId });
  const refusal = refuseHalted(state) ?? refuseUnchecked(state, testPeriodId) ?? refuseFuture(command);
  if (refusal) return refusal;
  if (by.kind === 'PERSON' && by.actorId === calculation.calculatedBy) {
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'calculated it' });
  }
  const dues = duesOf(state, calculation, occurredOn);
  const isFirst = ![...state.calculations.values()].some(
    (other) => other.testPeriodId === testPeriodId && other.approvedBy !== undefined,
  );
  if (dues.length === 0 && !isFirst) return refuse('CALCULATION_CHANGES_NOTHING', { testPeriodId });
  const shares = dues.flatMap(({ kind, ...due }) => (kind === 'CLAWBACK' ? [] : [{ ...due, kind }]));
  const clawbacks = dues.flatMap(({ kind, ...due }): AgreementEvent[] =>
    kind === 'CLAWBACK' ? [{ type: 'ClawbackRaised', occurredOn, data: { calculationId, testPeriodId, ...due } }] : [],
  );
  const data = { calculationId, testPeriodId, approvedBy: by.actorId, dues: shares };
  return accept<AgreementEvent>({ type: 'BenefitShareApproved', occurredOn, data }, ...clawbacks);
}

/** True when it is not the latest of its test period, or would rest on other terms or inputs now. */
function isOutOfDate(
  { agreementId }: ApproveShares,
  state: AgreementState,
  { testPeriodId, calculationId, inputsDigest }: CalculationState,
  context: AgreementContext,
): boolean {
  const latest = [...state.calculations.values()].findLast((each) => each.testPeriodId === testPeriodId);
  const found = inForceFor(state, testPeriodId);
  if (latest?.calculationId !== calculationId || 'refused' in found) return true;
  const inputs = inputsOf(state, agreementId, testPeriodId, found.terms, context);
  return digestOf(found.terms, inputs, context) !== inputsDigest;
}

type RaisedDue = Due & { readonly kind: DueState['kind'] };

/** What a calculation makes due, clause by clause: the difference from what was made due for its test period before. */
function duesOf(state: AgreementState, calculation: CalculationState, approvedOn: IsoDate): readonly RaisedDue[] {
  const { testPeriodId, calculationId, termsVersion, clauses } = calculation;
  const { terms } = state.versions[termsVersion - 1]!;
  const before = netDue(state, testPeriodId);
  const calculated = clauses.filter((clause): clause is ClauseCalculated => clause.status !== 'EVIDENCE_MISSING');
  const named = new Set(clauses.map(({ clauseId }) => clauseId));
  // A clause that is no longer in the terms pays nothing: what it made due comes back.
  const gone = [...before.keys()].filter((clauseId) => !named.has(clauseId));
  const dues: RaisedDue[] = [];
  for (const clauseId of [...calculated.map((clause) => clause.clauseId), ...gone]) {
    const settlement = calculated.find((clause) => clause.clauseId === clauseId)?.settlement ?? [];
    const was = before.get(clauseId) ?? new Map<string, Pence>();
    const now = new Map(settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence]));
    const payment = terms.clauses.find((clause) => clause.clauseId === clauseId)?.payment;
    for (const pair of pairsOf(differences(was, now, terms))) {
      const kind = was.size === 0 ? 'SHARE' : (was.get(pair.fromId) ?? 0) > 0 ? 'CLAWBACK' : 'TOP_UP';
      for (const part of partsOf(pair.amountPence, kind, payment, terms, approvedOn)) {
        const dueId = `${calculationId}-due-${dues.length + 1}`;
        dues.push({ dueId, clauseId, fromId: pair.fromId, toId: pair.toId, ...part, kind });
      }
    }
  }
  return dues;
}

/** What each party is to receive more (positive) or less than before, in the order that settles ties, the fund last. */
function differences(
  was: ReadonlyMap<string, Pence>,
  now: ReadonlyMap<string, Pence>,
  { rounding }: Terms,
): readonly (readonly [string, Pence])[] {
  const known = new Set([...rounding.tieOrder, ...was.keys(), ...now.keys()]);
  known.delete(FUND_PARTY);
  return [...known, FUND_PARTY].map((partyId) => [partyId, (now.get(partyId) ?? 0) - (was.get(partyId) ?? 0)] as const);
}

/** Who pays whom: payers and receivers one after another, so that as few payments as possible settle everything. */
function pairsOf(net: readonly (readonly [string, Pence])[]) {
  const payers = net.filter(([, pence]) => pence < 0).map(([partyId, pence]) => ({ partyId, left: -pence }));
  const receivers = net.filter(([, pence]) => pence > 0).map(([partyId, pence]) => ({ partyId, left: pence }));
  const pairs: { readonly fromId: string; readonly toId: string; readonly amountPence: Pence }[] = [];
  for (const payer of payers) {
    for (const receiver of receivers) {
      const amountPence = Math.min(payer.left, receiver.left);
      if (amountPence === 0) continue;
      pairs.push({ fromId: payer.partyId, toId: receiver.partyId, amountPence });
      payer.left -= amountPence;
      receiver.left -= amountPence;
    }
  }
  return pairs;
}

/** The parts of a due and their days: instalments and what is held back. A correction falls due at once. */
function partsOf(
  amountPence: Pence,
  kind: DueState['kind'],
  payment: Payment | undefined,
  terms: Terms,
  approvedOn: IsoDate,
): readonly Pick<Due, 'amountPence' | 'dueOn'>[] {
  const days = payment?.dueDays ?? 0;
  if (kind !== 'SHARE' || !payment) return [{ amountPence, dueOn: addDays(approvedOn, days) }];
  const { holdback, instalments } = payment;
  const held = Fraction.parse(holdback?.pct ?? '0');
  const [paidPence = 0, heldPence = 0] = apportion(amountPence, [Fraction.of(100).minus(held), held]).sharesPence;
  const schedule = instalments ?? [{ pct: '100', dueDays: days }];
  const amounts = apportion(
    paidPence,
    schedule.map(({ pct }) => pct),
  ).sharesPence;
  const parts = schedule.map(({ dueDays }, place) => ({
    amountPence: amounts[place]!,
    dueOn: addDays(approvedOn, dueDays),
  }));
  const until = terms.period.testPeriods.find(({ testPeriodId }) => testPeriodId === holdback?.untilTestPeriodId);
  if (until) {
    const after = until.to > approvedOn ? until.to : approvedOn;
    parts.push({ amountPence: heldPence, dueOn: addDays(after, days) });
  }
  return parts.filter((part) => part.amountPence > 0);
}

/** A due is paid, in part or in full, but never the part that is in dispute. */
export function decideSharePayment(
  command: PayShare,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { dueId, paymentId, amountPence, bankRef, by, occurredOn } = command;
  const due = state.dues.get(dueId);
  if (!due) return refuse('DUE_UNKNOWN', { dueId });
  if (state.payments.has(paymentId)) return refuse('PAYMENT_ALREADY_MADE', { paymentId });
  if (!isAmount(amountPence)) return refuse('AMOUNT_NOT_POSSIBLE', { what: 'The payment' });
  const unchecked = due.kind === 'CLAWBACK' ? undefined : refuseUnchecked(state, due.testPeriodId);
  const refusal = refuseHalted(state) ?? unchecked ?? refuseFuture(command);
  if (refusal) return refusal;
  if (by.kind === 'PERSON' && by.actorId === due.approvedBy) {
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'approved it' });
  }
  const outstanding = outstandingPence(due);
  if (amountPence > outstanding) {
    return refuse('MORE_THAN_DUE', { askedPence: amountPence, outstandingPence: outstanding });
  }
  const frozen = frozenPence(state, due.testPeriodId).get(dueId) ?? 0;
  const payable = outstanding - frozen;
  if (amountPence > payable) {
    return refuse('AMOUNT_IN_DISPUTE', { askedPence: amountPence, payablePence: payable, frozenPence: frozen });
  }
  const data = { paymentId, dueId, fromId: due.fromId, toId: due.toId, amountPence, bankRef };
  if (isReinvestment(state, due)) {
    return refuseReinvestment(due, occurredOn, context) ?? accept(reinvestment(state, due, data, occurredOn));
  }
  const ofFund = due.fromId === FUND_PARTY || due.toId === FUND_PARTY;
  const contradiction = ofFund ? refuseFundEntry(command, due, state, context) : undefined;
  if (contradiction) return contradiction;
  const paid = ofFund ? { ...data, fundEntryRef: command.fundEntryRef } : data;
  const type = due.kind === 'CLAWBACK' ? 'ClawbackSettled' : 'BenefitSharePaid';
  return accept({ type, occurredOn, data: paid });
}

/** True for benefit that goes into the fund; what the fund holds itself and is owed, as for an overspend, is none. */
function isReinvestment(state: AgreementState, { toId, clauseId, calculationId }: DueState): boolean {
  const { termsVersion } = state.calculations.get(calculationId)!;
  const clause = state.versions[termsVersion - 1]!.terms.clauses.find((each) => each.clauseId === clauseId);
  return toId === FUND_PARTY && clause !== undefined && clause.heldBy.kind !== 'FUND';
}

/** Money that the fund pays or is paid moves in the fund's own year: a payment here names the entry that says so. */
function refuseFundEntry(
  { fundEntryRef, dueId, amountPence }: PayShare,
  { fromId, toId }: DueState,
  state: AgreementState,
  { fundEntry }: AgreementContext,
) {
  if (fundEntryRef === undefined) return refuse('FUND_ENTRY_NOT_NAMED', { dueId });
  if (!fundEntry) return refuse('FUND_ENTRY_UNKNOWN', { fundEntryRef });
  const [type, expected] =
    toId === FUND_PARTY ? (['ContributionReceived', 'receipt'] as const) : (['UnderspendReturned', 'return'] as const);
  const agencyId = toId === FUND_PARTY ? fromId : toId;
  const isIt = fundEntry.type === type && fundEntry.data.partnerId === agencyId;
  if (!isIt || fundEntry.data.amountPence !== amountPence) {
    return refuse('FUND_ENTRY_CONTRADICTS_PAYMENT', { fundEntryRef, expected, agencyId, amountPence });
  }
  const used = [...state.payments.values()].find((each) => each.fundEntryRef === fundEntryRef && !each.reversed);
  return used ? refuse('FUND_ENTRY_ALREADY_NAMED', { fundEntryRef, paymentId: used.paymentId }) : undefined;
}

/** What goes into the fund is a contribution there: refused here when the fund would refuse it. */
function refuseReinvestment({ fromId: agencyId }: DueState, on: IsoDate, { fund }: AgreementContext) {
  if (fund.poolingBasis !== 'POOLED') return refuse('FUND_NOT_POOLED', { poolingBasis: fund.poolingBasis });
  if (!isPartnerOn(fund, agencyId, on)) return refuse('PAYER_NOT_PARTNER_OF_FUND', { agencyId, on });
  const unsigned = fund.signature === 'REQUIRED' ? unsignedPartners(fund, on) : [];
  return unsigned.length > 0 ? refuse('FUND_AGREEMENT_NOT_SIGNED', { unsigned }) : undefined;
}

/** INV-55: what goes into the pooled fund carries the restriction of the terms that it was calculated under. */
function reinvestment(state: AgreementState, due: DueState, data: PaymentOfDue, occurredOn: IsoDate): AgreementEvent {
  const { termsVersion } = state.calculations.get(due.calculationId)!;
  const { terms } = state.versions[termsVersion - 1] ?? currentVersion(state);
  const { agreementId, pooledFundId = '' } = state;
  const { fundingStreamId = '', purposes = [] } = terms.usageRestriction ?? {};
  const into = { agreementId, pooledFundId, fundingStreamId, purposes, agreementTitle: terms.title };
  return { type: 'BenefitReinvested', occurredOn, data: { ...data, ...into } };
}

/** INV-02: a payment made in error is undone by a reversal; the due then stands again. */
export function decidePaymentReversal(command: ReverseSharePayment, state: AgreementState): Decision<AgreementEvent> {
  const { paymentId, reason, occurredOn } = command;
  const payment = state.payments.get(paymentId);
  if (!payment) return refuse('PAYMENT_UNKNOWN', { paymentId });
  if (payment.reversed) return refuse('PAYMENT_ALREADY_REVERSED', { paymentId });
  if (payment.isReinvestment) return refuse('REINVESTMENT_NOT_REVERSIBLE', { paymentId });
  const { dueId, fromId, toId, amountPence, bankRef, fundEntryRef } = payment;
  const data = { paymentId, dueId, fromId, toId, amountPence, bankRef, fundEntryRef, reason };
  return refuseFuture(command) ?? accept({ type: 'SharePaymentReversed', occurredOn, data });
}
