import { type Clause, type Distribution, type Terms } from './terms';

/** The distributions that one is composed of, itself first. */
export function partsOf(distribution: Distribution): readonly Distribution[] {
  return [distribution, ...childrenOf(distribution).flatMap(partsOf)];
}

/** All distributions of a clause, those of its payers too. */
export const distributionsOf = ({ distribution, heldBy }: Clause): readonly Distribution[] => [
  ...partsOf(distribution),
  ...(heldBy.kind === 'PAYERS' ? partsOf(heldBy.share) : []),
];

/** The distributions that one hands parts of its amount to. */
export function childrenOf(distribution: Distribution): readonly Distribution[] {
  switch (distribution.kind) {
    case 'BY_LINE':
      return [...distribution.lines.map(({ share }) => share), distribution.otherwise];
    case 'BY_CAUSE':
      return [...distribution.causes.map(({ share }) => share), distribution.otherwise];
    case 'WEIGHTED':
      return distribution.parts.map(({ share }) => share);
    case 'TOP_UP':
      return [distribution.rest];
    case 'FIRST_CALL':
      return [distribution.then];
    case 'WATERFALL':
      return distribution.steps.map(({ share }) => share);
    case 'FIXED_PCT':
    case 'EQUAL':
    case 'NAMED_PARTNER':
    case 'PRO_RATA_CONTRIBUTION':
    case 'PRO_RATA_COMMISSIONED':
    case 'PRO_RATA_METRIC':
    case 'OWN_RISK':
    case 'REINVEST':
    case 'RETAIN':
      return [];
  }
}

/** True when amounts depend on what partners agreed to put, or put, into the pooled fund. */
export function needsContributions(terms: Terms): boolean {
  const follows = (distribution: Distribution): boolean =>
    (distribution.kind === 'PRO_RATA_CONTRIBUTION' || distribution.kind === 'FIRST_CALL') &&
    distribution.basis !== 'TERMS';
  const caps = terms.caps.some(
    (cap) => cap.scope === 'PARTNER' && cap.limit.kind === 'CONTRIBUTION' && cap.limit.basis !== 'TERMS',
  );
  return caps || terms.clauses.some((clause) => distributionsOf(clause).some(follows));
}
