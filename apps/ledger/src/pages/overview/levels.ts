import { type WhoGained, type WhoGainedRow, type WhoPaidInRow } from '@app/read-models';

/** What the tables of the overview tell apart, from the whole down to every line. */
export const levels = ['place', 'agency', 'fund', 'funding-stream', 'year', 'fund-year', 'line'] as const;
export type Level = (typeof levels)[number];

/** How people call a level. */
export const levelNames: Readonly<Record<Level, string>> = {
  place: 'By place',
  agency: 'By agency',
  fund: 'By fund',
  'funding-stream': 'By funding stream',
  year: 'By year',
  'fund-year': 'By fund and year',
  line: 'Every line',
};

interface Where {
  readonly placeId: string;
  readonly placeName: string;
  readonly pooledFundId: string;
  readonly pooledFundName: string;
  readonly financialYear: string;
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
}

/** What a row of a level is about, and what the view is narrowed to when it is opened. */
export interface Subject {
  readonly key: string;
  readonly name: string;
  readonly narrows: Readonly<Record<string, string>>;
}

const partOf: Readonly<Record<Exclude<Level, 'agency' | 'line'>, (row: Where) => Subject>> = {
  place: ({ placeId, placeName }) => ({ key: placeId, name: placeName, narrows: { placeId } }),
  fund: ({ pooledFundId, pooledFundName }) => ({
    key: pooledFundId,
    name: pooledFundName,
    narrows: { pooledFundId },
  }),
  'funding-stream': ({ fundingStreamId, fundingStreamName }) => ({
    key: fundingStreamId,
    name: fundingStreamName,
    narrows: { fundingStreamId },
  }),
  year: ({ financialYear }) => ({ key: financialYear, name: financialYear, narrows: { financialYear } }),
  'fund-year': ({ pooledFundId, pooledFundName, financialYear }) => ({
    key: `${pooledFundId}|${financialYear}`,
    name: pooledFundName,
    narrows: { pooledFundId, financialYear },
  }),
};

/** A row of who paid in at some level: sums of the rows of the report. */
export type PaidInLine = Pick<
  WhoPaidInRow,
  'pledgedPence' | 'receivedPence' | 'inKindPence' | 'retainedPence' | 'grantDirectPence' | 'returnedPence'
> & { readonly subject: Subject; readonly first: WhoPaidInRow };

const paidInFigures = [
  'pledgedPence',
  'receivedPence',
  'inKindPence',
  'retainedPence',
  'grantDirectPence',
  'returnedPence',
] as const;

/** Who paid in, at a level; those who paid in most come first, except years and lines, which stand in their own order. */
export function paidInLines(rows: readonly WhoPaidInRow[], level: Level): readonly PaidInLine[] {
  const subjectOf = (row: WhoPaidInRow): Subject => {
    if (level === 'line') return lineSubject(row, row.agencyId, row.agencyName);
    if (level === 'agency') return agencySubject(row.agencyId, row.agencyName);
    return partOf[level](row);
  };
  return linesOf(rows, level, () => {
    const lines = summed(rows, subjectOf, paidInFigures);
    return isOrdered(level) ? lines : lines.toSorted((a, b) => b.receivedPence - a.receivedPence);
  });
}

/** A row of who gained at some level. */
export type GainedLine = Pick<WhoGainedRow, 'paidPence' | 'refundedPence' | 'commissionedPence' | 'breachCount'> & {
  readonly subject: Subject;
  readonly first: WhoGainedRow;
};
const gainedFigures = ['paidPence', 'refundedPence', 'commissionedPence', 'breachCount'] as const;

/** Who gained in cash, at a level. */
export function gainedLines({ rows }: WhoGained, level: Level): readonly GainedLine[] {
  const subjectOf = (row: WhoGainedRow): Subject => {
    if (level === 'line') return lineSubject(row, row.agencyId ?? row.beneficiaryName, row.beneficiaryName);
    if (level !== 'agency') return partOf[level](row);
    if (row.agencyId !== null) return agencySubject(row.agencyId, row.beneficiaryName);
    return { key: `provider:${row.beneficiaryName.toLowerCase()}`, name: row.beneficiaryName, narrows: {} };
  };
  return linesOf(rows, level, () => {
    const lines = summed(rows, subjectOf, gainedFigures);
    return isOrdered(level) ? lines : lines.toSorted((a, b) => b.paidPence - a.paidPence);
  });
}

const isOrdered = (level: Level): boolean => level === 'year' || level === 'fund-year' || level === 'line';

const agencySubject = (agencyId: string, name: string): Subject => ({ key: agencyId, name, narrows: { agencyId } });

const lineSubject = (row: Where, partyId: string, name: string): Subject => ({
  key: `${row.pooledFundId}|${row.financialYear}|${row.fundingStreamId}|${partyId}`,
  name,
  narrows: {
    pooledFundId: row.pooledFundId,
    financialYear: row.financialYear,
    fundingStreamId: row.fundingStreamId,
  },
});

type Line<Row, Figure extends string> = Record<Figure, number> & { readonly subject: Subject; readonly first: Row };

/** Lines that were worked out before, as long as the rows that they are made of are kept. */
const known = new WeakMap<readonly object[], Map<Level, unknown>>();

function linesOf<Made>(rows: readonly object[], level: Level, make: () => Made): Made {
  const ofRows = known.get(rows) ?? new Map<Level, unknown>();
  known.set(rows, ofRows);
  if (!ofRows.has(level)) ofRows.set(level, make());
  return ofRows.get(level) as Made;
}

function summed<Row, Figure extends keyof Row & string>(
  rows: readonly Row[],
  subjectOf: (row: Row) => Subject,
  figures: readonly Figure[],
): Line<Row, Figure>[] {
  const byKey = new Map<string, Line<Row, Figure>>();
  for (const row of rows) {
    const subject = subjectOf(row);
    const line = byKey.get(subject.key);
    if (line) for (const figure of figures) (line as Record<Figure, number>)[figure] += row[figure] as number;
    else byKey.set(subject.key, lineOf(row, subject, figures));
  }
  return [...byKey.values()];
}

function lineOf<Row, Figure extends keyof Row & string>(
  row: Row,
  subject: Subject,
  figures: readonly Figure[],
): Line<Row, Figure> {
  const line = { subject, first: row } as Line<Row, Figure>;
  for (const figure of figures) (line as Record<Figure, number>)[figure] = row[figure] as number;
  return line;
}
