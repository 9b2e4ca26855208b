import { apportion } from '../../shared/apportion';
import { Fraction } from '../../shared/fraction';
import { formatPence, type Pence } from '../../shared/money';
import { type Clause, type Terms } from '../terms';
import { evaluateTrigger, isLeftToPool } from './change';
import { distribute, sharesLines } from './distribute';
import { type CalculationInputs } from './inputs';
import { applyFloors, type CapReached, capIdsOf, capPartners, capPayable, FUND_PARTY, sumOfShares } from './limits';
import { payByTiers } from './tiers';
import { pounds, type TraceLine } from './trace';
import { type Value, valueOf, variancePence } from './value';
import { EvidenceMissing, type MissingEvidence, Working } from './working';

/** What one party gets (positive) or bears, and what it pays of what it holds; the settlement is the difference. */
export interface PartySettlement {
  /** An agency, or `@fund` for the pooled fund. */
  readonly partyId: string;
  readonly sharePence: Pence;
  readonly drawnPence: Pence;
  /** Positive: is to receive. Negative: is to pay. All of them together are nought (INV-50). */
  readonly settlementPence: Pence;
}

/** A clause that was calculated. Shares + reinvested + retained = distributable, to the penny (INV-50). */
export interface ClauseCalculated {
  readonly clauseId: string;
  readonly status: 'PAYS' | 'TRIGGER_NOT_MET' | 'NOTHING_TO_SHARE';
  /** Negative: a cost to be borne. */
  readonly distributablePence: Pence;
  readonly sharesPence: Pence;
  readonly reinvestedPence: Pence;
  readonly retainedPence: Pence;
  readonly settlement: readonly PartySettlement[];
}

/** A clause that cannot be calculated yet: its figures are not known, which is not nought. */
export interface ClauseNotCalculated {
  readonly clauseId: string;
  readonly status: 'EVIDENCE_MISSING';
  readonly missing: MissingEvidence;
  readonly what: string;
}

export type ClauseResult = ClauseCalculated | ClauseNotCalculated;

/** What the terms lead to for one test period. */
export interface Calculation {
  readonly testPeriodId: string;
  readonly clauses: readonly ClauseResult[];
  /** Of all calculated clauses together. */
  readonly distributablePence: Pence;
  readonly sharesPence: Pence;
  readonly reinvestedPence: Pence;
  readonly retainedPence: Pence;
  readonly settlement: readonly PartySettlement[];
  readonly capsReached: readonly CapReached[];
  /** What this test period uses of each limit that runs over the contract. */
  readonly limitUse: Readonly<Record<string, Pence>>;
  readonly trace: readonly TraceLine[];
}

/**
 * Computes the shares of one test period: pure, exact, each amount rounded once. The terms must be sound
 * (`checkTerms`) and know the test period.
 * @throws RangeError when an amount is too large to be told to the penny (INV-09)
 */
export function calculate(terms: Terms, inputs: CalculationInputs): Calculation {
  const working = new Working(terms, inputs);
  const usedNow = new Map<string, Pence>();
  const capsReached: CapReached[] = [];
  const clauses = terms.clauses.map((clause) => calculateClause(working, clause, usedNow, capsReached));
  const calculated = clauses.filter((clause) => clause.status !== 'EVIDENCE_MISSING');
  const total = (of: (clause: ClauseCalculated) => Pence): Pence =>
    safe(calculated.reduce((sum, clause) => sum + of(clause), 0));
  working.trace.of(null);
  const settlement = settle(
    working,
    calculated.flatMap((clause) => clause.settlement),
  );
  for (const { partyId, sharePence, drawnPence, settlementPence } of settlement) {
    const verb = settlementPence < 0 ? 'pays' : 'receives';
    const who = partyId === FUND_PARTY ? 'The pooled fund' : partyId;
    const says = `${who}: share ${formatPence(sharePence)} - held ${formatPence(drawnPence)} = ${formatPence(settlementPence)}: ${verb} ${formatPence(Math.abs(settlementPence))}.`;
    working.trace.add('SETTLEMENT', says, {
      resultPence: settlementPence,
      ...(partyId === FUND_PARTY ? {} : { agencyId: partyId }),
    });
  }
  const ofPeriod = new Set(terms.caps.filter(({ scope }) => scope === 'PERIOD').map(({ capId }) => capId));
  return {
    testPeriodId: inputs.testPeriodId,
    clauses,
    distributablePence: total((clause) => clause.distributablePence),
    sharesPence: total((clause) => clause.sharesPence),
    reinvestedPence: total((clause) => clause.reinvestedPence),
    retainedPence: total((clause) => clause.retainedPence),
    settlement,
    capsReached,
    limitUse: Object.fromEntries([...usedNow].filter(([limitId]) => !ofPeriod.has(limitId))),
    trace: working.trace.lines,
  };
}

