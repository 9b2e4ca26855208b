import { type Terms } from './terms';

/** Something that is wrong with terms: where, what, and what to do. */
export interface TermsIssue {
  /** Such as `clauses[0].tiers.bands[2].from`. */
  readonly path: string;
  /** Stable for ever, such as `TIERS_LEAVE_A_HOLE`. */
  readonly code: string;
  readonly sentence: string;
}

/** Finds what makes terms unfit to be computed, beyond what their schema says. None: they are sound. */
export function checkTerms(_terms: Terms): readonly TermsIssue[] {
  return [];
}
