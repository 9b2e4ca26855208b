import { apportion } from '../../shared/apportion';
import { formatPence, type Pence } from '../../shared/money';
import { type Cap, type Clause } from '../terms';
import { type Working } from './working';

/** Stands for the pooled fund among the parties of a settlement; no agency can be called so. */
export const FUND_PARTY = '@fund';

/** Amounts by party, in the order that settles ties. All of one sign. */
export type Shares = ReadonlyMap<string, Pence>;

/** What a cap left unpaid. */
export interface CapReached {
  readonly capId: string;
  /** The party, when the cap is one party's. */
  readonly agencyId?: string;
  readonly unpaidExcessPence: Pence;
}

export const sumOfShares = (shares: Shares): Pence => [...shares.values()].reduce((sum, pence) => sum + pence, 0);

/** A magnitude with the sign of an amount: a share of a cost is negative. */
export const signed = (like: Pence, magnitude: Pence): Pence => (like < 0 ? -magnitude : magnitude) || 0;

/** Whether a cap holds for a clause. */
export const appliesTo = (cap: Cap, { clauseId }: Clause): boolean => cap.clauseIds?.includes(clauseId) ?? true;

/**
 * INV-49: the most that may still be paid of an amount in this test period, and over the contract.
 * @param usedNow what clauses before this one used of each cap
 */
export function capPayable(
  working: Working,
  clause: Clause,
  payablePence: Pence,
  usedNow: ReadonlyMap<string, Pence>,
): { readonly pence: Pence; readonly reached: readonly CapReached[] } {
  let pence = Math.abs(payablePence);
  const reached: CapReached[] = [];
  for (const cap of working.terms.caps) {
    if ((cap.scope !== 'PERIOD' && cap.scope !== 'CONTRACT') || !appliesTo(cap, clause)) continue;
    const before = cap.scope === 'CONTRACT' ? (working.inputs.usedBefore[cap.capId] ?? 0) : 0;
    const used = before + (usedNow.get(cap.capId) ?? 0);
    const left = Math.max(0, cap.pence - used);
    const span = cap.scope === 'CONTRACT' ? 'over the contract' : 'in a test period';
    const usedWords = used > 0 ? `, of which ${formatPence(used)} is used` : '';
    const limit = `At most ${formatPence(cap.pence)} ${span} (${cap.capId})${usedWords}`;
    if (pence <= left) {
      working.trace.add('CAP', `${limit}: ${formatPence(pence)} is within it.`);
      continue;
    }
    const excess = pence - left;
    working.trace.add('CAP', `${limit}: ${formatPence(left)} is paid, ${formatPence(excess)} is not.`, {
      resultPence: signed(payablePence, left),
    });
    reached.push({ capId: cap.capId, unpaidExcessPence: excess });
    pence = left;
  }
  return { pence: signed(payablePence, pence), reached };
}

/** The caps of PERIOD and CONTRACT scope that a clause counts towards. */
export const capIdsOf = (working: Working, clause: Clause): readonly string[] =>
  working.terms.caps
    .filter((cap) => (cap.scope === 'PERIOD' || cap.scope === 'CONTRACT') && appliesTo(cap, clause))
    .map(({ capId }) => capId);

/**
 * INV-40, INV-49: holds each party's share within its cap. What is above goes to the others, as far as their own caps
 * let it, or stays unpaid. @throws EvidenceMissing
 */
export function capPartners(
  working: Working,
  clause: Clause,
  shares: Shares,
): { readonly shares: Shares; readonly reached: readonly CapReached[] } {
  const caps = working.terms.caps.filter(
    (cap): cap is Extract<Cap, { scope: 'PARTNER' }> => cap.scope === 'PARTNER' && appliesTo(cap, clause),
  );
  const capped = new Map(shares);
  const reached: CapReached[] = [];
  for (const cap of caps) {
    for (const [agencyId, share] of shares) {
      if (cap.agencyId !== undefined && cap.agencyId !== agencyId) continue;
      const limit = limitOf(working, cap, agencyId);
      const excess = Math.abs(capped.get(agencyId)!) - limit;
      if (excess <= 0) continue;
      capped.set(agencyId, signed(share, limit));
      const taken = cap.excess === 'BY_OTHERS' ? spread(working, caps, capped, agencyId, signed(share, excess)) : 0;
      const unpaid = excess - Math.abs(taken);
      const says = `${agencyId}: at most ${formatPence(limit)} (${cap.capId}); ${formatPence(excess)} is above it, ${formatPence(Math.abs(taken))} goes to the others, ${formatPence(unpaid)} to nobody.`;
      working.trace.add('CAP', says, { agencyId, resultPence: signed(share, limit) });
      if (unpaid > 0) reached.push({ capId: cap.capId, agencyId, unpaidExcessPence: unpaid });
    }
  }
  return { shares: capped, reached };
}

