import { AskAgreement } from '@app/application';
import { claims, resolveHorizon } from '@app/read-models';
import { sentenceCase } from '../../rendering/in-words';
import { day } from '../../tables/format';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, given, occurredOn, reason } from './asked-of-all';
import { agreementEntryRecorded, agreementId, partiesOf, termsInForce, testPeriodId } from './of-an-agreement';

/** Claims that a page offers at once. */
const CLAIMS_MAX = 50;

/** An outcome that was achieved, claimed for payment. */
export const claim: Recording = {
  name: 'claim',
  title: 'Claim an outcome',
  about: 'When an outcome that an agreement pays for has been achieved.',
  commands: ['ClaimOutcomes'],
  sends: 'Record the claim',
  questions: [
    agreementId('Under which agreement is it claimed?'),
    {
      name: 'claimantId',
      kind: 'choice',
      asks: 'Who claims it?',
      called: 'Claimed by',
      missing: 'Select who claims it',
      nothing: 'You act for no party of this agreement.',
      options: (asking) => partiesOf(asking),
    },
    {
      name: 'outcomeCode',
      kind: 'choice',
      asks: 'Which outcome was achieved?',
      called: 'Outcome',
      missing: 'Select the outcome',
      nothing: 'This agreement pays for no outcomes that are claimed.',
      options: async (asking) =>
        ((await termsInForce(asking))?.outcomes ?? []).map(({ outcomeCode, title }) => ({
          value: outcomeCode,
          text: title,
        })),
    },
    testPeriodId('In which test period?'),
    {
      name: 'achievedOn',
      kind: 'day',
      asks: 'When was it achieved?',
      called: 'Achieved on',
      missing: 'Enter when it was achieved',
    },
    {
      name: 'units',
      kind: 'number',
      asks: 'How many units of it?',
      called: 'Units',
      hint: 'Such as 1 for one family',
      missing: 'Enter how many units',
    },
    {
      name: 'participantRef',
      kind: 'text',
      lengthMax: 64,
      optional: true,
      asks: 'What is the reference of the participant?',
      called: 'Participant’s reference',
      hint: 'A reference that tells nobody who it is: no name, address or case number',
      missing: 'Enter the reference',
    },
    {
      name: 'evidence',
      kind: 'text',
      lengthMax: 500,
      isLong: true,
      asks: 'What shows it?',
      called: 'Evidence',
      missing: 'Enter what shows it',
    },
    occurredOn('When is it claimed?'),
    authorityRef,
  ],
  asking: (answers, draftId) => ({
    ask: AskAgreement,
    command: {
      type: 'ClaimOutcomes',
      ...askedOf(answers),
      agreementId: answers['agreementId'],
      claims: [
        {
          claimId: draftId,
          claimantId: answers['claimantId'],
          outcomeCode: answers['outcomeCode'],
          testPeriodId: answers['testPeriodId'],
          achievedOn: answers['achievedOn'],
          units: answers['units'],
          participantRef: given(answers['participantRef']),
          evidence: answers['evidence'],
        },
      ],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Claim recorded',
    reference: agreementEntryRecorded(answer),
    next: [
      { text: 'See the agreement', href: `/agreements/${answers['agreementId']}` },
      { text: 'Claim another outcome', href: `/record/claim/new?agreementId=${answers['agreementId']}` },
    ],
  }),
};

/** Validating claims, or rejecting them. */
export const validation: Recording = {
  name: 'validation',
  title: 'Validate or reject claims',
  about: 'When claims have been checked. Only claims that are validated count.',
  commands: ['ValidateClaims', 'RejectClaims'],
  sends: 'Record the outcome of the check',
  questions: [
    agreementId('Under which agreement were they claimed?'),
    {
      name: 'claimIds',
      kind: 'choices',
      asks: 'Which claims were checked?',
      called: 'Claims',
      hint: 'Select all that the same finding holds for',
      missing: 'Select at least one claim',
      nothing: 'No claim under this agreement waits to be checked.',
      options: claimsToCheck,
    },
    {
      name: 'finding',
      kind: 'choice',
      asks: 'What did the check find?',
      called: 'Finding',
      missing: 'Select what the check found',
      nothing: '',
      options: () =>
        Promise.resolve([
          { value: 'VALID', text: 'They are valid' },
          { value: 'NOT_VALID', text: 'They are not valid' },
        ]),
    },
    {
      name: 'method',
      kind: 'choice',
      asks: 'How were they checked?',
      called: 'How they were checked',
      missing: 'Select how they were checked',
      nothing: 'The terms of this agreement accept no way of checking.',
      askedIf: ({ finding }) => finding === 'VALID',
      options: async (asking) =>
        ((await termsInForce(asking))?.validation.methods ?? []).map((value) => ({ value, text: sentenceCase(value) })),
    },
    {
      name: 'byAgencyId',
      kind: 'choice',
      asks: 'Who checked them?',
      called: 'Checked by',
      missing: 'Select who checked them',
      nothing: 'You act for no party of this agreement.',
      askedIf: ({ finding }) => finding === 'VALID',
      options: (asking) => partiesOf(asking),
    },
    { ...reason('Why are they not valid?'), askedIf: ({ finding }) => finding === 'NOT_VALID' },
    occurredOn('When were they checked?'),
    authorityRef,
  ],
  asking: (answers) => {
    const of = { ...askedOf(answers), agreementId: answers['agreementId'], claimIds: answers['claimIds']!.split(' ') };
    return answers['finding'] === 'VALID'
      ? {
          ask: AskAgreement,
          command: { type: 'ValidateClaims', ...of, method: answers['method'], byAgencyId: answers['byAgencyId'] },
        }
      : { ask: AskAgreement, command: { type: 'RejectClaims', ...of, reason: answers['reason'] } };
  },
  confirmation: (answers, answer) => ({
    heading: answers['finding'] === 'VALID' ? 'Claims validated' : 'Claims rejected',
    reference: agreementEntryRecorded(answer),
    next: [{ text: 'See the agreement', href: `/agreements/${answers['agreementId']}` }],
  }),
};

async function claimsToCheck({ look, answers, today }: Asking): Promise<readonly Option[]> {
  if (!answers['agreementId']) return [];
  const rows = await claims(look, answers['agreementId'], await resolveHorizon(look, {}, today), 'CLAIMED');
  return rows.slice(0, CLAIMS_MAX).map((row) => ({
    value: row.claimId,
    text: `${row.outcomeTitle}: ${row.units}, achieved on ${day(row.achievedOn)}`,
    hint: `${row.claimantName}. ${row.evidence}`,
  }));
}
