import { type ImportJob } from '@app/platform';
import { type Found, type FoundRow } from '../../imports/found';
import { type Outcome } from '../../imports/imports.service';
import { type Table, type TableCell, tableOf } from '../tables/table';

const stateTags: Readonly<Record<ImportJob['state'], NonNullable<TableCell['tag']>>> = {
  UPLOADED: { text: 'Not checked', colour: 'grey' },
  CHECKED: { text: 'Not confirmed', colour: 'blue' },
  RUNNING: { text: 'Importing', colour: 'blue' },
  DONE: { text: 'Imported', colour: 'green' },
  FAILED: { text: 'Stopped', colour: 'red' },
};

/** Earlier imports, the latest first. */
export const jobsTable = (jobs: readonly ImportJob[], called: (actorId: string) => string): Table =>
  tableOf<ImportJob>(
    { id: 'imports', caption: 'Earlier imports', nothing: 'Nothing has been imported in the browser yet.' },
    [
      {
        heading: 'File',
        kind: 'text',
        of: ({ fileName, jobId, state }) => ({ value: fileName, href: `/imports/${jobId}`, tag: stateTags[state] }),
      },
      { heading: 'Uploaded', kind: 'instant', of: ({ uploadedAt }) => uploadedAt.toISOString() },
      { heading: 'By', kind: 'text', of: ({ actorId }) => called(actorId) },
      { heading: 'Fund', kind: 'text', of: ({ targetFundId }) => targetFundId ?? '' },
      { heading: 'Rows booked', kind: 'count', of: (job) => outcomeOf(job)?.rowsBooked ?? '' },
      { heading: 'Rows rejected', kind: 'count', of: (job) => outcomeOf(job)?.rowsRejected ?? '' },
    ],
    jobs,
  );

const kinds: Readonly<Record<FoundRow['kind'], string>> = {
  PAYMENT: 'Payment',
  REFUND: 'Refund',
  RECEIPT: 'Contribution received',
  RETURN: 'Contribution returned',
};

/** The first rows as they will be booked. */
export const firstRowsTable = ({ rows, partsLeftOut, parts }: Found): Table =>
  tableOf<FoundRow>(
    {
      id: 'first-rows',
      caption: 'The first rows, as they will be booked',
      nothing: 'No row of this file can be booked.',
    },
    [
      { heading: 'Line', kind: 'count', of: ({ line }) => line },
      ...(parts.length + partsLeftOut > 1
        ? [{ heading: 'Part', kind: 'text' as const, of: ({ part }: FoundRow) => part }]
        : []),
      { heading: 'Date', kind: 'day', of: ({ occurredOn }) => occurredOn },
      { heading: 'What', kind: 'text', of: ({ kind }) => kinds[kind] },
      { heading: 'Payee or partner', kind: 'text', of: ({ party }) => party },
      { heading: 'Amount', kind: 'money', of: ({ amountPence }) => amountPence },
      { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamId }) => fundingStreamId },
      { heading: 'Purpose or reference', kind: 'text', of: ({ purpose }) => purpose },
    ],
    rows,
  );

/** The first rows that will be rejected, and why. */
export const firstRejectsTable = ({ rejects }: Found): Table =>
  tableOf<Found['rejects'][number]>(
    { id: 'first-rejects', caption: 'The first rows that will be rejected', nothing: 'No row will be rejected.' },
    [
      { heading: 'Line', kind: 'count', of: ({ line }) => line },
      { heading: 'Why', kind: 'text', of: ({ reason }) => reason },
      { heading: 'Column', kind: 'text', of: ({ column }) => column ?? '' },
      { heading: 'What stands there', kind: 'text', of: ({ value }) => value ?? '' },
      { heading: 'Amount', kind: 'money', of: ({ amountPence }) => amountPence },
    ],
    rejects,
  );

/** How the columns of a part are read: heading and meaning. */
export const columnsTable = ({ name, columns, financialYears }: Found['parts'][number], place: number): Table =>
  tableOf(
    {
      id: `columns-${place + 1}`,
      caption: `How the columns of ${name} are read`,
      nothing: 'No column is read.',
    },
    [
      { heading: 'Heading in the file', kind: 'text', of: ({ heading }) => heading },
      { heading: 'Read as', kind: 'text', of: ({ meaning }) => meaning },
    ],
    [
      ...columns,
      ...financialYears.map((year) => ({ heading: year, column: 0, meaning: `amount of the year ${year}` })),
    ],
  );

interface FigureRow {
  readonly what: string;
  readonly rows: number;
  readonly pence: string;
}

/** Rows and sums: what was read is what is booked and what is rejected. */
export const figuresTable = (figures: Found['figures'], isDone: boolean): Table =>
  tableOf<FigureRow>(
    { id: 'totals', caption: isDone ? 'What was imported' : 'What will be imported', nothing: '' },
    [
      { heading: 'Rows', kind: 'text', of: ({ what }) => what, total: 'In the file' },
      { heading: 'Number', kind: 'count', of: ({ rows }) => rows, total: figures.rowsRead },
      { heading: 'Sum', kind: 'money', of: ({ pence }) => exact(pence), total: exact(figures.sumReadPence) },
    ],
    [
      { what: isDone ? 'Booked' : 'Will be booked', rows: figures.rowsBooked, pence: figures.sumBookedPence },
      { what: isDone ? 'Rejected' : 'Will be rejected', rows: figures.rowsRejected, pence: figures.sumRejectedPence },
    ],
  );

/** A sum beyond what a number holds exactly is not told as another. */
const exact = (pence: string): number | null => (Number.isSafeInteger(Number(pence)) ? Number(pence) : null);

/** What a job came to; undefined while it is not done. */
export const outcomeOf = ({ outcome }: ImportJob): Outcome | undefined => (outcome as Outcome | null) ?? undefined;
