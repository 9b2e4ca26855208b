import { createHash } from 'node:crypto';
import { AskFileImport, AskPoolYear } from '@app/application';
import { financialYearOf, type ImportedRow as LedgerRow, type Windowing } from '@app/domain';
import { type EventStore } from '@app/event-store';
import { type AcceptedItem, type RejectedItem } from '../import-item';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { readImportFile } from '../read-import-file';
import { type Reject, reject } from '../reject';
import { RejectsWriter } from '../write-rejects';
import { type ImportSetting } from './import-setting';
import { ImportRefused, type LedgerRequests } from './ledger-requests';
import { type RowContext, toLedgerRow } from './to-ledger-row';

/** How a file is cut: small enough that every window fits one append. */
const WINDOWING: Windowing = { rowsMax: 400, textMax: 250_000 };
/** Windows on their way to the log at once. */
const IN_FLIGHT_MAX = 6;

/** What became of a file. Rows read = booked + rejected, and so do their sums (pence, credits negative). */
export interface ImportResult {
  readonly rowsRead: number;
  readonly rowsBooked: number;
  readonly rowsRejected: number;
  readonly sumReadPence: bigint;
  readonly sumBookedPence: bigint;
  readonly sumRejectedPence: bigint;
  /** Rows among those booked that an earlier run, which was stopped, had booked. */
  readonly rowsBookedBefore: number;
  readonly rejectsPaths: readonly string[];
  readonly warnings: readonly string[];
}

/** The file was imported in full before; nothing was done. */
export class ImportedBefore extends Error {}

export interface BookingOptions {
  readonly file: ImportFile;
  readonly mapping: ImportMapping;
  readonly setting: ImportSetting;
  readonly context: RowContext;
  readonly requests: LedgerRequests;
  readonly store: Pick<EventStore, 'findRequest'>;
  readonly rejectsPath: string;
  readonly onProgress?: (fraction: number, rows: number) => void;
}

interface Row {
  readonly item: AcceptedItem;
  readonly fact: LedgerRow;
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
  private isResumed = false;
  private splitWindows: ReadonlySet<string> = new Set();
  private readonly inFlight = new Set<Promise<void>>();
  private failure: unknown;
  private rejects!: RejectsWriter;

  constructor(private readonly options: BookingOptions) {}

