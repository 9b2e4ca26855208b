import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type Terms } from '@app/domain';
import { sampleLoader, type SampleRecorder } from './sample-recorder';

const agreementId = 'local-justice-reinvestment';

/**
 * The published terms of a benefit-sharing agreement, proposed to its parties: what they would do is there to be tried.
 * What was measured and paid was not found in full, so nothing of it is recorded.
 */
export async function loadAgreement(recorder: SampleRecorder): Promise<void> {
  const file = path.join(__dirname, 'data', 'local-justice-reinvestment-terms.json');
  const terms = JSON.parse(await readFile(file, 'utf8')) as Terms;
  const said = {
    by: sampleLoader,
    on: '2011-06-01',
    authorityRef: 'Greater Manchester Transforming Justice, June 2011',
  };
  await recorder.agency('ministry-of-justice', said, {
    type: 'RegisterAgency',
    agencyId: 'ministry-of-justice',
    legalName: 'Ministry of Justice',
    kind: 'DEPARTMENT',
    tier: 'CENTRAL',
  });
  await recorder.agency('greater-manchester-authorities', said, {
    type: 'RegisterAgency',
    agencyId: 'greater-manchester-authorities',
    legalName: 'Association of Greater Manchester Authorities',
    kind: 'COUNCIL',
    tier: 'REGIONAL',
  });
  await recorder.agreement(`${agreementId}:draft`, said, {
    type: 'DraftBenefitSharingAgreement',
    agreementId,
    placeId: 'greater-manchester',
    terms,
  });
  await recorder.agreement(`${agreementId}:propose`, said, { type: 'ProposeTerms', agreementId, version: 1 });
}
