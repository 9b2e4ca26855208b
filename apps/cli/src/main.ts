import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { ImportedBefore, ImportFileError, ImportRefused } from '@app/imports';
import { ConfigurationError, DataFolderHeld } from '@app/platform';
import { addExport } from './export.command';
import { addImport } from './import.command';
import { addKeys } from './keys.command';
import { addRebuild } from './rebuild.command';
import { addVerify } from './verify.command';
import { UsageError } from './usage-error';

async function main(): Promise<void> {
  const purse = new Command('purse')
    .description('Common Purse: a ledger for pooled public budgets.')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  addImport(purse);
  addExport(purse);
  addRebuild(purse);
  addVerify(purse);
  addKeys(purse);
  await purse.parseAsync(process.argv);
}

/** One clear line for what a person can put right; the whole of anything else. */
main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  const known = [UsageError, ImportFileError, ImportRefused, ImportedBefore, DataFolderHeld, ConfigurationError];
  const isKnown = known.some((kind) => error instanceof kind);
  process.stderr.write(`${isKnown || !(error instanceof Error) ? (error as Error).message : error.stack}\n`);
  process.exit(1);
});
