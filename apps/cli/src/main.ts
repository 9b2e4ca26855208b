import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { ImportedBefore, ImportFileError, ImportRefused } from '@app/imports';
import { ConfigurationError, DataFolderHeld, DataFolderUnusable } from '@app/platform';
import { addExport } from './export.command';
import { addImport } from './import.command';
import { addKeys } from './keys.command';
import { addRebuild } from './rebuild.command';
import { heedSignals, Interrupted } from './interruption';
import { addSimulate } from './simulate.command';
import { addVerify } from './verify.command';
import { UsageError } from './usage-error';

async function main(): Promise<void> {
  heedSignals();
  // Whoever reads the output may stop reading: what is under way goes on, and is ended in order.
  process.stdout.on('error', () => undefined);
  const purse = new Command('purse')
    .description('Common Purse: a ledger for pooled public budgets.')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  addImport(purse);
  addExport(purse);
  addRebuild(purse);
  addVerify(purse);
  addSimulate(purse);
  addKeys(purse);
  await purse.parseAsync(process.argv);
}

/** Errors whose message is one line for a person who can put it right. */
const clear = [
  UsageError,
  ImportFileError,
  ImportRefused,
  ImportedBefore,
  DataFolderHeld,
  DataFolderUnusable,
  ConfigurationError,
];

main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  if (error instanceof Interrupted) {
    process.stderr.write('\nStopped.\n');
    process.exit(130);
  }
  const isClear = clear.some((kind) => error instanceof kind);
  process.stderr.write(`${isClear || !(error instanceof Error) ? String((error as Error).message) : error.stack}\n`);
  process.exit(1);
});
