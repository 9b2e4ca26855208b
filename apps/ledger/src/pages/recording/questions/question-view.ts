import { type Answers } from '@app/platform';
import { day, money } from '../../tables/format';
import { type FieldError } from '../../rendering/field-error';
import { dayTyped, typedDay } from '../../view/typed-day';
import { chosenIn, NONE_OF_THESE, type Option, type Question } from './question';
import { FOUND_MAX, LISTED_MAX, optionsNamed } from './read-answer';
import { moneyTyped } from './read-money';

type Values = Readonly<Record<string, unknown>>;

interface Item {
  readonly value: string;
  readonly text: string;
  readonly hint?: { readonly text: string };
  readonly checked: boolean;
  readonly selected: boolean;
}

/** A question as its template takes it. */
export interface QuestionView {
  readonly name: string;
  readonly hint?: string;
  readonly kind: Question['kind'] | 'long-text' | 'search' | 'list';
  readonly optional: boolean;
  readonly value: string;
  readonly day?: ReturnType<typeof typedDay>;
  readonly items?: readonly Item[];
  /** The items are only those that a search found. */
  readonly isFound?: true;
  /** What was chosen before can be chosen no more. */
  readonly isGone: boolean;
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
  const { name, hint, optional = false } = question;
  const answer = answers[name];
  const about = {
    ...{ name, hint, optional, error: error && { text: error.text } },
    isGone: typed === undefined && isGone(question, answer, options),
  };
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
      const nothing = nothingIn(question, options);
      return { ...about, kind: 'choices', value: '', items: itemsOf(options, chosen), nothing };
    }
    case 'choice': {
      if (options.length > LISTED_MAX) {
        const found = typed && text !== '' ? optionsNamed(text, options) : [];
        if (found.length > 1 && found.length <= FOUND_MAX) {
          return { ...about, kind: 'choice', value: text, items: itemsOf(toldApart(found), []), isFound: true };
        }
        const named = options.find(({ value }) => value === text)?.text;
        return { ...about, kind: 'search', value: named ?? (about.isGone ? '' : text) };
      }
      const kind = options.length > BUTTONS_MAX ? 'list' : 'choice';
      // What is chosen by a button is not unchosen by it: whoever chose one must be able to choose none.
      const none = optional ? [{ value: '', text: NONE_OF_THESE }] : [];
      const chosen = answer === undefined && typed === undefined ? [] : [text];
      const items = itemsOf([...options, ...none], chosen);
      return { ...about, kind, value: text, items, nothing: nothingIn(question, options) };
    }
  }
}

const isGone = (question: Question, answer: string | undefined, options: readonly Option[]): boolean =>
  (question.kind === 'choice' || question.kind === 'choices') &&
  answer !== undefined &&
  answer !== '' &&
  !chosenIn(question, answer).every((each) => options.some(({ value }) => value === each));

/** Options of one name are told apart by their identifiers. */
const toldApart = (options: readonly Option[]): readonly Option[] =>
  options.map((option) =>
    options.some((other) => other !== option && other.text === option.text)
      ? { ...option, hint: [option.value, option.hint].filter(Boolean).join(': ') }
      : option,
  );

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
