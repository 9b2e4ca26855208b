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
import { type AgreementEvent, type Due } from './agreement.events';
import {
  type AgreementState,
  approvedCalculation,
  type CalculationState,
  type DueState,
  frozenPence,
  netDue,
  outstandingPence,
  testPeriodOf,
  usedInOtherPeriods,
  versionInForceOn,
} from './agreement.state';
import { type PoolYearEvent } from '../pool-year/pool-year.events';
import { calculate, type Calculation, type ClauseCalculated } from './calculation/calculate';
import { type CalculationInputs } from './calculation/inputs';
import { FUND_PARTY } from './calculation/limits';
import { refuseUnchecked } from './evidence.decide';
import { type Payment, type Terms, type UsageRestriction } from './terms';
import { needsContributions } from './terms.walk';

/** How receipts of reinvested benefit are named in a fund: no identifier that a person can give. */
export const REINVESTED_RECEIPT = 'reinvested:';

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

/** Tells apart whatever would make a calculation come out differently: of contributions, the amounts alone. */
function digestOf(terms: Terms, inputs: CalculationInputs, context: AgreementContext): string {
  const contributions = inputs.contributions.map(({ source: _source, ...amounts }) => amounts);
  return context.digestOf(JSON.stringify([terms, { ...inputs, contributions }]));
}

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
  const { from } = terms.period.testPeriods.find((each) => each.testPeriodId === testPeriodId)!;
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
  const refusal =
    refuseHalted(state) ??
    refuseUnchecked(state, testPeriodId) ??
    refuseFuture(command) ??
    refuseBefore(occurredOn, calculation.calculatedOn, calculationId) ??
    refuseUnknowable(state, calculation);
  if (refusal) return refusal;
  if (by.kind === 'PERSON' && by.actorId === calculation.calculatedBy) {
    return refuse('SAME_PERSON_TWICE', { actorId: by.actorId, step: 'calculated it' });
  }
  if (approvedCalculation(state, testPeriodId)?.inputsDigest === calculation.inputsDigest) {
    return refuse('CALCULATION_CHANGES_NOTHING', { testPeriodId });
  }
  const dues = duesOf(state, calculation, occurredOn);
  const shares = dues.flatMap(({ kind, ...due }) => (kind === 'CLAWBACK' ? [] : [{ ...due, kind }]));
  const clawbacks = dues.flatMap(({ kind, ...due }): AgreementEvent[] =>
    kind === 'CLAWBACK' ? [{ type: 'ClawbackRaised', occurredOn, data: { calculationId, testPeriodId, ...due } }] : [],
  );
  const data = { calculationId, testPeriodId, approvedBy: by.actorId, dues: shares };
  return accept<AgreementEvent>({ type: 'BenefitShareApproved', occurredOn, data }, ...clawbacks);
}

/** Nothing is approved, paid or decided before the day of what it is about. */
const refuseBefore = (date: IsoDate, on: IsoDate, what: string) =>
  date < on ? refuse('DATE_BEFORE_ITS_CAUSE', { date, what, on }) : undefined;

