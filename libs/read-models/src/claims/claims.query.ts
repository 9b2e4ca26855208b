import { currentVersion, versionInForceOn } from '@app/domain';
import { readAgreement } from '../agreement/agreements';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { readNames } from '../register/names';

/** An outcome that somebody claimed, and what became of the claim. */
export interface ClaimRow {
  readonly claimId: string;
  readonly status: 'CLAIMED' | 'VALIDATED' | 'REJECTED' | 'WITHDRAWN';
  readonly claimantId: string;
  readonly claimantName: string;
  readonly outcomeCode: string;
  readonly outcomeTitle: string;
  readonly testPeriodId: string;
  readonly achievedOn: string;
  readonly units: string;
  readonly evidence: string;
  /** The strongest method by which it was validated; null while it is not. */
  readonly method: string | null;
}

/** The claims under an agreement, in the order in which they were made. @throws NoSuchAgreement */
export async function claims(
  look: Look,
  agreementId: string,
  horizon: Horizon,
  status?: ClaimRow['status'],
): Promise<readonly ClaimRow[]> {
  const state = await readAgreement(look, agreementId, horizon);
  const names = await readNames(look);
  const { outcomes } = (versionInForceOn(state, horizon.asAt) ?? currentVersion(state)).terms;
  const titles = new Map(outcomes.map(({ outcomeCode, title }) => [outcomeCode, title]));
  return [...state.claims.values()]
    .filter((each) => status === undefined || each.status === status)
    .map(({ claim, status: stands, method }) => ({
      claimId: claim.claimId,
      status: stands,
      claimantId: claim.claimantId,
      claimantName: names.agency(claim.claimantId),
      outcomeCode: claim.outcomeCode,
      outcomeTitle: titles.get(claim.outcomeCode) ?? claim.outcomeCode,
      testPeriodId: claim.testPeriodId,
      achievedOn: claim.achievedOn,
      units: claim.units,
      evidence: claim.evidence,
      method: method ?? null,
    }));
}
