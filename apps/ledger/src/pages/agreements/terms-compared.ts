import { compareTerms, describeTerms, type TermDifference, type TermInWords, type Terms } from '@app/domain';
import { withMinusSigns } from '../tables/format';

/** How a term differs between two versions, in a word. */
export type Difference = 'Added' | 'Removed' | 'Changed' | 'Moved';

/** One term that differs, as it stands in both versions; an empty text where it is not there. */
export interface ComparedTerm {
  readonly heading: string;
  readonly difference: Difference;
  readonly before: string;
  readonly after: string;
}

/** What differs between two versions of terms, in words: each term once, however much of it differs. */
export function termsCompared(before: Terms, after: Terms): readonly ComparedTerm[] {
  const words = { before: describeTerms(before), after: describeTerms(after) };
  const compared = new Map<string, ComparedTerm>();
  for (const difference of compareTerms(before, after)) {
    const heading = headingAt(words.after, difference.path) ?? headingAt(words.before, difference.path) ?? 'Terms';
    const term = { heading, difference: kindOf(difference), ...sides(difference) };
    const key = `${heading}|${term.before}|${term.after}`;
    const known = compared.get(key);
    compared.set(key, known ? { ...term, difference: 'Changed' } : term);
  }
  return [...compared.values()];
}

function kindOf({ before, after }: TermDifference): Difference {
  if (before === undefined) return 'Added';
  if (after === undefined) return 'Removed';
  return Array.isArray(before) && Array.isArray(after) ? 'Moved' : 'Changed';
}

/** What both say; where words do not tell them apart, the values themselves. */
function sides({ before, after, beforeSays, afterSays }: TermDifference): Pick<ComparedTerm, 'before' | 'after'> {
  const isOrder = Array.isArray(before) && Array.isArray(after);
  if (isOrder || beforeSays === afterSays) return { before: valueText(before), after: valueText(after) };
  return {
    before: before === undefined ? '' : withMinusSigns(beforeSays ?? valueText(before)),
    after: after === undefined ? '' : withMinusSigns(afterSays ?? valueText(after)),
  };
}

function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The heading of the nearest term around a place in the terms, or else of the first within it. */
function headingAt(words: readonly TermInWords[], path: string): string | undefined {
  const isWithin = (inner: string, outer: string): boolean =>
    inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  const around = words.filter((each) => isWithin(path, each.path));
  const nearest = around.toSorted((a, b) => b.path.length - a.path.length)[0];
  return (nearest ?? words.find((each) => isWithin(each.path, path)))?.heading;
}
