import * as os from 'node:os';
import * as path from 'node:path';
import { type CommandBus } from '@nestjs/cqrs';
import { type Aggregates } from '@app/application';
import { type EventStore } from '@app/event-store';
import {
  ImportedBefore,
  importFile,
  type ImportLedger,
  type ImportSetting,
  loadMapping,
  openImportFile,
} from '@app/imports';
import { grantRoles } from './grant-roles';
import { loadAgreement } from './load-agreement';
import { loadBetterCareFund } from './load-better-care-fund';
import { sampleLoader, SampleRecorder } from './sample-recorder';
import { healthGrants, programmes, traffordPayments } from './sample-settings';
import { loadWorkedExample } from './worked-example/load-worked-example';

/**
 * Loads published figures and a worked example into an empty ledger, through the same commands and imports as
 * everybody's (data/SOURCES.md).
 * Doing it again records nothing, so that a first start that was cut short goes on.
 */
export async function loadSample(
  commands: CommandBus,
  aggregates: Aggregates,
  store: EventStore,
  today: string,
): Promise<void> {
  const ledger = { commands, aggregates, store };
  await bookFile('departments-to-programmes.csv', 'interdepartmental', programmes, ledger, today);
  await bookFile('health-grants-to-greater-manchester.csv', 'spend-over-25000', healthGrants, ledger, today);
  await bookFile('trafford-payments-2026-27.csv', 'trafford', traffordPayments, ledger, today);
  const recorder = new SampleRecorder(commands, store, today);
  await loadBetterCareFund(recorder);
  await loadAgreement(recorder);
  await loadWorkedExample(ledger, recorder, today);
  await grantRoles(recorder, today);
}

async function bookFile(
  name: string,
  preset: string,
  setting: ImportSetting,
  ledger: ImportLedger,
  today: string,
): Promise<void> {
  const file = await openImportFile(path.join(__dirname, 'data', name));
  const importer = { by: sampleLoader, authorityRef: `Published file ${name}`, today };
  const rejectsPath = path.join(os.tmpdir(), `common-purse-sample-${process.pid}.rejects.csv`);
  const order = { file, mapping: await loadMapping(preset), setting, registered: [], importer, rejectsPath };
  try {
    const { rowsRejected, rejectsPaths } = await importFile(order, ledger);
    if (rowsRejected > 0)
      throw new Error(`${rowsRejected} rows of the sample file ${name} were rejected: ${rejectsPaths.join()}`);
  } catch (error) {
    if (!(error instanceof ImportedBefore)) throw error;
  }
}
