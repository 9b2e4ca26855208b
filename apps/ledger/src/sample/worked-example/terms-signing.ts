import { type Actor, type IsoDate } from '@app/domain';
import { type SampleRecorder } from '../sample-recorder';
import { saidBy } from './place-and-fund';

/** A party of terms, who records for it, and how far it has come with them. */
export interface Signatory {
  readonly agencyId: string;
  readonly by: Actor;
  readonly post: string;
  readonly approvedOn?: IsoDate;
  readonly signedOn?: IsoDate;
}

/** Records the approvals and signatures of one version of an agreement's terms. */
export async function signTerms(
  recorder: SampleRecorder,
  { agreementId, version }: { readonly agreementId: string; readonly version: number },
  signatories: readonly Signatory[],
): Promise<void> {
  for (const { agencyId, by, post, approvedOn, signedOn } of signatories) {
    const name = `example:${agreementId}:${version}:${agencyId}`;
    const of = { agreementId, version, byAgencyId: agencyId };
    if (approvedOn !== undefined) {
      const said = saidBy(by, approvedOn, `decision to approve version ${version}`);
      await recorder.agreement(`${name}:approve`, said, { type: 'ApproveTerms', ...of, approverPost: post });
    }
    if (signedOn !== undefined) {
      const said = saidBy(by, signedOn, `signed version ${version}`);
      await recorder.agreement(`${name}:sign`, said, { type: 'SignTerms', ...of, signatoryPost: post });
    }
  }
}
