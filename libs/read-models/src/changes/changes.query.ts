import { type PoolYearEvent } from '@app/domain';
import { contributionAgeing, contributionAgeingMeasures } from '../contribution-ageing/contribution-ageing.query';
import { type Measure, measures } from '../entry/measure';
import { fundStatement, fundStatementMeasures, NoSuchPoolYear } from '../fund-statement/fund-statement.query';
import { type Horizon, type ReportQuery, resolveHorizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { type Names, readNames } from '../register/names';
import { type Responsible, type Transaction, transactions } from '../transactions/transactions.query';
import { whoGained, whoGainedMeasures } from '../who-gained/who-gained.query';
import { whoPaidIn, whoPaidInMeasures } from '../who-paid-in/who-paid-in.query';

/** The reports whose figures can be asked why they changed. */
export const changingReports = ['who-paid-in', 'who-gained', 'fund-statement', 'contribution-ageing'] as const;
export type ChangingReport = (typeof changingReports)[number];

/** A figure that was told differently at two times. Null: it was not told at all. */
export interface ChangedFigure {
  /** Which row: its identifying columns. */
  readonly row: Readonly<Record<string, string | number | null>>;
  /** What people call what the row names, by the column that names it. */
  readonly names: Readonly<Record<string, string>>;
  readonly figure: string;
  readonly beforePence: number | null;
  readonly afterPence: number | null;
}

/** Why a report told other figures at a later time, for the same effective date: the figures, and the events responsible. */
export interface Changes {
  readonly report: ChangingReport;
  readonly query: ReportQuery;
  readonly asAt: string;
  readonly knownFrom: string | null;
  readonly knownTo: string | null;
  readonly figures: readonly ChangedFigure[];
  /** Latest recorded first. */
  readonly entries: readonly Transaction[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
}

/** What would change the figures of a report, in its scope: its latest recorded entries. */
export async function latestResponsible(
  look: Look,
  report: ChangingReport,
  query: ReportQuery,
  today: string,
  limit: number,
): Promise<readonly Transaction[]> {
  const horizon = await resolveHorizon(look, query, today);
  return (await transactions(look, query, horizon, { limit, responsible: responsibleFor(report) })).rows;
}

function responsibleFor(report: ChangingReport): Responsible {
  const { measures: names, plans } = readers[report];
  const ofContributions = report === 'contribution-ageing';
  return { measureNos: names.map((name) => measures[name]), types: plans, ofContributions };
}

interface Read {
  readonly rows: readonly object[];
  readonly identifying: readonly string[];
}
type Reader = (look: Look, query: ReportQuery, horizon: Horizon) => Promise<Read>;

const where = ['placeId', 'pooledFundId', 'financialYear', 'fundingStreamId'];
interface Reading {
  /** What the report's figures are made of. */
  readonly measures: readonly Measure[];
  /** Entries that change its figures and move nothing. */
  readonly plans: readonly PoolYearEvent['type'][];
  readonly read: Reader;
}
const readers: Readonly<Record<ChangingReport, Reading>> = {
  'who-paid-in': {
    measures: whoPaidInMeasures,
    plans: [],
    read: async (look, query, horizon) => ({
      rows: (await whoPaidIn(look, query, horizon)).rows,
      identifying: [...where, 'agencyId'],
    }),
  },
  'who-gained': {
    measures: whoGainedMeasures,
    plans: [],
    read: async (look, query, horizon) => {
      const { rows, benefits } = await whoGained(look, query, horizon);
      const identifying = [...where, 'agreementId', 'beneficiaryKind', 'agencyId', 'beneficiaryName'];
      return { rows: [...rows, ...benefits], identifying };
    },
  },
  'fund-statement': {
    measures: fundStatementMeasures,
    plans: [],
    read: async (look, query, horizon) => {
      const { pooledFundId = '', financialYear = '' } = query;
      const statement = await fundStatement(look, { ...query, pooledFundId, financialYear }, horizon);
      const whole = { pooledFundId, financialYear, fundingStreamId: null, ...statement.cash };
      const streams = statement.fundingStreams.map((stream) => ({ pooledFundId, financialYear, ...stream }));
      return { rows: [whole, ...streams], identifying: ['pooledFundId', 'financialYear', 'fundingStreamId'] };
    },
  },
  'contribution-ageing': {
    measures: contributionAgeingMeasures,
    plans: ['ContributionScheduled'],
    read: async (look, query, horizon) => {
      const { rows } = await contributionAgeing(look, query, horizon);
      return { rows, identifying: [...where, 'agencyId', 'contributionId', 'instalmentNo'] };
    },
  },
};

/**
 * Why the figures of a report changed between two times known, the effective date held still.
 * @param page how many of the entries responsible to list, and from where
 */
export async function changes(
  look: Look,
  report: ChangingReport,
  query: ReportQuery & { readonly knownFrom: string; readonly knownTo?: string },
  today: string,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Changes> {
  const to = await resolveHorizon(look, { ...query, asKnownAt: query.knownTo }, today);
  const asAt = query.asAt ?? to.asAt;
  const from = await resolveHorizon(look, { ...query, asAt, asKnownAt: query.knownFrom }, today);
  const { read } = readers[report];
  const after = await read(look, query, { ...to, asAt });
  const before = await readOrNothing(read, look, query, from, after.identifying);
  const since = { ...page, knownAfter: from.knownAt, responsible: responsibleFor(report) };
  const entries = await transactions(look, query, { ...to, asAt }, since);
  return {
    report,
    query: entries.query,
    asAt,
    knownFrom: from.asKnownAt,
    knownTo: to.asKnownAt,
    figures: differences(before, after, await readNames(look)),
    entries: entries.rows,
    nextCursor: entries.nextCursor,
    previousCursor: entries.previousCursor,
  };
}

/** A fund that was not known at the earlier time told no figures then. */
async function readOrNothing(
  read: Reader,
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
  identifying: readonly string[],
): Promise<Read> {
  try {
    return await read(look, query, horizon);
  } catch (error) {
    if (error instanceof NoSuchPoolYear) return { rows: [], identifying };
    throw error;
  }
}

function differences(before: Read, after: Read, registered: Names): readonly ChangedFigure[] {
  const keyOf = (row: object): string => JSON.stringify(after.identifying.map((column) => (row as Figures)[column]));
  const earlier = new Map(before.rows.map((row) => [keyOf(row), row as Figures]));
  const later = new Map(after.rows.map((row) => [keyOf(row), row as Figures]));
  const changed: ChangedFigure[] = [];
  for (const key of new Set([...earlier.keys(), ...later.keys()])) {
    const was = earlier.get(key);
    const is = later.get(key);
    const row = Object.fromEntries(after.identifying.map((column) => [column, (is ?? was)![column] as string]));
    const names = namesOf(row, registered);
    for (const figure of Object.keys((is ?? was)!).filter((column) => column.endsWith('Pence'))) {
      const beforePence = (was?.[figure] ?? null) as number | null;
      const afterPence = (is?.[figure] ?? null) as number | null;
      if (beforePence !== afterPence && (beforePence || afterPence))
        changed.push({ row, names, figure, beforePence, afterPence });
    }
  }
  return changed;
}

const naming = {
  placeId: 'place',
  pooledFundId: 'pooledFund',
  fundingStreamId: 'fundingStream',
  agencyId: 'agency',
  agreementId: 'agreement',
} as const satisfies Record<string, keyof Names>;

const namesOf = (row: Figures, registered: Names): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(naming)
      .filter(([column]) => typeof row[column] === 'string')
      .map(([column, register]) => [column, registered[register](row[column] as string)]),
  );

type Figures = Readonly<Record<string, unknown>>;
