import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { carryOutPolicy, contributeWhatIsReinvested, openNextYearWhenYearCloses, type Policy } from '@app/application';
import { type RecordedEvent } from '@app/event-store';
import { Follower } from '@app/followers';
import { CHECKPOINT_TABLE, OPEN_LEDGER, type OpenLedger, readingFollower, todayInLondon } from '@app/runtime';
import { flagOverdueInstalments } from './overdue-clock';

const policies: readonly Policy[] = [openNextYearWhenYearCloses, contributeWhatIsReinvested];
const CLOCK_MS = 60 * 60 * 1000;

/** Follows the log: keeps the read models up to it, carries out the policies, and raises what the clock raises. */
@Injectable()
export class Worker {
  private readonly logger = new Logger('worker');
  private readonly followers: readonly { readonly name: string; readonly follower: Follower }[];
  private clock?: NodeJS.Timeout;
  private ticking = Promise.resolve();

  constructor(
    @Inject(OPEN_LEDGER) private readonly ledger: OpenLedger,
    private readonly commands: CommandBus,
  ) {
    const trouble = (name: string) => (error: unknown, attempt: number) =>
      this.logger.error(
        `${name} cannot go on (attempt ${attempt}): ${error instanceof Error ? error.message : String(error)}`,
      );
    this.followers = [
      { name: 'reading', follower: readingFollower(ledger, trouble('reading')) },
      ...policies.map((policy) => ({ name: policy.name, follower: this.policyFollower(policy, trouble(policy.name)) })),
    ];
  }

  start(): void {
    for (const { follower } of this.followers) follower.start();
    const tick = (): void => {
      this.ticking = flagOverdueInstalments(this.ledger.pool, this.commands).catch((error: unknown) =>
        this.logger.error(String(error)),
      );
    };
    this.clock = setInterval(tick, CLOCK_MS);
    this.clock.unref();
    tick();
  }

  async stop(): Promise<void> {
    clearInterval(this.clock);
    await this.ticking;
    await Promise.all(this.followers.map(({ follower }) => follower.stop()));
  }

  /** The first follower that waits on an event that it cannot handle. */
  stuck(): string | undefined {
    return this.followers.find(({ follower }) => follower.paused !== undefined)?.name;
  }

  /** How far behind each follower is: events that it has not handled, and the age of the oldest of them. */
  lags(): Promise<readonly { readonly follower: string; readonly events: number; readonly seconds: number }[]> {
    const { store } = this.ledger;
    return Promise.all(
      this.followers.map(async ({ name, follower }) => {
        const [oldest] = await store.readAll({ after: follower.position.token, limit: 1 });
        if (!oldest) return { follower: name, events: 0, seconds: 0 };
        // Tokens of one epoch are dense: their difference counts events.
        const events = store.compareTokens(await store.head(), oldest.token) + 1;
        const seconds = Math.max(0, (Date.now() - Date.parse(oldest.recordedAt)) / 1000);
        return { follower: name, events, seconds };
      }),
    );
  }

  private policyFollower(policy: Policy, onTrouble: (error: unknown, attempt: number) => void): Follower {
    const { store, pool } = this.ledger;
    const handle = async (events: readonly RecordedEvent[]): Promise<void> => {
      for (const event of events) await carryOutPolicy(this.commands, policy, event, todayInLondon());
    };
    return new Follower({
      name: policy.name,
      store,
      pool,
      checkpointTable: CHECKPOINT_TABLE,
      handler: { handle },
      batchMax: 500,
      onTrouble,
    });
  }
}
