import { AskAgreement } from '@app/application';
import { type Asking, type Option, type Question } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, occurredOn } from './asked-of-all';
import { agreementEntryRecorded, agreementId, agreementOf, partiesOf } from './of-an-agreement';

/** The proposed version that waits for something, latest first. */
const version = (asks: string): Question => ({
  name: 'version',
  kind: 'choice',
  asks,
  called: 'Version of the terms',
  missing: 'Select the version',
  nothing: 'No version of its terms is proposed.',
  options: async (asking) =>
    ((await agreementOf(asking))?.versions ?? [])
      .filter(({ proposedOn }) => proposedOn !== null)
      .toReversed()
      .map((each) => ({
        value: String(each.version),
        text: `Version ${each.version}`,
        hint: each.reason ?? undefined,
      })),
});

/** Parties that have not taken a step on the version that was chosen, among those that the person acts for. */
const without =
  (step: 'signedOn' | 'approvedOn') =>
  async (asking: Asking): Promise<readonly Option[]> => {
    const chosen = (await agreementOf(asking))?.versions[Number(asking.answers['version'] ?? 0) - 1];
    const ids = (chosen?.signatures ?? []).filter((each) => each[step] === null).map(({ agencyId }) => agencyId);
    return partiesOf(asking, ids);
  };

const seeNext = (agreement: string | undefined, answer: Parameters<typeof agreementEntryRecorded>[0]) => [
  { text: 'See who has signed and who has not', href: `/agreements/${agreement}` },
  { text: 'See the entry', href: `/entries/${agreementEntryRecorded(answer)}` },
];

/** A party signs a version of the terms. */
export const signature: Recording = {
  name: 'signature',
  title: 'Sign an agreement',
  about: 'When the body that you act for has signed a version of the terms.',
  commands: ['SignTerms'],
  sends: 'Record the signature',
  questions: [
    agreementId('Which agreement is signed?'),
    version('Which version of its terms is signed?'),
    {
      name: 'byAgencyId',
      kind: 'choice',
      asks: 'Which party signs?',
      called: 'Signed by',
      missing: 'Select which party signs',
      nothing: 'Every party that you act for has signed this version.',
      options: without('signedOn'),
    },
    {
      name: 'signatoryPost',
      kind: 'text',
      lengthMax: 200,
      asks: 'In which post does the person sign?',
      called: 'Post of who signed',
      hint: 'A post, such as “Chief executive”, never a person’s name',
      missing: 'Enter the post of who signed',
    },
    occurredOn('When was it signed?'),
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskAgreement,
    command: {
      type: 'SignTerms',
      ...askedOf(answers),
      agreementId: answers['agreementId'],
      version: Number(answers['version']),
      byAgencyId: answers['byAgencyId'],
      signatoryPost: answers['signatoryPost'],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Signature recorded',
    reference: agreementEntryRecorded(answer),
    next: seeNext(answers['agreementId'], answer),
  }),
};

/** A party approves a version of the terms, before it is signed. */
export const termsApproval: Recording = {
  name: 'terms-approval',
  title: 'Approve the terms of an agreement',
  about: 'When a board or an officer of the body that you act for has approved a version, before it is signed.',
  commands: ['ApproveTerms'],
  sends: 'Record the approval',
  questions: [
    agreementId('Which agreement is approved?'),
    version('Which version of its terms is approved?'),
    {
      name: 'byAgencyId',
      kind: 'choice',
      asks: 'Which party approves?',
      called: 'Approved by',
      missing: 'Select which party approves',
      nothing: 'Every party that you act for has approved this version.',
      options: without('approvedOn'),
    },
    {
      name: 'approverPost',
      kind: 'text',
      lengthMax: 200,
      asks: 'Which post or board approved it?',
      called: 'Approved by the post or board',
      hint: 'Such as “Cabinet” or “Chief finance officer”, never a person’s name',
      missing: 'Enter which post or board approved it',
    },
    occurredOn('When was it approved?'),
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskAgreement,
    command: {
      type: 'ApproveTerms',
      ...askedOf(answers),
      agreementId: answers['agreementId'],
      version: Number(answers['version']),
      byAgencyId: answers['byAgencyId'],
      approverPost: answers['approverPost'],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Approval recorded',
    reference: agreementEntryRecorded(answer),
    next: seeNext(answers['agreementId'], answer),
  }),
};