function safe(pence: Pence): Pence {
  if (!Number.isSafeInteger(pence)) throw new RangeError('The amounts together are too large to be told to the penny.');
  return pence;
}

function calculateClause(
  working: Working,
  clause: Clause,
  usedNow: Map<string, Pence>,
  capsReached: CapReached[],
): ClauseResult {
  working.trace.of(clause.clauseId);
  try {
    return shareOut(working, clause, usedNow, capsReached);
  } catch (error) {
    if (!(error instanceof EvidenceMissing)) throw error;
    const { missing, what } = error;
    working.trace.add('TRIGGER', `Not calculated: there is no ${missingWords[missing]} ${what}.`);
    return { clauseId: clause.clauseId, status: 'EVIDENCE_MISSING', missing, what };
  }
}

const missingWords: Readonly<Record<MissingEvidence, string>> = {
  BASELINE: 'agreed baseline of',
  BASELINE_ABOVE_NOUGHT: 'baseline above nought of',
  MEASUREMENT: 'measurement of',
  OUTTURN: 'declared outturn of',
  BENEFIT: 'recognised fiscal benefit',
  CONTRIBUTIONS: 'contribution on the basis',
  COMMISSIONED_AMOUNTS: 'commissioned amount in the lines of',
  LINE_OWNER: 'owner of the line',
};

function shareOut(
  working: Working,
  clause: Clause,
  usedNow: Map<string, Pence>,
  capsReached: CapReached[],
): ClauseCalculated {
  const { mode } = working.terms.rounding;
  const triggered = evaluateTrigger(working, clause);
  // What a later clause pools, or pooled test periods that are not due yet, is no benefit of this clause.
  const isPooled = !triggered.met && isLeftToPool(working, clause);
  if (isPooled || triggered.periods.length === 0) return withoutPayment(working, clause, 'TRIGGER_NOT_MET', 0);
  const value = valueOf(working, clause, triggered);
  const distributablePence = tellRounded(working, value.amount);
  if (!triggered.met) return withoutPayment(working, clause, 'TRIGGER_NOT_MET', distributablePence);
  const { trace } = working;
  const exact = value.payable ?? value.amount;
  const tiered = clause.tiers ? payByTiers(clause.tiers, exact, triggered.change?.ratio, trace) : exact;
  const payable = tiered === value.amount ? distributablePence : tellRounded(working, tiered);
  const reached: CapReached[] = [];
  if (value.cappedBy !== undefined) {
    const unpaidExcessPence = distributablePence - exact.round(mode);
    reached.push({ capId: value.cappedBy, unpaidExcessPence });
  }
  const capped = capPayable(working, clause, payable, usedNow);
  const lines = value.lines ?? [];
  // Only a variance is a cost that parties bear; where benefits come to less than nought there is nothing to share.
  const isCost = capped.pence < 0 && clause.valuation.kind === 'VARIANCE';
  // Lines that are shared each in its own way are so even where they cancel out.
  const isNettedOut =
    capped.pence === 0 && sharesLines(clause.distribution) && lines.some((line) => variancePence(line) !== 0);
  if (capped.pence <= 0 && !isCost && !isNettedOut) {
    capsReached.push(...reached, ...capped.reached);
    return withoutPayment(working, clause, 'NOTHING_TO_SHARE', distributablePence);
  }
  const distributed = distribute(working, clause, clause.distribution, { pence: capped.pence, lines }, '');
  const floored = applyFloors(working, clause, distributed.shares);
  const partners = capPartners(working, clause, floored);
  const { shares } = partners;
  const sharesPence = sumOfShares(shares);
  const { reinvestedPence } = distributed;
  const paidOut = sharesPence + reinvestedPence;
  const retainedPence = distributablePence - paidOut;
  if (retainedPence !== 0) {
    const isCostOnly = distributablePence < 0 && paidOut <= 0;
    const [whole, out, kept] = [distributablePence, paidOut, retainedPence].map((pence) =>
      formatPence(isCostOnly ? -pence : pence),
    );
    const says = `${whole} - ${out} = ${kept}${isCostOnly ? ' of the cost' : ''} stays where it is.`;
    trace.add('RETAINED', says, { resultPence: retainedPence });
  }
  const { drawn, used } = drawnFrom(working, clause, value, paidOut);
  capsReached.push(...reached, ...capped.reached, ...partners.reached);
  countUse(working, clause, [...distributed.used, ...used], paidOut, usedNow);
  const parties = new Set([...shares.keys(), ...drawn.keys()]);
  if (reinvestedPence !== 0) parties.add(FUND_PARTY);
  const settlement = [...parties].map((partyId) => {
    const sharePence = partyId === FUND_PARTY ? reinvestedPence : (shares.get(partyId) ?? 0);
    const drawnPence = drawn.get(partyId) ?? 0;
    return { partyId, sharePence, drawnPence, settlementPence: sharePence - drawnPence };
  });
  const { clauseId } = clause;
  return {
    clauseId,
    status: 'PAYS',
    distributablePence,
    sharesPence,
    reinvestedPence,
    retainedPence,
    settlement: settle(working, settlement),
  };
}

