import { type EventStore, type RecordedEvent } from '@app/event-store';
import { type OpenLedger } from '@app/runtime';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { agreementStory } from '../../../../test/support/agreement-story';
import {
  BLOCK_ENTRIES,
  followToEnd,
  readModelsFollower,
  untilCaughtUp,
  withLedger,
} from '../../../../test/support/ledger-of-its-own';
import { appendFacts, histories } from '../../../../test/support/reading-history';
import { type Fact } from '../../../../test/support/reading-registers';
import { look, rebuild, resolveHorizon, verifyReadModels, whoPaidIn } from '..';
import { READING_TABLES } from './reading-schema';

/** One long history, the same in every run, with a row for every table. */
const [facts] = fc.sample(histories, { numRuns: 1, seed: 3 }) as [readonly Fact[]];

const expectSound = async ({ pool, store }: OpenLedger): Promise<void> =>
  expect((await verifyReadModels(pool, store)).differences).toEqual([]);

/** The log as it was when it held only so many events. */
const logUpTo = (store: EventStore, events: number): EventStore =>
  ({
    readAll: async ({ after, limit }: { after?: string; limit: number }): Promise<readonly RecordedEvent[]> => {
      const all = await store.readAll({ limit: 10_000 });
      return all
        .filter((event) => Number(event.token.split(':')[1]) > Number(after?.split(':')[1] ?? 0))
        .slice(0, Math.max(0, Math.min(limit, events - Number(after?.split(':')[1] ?? 0))));
    },
    compareTokens: (a: never, b: never) => store.compareTokens(a, b),
  }) as unknown as EventStore;

describe('a rebuild of the read models', () => {
  it('leaves a follower right that stood behind the tables swapped in, or ahead of them', () =>
    withLedger(async (ledger) => {
      const { pool, store } = ledger;
      await appendFacts(store, facts.slice(0, 60));
      const troubles: unknown[] = [];
      let hold: Promise<void> = Promise.resolve();
      const heldStore = {
        subscribeAll: async function* (options: never) {
          for await (const batch of store.subscribeAll(options)) {
            await hold;
            yield batch;
          }
        },
      } as unknown as EventStore;
      const follower = readModelsFollower(ledger, {
        store: heldStore,
        batchMax: 5,
        onTrouble: (e) => troubles.push(e),
      });
      follower.start();
      await untilCaughtUp(ledger);
      // Behind: the follower is given nothing while the log grows and is rebuilt.
      let release = (): void => undefined;
      hold = new Promise((resolve) => (release = resolve));
      await appendFacts(store, facts.slice(60, 80));
      await rebuild(pool, store, undefined, BLOCK_ENTRIES);
      release();
      await appendFacts(store, facts.slice(80, 90));
      await untilCaughtUp(ledger);
      await expectSound(ledger);
      // Ahead: what is swapped in was derived before the follower's last batches.
      await rebuild(pool, logUpTo(store, 70), undefined, BLOCK_ENTRIES);
      await appendFacts(store, facts.slice(90));
      await untilCaughtUp(ledger);
      await expectSound(ledger);
      // Level with it, to the event.
      await rebuild(pool, store, undefined, BLOCK_ENTRIES);
      await follower.stop();
      expect(troubles).toEqual([]);
      await expectSound(ledger);
    }));

  it('makes a follower forget what it held, though the tables swapped in stand at the same event', () =>
    withLedger(async (ledger) => {
      const { pool, store } = ledger;
      await appendFacts(store, facts.slice(0, 80));
      const follower = readModelsFollower(ledger);
      follower.start();
      await untilCaughtUp(ledger);
      // As a build of another program would have it: the same rows, and other numbers for their cells.
      await pool.query(`begin;
        update reading.cell set cell_id = cell_id + 1000;
        update reading.entry set cell_id = cell_id + 1000;
        update reading.running_total set cell_id = cell_id + 1000;
        update reading.running_total_before set cell_id = cell_id + 1000;
        update reading.about set build = gen_random_uuid();
        commit`);
      await appendFacts(store, facts.slice(80));
      await untilCaughtUp(ledger);
      await follower.stop();
      const { rowCount } = await pool.query(
        'select from reading.entry where cell_id is not null and cell_id not in (select cell_id from reading.cell)',
      );
      expect(rowCount).toBe(0);
    }));

  it('answers all the while, each look whole: before the swap or after it', () =>
    withLedger(async (ledger) => {
      const { pool, store } = ledger;
      await appendFacts(store, facts.slice(0, 50));
      const follower = readModelsFollower(ledger);
      follower.start();
      await untilCaughtUp(ledger);
      let isOver = false;
      let looks = 0;
      const asking = (async () => {
        while (!isOver) {
          await look(pool, 'EVERYTHING', async (seen) => {
            const horizon = await resolveHorizon(seen, {}, '2026-11-22');
            const report = await whoPaidIn(seen, {}, horizon);
            const again = await whoPaidIn(
              seen,
              {},
              await resolveHorizon(seen, { asKnownAt: horizon.asKnownAt! }, '2026-11-22'),
            );
            expect(again.totals).toEqual(report.totals);
            expect(report.rows.length).toBeGreaterThan(0);
          });
          looks += 1;
        }
      })();
      for (let round = 0; round < 5; round += 1) {
        await appendFacts(store, facts.slice(50 + round * 10, 60 + round * 10));
        await Promise.all([
          rebuild(pool, store, undefined, BLOCK_ENTRIES),
          round % 2 ? verifyReadModels(pool, store) : undefined,
        ]);
      }
      isOver = true;
      await asking;
      await untilCaughtUp(ledger);
      await follower.stop();
      expect(looks).toBeGreaterThan(5);
      await expectSound(ledger);
    }));

  it('is not written by a program of another version', () =>
    withLedger(async (ledger) => {
      await ledger.pool.query('update reading.about set version = version + 1');
      await appendFacts(ledger.store, facts.slice(0, 5));
      const troubles: string[] = [];
      const follower = readModelsFollower(ledger, { onTrouble: (error) => troubles.push(String(error)) });
      follower.start();
      while (troubles.length === 0) await new Promise(setImmediate);
      await follower.stop();
      expect(troubles[0]).toContain('The read models are of version');
      expect((await ledger.pool.query('select from reading.place')).rowCount).toBe(0);
    }));
});

