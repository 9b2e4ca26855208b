import { type Terms } from '@app/domain';
import { isMisshapen, readTerms } from '@app/application';
import { ProblemError } from './problems/problem';

/** Terms of a body, when they are of the shape that the published schema asks for. @throws ProblemError that names each issue */
export function shapedTerms(terms: unknown): Terms {
  const read = readTerms(terms);
  if (!isMisshapen(read)) return read;
  const issues = read.issues.map((issue) => ({ ...issue, path: issue.path === '' ? 'terms' : `terms.${issue.path}` }));
  throw misshapenBody(issues, read.more);
}

/** A problem that names each issue as a field of the body. */
export function misshapenBody(
  issues: readonly { readonly path: string; readonly code: string; readonly sentence: string }[],
  more: number,
): ProblemError {
  const errors = issues.map(({ path, code, sentence }) => ({ path, code, message: sentence }));
  const told = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');
  return new ProblemError(400, 'BODY_INVALID', more > 0 ? `${told} And ${more} more.` : told, { errors });
}
