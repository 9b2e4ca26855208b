import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@app/platform';
import { Client } from 'pg';
import { Unavailable } from '../errors';
import { type AppendRequest, type RecordedEvent, type RecordedRequest } from '../event-store';
import { event, readEverything, request, times } from '../event-store.contract';
import { eventStoreMigrations } from './migrations';
import { PostgresEventStore } from './postgres-event-store';

const CRASHES = 3;
const WRITERS = 4;
const READERS = 2;
const ACKNOWLEDGED_BETWEEN_CRASHES = 400;

describe('when PostgreSQL is killed under load', () => {
  let dataFolder: string;
  let postgres: EmbeddedPostgres;
  const stores: PostgresEventStore[] = [];
  const over = new AbortController();

  beforeAll(async () => {
    dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-crash-'));
    fs.chmodSync(dataFolder, 0o755);
    postgres = await startEmbeddedPostgres({ dataFolder });
    const owner = new Client({ connectionString: postgres.url });
    await owner.connect();
    for (const { up } of eventStoreMigrations) await owner.query(up);
    await owner.end();
    for (let n = 0; n < WRITERS + READERS; n++) {
      stores.push(await PostgresEventStore.open({ connectionString: postgres.url, unreachableMs: 200 }));
    }
  });
  afterAll(async () => {
    // A test that failed midway has left its writers insisting.
    over.abort();
    await Promise.all(stores.map((store) => store.close()));
    await postgres.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true });
  });

  it('loses nothing that was acknowledged, doubles nothing, and shows every reader the one order', async () => {
    const acknowledged: RecordedRequest[] = [];
    const outcomes = { notApplied: 0, unknown: 0 };
    let isWriting = true;

    // Sends one request again and again, as it is, until the log says where it was recorded.
    const insist = async (store: PostgresEventStore, stream: string, version: number, asked: AppendRequest) => {
      for (;;) {
        try {
          const outcome = await store.append(stream, version, [asked]);
          return outcome.outcome === 'appended' ? outcome.requests[0]! : outcome.repeated[0]!;
        } catch (error) {
          if (!(error instanceof Unavailable) || over.signal.aborted) throw error;
          outcomes[error.outcome]++;
        }
      }
    };
    const write = async (store: PostgresEventStore, writer: number): Promise<void> => {
      for (let n = 0; isWriting; n++) {
        const asked = request(`${writer}/${n}`, [event({ n: 2 * n }), event({ n: 2 * n + 1 })]);
        acknowledged.push(await insist(store, `poolYear-${writer}`, 2 * n, asked));
      }
    };
    const stopReading = new AbortController();
    const read = async (store: PostgresEventStore, seen: RecordedEvent[]): Promise<void> => {
      for await (const batch of store.subscribeAll({ batchMax: 100, signal: stopReading.signal })) seen.push(...batch);
    };
    const seen: RecordedEvent[][] = times(READERS, () => []);
    const writing = Promise.all(times(WRITERS, (n) => write(stores[n]!, n)));
    const reading = Promise.all(times(READERS, (n) => read(stores[WRITERS + n]!, seen[n]!)));
    const failed = Promise.race([writing, reading]);

    for (let crash = 0; crash < CRASHES; crash++) {
      const enough = acknowledged.length + ACKNOWLEDGED_BETWEEN_CRASHES;
      await Promise.race([until(() => acknowledged.length >= enough), failed]);
      await killPostgres(postgres);
      postgres = await startEmbeddedPostgres({ dataFolder, port: postgres.port });
    }
    const enough = acknowledged.length + ACKNOWLEDGED_BETWEEN_CRASHES;
    await Promise.race([until(() => acknowledged.length >= enough), failed]);
    isWriting = false;
    await writing;

    const log = await readEverything(stores[0]!);
    await Promise.race([until(() => seen.every(({ length }) => length >= log.length)), reading]);
    stopReading.abort();
    await reading;

    expect(outcomes.unknown).toBeGreaterThan(0);
    for (const events of seen) expect(events).toEqual(log);
    expect(log).toHaveLength(2 * acknowledged.length);
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
    for (let writer = 0; writer < WRITERS; writer++) {
      const own = log.filter(({ eventStream }) => eventStream === `poolYear-${writer}`);
      expect(own.map(({ data }) => data['n'])).toEqual(times(own.length, (n) => n));
    }
    const byToken = new Map(log.map((recorded) => [recorded.token, recorded]));
    for (const { token, eventStream, lastVersion, recordedAt } of acknowledged) {
      expect(byToken.get(token)).toMatchObject({ eventStream, version: lastVersion, recordedAt });
    }
    expect(await stores[0]!.verifyChain()).toMatchObject({ ok: true, events: log.length });
  }, 120_000);
});

/**
 * Kills every process of the server in one go. The postmaster is stopped first, so that it starts no more of them; the
 * others work on until they are killed, because the list of them is made without blocking the writers here.
 */
async function killPostgres({ pid, dataFolder }: EmbeddedPostgres): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const children = (await processes()).filter(({ parent }) => parent === pid).map((child) => child.pid);
  const victims = new Set([pid, ...children]);
  for (const victim of victims) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  while ((await processes()).some((each) => victims.has(each.pid) && !each.isDefunct)) await setTimeout(5);
  // Where nobody reaps orphans the postmaster stays a zombie, and a start would wait for it to stop.
  fs.rmSync(path.join(dataFolder, 'cluster', 'postmaster.pid'), { force: true });
}

async function processes(): Promise<{ pid: number; parent: number; isDefunct: boolean }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state]) => ({ pid: Number(pid), parent: Number(parent), isDefunct: state!.startsWith('Z') }));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('What was waited for did not happen.');
    await setTimeout(5);
  }
}