type PartnerCap = Extract<Cap, { scope: 'PARTNER' }>;

function limitOf(working: Working, { limit }: PartnerCap, agencyId: string): Pence {
  return limit.kind === 'PENCE' ? limit.pence : (working.contributions(limit.basis).get(agencyId)?.pence ?? 0);
}

/** Gives an excess to the other parties, in proportion to their shares, none beyond its own cap. Answers what they took. */
function spread(
  working: Working,
  caps: readonly PartnerCap[],
  shares: Map<string, Pence>,
  exceptId: string,
  excess: Pence,
): Pence {
  let left = excess;
  const roomOf = (agencyId: string): Pence =>
    Math.min(
      ...caps
        .filter((cap) => cap.agencyId === undefined || cap.agencyId === agencyId)
        .map((cap) => limitOf(working, cap, agencyId) - Math.abs(shares.get(agencyId)!)),
      Number.MAX_SAFE_INTEGER,
    );
  for (;;) {
    const takers = [...shares].filter(
      ([agencyId, share]) => agencyId !== exceptId && share !== 0 && roomOf(agencyId) > 0,
    );
    if (left === 0 || takers.length === 0) return excess - left;
    const { sharesPence } = apportion(
      left,
      takers.map(([, share]) => Math.abs(share)),
    );
    takers.forEach(([agencyId, share], place) => {
      const taken = signed(left, Math.min(Math.abs(sharesPence[place]!), roomOf(agencyId)));
      shares.set(agencyId, share + taken);
    });
    const takenNow = takers.reduce((sum, [agencyId, share]) => sum + shares.get(agencyId)! - share, 0);
    left -= takenNow;
  }
}

/** Lifts each party to its floor, at the cost of what the others have above their own. @throws EvidenceMissing */
export function applyFloors(working: Working, clause: Clause, shares: Shares): Shares {
  if (clause.floors.length === 0) return shares;
  const floors = new Map<string, Pence>();
  const raise = (agencyId: string, pence: Pence): unknown =>
    floors.set(agencyId, Math.max(floors.get(agencyId) ?? 0, pence));
  for (const floor of clause.floors) {
    if (floor.kind === 'AMOUNT') raise(floor.agencyId, floor.pence);
    else {
      for (const agencyId of shares.keys()) {
        const { value, source } = working.measurement(floor.metricId, working.period.testPeriodId, agencyId);
        const alone = value.round('HALF_UP');
        working.trace.add('INPUT', `${agencyId} would have had ${formatPence(alone)} alone.`, {
          agencyId,
          sources: [source],
        });
        raise(agencyId, alone);
      }
    }
  }
  const all = working.inTieOrder([...new Set([...shares.keys(), ...floors.keys()])], (agencyId) => agencyId);
  const shareOf = (agencyId: string): Pence => shares.get(agencyId) ?? 0;
  const floorOf = (agencyId: string): Pence => floors.get(agencyId) ?? 0;
  const shortfalls = all.map((agencyId) => Math.max(0, floorOf(agencyId) - shareOf(agencyId)));
  const surpluses = all.map((agencyId) => Math.max(0, shareOf(agencyId) - floorOf(agencyId)));
  const needed = shortfalls.reduce((sum, pence) => sum + pence, 0);
  const there = surpluses.reduce((sum, pence) => sum + pence, 0);
  const moved = Math.min(needed, there);
  if (moved === 0) return shares;
  const lifts = apportion(moved, shortfalls).sharesPence;
  const cuts = apportion(moved, surpluses).sharesPence;
  all.forEach((agencyId, place) => {
    const lift = lifts[place]!;
    const cut = cuts[place]!;
    if (lift > 0) {
      const says = `${agencyId}: floor ${formatPence(floorOf(agencyId))}, share ${formatPence(shareOf(agencyId))}: lifted by ${formatPence(lift)}.`;
      working.trace.add('FLOOR', says, { agencyId, resultPence: shareOf(agencyId) + lift });
    }
    if (cut > 0) {
      const says = `${agencyId}: gives up ${formatPence(cut)} of ${formatPence(shareOf(agencyId))} for the floors of others.`;
      working.trace.add('FLOOR', says, { agencyId, resultPence: shareOf(agencyId) - cut });
    }
  });
  if (needed > there) {
    working.trace.add('FLOOR', `There is not enough: ${formatPence(needed - there)} of the floors cannot be met.`);
  }
  return new Map(all.map((agencyId, place) => [agencyId, shareOf(agencyId) + lifts[place]! - cuts[place]!]));
}
