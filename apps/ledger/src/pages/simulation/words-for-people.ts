import { FUND_PARTY, type Terms } from '@app/domain';
import { withMinusSigns } from '../tables/format';
import { type NameOf } from './fields';

/** What people call a party of a settlement. */
export const partyNamed =
  (nameOf: NameOf): NameOf =>
  (partyId) =>
    partyId === FUND_PARTY ? 'The pooled fund' : nameOf(partyId);

const IDENTIFIER = /[a-z0-9]+(?:-[a-z0-9]+)*/g;

/**
 * A line of a calculation as people read it: parties and metrics by their names instead of their identifiers, and a minus
 * sign before what is negative. A party whose identifier is a plain word is named only where a line begins with it.
 */
export function lineForPeople({ parties, metrics }: Terms, nameOf: NameOf): (says: string) => string {
  const names = new Map([
    ...metrics.map(({ metricId, title }) => [metricId, title] as const),
    ...parties.map(({ agencyId }) => [agencyId, nameOf(agencyId)] as const),
  ]);
  return (says) =>
    withMinusSigns(
      says.replace(IDENTIFIER, (found, place: number) => {
        const isWord = !found.includes('-') && !(place === 0 && says[found.length] === ':');
        return isWord ? found : (names.get(found) ?? found);
      }),
    );
}
