import { type Terms } from './terms';
import { describeTerms, type TermInWords } from './terms-in-words';

/** One thing that differs between two sets of terms. */
export interface TermDifference {
  /** Where it stands in the later terms; in the earlier ones when it is no longer there. */
  readonly path: string;
  /** Absent when it was not there. */
  readonly before: unknown;
  /** Absent when it is there no more. */
  readonly after: unknown;
  /** What the earlier terms say there, in plain English. */
  readonly beforeSays?: string;
  readonly afterSays?: string;
}

/**
 * What differs between two sets of terms, term by term; nothing when they are the same. What has a name is compared
 * with what has the same name, wherever it stands; everything else with what stands in the same place. Where named
 * things only changed places, their order is told, for clauses and steps are computed in it.
 */
export function compareTerms(before: Terms, after: Terms): readonly TermDifference[] {
  const words = { before: describeTerms(before), after: describeTerms(after) };
  return [...compare({ path: '', value: before }, { path: '', value: after }, '')].map(
    ({ before: earlier, after: later }) => {
      const beforeSays = sayAt(words.before, earlier.path);
      const afterSays = sayAt(words.after, later.path);
      return {
        path: later.path ?? earlier.path ?? '',
        before: earlier.value,
        after: later.value,
        ...(beforeSays === undefined ? {} : { beforeSays }),
        ...(afterSays === undefined ? {} : { afterSays }),
      };
    },
  );
}

/** One side of a comparison: no path when nothing of that name is there. */
interface Side {
  readonly path?: string;
  readonly value?: unknown;
}

interface Sides {
  readonly before: Side;
  readonly after: Side;
}

type Branching = Readonly<Record<string, unknown>>;

const isBranching = (value: unknown): value is Branching =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param name the property that both stand in, which tells what the items of a list are called by */
function* compare(before: Side, after: Side, name: string): Generator<Sides, void> {
  if (isBranching(before.value) && isBranching(after.value)) {
    for (const key of new Set([...Object.keys(before.value), ...Object.keys(after.value)])) {
      yield* compare(propertyOf(before, before.value, key), propertyOf(after, after.value, key), key);
    }
  } else if (Array.isArray(before.value) && Array.isArray(after.value)) {
    yield* compareLists(before, before.value, after, after.value, name);
  } else if (before.value !== after.value) {
    yield { before, after };
  }
}

function propertyOf({ path }: Side, value: Branching, key: string): Side {
  return { path: path === '' ? key : `${path}.${key}`, value: value[key] };
}

const itemOf = ({ path }: Side, list: readonly unknown[], place: number): Side =>
  place >= 0 && place < list.length ? { path: `${path}[${place}]`, value: list[place] } : {};

function* compareLists(
  before: Side,
  earlier: readonly unknown[],
  after: Side,
  later: readonly unknown[],
  name: string,
): Generator<Sides, void> {
  const earlierNames = namesIn(earlier, name);
  const laterNames = namesIn(later, name);
  if (!earlierNames || !laterNames) {
    for (let place = 0; place < Math.max(earlier.length, later.length); place += 1) {
      yield* compare(itemOf(before, earlier, place), itemOf(after, later, place), '');
    }
    return;
  }
  const kept = (names: readonly string[], others: readonly string[]): readonly string[] =>
    names.filter((each) => others.includes(each));
  const order = [kept(earlierNames, laterNames), kept(laterNames, earlierNames)] as const;
  if (order[0].join() !== order[1].join()) {
    yield { before: { ...before, value: order[0] }, after: { ...after, value: order[1] } };
  }
  for (const each of new Set([...earlierNames, ...laterNames])) {
    const one = itemOf(before, earlier, earlierNames.indexOf(each));
    const other = itemOf(after, later, laterNames.indexOf(each));
    yield* compare(one, other, '');
  }
}

/** By what the items of these lists are called, wherever such a list stands. */
const nameKeys: Readonly<Record<string, string>> = {
  parties: 'agencyId',
  investments: 'agencyId',
  testPeriods: 'testPeriodId',
  metrics: 'metricId',
  outcomes: 'outcomeCode',
  clauses: 'clauseId',
  caps: 'capId',
  steps: 'stepId',
  shares: 'to',
};

/** What the items of a list are called; undefined when not all have a name, or two have the same. */
function namesIn(items: readonly unknown[], listName: string): readonly string[] | undefined {
  const key = nameKeys[listName];
  if (key === undefined) return undefined;
  const names = items.map((item) => (isBranching(item) ? item[key] : undefined));
  const isNamed = (each: unknown): each is string => typeof each === 'string';
  return names.every(isNamed) && new Set(names).size === names.length ? names : undefined;
}

/** All that is said of a place and what lies in it; else what is said of the nearest that it lies in. */
function sayAt(words: readonly TermInWords[], path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const within = words.filter((each) => isWithin(each.path, path));
  if (within.length > 0) return within.map(({ says }) => says).join(' ');
  const around = words.filter((each) => isWithin(path, each.path));
  return around.toSorted((a, b) => b.path.length - a.path.length)[0]?.says;
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
