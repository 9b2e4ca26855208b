import { AskPoolYear } from '@app/application';
import { parseEntryRef } from '@app/domain';
import { type Recording } from '../recording';
import { askedOf, authorityRef, entryRecorded, occurredOn, reason } from './asked-of-all';

/** Undoing an entry that was recorded wrongly. */
export const reversal: Recording = {
  name: 'reversal',
  title: 'Reverse an entry',
  about: 'When something was recorded wrongly. Both stay: the entry, and the reversal that names it.',
  commands: ['ReverseEntry'],
  sends: 'Reverse the entry',
  questions: [
    {
      name: 'entryRef',
      kind: 'text',
      lengthMax: 100,
      fromLinks: true,
      asks: 'Which entry was recorded wrongly?',
      called: 'Entry',
      hint: 'Its reference, such as troubled-families/2012-13/17. It stands on the page of the entry',
      missing: 'Enter the reference of the entry',
      refusedIf: (entryRef) =>
        parseEntryRef(entryRef) ? undefined : 'Entry must be a reference such as troubled-families/2012-13/17',
    },
    reason('Why is it reversed?'),
    occurredOn('When does the reversal take effect?', 'Usually today'),
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskPoolYear,
    command: {
      type: 'ReverseEntry',
      ...askedOf(answers),
      pooledFundId: parseEntryRef(answers['entryRef']!)!.pooledFundId,
      entryRef: answers['entryRef'],
      reason: answers['reason'],
    },
  }),
  confirmation: ({ entryRef }, answer) => ({
    heading: 'Entry reversed',
    reference: entryRecorded(answer),
    next: [
      { text: 'See the reversal', href: `/entries/${entryRecorded(answer)}` },
      { text: 'See the entry that was reversed', href: `/entries/${entryRef}` },
    ],
  }),
};
