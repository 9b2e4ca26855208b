import { samplePeople } from './sample-people';
import { sampleLoader, type SampleRecorder } from './sample-recorder';

/** Grants each post of the sample its role, within its scope: so that somebody can sign in as it. */
export async function grantRoles(recorder: SampleRecorder, today: string): Promise<void> {
  for (const { actorId, role, scope, actsForAgencyId } of samplePeople) {
    const said = { by: sampleLoader, on: today, authorityRef: 'Sample ledger: one sign-in for each role' };
    const grantId = `sample-${role.toLowerCase().replaceAll('_', '-')}`;
    await recorder.access(`grant:${actorId}`, said, {
      type: 'GrantRole',
      actorId,
      grantId,
      role,
      scope,
      actsForAgencyId,
    });
  }
}
