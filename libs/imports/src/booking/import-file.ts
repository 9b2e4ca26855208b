import { type CommandBus } from '@nestjs/cqrs';
import { type Aggregates } from '@app/application';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { AgencyDirectory, type ListedAgency } from './agency-directory';
import { bookImport, type ImportResult } from './book-import';
import { type WindowBooking } from './book-window';
import { type ImportSetting } from './import-setting';
import { type Importer, LedgerRequests } from './ledger-requests';
import { planImport } from './plan-import';
import { refuseImportedBefore } from './start-import';

/** How far a reading or a booking has come: a fraction of the file, and rows. */
export type OnProgress = (fraction: number, rows: number) => void;

/** A file to be booked, how it is read, and where its rows go. */
export interface ImportOrder {
  readonly file: ImportFile;
  readonly mapping: ImportMapping;
  readonly setting: ImportSetting;
  /** The agencies of the register. */
  readonly registered: readonly ListedAgency[];
  readonly importer: Importer;
  readonly rejectsPath: string;
  readonly onReading?: OnProgress;
  /** Told what was made in the ledger before the first row. */
  readonly onMade?: (made: readonly string[]) => void;
  readonly onBooking?: OnProgress;
}

/** The ledger that rows are booked in. */
export interface ImportLedger {
  readonly commands: CommandBus;
  readonly aggregates: Aggregates;
  readonly store: WindowBooking['store'];
}

/**
 * Reads a file through, makes what it needs in the ledger, and books every row or rejects it with a reason.
 * @throws ImportedBefore, ImportRefused, ImportFileError
 */
export async function importFile(order: ImportOrder, ledger: ImportLedger): Promise<ImportResult> {
  const { file, mapping, setting, registered, importer, rejectsPath, onReading, onMade, onBooking } = order;
  const requests = new LedgerRequests(ledger.commands, ledger.aggregates, importer);
  await refuseImportedBefore({ file, mapping, setting }, requests);
  const directory = AgencyDirectory.of(registered, setting);
  const plan = await planImport(file, mapping, setting, directory, importer.today, onReading);
  const made = await requests.prepare(setting, plan);
  onMade?.(made);
  const { today } = importer;
  const context = { fileDigest: file.sha256, setting, directory, today, hasParts: file.parts.length > 1 };
  const { store } = ledger;
  return bookImport({ file, mapping, setting, context, requests, store, rejectsPath, onProgress: onBooking });
}
