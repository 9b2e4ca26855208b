import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates } from '@app/application';
import { readConfiguration } from '@app/platform';
import {
  LedgerRuntimeModule,
  openLedger,
  type OpenLedger,
  readingFollower,
  ReadModelsBehind,
  waitForReadModels,
} from '@app/runtime';
import { Interrupted, isInterrupted, unlessInterrupted } from './interruption';

/** A ledger at hand, with its write side. */
export interface LedgerAtHand {
  readonly ledger: OpenLedger;
  readonly commands: CommandBus;
  readonly aggregates: Aggregates;
  /** Waits until the reports show everything recorded by now. */
  readonly shown: () => Promise<void>;
}

/** How long a command waits for its reports to show what was recorded. */
const SHOWN_WITHIN_MS = 10 * 60_000;
/** How long it waits for a service that may be following the log, before it follows the log itself. */
const PATIENCE_MS = 2_000;

/**
 * Does something with the ledger: on the service's database when it runs, else on a database started for this.
 * @throws Interrupted when it was asked to stop, after everything has been closed
 */
export async function withLedger<Result>(does: (atHand: LedgerAtHand) => Promise<Result>): Promise<Result> {
  try {
    return await onOpenLedger(does);
  } catch (error) {
    // What was under way fails when its connections are closed.
    throw isInterrupted() ? new Interrupted() : error;
  }
}

async function onOpenLedger<Result>(does: (atHand: LedgerAtHand) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(readConfiguration(), true);
  const follower = readingFollower(ledger);
  try {
    // Nobody else follows the log when the server is ours.
    if (ledger.isOwnServer) follower.start();
    const shown = async (): Promise<void> => {
      const head = await ledger.store.head();
      if (head === undefined) return;
      const patienceMs = ledger.isOwnServer ? SHOWN_WITHIN_MS : PATIENCE_MS;
      await waitForReadModels(ledger.pool, ledger.store, head, patienceMs).catch((error: unknown) => {
        if (!(error instanceof ReadModelsBehind) || ledger.isOwnServer) throw error;
        // No service runs on this database, or it is far behind. Two followers share the work: each event counts once.
        follower.start();
        return waitForReadModels(ledger.pool, ledger.store, head, SHOWN_WITHIN_MS);
      });
    };
    return await unlessInterrupted(async () => {
      const app = await NestFactory.createApplicationContext(LedgerRuntimeModule.for(ledger), {
        logger: ['error', 'fatal'],
      });
      try {
        return await does({ ledger, commands: app.get(CommandBus), aggregates: app.get(Aggregates), shown });
      } finally {
        await app.close();
      }
    });
  } finally {
    await follower.stop();
    await ledger.close();
  }
}
