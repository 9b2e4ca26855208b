import { type Cap, type Clause, type Distribution, type Terms } from './terms';

/** What people call a body that terms name by its identifier. */
export type NameOf = (agencyId: string) => string;

/**
 * Terms that name each body as people do, to be told in words; names that are the same would be one body, so whoever
 * names them tells them apart. Such terms are never computed: their identifiers are gone.
 */
export function termsWithNames(terms: Terms, nameOf: NameOf): Terms {
  const { parties, investments, clauses, caps, rounding } = terms;
  const named = <Item extends { readonly agencyId: string }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => ({ ...item, agencyId: nameOf(item.agencyId) }));
  return {
    ...terms,
    parties: named(parties),
    investments: named(investments),
    clauses: clauses.map((clause) => clauseWithNames(clause, nameOf)),
    caps: caps.map((cap) => capWithName(cap, nameOf)),
    rounding: { ...rounding, tieOrder: rounding.tieOrder.map(nameOf) },
  };
}

function clauseWithNames(clause: Clause, nameOf: NameOf): Clause {
  const { heldBy, distribution, floors } = clause;
  return {
    ...clause,
    heldBy: heldBy.kind === 'PAYERS' ? { ...heldBy, share: shareWithNames(heldBy.share, nameOf) } : heldBy,
    distribution: shareWithNames(distribution, nameOf),
    floors: floors.map((floor) => (floor.kind === 'AMOUNT' ? { ...floor, agencyId: nameOf(floor.agencyId) } : floor)),
  };
}

const capWithName = (cap: Cap, nameOf: NameOf): Cap =>
  cap.scope === 'PARTNER' && cap.agencyId !== undefined ? { ...cap, agencyId: nameOf(cap.agencyId) } : cap;

function shareWithNames(distribution: Distribution, nameOf: NameOf): Distribution {
  const inner = (share: Distribution): Distribution => shareWithNames(share, nameOf);
  const each = <Item extends { readonly share: Distribution }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => ({ ...item, share: inner(item.share) }));
  switch (distribution.kind) {
    case 'FIXED_PCT':
      return { ...distribution, shares: distribution.shares.map(({ to, pct }) => ({ to: nameOf(to), pct })) };
    case 'EQUAL':
    case 'PRO_RATA_METRIC':
      return { ...distribution, among: distribution.among.map(nameOf) };
    case 'PRO_RATA_CONTRIBUTION':
      return distribution.among ? { ...distribution, among: distribution.among.map(nameOf) } : distribution;
    case 'NAMED_PARTNER':
      return { ...distribution, to: nameOf(distribution.to) };
    case 'BY_LINE':
      return { ...distribution, lines: each(distribution.lines), otherwise: inner(distribution.otherwise) };
    case 'BY_CAUSE':
      return { ...distribution, causes: each(distribution.causes), otherwise: inner(distribution.otherwise) };
    case 'WEIGHTED':
      return { ...distribution, parts: each(distribution.parts) };
    case 'TOP_UP':
      return { ...distribution, by: nameOf(distribution.by), rest: inner(distribution.rest) };
    case 'FIRST_CALL':
      return { ...distribution, first: distribution.first.map(nameOf), then: inner(distribution.then) };
    case 'WATERFALL':
      return { ...distribution, steps: each(distribution.steps) };
    case 'PRO_RATA_COMMISSIONED':
    case 'OWN_RISK':
    case 'REINVEST':
    case 'RETAIN':
      return distribution;
  }
}