function withoutPayment(
  working: Working,
  { clauseId }: Clause,
  status: 'TRIGGER_NOT_MET' | 'NOTHING_TO_SHARE',
  distributablePence: Pence,
): ClauseCalculated {
  if (distributablePence !== 0) {
    const says = `Nothing is paid; ${formatPence(distributablePence)} stays where it is.`;
    working.trace.add('RETAINED', says, { resultPence: distributablePence });
  }
  const none = { sharesPence: 0, reinvestedPence: 0, retainedPence: distributablePence, settlement: [] };
  return { clauseId, status, distributablePence, ...none };
}

/** Rounds once, and says so when something was rounded. */
function tellRounded(working: Working, exact: Fraction): Pence {
  const { mode } = working.terms.rounding;
  const pence = exact.round(mode);
  if (Fraction.of(pence).compare(exact) !== 0) {
    const words = { HALF_UP: 'half a penny up', HALF_EVEN: 'half a penny to even', DOWN: 'down' }[mode];
    working.trace.add('ROUNDING', `${pounds(exact)} is rounded once, ${words}: ${formatPence(pence)}.`, {
      resultPence: pence,
      exact: exact.toText(8),
    });
  }
  return pence;
}

function countUse(
  working: Working,
  clause: Clause,
  used: readonly (readonly [limitId: string, pence: Pence])[],
  paidOut: Pence,
  usedNow: Map<string, Pence>,
): void {
  const count = (limitId: string, pence: Pence): unknown => usedNow.set(limitId, (usedNow.get(limitId) ?? 0) + pence);
  for (const capId of capIdsOf(working, clause)) count(capId, Math.abs(paidOut));
  for (const [limitId, pence] of used) count(limitId, pence);
}

/** Who the money comes from: never more of anybody than it holds. */
function drawnFrom(
  working: Working,
  clause: Clause,
  value: Value,
  paidOut: Pence,
): { readonly drawn: ReadonlyMap<string, Pence>; readonly used: ReadonlyMap<string, Pence> } {
  const used = new Map<string, Pence>();
  if (paidOut === 0) return { drawn: new Map(), used };
  const { heldBy } = clause;
  switch (heldBy.kind) {
    case 'FUND':
      return { drawn: new Map([[FUND_PARTY, paidOut]]), used };
    case 'WHERE_IT_FALLS': {
      const held = working.inTieOrder([...value.fallsOn!], ([agencyId]) => agencyId);
      const { sharesPence } = apportion(
        paidOut,
        held.map(([, pence]) => Math.max(0, pence)),
      );
      return { drawn: new Map(held.map(([agencyId], place) => [agencyId, sharesPence[place]!])), used };
    }
    case 'PAYERS': {
      const pot = { pence: paidOut, lines: value.lines ?? [] };
      const paid = distribute(working, clause, heldBy.share, pot, 'Paid by');
      return { drawn: paid.shares, used: paid.used };
    }
  }
}

/** Adds up what clauses settle, by party, the pooled fund last; who has nothing to do with it is left out. */
function settle(working: Working, parts: readonly PartySettlement[]): readonly PartySettlement[] {
  const sums = new Map<string, PartySettlement>();
  for (const { partyId, sharePence, drawnPence } of parts) {
    const sum = sums.get(partyId) ?? { partyId, sharePence: 0, drawnPence: 0, settlementPence: 0 };
    const share = safe(sum.sharePence + sharePence);
    const drawn = safe(sum.drawnPence + drawnPence);
    sums.set(partyId, { partyId, sharePence: share, drawnPence: drawn, settlementPence: share - drawn });
  }
  return working
    .inTieOrder([...sums.values()], ({ partyId }) => partyId)
    .filter(({ sharePence, drawnPence }) => sharePence !== 0 || drawnPence !== 0);
}
