import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { AMOUNT_PENCE_MAX, FRACTION_PATTERN, IDENTIFIER_PATTERN, isFinancialYear, isIsoDate } from '@app/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

/** Whether a field may be left out, and what it means. */
interface Field {
  readonly optional?: true;
  readonly description?: string;
  readonly example?: unknown;
}

const shown = ({ optional, description, example }: Field, rest: ApiPropertyOptions): PropertyDecorator =>
  ApiProperty({ required: !optional, description, example, ...rest } as ApiPropertyOptions);
/** Left out is one thing, null another: a field that is there must be right. */
const maybe = ({ optional }: Field): PropertyDecorator[] =>
  optional ? [ValidateIf((_, value) => value !== undefined)] : [];

/** An identifier: 1 to 64 of a-z, 0-9 and hyphen. */
export const Identifier = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Matches(IDENTIFIER_PATTERN, {
      message: 'must be 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or digit',
    }),
    shown(field, { type: String, pattern: IDENTIFIER_PATTERN.source }),
  );

/** How many items a list has. */
interface Bounds {
  readonly itemsMin?: number;
  readonly itemsMax?: number;
}

/** A list of identifiers, each once. */
export const Identifiers = (field: Field & Bounds = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsArray({ message: 'must be a list' }),
    ...itemsWithin(field, 500),
    ArrayUnique({ message: 'must name each only once' }),
    Matches(IDENTIFIER_PATTERN, { each: true, message: 'must be identifiers: 1 to 64 of a-z, 0-9 and -' }),
    shown(field, { type: [String] }),
  );

const itemsWithin = ({ itemsMin = 0, itemsMax }: Bounds, usualMax: number): PropertyDecorator[] => {
  const most = itemsMax ?? usualMax;
  return [
    ArrayMinSize(itemsMin, { message: `must have at least ${itemsMin} item${itemsMin === 1 ? '' : 's'}` }),
    ArrayMaxSize(most, { message: `must have at most ${most} items` }),
  ];
};

/** An amount in whole pence, from 1; from 0 when it may be nothing. */
export const Pence = (field: Field & { readonly from?: 0 | 1 } = {}): PropertyDecorator => {
  const from = field.from ?? 1;
  const message = `must be a whole number of pence from ${from} to ${AMOUNT_PENCE_MAX}`;
  return applyDecorators(
    ...maybe(field),
    IsInt({ message }),
    Min(from, { message }),
    Max(AMOUNT_PENCE_MAX, { message }),
    shown(field, { type: 'integer', minimum: from, maximum: AMOUNT_PENCE_MAX }),
  );
};

/** A whole number within bounds. */
export const Whole = (from: number, to: number, field: Field = {}): PropertyDecorator => {
  const message = `must be a whole number from ${from} to ${to}`;
  return applyDecorators(
    ...maybe(field),
    IsInt({ message }),
    Min(from, { message }),
    Max(to, { message }),
    shown(field, { type: 'integer', minimum: from, maximum: to }),
  );
};

/** A number that may have places, or be a ratio: text, so that it stays exact. */
export const NumberAsText = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Matches(FRACTION_PATTERN, { message: 'must be a number written as text, such as "12.5", "1680" or "5/6"' }),
    shown({ example: '12.5', ...field }, { type: String, pattern: FRACTION_PATTERN.source }),
  );

const PERCENTAGE = /^(?:100(?:\.0{1,8})?|\d{1,2}(?:\.\d{1,8})?)$/;

/** A percentage from 0 to 100 without its sign: text, so that it stays exact. */
export const Percentage = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Matches(PERCENTAGE, { message: 'must be a percentage from 0 to 100 written as text, such as "12.5"' }),
    shown({ example: '12.5', ...field }, { type: String, pattern: PERCENTAGE.source }),
  );

function Holds(name: string, holds: (value: unknown) => boolean, message: string): PropertyDecorator {
  const options: ValidationOptions = { message };
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      options,
      validator: { validate: holds },
    });
}

/** A date that exists, `yyyy-mm-dd`. */
export const Day = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Holds('day', isIsoDate, 'must be a date that exists, as yyyy-mm-dd'),
    shown(field, { type: String, format: 'date' }),
  );

/** A financial year, such as `2024-25`. */
export const Year = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Holds('year', isFinancialYear, 'must be a financial year such as 2024-25'),
    shown(field, { type: String, pattern: '^\\d{4}-\\d{2}$', example: '2024-25' }),
  );

/** An instant or a day in recorded time. */
export const Instant = (field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    Holds('instant', isInstant, 'must be an instant such as 2026-11-22T10:15:00Z, or a day'),
    shown(field, { type: String, example: '2026-11-22T10:15:00.000000Z' }),
  );

const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/;
const isInstant = (value: unknown): boolean =>
  isIsoDate(value) || (typeof value === 'string' && isIsoDate(INSTANT.exec(value)?.[1]));

/** One line with something to read in it: no control characters, nothing that breaks a line or turns its direction. */
const LINE = /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
const LINE_MESSAGE = 'must be text of one line, without control characters';

/** Text of one line: at most so many characters, not blank. */
export const Words = (lengthMax: number, field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsString({ message: 'must be text' }),
    MinLength(1, { message: 'must not be empty' }),
    MaxLength(lengthMax, { message: `must have at most ${lengthMax} characters` }),
    Matches(LINE, { message: LINE_MESSAGE }),
    shown(field, { type: String, minLength: 1, maxLength: lengthMax }),
  );

/** A list of short texts, each of one line. */
export const WordsList = (lengthMax: number, field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(100, { message: 'must have at most 100 items' }),
    IsString({ each: true, message: 'must be texts' }),
    MaxLength(lengthMax, { each: true, message: `must each have at most ${lengthMax} characters` }),
    Matches(LINE, { each: true, message: `each ${LINE_MESSAGE}` }),
    shown(field, { type: [String] }),
  );

/** One of some words. */
export const OneOf = (choices: readonly string[], field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsIn(choices, { message: `must be one of ${choices.join(', ')}` }),
    shown(field, { enum: [...choices] }),
  );

/** Some of some words. */
export const SomeOf = (choices: readonly string[], field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(choices.length, { message: `must have at most ${choices.length} items` }),
    ArrayUnique({ message: 'must name each only once' }),
    IsIn(choices, { each: true, message: `must be some of ${choices.join(', ')}` }),
    shown(field, { enum: [...choices], isArray: true }),
  );

/** Yes or no. */
export const YesOrNo = (field: Field = {}): PropertyDecorator =>
  applyDecorators(...maybe(field), IsBoolean({ message: 'must be true or false' }), shown(field, { type: Boolean }));

/** An object of another shape. */
export const Part = (shape: () => new () => object, field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    ValidateNested(),
    Type(shape),
    IsObjectPart(),
    shown(field, { type: () => shape() }),
  );

/** A list of objects of another shape. */
export const Parts = (
  shape: () => new () => object,
  itemsMax: number,
  field: Field & Pick<Bounds, 'itemsMin'> = {},
): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsArray({ message: 'must be a list' }),
    ...itemsWithin(field, itemsMax),
    ValidateNested({ each: true }),
    Type(shape),
    shown(field, { type: () => shape(), isArray: true }),
  );

/** An object that a JSON Schema describes, which is published at that address; whoever takes it checks it against that. */
export const OfSchema = (url: string, field: Field = {}): PropertyDecorator =>
  applyDecorators(
    ...maybe(field),
    IsObjectPart(),
    shown(field, { type: 'object', additionalProperties: true, externalDocs: { url } }),
  );

const IsObjectPart = (): PropertyDecorator =>
  Holds('object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be an object');
