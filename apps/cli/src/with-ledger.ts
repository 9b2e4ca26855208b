import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates } from '@app/application';
import { readConfiguration } from '@app/platform';
import { LedgerRuntimeModule, openLedger, type OpenLedger, readingFollower, waitForReadModels } from '@app/runtime';

/** A ledger at hand, with its write side. */
export interface LedgerAtHand {
  readonly ledger: OpenLedger;
  readonly commands: CommandBus;
  readonly aggregates: Aggregates;
}

/** How long a command waits for the service to show in its reports what was recorded. */
const SHOWN_WITHIN_MS = 10 * 60_000;

/**
 * Does something with the ledger: on the service's database when it runs, else on a database started for this. What it
 * recorded is in the reports before it ends.
 */
export async function withLedger<Result>(does: (atHand: LedgerAtHand) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(readConfiguration(), true);
  // Nobody else follows the log when the server is ours.
  const follower = ledger.isOwnServer ? readingFollower(ledger) : undefined;
  follower?.start();
  try {
    const app = await NestFactory.createApplicationContext(LedgerRuntimeModule.for(ledger), {
      logger: ['error', 'fatal'],
    });
    try {
      return await does({ ledger, commands: app.get(CommandBus), aggregates: app.get(Aggregates) });
    } finally {
      await app.close();
    }
  } finally {
    await follower?.stop();
    await ledger.close();
  }
}

/** Waits until the reports show everything recorded by now. */
export async function waitUntilShown({ store, pool }: OpenLedger): Promise<void> {
  const head = await store.head();
  if (head !== undefined) await waitForReadModels(pool, store, head, SHOWN_WITHIN_MS);
}
