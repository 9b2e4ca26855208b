import { type CommandBus } from '@nestjs/cqrs';
import { carryOutPolicy, type Policy } from '@app/application';
import { type IsoDate } from '@app/domain';
import { type EventStore } from '@app/event-store';
import { type Recorded } from '../sample-recorder';

/** What the worked example needs of the ledger beside its recorder. */
export interface ExampleLedger {
  readonly commands: CommandBus;
  readonly store: EventStore;
}

/** Carries out a policy on what was just recorded. */
export type CarryOut = (policy: Policy, recorded: Recorded) => Promise<void>;

/**
 * Does at once what the worker would do later: what comes next in the example rests on it, and there may be no worker.
 * Both ask under the same request ids, so that it is done once.
 */
export const carryingOut =
  ({ commands, store }: ExampleLedger, today: IsoDate): CarryOut =>
  async (policy, { eventStream, firstVersion, lastVersion }) => {
    const range = { afterVersion: firstVersion - 1, toVersion: lastVersion };
    for await (const page of store.readStream(eventStream, range)) {
      for (const event of page) await carryOutPolicy(commands, policy, event, today);
    }
  };