/** INV-49: what a clause made due stays counted, so it cannot be approved anew while its evidence is gone. */
function refuseUnknowable(state: AgreementState, { clauses, testPeriodId }: CalculationState) {
  const standing = netDue(state, testPeriodId);
  const reasons = clauses.flatMap((clause) =>
    clause.status === 'EVIDENCE_MISSING' && standing.has(clause.clauseId)
      ? [`What ${clause.clauseId} made due stands, and it lacks ${clause.missing} of ${clause.what}.`]
      : [],
  );
  return reasons.length > 0 ? refuse('EVIDENCE_MISSING', { reasons }) : undefined;
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
    absorbReductions(state, testPeriodId, clauseId, now);
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

/**
 * What a dispute took off a due was never had, so nobody owes it back: a later fall of the settlement that the dispute
 * was about is taken out of that first.
 */
function absorbReductions(
  state: AgreementState,
  testPeriodId: string,
  clauseId: string,
  now: Map<string, Pence>,
): void {
  for (const due of state.dues.values()) {
    if (due.testPeriodId !== testPeriodId || due.clauseId !== clauseId || due.reducedPence === 0) continue;
    const { fromId, toId, calculationId, reducedPence } = due;
    const clause = state.calculations.get(calculationId)?.clauses.find((each) => each.clauseId === clauseId);
    const settled = clause && 'settlement' in clause ? clause.settlement : [];
    const disputed = (partyId: string): Pence =>
      settled.find((party) => party.partyId === partyId)?.settlementPence ?? 0;
    const fall = Math.min(disputed(toId) - (now.get(toId) ?? 0), (now.get(fromId) ?? 0) - disputed(fromId));
    const absorbed = Math.max(0, Math.min(reducedPence, fall));
    now.set(toId, (now.get(toId) ?? 0) + absorbed);
    now.set(fromId, (now.get(fromId) ?? 0) - absorbed);
  }
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
  const refusal =
    refuseHalted(state) ?? unchecked ?? refuseFuture(command) ?? refuseBefore(occurredOn, due.raisedOn, dueId);
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
  const reinvested = reinvestmentOf(state, due);
  if (reinvested) {
    return (
      refuseReinvestment(due, occurredOn, reinvested.restriction, context) ??
      accept({
        type: 'BenefitReinvested',
        occurredOn,
        data: { ...data, ...reinvested.into, originAgencyId: context.fund.hostAgencyId },
      })
    );
  }
  const ofFund = due.fromId === FUND_PARTY || due.toId === FUND_PARTY;
  const contradiction = ofFund ? refuseFundEntry(command, due, state, context) : undefined;
  if (contradiction) return contradiction;
  const paid = ofFund ? { ...data, fundEntryRef: command.fundEntryRef } : data;
  const type = due.kind === 'CLAWBACK' ? 'ClawbackSettled' : 'BenefitSharePaid';
  return accept({ type, occurredOn, data: paid });
}

/**
 * Where a due goes that is benefit for the fund, with the restriction of the terms it was calculated under (INV-55);
 * undefined for any other. What the fund holds itself and is owed, as for an overspend, is no benefit.
 */
export function reinvestmentOf(state: AgreementState, { toId, clauseId, calculationId }: DueState) {
  const { termsVersion } = state.calculations.get(calculationId)!;
  const { terms } = state.versions[termsVersion - 1]!;
  const clause = terms.clauses.find((each) => each.clauseId === clauseId);
  const restriction = terms.usageRestriction;
  if (toId !== FUND_PARTY || !clause || clause.heldBy.kind === 'FUND' || !restriction) return undefined;
  const { agreementId, pooledFundId = '' } = state;
  const { fundingStreamId, purposes } = restriction;
  const into = { agreementId, pooledFundId, fundingStreamId, purposes, agreementTitle: terms.title };
  return { restriction, into };
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
  const isIn = toId === FUND_PARTY;
  const agencyId = isIn ? fromId : toId;
  const party = isIn ? paidIntoFundBy(fundEntry) : paidOutOfFundTo(fundEntry);
  if (party !== agencyId || (fundEntry.data as { amountPence?: Pence }).amountPence !== amountPence) {
    const expected = isIn ? 'receipt' : 'payment or return';
    return refuse('FUND_ENTRY_CONTRADICTS_PAYMENT', { fundEntryRef, expected, agencyId, amountPence });
  }
  const used = [...state.payments.values()].find((each) => each.fundEntryRef === fundEntryRef && !each.reversed);
  return used ? refuse('FUND_ENTRY_ALREADY_NAMED', { fundEntryRef, paymentId: used.paymentId }) : undefined;
}

/** Who paid in by an entry; nobody by the receipt of a reinvestment, which settles its own due. */
const paidIntoFundBy = ({ type, data }: PoolYearEvent): string | undefined =>
  type === 'ContributionReceived' && !data.receiptId.startsWith(REINVESTED_RECEIPT) ? data.partnerId : undefined;

/** Which agency an entry paid: as a partner that gets money back, or as a payee. */
function paidOutOfFundTo({ type, data }: PoolYearEvent): string | undefined {
  if (type === 'UnderspendReturned') return data.partnerId;
  if (type !== 'WithdrawalPaid' && type !== 'PaymentRecorded') return undefined;
  return 'agencyId' in data.payee ? data.payee.agencyId : undefined;
}

/** What goes into the fund is a contribution there: refused here when the fund would refuse it. */
function refuseReinvestment(
  { fromId: agencyId }: DueState,
  on: IsoDate,
  { fundingStreamId, purposes }: UsageRestriction,
  { fund, reinvestment: { fundingStream, refusal } }: AgreementContext,
) {
  if (fund.poolingBasis !== 'POOLED') return refuse('FUND_NOT_POOLED', { poolingBasis: fund.poolingBasis });
  if (!isPartnerOn(fund, agencyId, on)) return refuse('PAYER_NOT_PARTNER_OF_FUND', { agencyId, on });
  const unsigned = fund.signature === 'REQUIRED' ? unsignedPartners(fund, on) : [];
  if (unsigned.length > 0) return refuse('FUND_AGREEMENT_NOT_SIGNED', { unsigned });
  const { defined, ringFence, permittedPurposes } = fundingStream;
  const isRestricted =
    ringFence === 'PURPOSE' &&
    permittedPurposes.length === purposes.length &&
    purposes.every((purpose) => permittedPurposes.includes(purpose));
  if (defined && !isRestricted) return refuse('FUNDING_STREAM_NOT_RESTRICTED', { fundingStreamId, purposes });
  return refusal && refuse('FUND_WOULD_REFUSE', { why: refusal.sentence });
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
