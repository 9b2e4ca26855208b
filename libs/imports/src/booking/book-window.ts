import { AskFileImport, AskPoolYear, RequestReused } from '@app/application';
import { type ImportedRow as LedgerRow } from '@app/domain';
import { type EventStore, type RecordedRequest } from '@app/event-store';
import { type AcceptedItem } from '../import-item';
import { type LedgerRequests } from './ledger-requests';
import { type ImportBegun } from './start-import';

/** A row of a window and the fact that it tells. */
export interface WindowRow {
  readonly item: AcceptedItem;
  readonly fact: LedgerRow;
  /** Its place among all rows of its window, those without a fact included: the same in every run. */
  readonly place: number;
}

export interface WindowBooking {
  readonly fileDigest: string;
  readonly pooledFundId: string;
  readonly begun: ImportBegun;
  readonly requests: LedgerRequests;
  readonly store: Pick<EventStore, 'findRequest' | 'readStream'>;
  /** @param before whether another run booked them */
  readonly onBooked: (rows: readonly WindowRow[], before: boolean) => void;
  readonly onRefused: (row: WindowRow, sentence: string) => Promise<void>;
}

/** Books the rows of one window and one year: together, or each alone when the ledger will not have them together. */
export async function bookWindow(window: string, rows: readonly WindowRow[], booking: WindowBooking): Promise<void> {
  const { fileDigest, begun, requests } = booking;
  const requestId = `import:${fileDigest}:${window}`;
  if (!begun.splitWindows.has(window)) {
    const refused = await bookTogether(requestId, rows, booking);
    if (refused === undefined) return;
    const command = { ...requests.asked(), type: 'SplitFileImportWindow' as const, fileDigest, window };
    await requests.ask(new AskFileImport(command, { requestId: `${requestId}:split` })).catch(ignoreReuse);
  }
  await bookAlone(requestId, rows, booking);
}

async function bookAlone(requestId: string, rows: readonly WindowRow[], booking: WindowBooking): Promise<void> {
  const outcomes = rows.map(async (row) => {
    const refused = await bookTogether(`${requestId}:${row.place}`, [row], booking);
    if (refused !== undefined) await booking.onRefused(row, refused);
  });
  // All of them end before this does, so that nothing is under way when somebody closes the ledger.
  const failed = (await Promise.allSettled(outcomes)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** Books rows in one append; answers the refusal's sentence when the ledger will not have them. */
async function bookTogether(
  requestId: string,
  rows: readonly WindowRow[],
  booking: WindowBooking,
): Promise<string | undefined> {
  const { fileDigest, pooledFundId, begun, requests, store, onBooked } = booking;
  const found = begun.isResumed ? await store.findRequest(requestId) : undefined;
  if (found) return countRecorded(found, rows, booking);
  const facts = rows.map(({ fact }) => fact);
  const { occurredOn } = facts[0]!;
  const command = { ...requests.asked(), occurredOn, type: 'RecordImportedRows' as const, pooledFundId, rows: facts };
  const request = { requestId, correlationId: `import:${fileDigest}` };
  try {
    const result = await requests.ask(new AskPoolYear(command, request));
    if ('refused' in result) return result.refused.sentence;
    onBooked(rows, result.answer.repeated);
  } catch (error) {
    ignoreReuse(error);
    // Another run of the same import recorded this request, in other words.
    await countRecorded((await store.findRequest(requestId))!, rows, booking);
  }
  return undefined;
}

/**
 * Counts the rows that a request recorded in an earlier run. Rows that could not be booked then and can be now (the
 * agency that they name was registered since) are booked alone: a row only ever becomes bookable, so equal counts mean
 * the same rows.
 */
async function countRecorded(
  { requestId, eventStream, firstVersion, lastVersion }: RecordedRequest,
  rows: readonly WindowRow[],
  booking: WindowBooking,
): Promise<undefined> {
  if (lastVersion - firstVersion + 1 === rows.length) {
    booking.onBooked(rows, true);
    return undefined;
  }
  const recorded = new Map<string, number>();
  const range = { afterVersion: firstVersion - 1, toVersion: lastVersion };
  for await (const page of booking.store.readStream(eventStream, range)) {
    for (const { data } of page) {
      const key = sourceKey((data as { source?: LedgerRow['source'] }).source!);
      recorded.set(key, (recorded.get(key) ?? 0) + 1);
    }
  }
  const missing = rows.filter((row) => {
    const left = recorded.get(sourceKey(row.fact.source)) ?? 0;
    if (left === 0) return true;
    recorded.set(sourceKey(row.fact.source), left - 1);
    booking.onBooked([row], true);
    return false;
  });
  await bookAlone(requestId, missing, booking);
  return undefined;
}

const sourceKey = ({ part = '', line }: LedgerRow['source']): string => `${line} ${part}`;

function ignoreReuse(error: unknown): void {
  if (!(error instanceof RequestReused)) throw error;
}
