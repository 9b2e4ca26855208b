import { describeTerms, type NameOf, type Terms, termsWithNames } from '@app/domain';
import { withMinusSigns } from '../tables/format';

/** What one term says, under its heading; several sentences of one heading stand together. */
export interface TermRead {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** Terms that belong together, with a sentence that explains the words of them. */
export interface TermsSection {
  readonly id: string;
  readonly heading: string;
  readonly explained?: string;
  readonly terms: readonly TermRead[];
}

interface Part {
  readonly id: string;
  readonly heading: string;
  readonly explained?: string;
  /** The properties of the terms whose sentences it holds. */
  readonly of: readonly string[];
}

const before: readonly Part[] = [
  { id: 'agreement', heading: 'What the agreement is', of: ['title', 'description', 'legalBasis', 'source'] },
  { id: 'parties', heading: 'Who takes part, and what they put in', of: ['parties', 'investments'] },
  {
    id: 'period',
    heading: 'When',
    explained: 'A test period is a stretch of time whose results are measured and paid for together.',
    of: ['period', 'milestones'],
  },
  {
    id: 'metrics',
    heading: 'What is measured and what can be claimed',
    explained:
      'A metric is something that is counted or measured. Its baseline is what it was, or would have been, without the agreement; some call that the counterfactual. A claim says that a result was achieved.',
    of: ['metrics', 'outcomes'],
  },
];
const after: readonly Part[] = [
  {
    id: 'caps',
    heading: 'Caps and rounding',
    explained: 'A cap is the most that is paid. Shares are exact to the penny, so the terms say who gets an odd one.',
    of: ['caps', 'rounding'],
  },
  { id: 'checks', heading: 'Checks, and what money may be spent on', of: ['validation', 'usageRestriction'] },
  { id: 'life', heading: 'Reviews, disputes and leaving', of: ['review', 'dispute', 'exit'] },
];
const clausesExplained =
  'A clause is one rule: when it pays, how much, and who shares it. A trigger is what must have happened before it pays. A tier is a band of results with its own rate.';

/** Every term in plain English, each body by its name, in sections: each clause is one of its own. */
export function termsInSections(terms: Terms, nameOf: NameOf): readonly TermsSection[] {
  const words = describeTerms(termsWithNames(terms, nameOf));
  const within = (path: string, of: string): boolean => path === of || /^[.[]/.test(path.slice(of.length));
  const startsWith = (path: string, of: string): boolean => path.startsWith(of) && within(path, of);
  const section = ({ of, ...about }: Part, prefix = ''): TermsSection => ({
    ...about,
    terms: together(
      words.filter(({ path }) => of.some((each) => startsWith(path, each))),
      prefix,
    ),
  });
  const order = { id: 'order', heading: 'The clauses', explained: clausesExplained };
  return [
    ...before.map((part) => section(part)),
    { ...order, terms: together(words.filter(({ path }) => path === 'clauses')) },
    ...terms.clauses.map(({ title }, place) =>
      section({ id: `clause-${place + 1}`, heading: title, of: [`clauses[${place}]`] }, `${title}: `),
    ),
    ...after.map((part) => section(part)),
  ].filter((each) => each.terms.length > 0);
}

/** Sentences of one heading that follow each other, under it once. */
function together(
  words: readonly { readonly heading: string; readonly says: string }[],
  prefix = '',
): readonly TermRead[] {
  const read: { heading: string; sentences: string[] }[] = [];
  for (const { heading, says } of words) {
    const plain = heading.startsWith(prefix) ? heading.slice(prefix.length) : heading;
    const title = `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
    const last = read.at(-1);
    if (last?.heading === title) last.sentences.push(withMinusSigns(says));
    else read.push({ heading: title, sentences: [withMinusSigns(says)] });
  }
  return read;
}
