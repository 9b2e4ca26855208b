import { type Answers } from '@app/platform';
import { day, money } from '../../tables/format';
import { type FieldError } from '../../rendering/field-error';
import { dayTyped, typedDay } from '../../view/typed-day';
import { type Option, type Question } from './question';
import { LISTED_MAX } from './read-answer';
import { moneyTyped } from './read-money';

type Values = Readonly<Record<string, unknown>>;

/** A question as its template takes it. */
export interface QuestionView {
  readonly name: string;
  readonly asks: string;
  readonly hint?: string;
  readonly kind: Question['kind'] | 'long-text' | 'search' | 'list';
  readonly optional: boolean;
  readonly value: string;
  readonly day?: ReturnType<typeof typedDay>;
  readonly items?: readonly {
    value: string;
    text: string;
    hint?: { text: string };
    checked: boolean;
    selected: boolean;
  }[];
  /** Said when there is nothing to choose from. */
  readonly nothing?: string;
  readonly error?: { readonly text: string };
}

/** More options than this are a list that opens, not buttons one under another. */
const BUTTONS_MAX = 8;

/**
 * A question with its answer, or with what was typed when that was wrong.
 * @param typed what the form sent; undefined when the page is only opened
 */
export function questionView(
  question: Question,
  answers: Answers,
  options: readonly Option[],
  typed?: Values,
  error?: FieldError,
): QuestionView {
  const { name, asks, hint, optional = false } = question;
  const about = { name, asks, hint, optional, error: error && { text: error.text } };
  const answer = answers[name];
  const given = typed?.[name];
  const text = typeof given === 'string' ? given : (answer ?? '');
  switch (question.kind) {
    case 'day':
      return { ...about, kind: 'day', value: '', day: typed ? typedDay(name, typed) : dayTyped(answer || undefined) };
    case 'money':
      return { ...about, kind: 'money', value: typed || !answer ? text : moneyTyped(Number(answer)) };
    case 'number':
      return { ...about, kind: 'number', value: text };
    case 'text':
      return { ...about, kind: question.isLong ? 'long-text' : 'text', value: text };
    case 'choices': {
      const chosen = typed ? [given].flat() : (answer ?? '').split(' ');
      return {
        ...about,
        kind: 'choices',
        value: '',
        items: itemsOf(options, chosen),
        nothing: nothingIn(question, options),
      };
    }
    case 'choice': {
      if (options.length > LISTED_MAX) {
        const named = options.find(({ value }) => value === text)?.text;
        return { ...about, kind: 'search', value: named ?? text };
      }
      const kind = options.length > BUTTONS_MAX ? 'list' : 'choice';
      return { ...about, kind, value: text, items: itemsOf(options, [text]), nothing: nothingIn(question, options) };
    }
  }
}

const nothingIn = (question: Question & { kind: 'choice' | 'choices' }, options: readonly Option[]) =>
  options.length === 0 ? question.nothing : undefined;

const itemsOf = (options: readonly Option[], chosen: readonly unknown[]) =>
  options.map(({ value, text, hint }) => ({
    value,
    text,
    hint: hint === undefined ? undefined : { text: hint },
    checked: chosen.includes(value),
    selected: chosen.includes(value),
  }));

/** An answer as people read it where all answers are checked. */
export function answerInWords(question: Question, answer: string | undefined, options: readonly Option[]): string {
  if (answer === undefined || answer === '') return 'Not given';
  const named = (value: string): string => options.find((option) => option.value === value)?.text ?? value;
  switch (question.kind) {
    case 'day':
      return day(answer);
    case 'money':
      return money(Number(answer));
    case 'choice':
      return named(answer);
    case 'choices':
      return answer.split(' ').map(named).join('; ');
    case 'number':
    case 'text':
      return answer;
  }
}
