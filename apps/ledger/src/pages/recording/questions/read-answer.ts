import { AMOUNT_PENCE_MAX, formatPence, FRACTION_PATTERN } from '@app/domain';
import { type FieldError } from '../../rendering/field-error';
import { readDay } from '../../view/typed-day';
import { type Option, type Question } from './question';
import { readMoney } from './read-money';

/** A register with more entries is searched by name instead of chosen from a list. */
export const LISTED_MAX = 30;

/** What was answered, or what is wrong with it. */
export type AnswerRead =
  { readonly answer: string; readonly error?: undefined } | { readonly answer?: undefined; readonly error: FieldError };

/** One line with something to read in it: no control characters, nothing that breaks a line or turns its direction. */
const LINE = /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads the answer to a question from what its form sent. An answer that is left out, where it may be, is the empty text.
 * @param options what could be chosen, for a question that offers a choice
 */
export function readAnswer(question: Question, values: Values, options: readonly Option[] = []): AnswerRead {
  const { name, missing } = question;
  const wrong = (text: string, at = name): AnswerRead => ({ error: { text, href: `#${at}` } });
  const nothing = (at = name): AnswerRead => (question.optional ? { answer: '' } : wrong(missing, at));
  const typed = textOf(values[name]);
  const refusedOr = (refused: string | undefined, answer: string): AnswerRead =>
    refused === undefined ? { answer } : wrong(refused);
  switch (question.kind) {
    case 'day': {
      const read = readDay(name, question.called, values);
      if (read.error) return { error: read.error };
      return read.day === undefined ? nothing(`${name}-day`) : { answer: read.day };
    }
    case 'money': {
      if (typed === '') return nothing();
      const pence = readMoney(typed);
      if (pence === undefined)
        return wrong(`${question.called} must be an amount of pounds and pence, such as 1,234.56`);
      if (pence > AMOUNT_PENCE_MAX) return wrong(`${question.called} must be ${formatPence(AMOUNT_PENCE_MAX)} or less`);
      return pence < question.fromPence ? wrong(`${question.called} must be more than £0`) : { answer: String(pence) };
    }
    case 'number':
      if (typed === '') return nothing();
      return FRACTION_PATTERN.test(typed)
        ? { answer: typed }
        : wrong(`${question.called} must be a number, such as 12.5`);
    case 'text':
      if (typed === '') return nothing();
      if (typed.length > question.lengthMax) {
        return wrong(`${question.called} must be ${question.lengthMax} characters or fewer`);
      }
      if (!LINE.test(typed)) return wrong(`${question.called} must be ordinary text on one line`);
      return refusedOr(question.refusedIf?.(typed), typed);
    case 'choices': {
      const chosen = [values[name]].flat().filter((each): each is string => typeof each === 'string' && each !== '');
      if (chosen.length === 0) return nothing();
      const isOffered = chosen.every((each) => options.some(({ value }) => value === each));
      return isOffered ? { answer: [...new Set(chosen)].join(' ') } : wrong(missing);
    }
    case 'choice':
      return typed === '' ? nothing() : chosenBy(question, typed, options);
  }
}

/** The option that a value or, where the list was too long to show, a typed name stands for. */
function chosenBy(question: Question, typed: string, options: readonly Option[]): AnswerRead {
  const exact = options.find(({ value }) => value === typed);
  if (exact) return { answer: exact.value };
  const error = (text: string): AnswerRead => ({ error: { text, href: `#${question.name}` } });
  if (options.length <= LISTED_MAX) return error(question.missing);
  const found = optionsNamed(typed, options);
  if (found.length === 1) return { answer: found[0]!.value };
  const shown = typed.slice(0, 100);
  if (found.length === 0) return error(`There is none called “${shown}”: check the name`);
  return found.length <= FOUND_MAX
    ? error(`${found.length} names hold “${shown}”: select the one that you mean`)
    : error(`${found.length} names hold “${shown}”: enter more of the name`);
}

/** So many options that a typed name may stand for are shown, to choose from. */
export const FOUND_MAX = 20;

/** The options that a typed name may stand for: those of that name, else those whose names hold it. */
export function optionsNamed(typed: string, options: readonly Option[]): readonly Option[] {
  const wanted = typed.toLowerCase();
  const named = options.filter(({ text }) => text.toLowerCase() === wanted);
  return named.length > 0 ? named : options.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/**
 * What was typed, on one line: the ledger keeps text of one line only, and a line that was broken, or a tab that came
 * with what was copied from a spreadsheet, loses nothing by becoming a space.
 */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim().replace(/\s*[\r\n\t\u2028\u2029]+\s*/g, ' ') : '';
