import { type Answers } from '@app/platform';
import { type CommandAnswer } from '@app/application';
import { entryRefOf, financialYearFrom } from '@app/domain';
import { sentenceCase } from '../../rendering/in-words';
import { type Option, type Question } from '../questions/question';

/** When it happened, in the words of what is recorded. */
export const occurredOn = (asks: string, hint?: string): Question => ({
  name: 'occurredOn',
  kind: 'day',
  asks,
  called: 'Date',
  hint: hint ?? 'The day on which it happened, such as 27 3 2024',
  missing: 'Enter the date',
});

/** Under which authority it is done (INV-07). */
export const authorityRef: Question = {
  name: 'authorityRef',
  kind: 'text',
  lengthMax: 200,
  asks: 'Under which authority is this done?',
  called: 'Authority',
  hint: 'A minute, a decision number or a delegated decision, such as “Cabinet 11 March 2024, minute 42”',
  missing: 'Enter the authority under which this is done',
};

/** What the bank calls a receipt or a payment, where it does. */
export const bankRef: Question = {
  name: 'bankRef',
  kind: 'text',
  lengthMax: 64,
  optional: true,
  asks: 'What is its bank reference?',
  called: 'Bank reference',
  missing: 'Enter the bank reference',
};

/** What every command says, from the answers to both. */
export const askedOf = ({ occurredOn: on, authorityRef: authority }: Answers) => ({
  occurredOn: on!,
  authorityRef: authority!,
});

/** An answer that was left empty is left out. */
export const given = (answer: string | undefined): string | undefined => answer || undefined;

/** The entry that a command recorded in a year of a fund, as people name it. */
export function entryRecorded({ eventStream, events }: CommandAnswer): string {
  const [, pooledFundId, startYear] = /^poolYear-(.+):(\d{4})$/.exec(eventStream)!;
  return entryRefOf(pooledFundId!, financialYearFrom(Number(startYear)), events[0]!.entryNo);
}

/** Codes of the ledger as options, in words. */
export const codes = (values: readonly string[]): readonly Option[] =>
  values.map((value) => ({ value, text: sentenceCase(value) }));

/** Why it is done, in a sentence. */
export const reason = (asks: string): Question => ({
  name: 'reason',
  kind: 'text',
  lengthMax: 500,
  isLong: true,
  asks,
  called: 'Reason',
  missing: 'Enter the reason',
});
