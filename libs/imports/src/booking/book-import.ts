import { setImmediate as giveWay } from 'node:timers/promises';
import { financialYearOf } from '@app/domain';
import { type AcceptedItem, type RejectedItem } from '../import-item';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { readImportFile } from '../read-import-file';
import { type Reject, reject } from '../reject';
import { RejectsWriter } from '../write-rejects';
import { bookWindow, type WindowBooking, type WindowRow } from './book-window';
import { type ImportSetting } from './import-setting';
import { type LedgerRequests } from './ledger-requests';
import { completeImport, type ImportTotals, startImport } from './start-import';
import { type RowContext, toLedgerRow } from './to-ledger-row';

/** Windows on their way to the log at once. */
const IN_FLIGHT_MAX = 6;

/** What became of a file. */
export interface ImportResult extends ImportTotals {
  /** Rows among those booked that an earlier run, which was stopped, had booked. */
  readonly rowsBookedBefore: number;
  readonly rejectsPaths: readonly string[];
  readonly warnings: readonly string[];
}

export interface BookingOptions {
  readonly file: ImportFile;
  readonly mapping: ImportMapping;
  readonly setting: ImportSetting;
  readonly context: RowContext;
  readonly requests: LedgerRequests;
  readonly store: WindowBooking['store'];
  readonly rejectsPath: string;
  readonly onProgress?: (fraction: number, rows: number) => void;
}

/** Books a file row by row, in windows that a resumed run cuts alike. @throws ImportedBefore, ImportRefused */
export async function bookImport(options: BookingOptions): Promise<ImportResult> {
  return new Booking(options).run();
}

class Booking {
  private rowsBooked = 0;
  private rowsBookedBefore = 0;
  private rowsRejected = 0;
  private sumBookedPence = 0n;
  private sumRejectedPence = 0n;
  private readonly inFlight = new Set<Promise<void>>();
  private failure: unknown;
  private rejects!: RejectsWriter;
  private windows!: WindowBooking;

  constructor(private readonly options: BookingOptions) {}

  async run(): Promise<ImportResult> {
    const { file, mapping, setting, requests, store, rejectsPath } = this.options;
    const reading = await readImportFile(file, mapping);
    const begun = await startImport({ file, mapping, setting }, requests);
    this.windows = {
      fileDigest: file.sha256,
      pooledFundId: setting.fund.pooledFundId,
      begun,
      requests,
      store,
      onBooked: (rows, before) => this.count(rows, before),
      onRefused: (row, sentence) =>
        this.rejectAccepted(row.item, reject('REFUSED_BY_THE_LEDGER', { extra: sentence.replace(/\.$/, '') })),
    };
    this.rejects = new RejectsWriter(rejectsPath, reading.layouts);
    let rejectsPaths: readonly string[];
    try {
      await this.bookAll(reading);
    } finally {
      await Promise.all(this.inFlight);
      rejectsPaths = await this.rejects.close();
    }
    if (this.failure) throw this.failure as Error;
    const { rowsRead, sumReadPence, warnings } = reading.summary();
    const { rowsBooked, rowsRejected, sumBookedPence, sumRejectedPence, rowsBookedBefore } = this;
    const totals = { rowsRead, rowsBooked, rowsRejected, sumReadPence, sumBookedPence, sumRejectedPence };
    await completeImport(file.sha256, totals, requests);
    return { ...totals, rowsBookedBefore, rejectsPaths, warnings };
  }

  private async bookAll(reading: Awaited<ReturnType<typeof readImportFile>>): Promise<void> {
    const { rowsMax, textMax } = this.windows.begun.windowing;
    let rows = 0;
    let window: AcceptedItem[] = [];
    let textLength = 0;
    let windowNo = 0;
    for await (const batch of reading) {
      for (const item of batch) {
        rows += 1;
        if (!item.row) {
          await this.reject(item);
          continue;
        }
        const length = item.raw.reduce((sum, cell) => sum + cell.length, 0);
        if (window.length === rowsMax || (window.length > 0 && textLength + length > textMax)) {
          await this.send(String(windowNo++), window);
          window = [];
          textLength = 0;
        }
        window.push(item);
        textLength += length;
      }
      const { bytesRead, bytesTotal } = reading.progress();
      this.options.onProgress?.(bytesTotal === 0 ? 1 : bytesRead / bytesTotal, rows);
    }
    await this.send(String(windowNo), window);
  }

  /** Sends a window on its way, a part for each financial year; waits while too many are. */
  private async send(windowNo: string, items: readonly AcceptedItem[]): Promise<void> {
    // Whatever else this process does comes in between windows, even where nothing has to be waited for.
    await giveWay();
    const years = new Map<string, WindowRow[]>();
    for (const [place, item] of items.entries()) {
      const told = toLedgerRow(item, this.options.context);
      if ('wrong' in told) {
        await this.rejectAccepted(item, told.wrong);
        continue;
      }
      const year = financialYearOf(told.fact.occurredOn);
      const ofYear = years.get(year);
      const row = { item, fact: told.fact, place };
      if (ofYear) ofYear.push(row);
      else years.set(year, [row]);
    }
    for (const [year, ofYear] of years) {
      while (this.inFlight.size >= IN_FLIGHT_MAX) await Promise.race(this.inFlight);
      await giveWay();
      if (this.failure) throw this.failure as Error;
      const sending: Promise<void> = bookWindow(`${windowNo}:${year}`, ofYear, this.windows)
        .catch((error: unknown) => void (this.failure ??= error))
        .finally(() => this.inFlight.delete(sending));
      this.inFlight.add(sending);
    }
  }

  private count(rows: readonly WindowRow[], before: boolean): void {
    this.rowsBooked += rows.length;
    if (before) this.rowsBookedBefore += rows.length;
    for (const { item } of rows) this.sumBookedPence += signedPence(item);
  }

  private async reject(item: RejectedItem): Promise<void> {
    this.rowsRejected += 1;
    if (item.signedPence !== undefined && item.reject.code !== 'TOTAL_ROW')
      this.sumRejectedPence += BigInt(item.signedPence);
    await this.rejects.write(item);
  }

  private rejectAccepted(item: AcceptedItem, wrong: Reject): Promise<void> {
    const { line, part, raw } = item;
    return this.reject({ line, part, raw, reject: wrong, alsoWrong: [], signedPence: Number(signedPence(item)) });
  }
}

const signedPence = ({ row }: AcceptedItem): bigint => BigInt(row.isCredit ? -row.amountPence : row.amountPence);
