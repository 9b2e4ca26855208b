import { AskAgreement } from '@app/application';
import { type Recording } from '../recording';
import { askedOf, authorityRef, occurredOn } from './asked-of-all';
import { agreementEntryRecorded, agreementId, partiesOf, testPeriodId } from './of-an-agreement';

/** A dispute over a part of a settlement: so much is frozen, and nothing else. */
export const dispute: Recording = {
  name: 'dispute',
  title: 'Raise a dispute',
  about: 'When a party does not agree with its settlement. Only the amount in dispute is frozen.',
  commands: ['RaiseDispute'],
  sends: 'Raise the dispute',
  questions: [
    agreementId('Which agreement is it about?'),
    testPeriodId('Which test period is it about?'),
    {
      name: 'agencyId',
      kind: 'choice',
      asks: 'Whose settlement is in dispute?',
      called: 'Settlement of',
      missing: 'Select whose settlement it is',
      nothing: 'You act for no party of this agreement.',
      options: (asking) => partiesOf(asking),
    },
    {
      name: 'amountPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much is in dispute?',
      called: 'Amount in dispute',
      missing: 'Enter how much is in dispute',
    },
    {
      name: 'sharePence',
      kind: 'money',
      fromPence: 0,
      asks: 'What ought the share to be?',
      called: 'Share that it ought to be',
      missing: 'Enter what the share ought to be',
    },
    {
      name: 'statement',
      kind: 'text',
      lengthMax: 1000,
      isLong: true,
      asks: 'What does the party say?',
      called: 'Position',
      hint: 'It stands beside the positions of the other parties',
      missing: 'Enter what the party says',
    },
    occurredOn('When was it raised?'),
    authorityRef,
  ],
  asking: (answers, draftId) => ({
    ask: AskAgreement,
    command: {
      type: 'RaiseDispute',
      ...askedOf(answers),
      agreementId: answers['agreementId'],
      disputeId: draftId,
      testPeriodId: answers['testPeriodId'],
      agencyId: answers['agencyId'],
      amountPence: Number(answers['amountPence']),
      positions: [
        {
          agencyId: answers['agencyId'],
          sharePence: Number(answers['sharePence']),
          statement: answers['statement'],
        },
      ],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Dispute raised',
    reference: agreementEntryRecorded(answer),
    next: [{ text: 'See the agreement', href: `/agreements/${answers['agreementId']}` }],
  }),
};
