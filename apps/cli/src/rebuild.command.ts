import { type Command } from 'commander';
import { rebuild } from '@app/read-models';
import { Progress } from './progress';
import { withLedger } from './with-ledger';

/** `purse rebuild`: derives every read model anew from the log. */
export function addRebuild(purse: Command): void {
  purse
    .command('rebuild')
    .description('Derive every report anew from the log, beside the live ones, and swap them at the end.')
    .action(async () => {
      const events = await withLedger(async ({ ledger }) => {
        const progress = new Progress('Rebuilding');
        const read = await rebuild(ledger.pool, ledger.store, (soFar) => progress.show(0, soFar));
        progress.end();
        return read;
      });
      process.stdout.write(`Rebuilt from ${events.toLocaleString('en-GB')} events.\n`);
    });
}
