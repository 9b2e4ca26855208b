import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Command } from 'commander';
import { isIdentifier } from '@app/domain';
import {
  chooseSetting,
  dryRunImport,
  importFile,
  type ImportOrder,
  type ImportSetting,
  ImportUnderWay,
  loadMapping,
  oneImportAtOnce,
  openImportFile,
  PRESETS,
  presetSettings,
  SettingUnknown,
} from '@app/imports';
import { AgencyEntry } from '@app/read-models';
import { todayInLondon } from '@app/runtime';
import { describeDryRun, describeResult } from './import/describe';
import { type ImportOptions } from './import/import-options';
import { Progress } from './progress';
import { UsageError } from './usage-error';
import { type LedgerAtHand, withLedger } from './with-ledger';

/** `purse import FILE`: books the rows of a published file. */
export function addImport(purse: Command): void {
  purse
    .command('import')
    .description(
      'Book payments or contributions from a published CSV file, or a zip of them. Every row is booked or rejected with a reason; the same file again books nothing; a stopped import resumes.',
    )
    .argument('<file>', 'CSV or zip')
    .option('--preset <name>', `how the columns are read, and where rows go: ${Object.keys(PRESETS).join(', ')}`)
    .option('--mapping <file>', 'a JSON file that says how the columns are read (docs/how-to/import.md)')
    .option('--pooled-fund <id>', 'book in this fund, which must exist')
    .option('--funding-stream <id>', 'book in this funding stream, which must exist')
    .option('--commissioner <id>', 'the agency that commissioned what was paid')
    .option('--dry-run', 'show what would happen, and book nothing')
    .option('--rejects <file>', 'where rejected rows go (default: beside the file, .rejects.csv)')
    .option('--authority <text>', 'the authority for booking (default: the published file)')
    .option('--actor <id>', 'who imports, as the entries will say', 'command-line')
    .action((file: string, options: ImportOptions) => runImport(file, options));
}

async function runImport(filePath: string, options: ImportOptions): Promise<void> {
  if (!fs.existsSync(filePath)) throw new UsageError(`There is no file ${filePath}.`);
  if (options.preset && options.mapping) throw new UsageError('Give either --preset or --mapping, not both.');
  if (options.preset && !Object.hasOwn(PRESETS, options.preset))
    throw new UsageError(`There is no preset ${options.preset}. There are ${Object.keys(PRESETS).join(', ')}.`);
  if (!isIdentifier(options.actor)) throw new UsageError('--actor must be 1 to 64 of a-z, 0-9 and -.');
  const mapping = await loadMapping(options.mapping ?? options.preset ?? 'auto');
  const file = await openImportFile(filePath);
  await withLedger(async (atHand) => {
    const setting = await settingTyped(options, atHand);
    if (options.dryRun) return showImport({ file, mapping, setting }, atHand);
    const rejectsPath = placeForRejects(filePath, options);
    return oneImportAtOnce(atHand.ledger.pool, file.sha256, () =>
      book({ file, mapping, setting, rejectsPath }, options, atHand),
    ).catch(asUsage);
  });
}

type Asked = Pick<ImportOrder, 'file' | 'mapping' | 'setting'>;

/** Where the rows go: what was typed, else what the preset says. @throws UsageError */
async function settingTyped(options: ImportOptions, { aggregates }: LedgerAtHand): Promise<ImportSetting> {
  const { preset, pooledFund: pooledFundId, fundingStream: fundingStreamId } = options;
  if (!(preset && Object.hasOwn(presetSettings, preset)) && !(pooledFundId && fundingStreamId))
    throw new UsageError('Say where the rows go: --pooled-fund and --funding-stream, or a --preset that knows.');
  const choice = { preset, pooledFundId, fundingStreamId, commissioningAgencyId: options.commissioner };
  return chooseSetting(choice, aggregates).catch(asUsage);
}

/** What whoever typed the command can put right. */
function asUsage(error: unknown): never {
  if (error instanceof SettingUnknown || error instanceof ImportUnderWay) throw new UsageError(error.message);
  throw error;
}

async function showImport({ file, mapping, setting }: Asked, atHand: LedgerAtHand): Promise<void> {
  const reading = new Progress('Reading');
  const asked = { file, mapping, setting, registered: await registeredAgencies(atHand), today: todayInLondon() };
  const dryRun = await dryRunImport({ ...asked, onReading: reading.show });
  reading.end();
  print(describeDryRun(dryRun, setting));
  const { started, completedOn } = await atHand.aggregates.fileImport(file.sha256);
  if (!started) return;
  print(
    completedOn
      ? `This very file was imported on ${completedOn}, as ${started.fileName}: importing it again would book nothing.\n`
      : `An import of this very file, as ${started.fileName}, was stopped: importing it again would resume it.\n`,
  );
}

async function book(
  asked: Asked & Pick<ImportOrder, 'rejectsPath'>,
  options: ImportOptions,
  atHand: LedgerAtHand,
): Promise<void> {
  const { ledger, commands, aggregates, shown } = atHand;
  const reading = new Progress('Reading');
  const booking = new Progress('Booking');
  const order = {
    ...asked,
    registered: await registeredAgencies(atHand),
    importer: {
      by: { actorId: options.actor, kind: 'PERSON' as const },
      authorityRef: options.authority ?? `Published file ${asked.file.name}`.slice(0, 200),
      today: todayInLondon(),
    },
    onReading: reading.show,
    onMade: (made: readonly string[]) => {
      reading.end();
      if (made.length > 0) print(`Made first: ${made.join(', ')}.\n`);
    },
    onBooking: booking.show,
  };
  try {
    const result = await importFile(order, { commands, aggregates, store: ledger.store });
    booking.end();
    print(describeResult(result));
  } finally {
    reading.end();
    booking.end();
  }
  await shown();
}

async function registeredAgencies({ ledger, shown }: LedgerAtHand): Promise<readonly AgencyEntry[]> {
  await shown();
  return ledger.dataSource.getRepository(AgencyEntry).find();
}

/** Finds out before the first row is booked whether rejected rows could be written. */
function placeForRejects(filePath: string, { rejects }: ImportOptions): string {
  const place = rejects ?? path.join(path.dirname(filePath), `${path.parse(filePath).name}.rejects.csv`);
  if (path.resolve(place) === path.resolve(filePath))
    throw new UsageError('--rejects names the very file that is imported. Name another.');
  try {
    fs.accessSync(fs.existsSync(place) ? place : path.dirname(place), fs.constants.W_OK);
  } catch {
    throw new UsageError(`Rejected rows could not be written to ${place}. Name another file with --rejects.`);
  }
  return place;
}

const print = (text: string): void => void process.stdout.write(text);
