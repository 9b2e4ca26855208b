import { type Command } from 'commander';
import { verifyReadModels } from '@app/read-models';
import { withLedger } from './with-ledger';

/** `purse verify`: proves that the log is as it was recorded, and that every report is what the log leads to. */
export function addVerify(purse: Command): void {
  purse
    .command('verify')
    .description('Check the hash chain of the log, derive every report anew and compare it with the live one.')
    .action(async () => {
      const isWell = await withLedger(async ({ ledger, shown }) => {
        const chain = await ledger.store.verifyChain();
        process.stdout.write(
          chain.ok
            ? `The log is as it was recorded: ${chain.events.toLocaleString('en-GB')} events in ${chain.batches.toLocaleString('en-GB')} batches, last hash ${chain.lastHash ?? 'none'}.\n`
            : `The log is NOT as it was recorded, from position ${chain.firstPosition} to ${chain.lastPosition}: ${chain.why}\n`,
        );
        await shown();
        const { events, differences } = await verifyReadModels(ledger.pool, ledger.store);
        for (const { table, unexpectedRows, missingRows } of differences) {
          process.stdout.write(
            `${table}: ${unexpectedRows} rows that the log does not lead to, ${missingRows} rows missing.\n`,
          );
        }
        if (differences.length === 0)
          process.stdout.write(`Every report is what the ${events.toLocaleString('en-GB')} events lead to.\n`);
        return chain.ok && differences.length === 0;
      });
      process.exitCode = isWell ? 0 : 1;
    });
}