  async run(): Promise<ImportResult> {
    const { file, mapping, rejectsPath, onProgress } = this.options;
    const windowing = await this.start();
    const reading = await readImportFile(file, mapping);
    this.rejects = new RejectsWriter(rejectsPath, reading.layouts);
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
        if (window.length === windowing.rowsMax || (window.length > 0 && textLength + length > windowing.textMax)) {
          await this.send(String(windowNo++), window);
          window = [];
          textLength = 0;
        }
        window.push(item);
        textLength += length;
      }
      const { bytesRead, bytesTotal } = reading.progress();
      onProgress?.(bytesTotal === 0 ? 1 : bytesRead / bytesTotal, rows);
    }
    await this.send(String(windowNo), window);
    await Promise.all(this.inFlight);
    if (this.failure) throw this.failure as Error;
    const rejectsPaths = await this.rejects.close();
    const { rowsRead, sumReadPence, warnings } = reading.summary();
    const { rowsBooked, rowsRejected, sumBookedPence, sumRejectedPence, rowsBookedBefore } = this;
    const totals = { rowsRead, rowsBooked, rowsRejected, sumReadPence, sumBookedPence, sumRejectedPence };
    await this.complete(totals);
    return { ...totals, rowsBookedBefore, rejectsPaths, warnings };
  }

  /** Notes in the ledger that this file is being imported; finds out whether it was begun, or done, before. */
  private async start(): Promise<Windowing> {
    const { file, mapping, setting, requests } = this.options;
    const { fund, fundingStream, commissioningAgencyId } = setting;
    const target = {
      pooledFundId: fund.pooledFundId,
      fundingStreamId: fundingStream.fundingStreamId,
      commissioningAgencyId,
    };
    const mappingName = `${mapping.name} ${createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 12)}`;
    const fileDigest = file.sha256;
    const found = await requests.fileImport(fileDigest);
    if (found.started && found.completedOn) {
      const { fileName, target: before } = found.started;
      throw new ImportedBefore(
        `This very file was imported on ${found.completedOn}, as ${fileName}, into the fund ${before.pooledFundId}. Nothing is booked twice.`,
      );
    }
    if (found.started) {
      const same =
        found.started.mapping === mappingName && JSON.stringify(found.started.target) === JSON.stringify(target);
      if (!same) {
        const { pooledFundId } = found.started.target;
        throw new ImportedBefore(
          `This very file was begun with the mapping ${found.started.mapping} for the fund ${pooledFundId} and not finished. Resume it with the same mapping and fund.`,
        );
      }
      this.isResumed = true;
      this.splitWindows = found.splitWindows;
      return found.started.windowing;
    }
    const command = {
      ...this.asked(),
      type: 'StartFileImport' as const,
      fileDigest,
      fileName: file.name,
      mapping: mappingName,
      target,
      windowing: WINDOWING,
    };
    const result = await requests.ask(new AskFileImport(command, { requestId: `import:${fileDigest}:start` }));
    if ('refused' in result) throw new ImportedBefore(result.refused.sentence);
    return WINDOWING;
  }

  private asked() {
    const { by, authorityRef, today } = this.options.requests.importer;
    return { by, authorityRef, today, occurredOn: today };
  }

  /** Sends a window on its way; waits while too many are. */
  private async send(windowNo: string, items: readonly AcceptedItem[]): Promise<void> {
    if (items.length === 0) return;
    const rows: Row[] = [];
    for (const item of items) {
      const told = toLedgerRow(item, this.options.context);
      if ('wrong' in told) await this.rejectAccepted(item, told.wrong);
      else rows.push({ item, fact: told.fact });
    }
    const years = new Map<string, Row[]>();
    for (const row of rows) {
      const year = financialYearOf(row.fact.occurredOn);
      years.set(year, [...(years.get(year) ?? []), row]);
    }
    for (const [year, ofYear] of years) {
      while (this.inFlight.size >= IN_FLIGHT_MAX) await Promise.race(this.inFlight);
      if (this.failure) throw this.failure as Error;
      const sending: Promise<void> = this.bookWindow(`${windowNo}:${year}`, ofYear)
        .catch((error: unknown) => void (this.failure ??= error))
        .finally(() => this.inFlight.delete(sending));
      this.inFlight.add(sending);
    }
  }

  private async bookWindow(window: string, rows: readonly Row[]): Promise<void> {
    const { requests, file } = this.options;
    if (!this.splitWindows.has(window)) {
      const requestId = `import:${file.sha256}:${window}`;
      const refused = await this.bookTogether(requestId, rows);
      if (!refused) return;
      const command = { ...this.asked(), type: 'SplitFileImportWindow' as const, fileDigest: file.sha256, window };
      await requests.ask(new AskFileImport(command, { requestId: `${requestId}:split` }));
    }
    for (const [place, row] of rows.entries()) {
      const refused = await this.bookTogether(`import:${file.sha256}:${window}:${place}`, [row]);
      if (refused) await this.rejectAccepted(row.item, reject('REFUSED_BY_THE_LEDGER', { extra: refused }));
    }
  }

  /** Books rows in one append; answers the refusal's sentence when the ledger will not have them. */
  private async bookTogether(requestId: string, rows: readonly Row[]): Promise<string | undefined> {
    const { setting, requests, store } = this.options;
    if (this.isResumed && (await store.findRequest(requestId))) {
      this.count(rows, true);
      return undefined;
    }
    const facts = rows.map(({ fact }) => fact);
    const { pooledFundId } = setting.fund;
    const command = {
      ...this.asked(),
      occurredOn: facts[0]!.occurredOn,
      type: 'RecordImportedRows' as const,
      pooledFundId,
      rows: facts,
    };
    const result = await requests.ask(
      new AskPoolYear(command, { requestId, correlationId: `import:${this.options.file.sha256}` }),
    );
    if ('refused' in result) return result.refused.sentence;
    this.count(rows, result.answer.repeated);
    return undefined;
  }

  private count(rows: readonly Row[], before: boolean): void {
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

  /** The ledger itself checks that the totals tie. */
  private async complete(totals: Omit<ImportResult, 'rowsBookedBefore' | 'rejectsPaths' | 'warnings'>): Promise<void> {
    const { file, requests } = this.options;
    const { sumReadPence, sumBookedPence, sumRejectedPence, ...rows } = totals;
    const sums = {
      sumReadPence: `${sumReadPence}`,
      sumBookedPence: `${sumBookedPence}`,
      sumRejectedPence: `${sumRejectedPence}`,
    };
    const command = { ...this.asked(), type: 'CompleteFileImport' as const, fileDigest: file.sha256, ...rows, ...sums };
    const result = await requests.ask(new AskFileImport(command, { requestId: `import:${file.sha256}:complete` }));
    if ('refused' in result) throw new ImportRefused('The import', result.refused);
  }
}

const signedPence = ({ row }: AcceptedItem): bigint => BigInt(row.isCredit ? -row.amountPence : row.amountPence);
