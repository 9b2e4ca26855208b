import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type CommandBus } from '@nestjs/cqrs';
import { AskAgency, AskAgreement, type CommandResult } from '@app/application';
import { type Terms } from '@app/domain';

const agreementId = 'local-justice-reinvestment';

/**
 * The published terms of a benefit-sharing agreement, proposed to its parties: what they would do is there to be tried.
 * What was measured and paid was not found in full, so nothing of it is recorded.
 */
export async function loadAgreement(
  bus: CommandBus,
  by: { readonly actorId: string; readonly kind: 'PERSON' },
  today: string,
): Promise<void> {
  const file = path.join(__dirname, 'data', 'local-justice-reinvestment-terms.json');
  const terms = JSON.parse(await readFile(file, 'utf8')) as Terms;
  const asked = {
    by,
    today,
    occurredOn: '2011-06-01',
    authorityRef: 'Greater Manchester Transforming Justice, June 2011',
  };
  const agencies = [
    { agencyId: 'ministry-of-justice', legalName: 'Ministry of Justice', kind: 'DEPARTMENT', tier: 'CENTRAL' },
    {
      agencyId: 'greater-manchester-authorities',
      legalName: 'Association of Greater Manchester Authorities',
      kind: 'COUNCIL',
      tier: 'REGIONAL',
    },
  ] as const;
  const drafting = { type: 'DraftBenefitSharingAgreement', placeId: 'greater-manchester', terms } as const;
  const askings = [
    ...agencies.map(
      (agency) =>
        new AskAgency({ ...asked, type: 'RegisterAgency', ...agency }, { requestId: `sample:${agency.agencyId}` }),
    ),
    new AskAgreement({ ...asked, agreementId, ...drafting }, { requestId: `sample:${agreementId}:draft` }),
    new AskAgreement(
      { ...asked, agreementId, type: 'ProposeTerms', version: 1 },
      { requestId: `sample:${agreementId}:propose` },
    ),
  ];
  for (const asking of askings) {
    const result = await bus.execute<object, CommandResult>(asking as never);
    if ('refused' in result) throw new Error(`The sample's agreement was refused: ${result.refused.sentence}`);
  }
}
