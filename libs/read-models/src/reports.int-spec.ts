import { type RecordedEvent } from '@app/event-store';
import { type OpenLedger } from '@app/runtime';
import * as fc from 'fast-check';
import { BLOCK_ENTRIES, followToEnd, withLedger } from '../../../test/support/ledger-of-its-own';
import {
  type Figures,
  knownEvents,
  naiveBalances,
  type NaiveScope,
  naiveWhoGained,
  naiveWhoPaidIn,
} from '../../../test/support/naive-reports';
import { appendFacts, histories } from '../../../test/support/reading-history';
import { type Fact, funds, fundingStreams, partners, places, years } from '../../../test/support/reading-registers';
import {
  changes,
  changingReports,
  contributionAgeing,
  fundStatement,
  look,
  rebuild,
  type ReportQuery,
  resolveHorizon,
  transactions,
  verifyReadModels,
  whoGained,
  type WhoGainedRow,
  whoPaidIn,
  type WhoPaidInRow,
} from '.';
import { READING_TABLES } from './reading/reading-schema';

const TODAY = '2026-11-22';
/** Each run has a log of its own: a few long histories tell more than many short ones, and a short one takes too long to find. */
const RUNS = { numRuns: 4, endOnFailure: true };

/** A ledger of its own, with its log filled and nothing projected yet. */
const withLog = (facts: readonly Fact[], test: (ledger: OpenLedger) => Promise<void>): Promise<void> =>
  withLedger(async (ledger) => {
    await appendFacts(ledger.store, facts);
    await test(ledger);
  });

async function allEvents({ store }: OpenLedger): Promise<readonly RecordedEvent[]> {
  return store.readAll({ limit: 10_000 });
}

