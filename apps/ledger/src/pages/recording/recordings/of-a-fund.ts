import { isIdentifier } from '@app/domain';
import {
  choicesOf,
  permittedPurposes,
  type PooledFundDetail,
  pooledFundDetail,
  resolveHorizon,
} from '@app/read-models';
import { sentenceCase } from '../../rendering/in-words';
import { type Asking, type Option, type Question } from '../questions/question';

/** As many as a page can offer or search. */
const CHOICES_MAX = 5_000;

/** The fund, among those that the person sees. */
export const pooledFundId = (asks: string): Question => ({
  name: 'pooledFundId',
  kind: 'choice',
  asks,
  called: 'Fund',
  missing: 'Select the fund',
  nothing: 'You see no fund. Whoever grants roles in your organisation can change that.',
  options: async ({ look }) => options(await choicesOf(look, 'pooledFundId', CHOICES_MAX)),
});

/** A year of the fund that was chosen, among those that are open; the latest comes first. */
export const openYearOf = (asks: string): Question => ({
  name: 'financialYear',
  kind: 'choice',
  asks,
  called: 'Year',
  missing: 'Select the year',
  nothing: 'You see no open year of this fund: a year has to be opened before anything is agreed in it.',
  options: async (asking) =>
    openYears(await fundOf(asking))
      .toReversed()
      .map((value) => ({ value, text: value })),
});

/** A funding stream of the register. */
export const fundingStreamId = (asks: string, hint?: string): Question => ({
  name: 'fundingStreamId',
  kind: 'choice',
  asks,
  hint,
  called: 'Funding stream',
  missing: 'Select the funding stream',
  nothing: 'No funding stream is defined yet.',
  options: async ({ look }) => options(await choicesOf(look, 'fundingStreamId', CHOICES_MAX)),
});

/** A place of the register. */
export const placeOf = (asks: string): Question => ({
  name: 'placeId',
  kind: 'choice',
  asks,
  called: 'Place',
  missing: 'Select the place',
  nothing: 'No place is registered yet.',
  options: async ({ look }) => options(await choicesOf(look, 'placeId', CHOICES_MAX)),
});

/** An agency of the register. */
export const agencyOf = (question: Omit<Question & { kind: 'choice' }, 'kind' | 'options' | 'nothing'>): Question => ({
  ...question,
  kind: 'choice',
  nothing: 'No agency is registered yet.',
  options: async ({ look }) => options(await choicesOf(look, 'agencyId', CHOICES_MAX)),
});

/** The agencies that are or were partners of the fund that was chosen. */
export async function partnersOf(asking: Asking): Promise<readonly Option[]> {
  const { partners } = (await fundOf(asking)) ?? { partners: [] };
  return partners.map(({ agencyId, agencyName, isPartner }) => ({
    value: agencyId,
    text: agencyName,
    hint: isPartner ? undefined : 'Was a partner before',
  }));
}

/** The schemes of the fund that was chosen. */
export async function schemesOf(asking: Asking): Promise<readonly Option[]> {
  const { schemes } = (await fundOf(asking)) ?? { schemes: [] };
  return schemes.map(({ schemeId, name }) => ({ value: schemeId, text: name }));
}

/** The years of a fund that are open, the earliest first. */
export const openYears = (fund: PooledFundDetail | undefined): readonly string[] =>
  (fund?.years ?? []).filter(({ status }) => status === 'OPEN').map(({ financialYear }) => financialYear);

/** The fund that was chosen, as it stands; undefined when none was. */
export async function fundOf({ look, answers, today }: Asking) {
  if (!answers['pooledFundId']) return undefined;
  return pooledFundDetail(look, answers['pooledFundId'], await resolveHorizon(look, {}, today));
}

const options = (choices: readonly { readonly id: string; readonly name: string }[]): readonly Option[] =>
  choices.map(({ id, name }) => ({ value: id, text: name }));

/** The purposes that the funding stream that was chosen may be spent on; none when it names none. */
export async function permittedPurposesOf({ look, answers }: Asking): Promise<readonly Option[]> {
  const purposes = await permittedPurposes(look, answers['fundingStreamId'] ?? '');
  return purposes.map((purpose) => ({
    value: purpose,
    text: isIdentifier(purpose) ? sentenceCase(purpose.replaceAll('-', '_')) : purpose,
  }));
}
