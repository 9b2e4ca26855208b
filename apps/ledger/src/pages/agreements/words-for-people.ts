import { FUND_PARTY, type NameOf } from '@app/domain';
import { withMinusSigns } from '../tables/format';

/** What an agreement calls a body by, and its name. */
interface Body {
  readonly agencyId: string;
  readonly agencyName: string;
}

/** What people call the bodies of an agreement; of two with one name each keeps its identifier beside it. */
export function namesOf(bodies: readonly Body[]): NameOf {
  const names = new Map(bodies.map(({ agencyId, agencyName }) => [agencyId, agencyName]));
  const sharedBy = (name: string): number => [...names.values()].filter((each) => each === name).length;
  return (agencyId) => {
    const name = names.get(agencyId) ?? agencyId;
    return sharedBy(name) > 1 ? `${name} (${agencyId})` : name;
  };
}

/** What people call a party of a settlement. */
export const partyNamed =
  (nameOf: NameOf): NameOf =>
  (partyId) =>
    partyId === FUND_PARTY ? 'The pooled fund' : nameOf(partyId);

/** What lines of a calculation name. */
interface Named {
  readonly parties: readonly { readonly agencyId: string }[];
  readonly metrics: readonly { readonly metricId: string; readonly title: string }[];
}

const IDENTIFIER = /[a-z0-9]+(?:-[a-z0-9]+)*/g;

/**
 * A line of a calculation as people read it: parties and metrics by their names instead of their identifiers, and a minus
 * sign before what is negative. A party whose identifier is a plain word is named only where a line begins with it.
 */
export function lineForPeople({ parties, metrics }: Named, nameOf: NameOf): (says: string) => string {
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