describe('a verification of the read models', () => {
  const tampering: Readonly<Record<(typeof READING_TABLES)[number], string>> = {
    place: `set name = name || '.'`,
    agency: `set legal_name = upper(legal_name)`,
    funding_stream: `set expires_on = '2030-01-01'`,
    pooled_fund: `set signature = 'REQUIRED'`,
    fund_fact: `set occurred_on = occurred_on - 1`,
    scheme: `set name = 'another'`,
    role_grant: `set role = 'OPERATOR'`,
    agreement: `set title = title || '.'`,
    agreement_party: `set agency_id = agency_id || '-x'`,
    agreement_fact: `set occurred_on = occurred_on - 1`,
    share_trace: `set trace = '[]'`,
    cell: `set party = party || ' '`,
    contribution: `set partner_id = 'another'`,
    first_money: `set occurred_on = occurred_on - 1`,
    entry: `set pence = coalesce(pence, 0) + 1`,
    running_total: `set pence = pence - 1`,
    running_total_before: `set pence = pence - 1`,
    known_block: `set known_until = known_until + 1`,
  };

  // Each table is verified twice, and each verification folds the whole log again.
  it(
    'finds a row that was changed, in any table',
    () =>
      withLedger(async (ledger, url) => {
        const { pool, store } = ledger;
        const scheme: Fact = {
          eventStream: 'pooledFund-bcf',
          type: 'SchemeSpecified',
          occurredOn: '2023-04-01',
          data: {
            pooledFundId: 'bcf',
            schemeId: 's',
            name: 'S',
            leadCommissionerId: 'icb',
            vatRegime: 'S33_LOCAL_AUTHORITY',
          },
        };
        // The bodies of the agreement are registered already, or need not be for this.
        const agreement = agreementStory().filter(({ eventStream }) => !eventStream.startsWith('agency-'));
        await appendFacts(store, [...facts, scheme, ...agreement]);
        await followToEnd(ledger);
        await expectSound(ledger);
        const owner = new Client({ connectionString: url });
        await owner.connect();
        for (const table of READING_TABLES) {
          const one = `where ctid = (select min(ctid) from reading.${table})`;
          await owner.query(`create table kept as select * from reading.${table}`);
          const { rowCount } = await owner.query(`update reading.${table} ${tampering[table]} ${one}`);
          expect(rowCount).toBe(1);
          const { differences } = await verifyReadModels(pool, store);
          expect(differences).toEqual([{ table, unexpectedRows: 1, missingRows: 1 }]);
          await owner.query(
            `truncate reading.${table}; insert into reading.${table} select * from kept; drop table kept`,
          );
          await expectSound(ledger);
        }
        await owner.query('delete from reading.entry where ctid = (select min(ctid) from reading.entry)');
        expect((await verifyReadModels(pool, store)).differences).toEqual([
          { table: 'entry', unexpectedRows: 0, missingRows: 1 },
        ]);
        await owner.end();
      }),
    120_000,
  );

  it('is content with a ledger that holds nothing', () => withLedger(expectSound));
});
