import { type Clause, type Distribution, type Terms } from './terms';

/** A distribution within another, and where it stands. */
export interface Part {
  readonly share: Distribution;
  readonly path: string;
}

/** The distributions that one hands parts of its amount to. @param path where the outer one stands */
export function partsOf(distribution: Distribution, path = ''): readonly Part[] {
  const each = (list: string, items: readonly { readonly share: Distribution }[]): readonly Part[] =>
    items.map(({ share }, place) => ({ share, path: `${path}.${list}[${place}].share` }));
  switch (distribution.kind) {
    case 'BY_LINE':
      return [...each('lines', distribution.lines), { share: distribution.otherwise, path: `${path}.otherwise` }];
    case 'BY_CAUSE':
      return [...each('causes', distribution.causes), { share: distribution.otherwise, path: `${path}.otherwise` }];
    case 'WEIGHTED':
      return each('parts', distribution.parts);
    case 'TOP_UP':
      return [{ share: distribution.rest, path: `${path}.rest` }];
    case 'FIRST_CALL':
      return [{ share: distribution.then, path: `${path}.then` }];
    case 'WATERFALL':
      return each('steps', distribution.steps);
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

const withParts = (distribution: Distribution): readonly Distribution[] => [
  distribution,
  ...partsOf(distribution).flatMap(({ share }) => withParts(share)),
];

/** All distributions of a clause, those of its payers too. */
export const distributionsOf = ({ distribution, heldBy }: Clause): readonly Distribution[] => [
  ...withParts(distribution),
  ...(heldBy.kind === 'PAYERS' ? withParts(heldBy.share) : []),
];

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
