import { type CommandAnswer } from '@app/application';
import { agreementEntryRefOf } from '@app/domain';
import { agreementDetail, agreementList, resolveHorizon, termsOf } from '@app/read-models';
import { agencyOfGrant } from '../../../access/scope';
import { day } from '../../tables/format';
import { type Asking, type Option, type Question } from '../questions/question';

/** The agreement, among those that the person sees. */
export const agreementId = (asks: string): Question => ({
  name: 'agreementId',
  kind: 'choice',
  asks,
  called: 'Agreement',
  missing: 'Select the agreement',
  nothing: 'You see no benefit-sharing agreement.',
  options: async ({ look, today }) => {
    const rows = await agreementList(look, {}, await resolveHorizon(look, {}, today));
    return rows.map(({ agreementId: value, title, placeName }) => ({ value, text: title, hint: placeName }));
  },
});

/** The agreement that was chosen, as it stands; undefined when none was. */
export async function agreementOf({ look, answers, today }: Asking) {
  if (!answers['agreementId']) return undefined;
  return agreementDetail(look, answers['agreementId'], await resolveHorizon(look, {}, today));
}

/** The terms in force of the agreement that was chosen, or before that the latest. */
export async function termsInForce(asking: Asking) {
  const agreement = await agreementOf(asking);
  if (!agreement) return undefined;
  const { look, today } = asking;
  const version = agreement.versionInForce ?? agreement.versions.length;
  return termsOf(look, agreement.agreementId, version, await resolveHorizon(look, {}, today));
}

/** The test periods of the agreement that was chosen. */
export const testPeriodId = (asks: string): Question => ({
  name: 'testPeriodId',
  kind: 'choice',
  asks,
  called: 'Test period',
  missing: 'Select the test period',
  nothing: 'The terms of this agreement name no test period.',
  options: async (asking) =>
    ((await termsInForce(asking))?.period.testPeriods ?? []).map((period) => ({
      value: period.testPeriodId,
      text: period.testPeriodId,
      hint: `${day(period.from)} to ${day(period.to)}`,
    })),
});

/** The parties of the agreement that was chosen, that the person may act for. */
export async function partiesOf(
  { look, answers, caller, today }: Asking,
  ids?: readonly string[],
): Promise<readonly Option[]> {
  if (!answers['agreementId']) return [];
  const agreement = await agreementDetail(look, answers['agreementId'], await resolveHorizon(look, {}, today));
  const names = new Map(
    agreement.versions.flatMap(({ signatures }) => signatures).map((each) => [each.agencyId, each.agencyName]),
  );
  const own = new Set(caller.grants.map(agencyOfGrant));
  return (ids ?? agreement.partyIds)
    .filter((agencyId) => own.has(undefined) || own.has(agencyId))
    .map((agencyId) => ({ value: agencyId, text: names.get(agencyId) ?? agencyId }));
}

/** The entry that a command recorded in an agreement, as people name it. */
export const agreementEntryRecorded = ({ eventStream, events }: CommandAnswer): string =>
  agreementEntryRefOf(eventStream.replace(/^agreement-/, ''), events[0]!.entryNo);
