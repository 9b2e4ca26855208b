import { type Asked } from './decider';
import { isIsoDate } from './dates';
import { refusalsOf } from './refusal';

/** Refusals that any command can meet. @public */
export const sharedRefusals = {
  AUTHORITY_MISSING: (_: Record<string, never>) =>
    'Say under which authority this is done: a minute, a decision number or a delegated decision.',
  DATE_DOES_NOT_EXIST: ({ date }: { date: string }) => `There is no date ${date}.`,
  FINANCIAL_YEAR_DOES_NOT_EXIST: ({ financialYear }: { financialYear: string }) =>
    `There is no financial year ${financialYear}. Write it as 2024-25.`,
  DATE_IN_FUTURE: ({ date, today }: { date: string; today: string }) =>
    `${date} is after today, ${today}. Record what has happened, when it has happened.`,
};

const refuse = refusalsOf(sharedRefusals);

/** The rules for what every command carries: an authority (INV-07) and an effective date that exists. */
export function refuseAsked(command: Asked) {
  if (!isIsoDate(command.occurredOn)) return refuse('DATE_DOES_NOT_EXIST', { date: command.occurredOn });
  if (command.by.kind === 'PERSON' && !command.authorityRef?.trim()) return refuse('AUTHORITY_MISSING', {});
  return undefined;
}

/** A fact cannot lie in the future; a plan may. */
export function refuseFuture(command: Asked) {
  if (command.occurredOn <= command.today) return undefined;
  return refuse('DATE_IN_FUTURE', { date: command.occurredOn, today: command.today });
}
