import { Fraction, FRACTION_PATTERN } from '@app/domain';
import { readMoney } from '../recording/questions/read-money';
import { type FieldError } from '../rendering/field-error';
import { type AssumptionField, type AssumptionGroup, capitalised, type FieldKind } from './fields';

/** What an address or a form gives, by name. */
export type Values = Readonly<Record<string, unknown>>;

/** The figures of some fields by their names: money in whole pence, all else as it was typed, exact. */
export type Figures = ReadonlyMap<string, string>;

/** The figures that were typed, and what is wrong with others. */
export interface FiguresRead {
  readonly figures: Figures;
  readonly errors: readonly FieldError[];
}

/** A longer text is no figure. */
export const TYPED_LENGTH_MAX = 40;

/** What was typed into a field. A name that came twice, or as something else than text, counts as nothing. */
export function typed(values: Values, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value.trim().slice(0, TYPED_LENGTH_MAX + 1) : '';
}

/** Reads the figures of all fields; a field that is left empty has none. */
export function readFigures(groups: readonly AssumptionGroup[], values: Values): FiguresRead {
  const figures = new Map<string, string>();
  const errors: FieldError[] = [];
  for (const field of groups.flatMap((group) => group.fields)) {
    const text = typed(values, field.name);
    if (text === '') continue;
    const figure = readFigure(field, text);
    if (figure === undefined) errors.push({ text: wrong(field), href: `#${field.name}` });
    else figures.set(field.name, figure);
  }
  return { figures, errors };
}

function readFigure({ kind, items = [] }: AssumptionField, text: string): string | undefined {
  switch (kind) {
    case 'money': {
      const pence = readMoney(text);
      return pence === undefined ? undefined : String(pence);
    }
    case 'number':
    case 'count': {
      const number = readNumber(text);
      const isRatio = number?.includes('/') ?? false;
      if (number === undefined || (isRatio && kind === 'count')) return undefined;
      return Fraction.parse(number).isNegative ? undefined : number;
    }
    case 'share':
    case 'change': {
      const number = readNumber(text.replace(/\s*%$/, ''));
      if (number === undefined || number.includes('/')) return undefined;
      const value = Fraction.parse(number);
      const isWithin = value.compare(Fraction.of(100)) <= 0 && !value.isNegative;
      return kind === 'change' || isWithin ? number : undefined;
    }
    case 'choice':
      return items.some(({ value }) => value === text) ? text : undefined;
  }
}

const NUMBER = /^-?\d{1,12}(?:\.\d{1,10})?$/;
const RATIO = /^\d{1,12}\/[1-9]\d{0,9}$/;
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** A number as people write it, its thousands apart or not; undefined when it is none. */
export function readNumber(text: string): string | undefined {
  const plain = GROUPED.test(text) ? text.replaceAll(',', '') : text.replace(/^\u2212/, '-');
  return (NUMBER.test(plain) || RATIO.test(plain)) && FRACTION_PATTERN.test(plain) ? plain : undefined;
}

const must: Readonly<Record<FieldKind, string>> = {
  money: 'must be an amount of pounds and pence, such as 1,234.56',
  number: 'must be a number, such as 1,680 or 12.5',
  count: 'must be a number, such as 120 or 12.5',
  share: 'must be a percentage from 0 to 100, such as 12.5',
  change: 'must be a percentage, such as 11 or 7.5',
  choice: 'must be one of the list',
};

const wrong = ({ called, kind }: AssumptionField): string => `${capitalised(called)} ${must[kind]}`;
