import {
  accessRefusals,
  agencyRefusals,
  agreementRefusals,
  fileImportRefusals,
  fundingStreamRefusals,
  isIsoDate,
  placeRefusals,
  pooledFundRefusals,
  poolYearRefusals,
  type Refusal,
  sharedRefusals,
} from '@app/domain';
import { type Choosable } from '@app/read-models';
import { isCommandType } from '../../access/permissions';
import { day, withMinusSigns } from '../tables/format';
import { inWords } from './in-words';

type Sentences = Readonly<Record<string, (details: never) => string>>;

const families: readonly Sentences[] = [
  sharedRefusals,
  placeRefusals,
  agencyRefusals,
  fundingStreamRefusals,
  pooledFundRefusals,
  poolYearRefusals,
  agreementRefusals,
  accessRefusals,
  fileImportRefusals,
];

/** Which register the details of refusals name something of. */
const registers: Readonly<Record<string, Choosable>> = {
  placeId: 'placeId',
  pooledFundId: 'pooledFundId',
  fundingStreamId: 'fundingStreamId',
  agencyId: 'agencyId',
  partnerId: 'agencyId',
  hostAgencyId: 'agencyId',
  managerAgencyId: 'agencyId',
  toAgencyIds: 'agencyId',
  successors: 'agencyId',
  missing: 'agencyId',
  unsigned: 'agencyId',
};

/** Something that a sentence names by its identifier. */
export interface Named {
  readonly register: Choosable;
  readonly id: string;
}

/** What a refusal names of the registers. */
export const namedIn = ({ details }: Pick<Refusal, 'details'>): readonly Named[] =>
  Object.entries(details).flatMap(([key, value]) =>
    Object.hasOwn(registers, key) ? textsOf(value).map((id) => ({ register: registers[key]!, id })) : [],
  );

/**
 * The sentence of a refusal as a page tells it: with what things are called instead of their identifiers.
 * @param nameOf what people call something of a register, or an actor; undefined keeps its identifier
 */
export function refusalInWords(
  refusal: Refusal,
  nameOf: (named: Named | { readonly actorId: string }) => string | undefined,
) {
  const { code, sentence, details } = refusal;
  // The same code says other things in other families: it is the one that says what was said.
  const tell = families
    .map((family) => (Object.hasOwn(family, code) ? (family[code] as (details: object) => string) : undefined))
    .find((each) => each && says(each, details) === sentence);
  if (!tell) return sentenceForPeople(sentence);
  const inNames = Object.entries(details).map(([key, value]) => {
    const name = (id: string): string => {
      if (key === 'actorId') return nameOf({ actorId: id }) ?? id;
      return Object.hasOwn(registers, key) ? (nameOf({ register: registers[key]!, id }) ?? id) : id;
    };
    const named = typeof value === 'string' ? name(value) : isTexts(value) ? value.map(name) : value;
    return [key, named] as const;
  });
  return sentenceForPeople(tell(Object.fromEntries(inNames)));
}

/** What a sentence says of details; undefined when they are those of another family's refusal of the same code. */
function says(tell: (details: object) => string, details: object): string | undefined {
  try {
    return tell(details);
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : isTexts(value) ? value : [];

/** Dates, and codes in capitals, where they stand alone: not within a reference such as `fund/2012-13/17`. */
const DATE = /(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w/-])/g;
const CODE = /(?<![\w/-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w/-])/g;
const WORD = /(?<![\w/-])[A-Z]{4,}(?![\w/-])/g;
const COMMAND = /(?<![\w/-])(?:[A-Z][a-z]+){2,}(?![\w/-])/g;

/** Words in capitals that are codes of the ledger, where abbreviations in capitals stay what they are. */
const codes: ReadonlySet<string> = new Set([
  ...['TREASURER', 'APPROVER', 'AUDITOR', 'SUBSCRIBER', 'OPERATOR', 'REVENUE', 'CAPITAL'],
  ...['REQUESTED', 'APPROVED', 'REJECTED', 'PAID', 'REVERSED', 'CLAIMED', 'VALIDATED', 'WITHDRAWN'],
]);

/** A sentence of the domain as pages show it: days in words, codes in words, minus signs. The API tells it as it is. */
export function sentenceForPeople(sentence: string): string {
  const told = withMinusSigns(sentence)
    .replace(DATE, (date) => (isIsoDate(date) ? day(date) : date))
    .replace(CODE, inWords)
    .replace(WORD, (word) => (codes.has(word) ? inWords(word) : word))
    .replace(COMMAND, (word) =>
      isCommandType(word) ? `“${word.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()}”` : word,
    );
  return `${told.charAt(0).toUpperCase()}${told.slice(1)}`;
}
