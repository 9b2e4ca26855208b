import { type AgreementState, agreementRefusals, type TermsVersion, versionInForceOn } from '@app/domain';
import { todayInLondon } from '@app/runtime';
import { ProblemError } from './problems/problem';

/** How much a table may be: one request must not keep all others waiting for more than two or three seconds. */
export const TABLE_WORK_MAX = 100_000;

/**
 * The version of the terms that is tried: the one asked for; else the one in force today, or before that the latest draft.
 * @throws ProblemError when there is no such version
 */
export function versionToTry(state: AgreementState, version: number | undefined): TermsVersion {
  if (version === undefined) return versionInForceOn(state, todayInLondon()) ?? state.versions.at(-1)!;
  const found = state.versions[version - 1];
  if (found) return found;
  throw new ProblemError(404, 'TERMS_VERSION_UNKNOWN', agreementRefusals.TERMS_VERSION_UNKNOWN({ version }));
}