async function tablesOf({ pool }: OpenLedger): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of READING_TABLES) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from reading.${table} t order by 1`);
    tables[table] = rows.map(({ row }) => row);
  }
  return tables;
}

/** Every report that is asked whole, as the text that a caller gets. */
async function tellAll({ pool }: OpenLedger, query: ReportQuery): Promise<string> {
  const scope = { pooledFundId: funds[0]!, financialYear: years[1]! };
  return look(pool, 'EVERYTHING', async (seen) => {
    const horizon = await resolveHorizon(seen, query, TODAY);
    return JSON.stringify([
      await whoPaidIn(seen, query, horizon),
      await whoGained(seen, query, horizon),
      await contributionAgeing(seen, query, horizon),
      await transactions(seen, query, horizon, { limit: 1_000 }),
      await fundStatement(seen, { ...query, ...scope }, horizon).catch(String),
    ]);
  });
}

const times = fc.record({
  asAt: fc
    .integer({ min: -30, max: 760 })
    .map((day) => new Date(Date.UTC(2023, 3, 1 + day)).toISOString().slice(0, 10)),
  knownPlace: fc.double({ min: 0, max: 1, noNaN: true }),
});
const scopes: fc.Arbitrary<Omit<NaiveScope, 'placeIdOf'>> = fc.record(
  {
    placeId: fc.constantFrom(...places),
    pooledFundId: fc.constantFrom(...funds),
    financialYear: fc.constantFrom(...years),
    fundingStreamId: fc.constantFrom(...fundingStreams),
    agencyId: fc.constantFrom(...partners),
  },
  { requiredKeys: [] },
);
const placeIdOf = (pooledFundId: string): string => places[funds.indexOf(pooledFundId) % places.length]!;

describe('reports and the log', () => {
  it('rebuild equals incremental, for any split into batches (all tables, row by row)', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 70 }), async (facts, batchMax) =>
        withLog(facts, async (ledger) => {
          await followToEnd(ledger, { batchMax });
          expect((await verifyReadModels(ledger.pool, ledger.store)).differences).toEqual([]);
          const incremental = await tablesOf(ledger);
          await rebuild(ledger.pool, ledger.store, undefined, BLOCK_ENTRIES);
          expect(await tablesOf(ledger)).toEqual(incremental);
        }),
      ),
      RUNS,
    );
  }, 60_000);

  it('each report is what a naive fold over the log says, at any two times (INV-03, INV-04)', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.tuple(times, scopes), { minLength: 25, maxLength: 25 }), (facts, asked) =>
        withLog(facts, async (ledger) => {
          await followToEnd(ledger);
          const events = await allEvents(ledger);
          for (const [{ asAt, knownPlace }, scope] of asked) {
            const asKnownAt = events[Math.floor(knownPlace * (events.length - 1))]!.recordedAt;
            const known = knownEvents(events, asAt, asKnownAt);
            const narrowed = { ...scope, placeIdOf };
            await look(ledger.pool, 'EVERYTHING', async (seen) => {
              const horizon = await resolveHorizon(seen, { asAt, asKnownAt }, TODAY);
              const paidIn = await whoPaidIn(seen, scope, horizon);
              const rowsIn = paidIn.rows.map((row) => [
                [row.pooledFundId, row.financialYear, row.agencyId, row.fundingStreamId].join(' '),
                row,
              ]);
              expectFigures(
                rowsIn as never,
                naiveWhoPaidIn(knownEvents(events, '9999-12-31', asKnownAt), known, narrowed),
              );
              const gained = await whoGained(seen, scope, horizon);
              const rowsOut = gained.rows.map((row) => [
                [
                  row.pooledFundId,
                  row.financialYear,
                  row.fundingStreamId,
                  row.beneficiaryKind,
                  row.agencyId ?? row.beneficiaryName.toUpperCase(),
                ].join(' '),
                row,
              ]);
              expectFigures(rowsOut as never, naiveWhoGained(known, narrowed));
              await expectStatements(seen, naiveBalances(known), horizon);
            });
          }
        }),
      ),
      RUNS,
    );
  }, 60_000);

  it('told with years together, who paid in and who gained come to the same', async () => {
    const paidIn = ({ rows }: { rows: readonly WhoPaidInRow[] }) =>
      addedUp(rows, ({ pooledFundId, fundingStreamId, agencyId }) => [pooledFundId, fundingStreamId, agencyId]);
    const gained = ({ rows }: { rows: readonly WhoGainedRow[] }) =>
      addedUp(rows, (row) => [row.pooledFundId, row.fundingStreamId, row.agencyId ?? row.beneficiaryName]);
    const apart = ['placeId', 'pooledFundId', 'fundingStreamId', 'party'] as const;
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.tuple(times, scopes), { minLength: 10, maxLength: 10 }), (facts, asked) =>
        withLog(facts, async (ledger) => {
          await followToEnd(ledger);
          const events = await allEvents(ledger);
          for (const [{ asAt, knownPlace }, scope] of asked) {
            const asKnownAt = events[Math.floor(knownPlace * (events.length - 1))]!.recordedAt;
            await look(ledger.pool, 'EVERYTHING', async (seen) => {
              const horizon = await resolveHorizon(seen, { asAt, asKnownAt }, TODAY);
              const everyIn = await whoPaidIn(seen, scope, horizon);
              const togetherIn = await whoPaidIn(seen, scope, horizon, { apart });
              expect(paidIn(togetherIn)).toEqual(paidIn(everyIn));
              expect(togetherIn.totals).toEqual(everyIn.totals);
              const everyOut = await whoGained(seen, scope, horizon);
              const togetherOut = await whoGained(seen, scope, horizon, { apart: [...apart, 'commissionerId'] });
              expect(gained(togetherOut)).toEqual(gained(everyOut));
              expect(togetherOut.totals).toEqual(everyOut.totals);
              expect(togetherOut.flags).toEqual(everyOut.flags);
              expect(togetherOut.rows.every(({ financialYear }) => financialYear === '')).toBe(true);
            });
          }
        }),
      ),
      RUNS,
    );
  }, 60_000);

  it('gives a report again, byte for byte, as it was first given', async () => {
    await fc.assert(
      fc.asyncProperty(histories, scopes, times, async (facts, scope, { asAt, knownPlace }) => {
        const early = facts.slice(0, Math.floor(facts.length * (0.3 + 0.6 * knownPlace)));
        await withLog(early, async (ledger) => {
          await followToEnd(ledger);
          const first = await tellAll(ledger, { ...scope, asAt });
          const [{ asKnownAt }] = JSON.parse(first) as [{ asKnownAt: string }];
          await appendFacts(ledger.store, facts.slice(early.length));
          await followToEnd(ledger);
          expect(await tellAll(ledger, { ...scope, asAt, asKnownAt })).toBe(first);
          await rebuild(ledger.pool, ledger.store, undefined, BLOCK_ENTRIES);
          expect(await tellAll(ledger, { ...scope, asAt, asKnownAt })).toBe(first);
        });
      }),
      RUNS,
    );
  }, 60_000);

  it('says which entries changed a figure between two times known: before + entries = after', async () => {
    await fc.assert(
      fc.asyncProperty(histories, scopes, times, (facts, scope, { asAt, knownPlace }) =>
        withLog(facts, async (ledger) => {
          await followToEnd(ledger);
          const events = await allEvents(ledger);
          const knownFrom = events[Math.floor(knownPlace * (events.length - 1))]!.recordedAt;
          const page = { limit: 1_000 };
          for (const report of changingReports) {
            const query = report === 'fund-statement' ? { pooledFundId: funds[0]!, financialYear: years[0]! } : scope;
            await look(ledger.pool, 'EVERYTHING', async (seen) => {
              const found = await changes(seen, report, { ...query, asAt, knownFrom }, TODAY, page).catch(
                (error: unknown) => {
                  expect(String(error)).toContain('was not open then');
                },
              );
              if (!found) return;
              for (const entry of found.entries) expect(entry.recordedAt > knownFrom).toBe(true);
              expect(found.nextCursor).toBeNull();
              if (report === 'contribution-ageing') return;
              const ofEntries = new Map<string, number>();
              for (const { measure, amountPence } of found.entries) {
                ofEntries.set(measure!, (ofEntries.get(measure!) ?? 0) + amountPence!);
              }
              const streamsOnly = found.figures.filter(
                ({ row }) => report !== 'fund-statement' || row['fundingStreamId'] === null,
              );
              for (const [measure, pence] of ofEntries) {
                const figure = `${measure}Pence`;
                if (report === 'who-gained' && scope.agencyId !== undefined) continue;
                const changed = streamsOnly
                  .filter((change) => change.figure === figure)
                  .reduce((sum, change) => sum + (change.afterPence ?? 0) - (change.beforePence ?? 0), 0);
                if (report !== 'fund-statement' || found.figures.some((change) => change.figure === figure)) {
                  expect([report, figure, changed]).toEqual([report, figure, pence]);
                }
              }
            });
          }
        }),
      ),
      RUNS,
    );
  }, 60_000);
});

const isFigure = (name: string): boolean => name.endsWith('Pence') || name.endsWith('Count');

/** The same rows with the same figures; a figure that the fold never met is nought. */
function expectFigures(rows: readonly [string, Record<string, unknown>][], naive: Figures): void {
  const told = Object.fromEntries(
    rows.map(([key, row]) => [
      key,
      Object.fromEntries(Object.entries(row).filter(([name, n]) => isFigure(name) && n !== 0)),
    ]),
  );
  const expected = Object.fromEntries(
    [...naive].map(([key, row]) => [key, Object.fromEntries(Object.entries(row).filter(([, n]) => n !== 0))]),
  );
  expect(told).toEqual(expected);
  expect(rows).toHaveLength(naive.size);
}

async function expectStatements(
  seen: Parameters<typeof fundStatement>[0],
  balances: ReadonlyMap<string, number>,
  horizon: Parameters<typeof fundStatement>[2],
): Promise<void> {
  for (const pooledFundId of funds) {
    for (const financialYear of years) {
      const statement = await fundStatement(seen, { pooledFundId, financialYear }, horizon).catch(() => undefined);
      if (!statement) continue;
      let sum = 0;
      for (const stream of statement.fundingStreams) {
        const expected = balances.get(`${pooledFundId} ${financialYear} ${stream.fundingStreamId}`) ?? 0;
        expect(stream.balancePence).toBe(expected);
        expect(
          (stream.broughtForwardPence ?? 0) +
            stream.receivedPence +
            stream.incomePence +
            stream.refundedPence -
            stream.paidPence -
            stream.returnedPence,
        ).toBe(stream.balancePence);
        sum += expected;
      }
      expect(statement.cash.balancePence).toBe(sum);
      const shared = statement.shares.filter(({ sharePence }) => sharePence !== null);
      if (shared.length > 0) expect(shared.reduce((total, { sharePence }) => total + sharePence!, 0)).toBe(sum);
    }
  }
}

/** The figures of rows, added up by what some of their columns say. */
function addedUp<Row extends object>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[],
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const added: Record<string, Record<string, number>> = {};
  for (const row of rows) {
    const sums = (added[keyOf(row).join(' ').toUpperCase()] ??= {});
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
    }
  }
  return added;
}
