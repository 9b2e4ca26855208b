import { setImmediate as giveWay } from 'node:timers/promises';
import { findHeader, type PartLayout } from './find-header';
import { ImportFileError } from './import-errors';
import { BATCH_ITEMS_MAX } from './import-limits';
import { type ImportItem } from './import-item';
import { type ImportSummary, ImportTally } from './import-summary';
import { type ImportMapping } from './mapping';
import { type ImportFile } from './open-import-file';
import { cellsNeeded, RowReader } from './row-reader';
import { RowSplitter, type SplitRow } from './split-rows';

/** How far a reading has come, in bytes of text (inflated, for a zip). */
export interface ReadingProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** A reading under way: iterate it once for the batches, then ask for the summary. */
export interface ImportReading extends AsyncIterable<readonly ImportItem[]> {
  /** The headers found, one for each part; known before the first batch. */
  readonly layouts: readonly PartLayout[];
  progress(): ReadingProgress;
  /** The figures of all batches handed over so far. */
  summary(): ImportSummary;
}

/**
 * Reads a file, row by row, in file order, holding no more than a chunk of it in memory. The headers of all parts are
 * found first, so that a file that cannot be read at all is refused before its first row.
 * @throws ImportFileError HEADER_NOT_FOUND, COLUMN_AMBIGUOUS, AMOUNT_UNIT_CONFLICT, FILE_CHANGED, ZIP_DAMAGED
 */
export async function readImportFile(file: ImportFile, mapping: ImportMapping): Promise<ImportReading> {
  const layouts: PartLayout[] = [];
  for (const part of file.parts) layouts.push(await findHeader(part, mapping));
  const tally = new ImportTally();
  const bytesTotal = file.parts.reduce((sum, part) => sum + part.scan.sizeBytes, 0);
  let bytesOfPartsDone = 0;
  let bytesOfPart = 0;
  let isStarted = false;

  async function* batches(): AsyncGenerator<readonly ImportItem[]> {
    if (isStarted) throw new Error('A reading can be iterated only once: its figures would count every row twice.');
    isStarted = true;
    for (const layout of layouts) {
      const reader = new RowReader(layout, mapping);
      const bothWaysBefore = tally.datesReadableBothWays;
      for await (const { rows, bytesRead } of rowsBelowHeader(layout, mapping)) {
        bytesOfPart = bytesRead;
        let batch: ImportItem[] = [];
        for (const row of rows) {
          const items = reader.read(row);
          if (items === 'blank') {
            tally.rowsBlank += 1;
            continue;
          }
          for (const item of items) {
            tally.add(item);
            batch.push(item);
          }
          tally.datesReadableBothWays = bothWaysBefore + reader.observations.datesReadableBothWays;
          if (batch.length >= BATCH_ITEMS_MAX) {
            yield batch;
            batch = [];
            // A chunk of short rows makes many batches, and whatever else this process does comes in between them.
            await giveWay();
          }
        }
        if (batch.length > 0) yield batch;
      }
      bytesOfPartsDone += layout.part.scan.sizeBytes;
      bytesOfPart = 0;
    }
  }

  return {
    layouts,
    [Symbol.asyncIterator]: batches,
    progress: () => ({ bytesRead: Math.min(bytesTotal, bytesOfPartsDone + bytesOfPart), bytesTotal }),
    summary: () => tally.summary(),
  };
}

async function* rowsBelowHeader(
  layout: PartLayout,
  mapping: ImportMapping,
): AsyncGenerator<{ rows: SplitRow[]; bytesRead: number }> {
  const { part, delimiter, headerLine, header } = layout;
  const splitter = new RowSplitter({
    delimiter,
    lineEnd: part.scan.lineEnd,
    header: { line: headerLine, cells: header.length, cellsMin: cellsNeeded(layout, mapping) },
  });
  let isBelow = false;
  let bytesRead = 0;
  const below = (rows: SplitRow[]): SplitRow[] => {
    if (isBelow) return rows;
    const at = rows.findIndex(({ line }) => line === headerLine);
    if (at === -1) return [];
    isBelow = true;
    return rows.slice(at + 1);
  };
  for await (const chunk of part.readText()) {
    bytesRead = chunk.bytesRead;
    const rows = below(splitter.write(chunk.text));
    if (rows.length > 0) yield { rows, bytesRead };
  }
  const rest = below(splitter.end());
  if (!isBelow)
    throw new ImportFileError('FILE_CHANGED', `${part.name} changed while it was read: its header is gone.`);
  if (rest.length > 0) yield { rows: rest, bytesRead };
}
