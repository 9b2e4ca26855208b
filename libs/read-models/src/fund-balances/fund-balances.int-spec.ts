import * as fc from 'fast-check';
import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts, histories } from '../../../../test/support/reading-history';
import { type Fact, fact, funds, registers, streamOf, years } from '../../../../test/support/reading-registers';
import {
  type FundBalances,
  fundBalances,
  fundStatement,
  look,
  NoSuchPoolYear,
  type ReportQuery,
  resolveHorizon,
} from '..';

const TODAY = '2026-11-22';
const [earlier, later] = years as [string, string];
const bothYears = { pooledFundId: 'bcf', fromFinancialYear: earlier, toFinancialYear: later };

const balancesOf = (facts: readonly Fact[], times: ReportQuery): Promise<FundBalances> =>
  withLedger(async (ledger) => {
    await appendFacts(ledger.store, facts);
    await followToEnd(ledger);
    return look(ledger.pool, 'EVERYTHING', async (seen) =>
      fundBalances(seen, bothYears, await resolveHorizon(seen, times, TODAY)),
    );
  });

const received = (financialYear: string, occurredOn: string, amountPence: number, more: Fact['data'] = {}): Fact =>
  fact(streamOf('bcf', financialYear), 'ContributionReceived', occurredOn, {
    receiptId: `r-${occurredOn}`,
    partnerId: 'icb',
    fundingStreamId: 'grant',
    amountPence,
    period: 1,
    ...more,
  });
const closed = fact(streamOf('bcf', earlier), 'PoolYearClosed', '2024-04-10', {
  pooledFundId: 'bcf',
  financialYear: earlier,
  balances: [{ fundingStreamId: 'grant', balancePence: 100 }],
  matchHolds: [],
  baselines: [],
});
const broughtForward = fact(streamOf('bcf', later), 'BalancesBroughtForward', '2024-04-01', {
  fromFinancialYear: earlier,
  balances: [{ fundingStreamId: 'grant', balancePence: 100 }],
  matchHolds: [],
});

describe('the balances of a fund over time', () => {
  it('are those of the fund statement for each of their days, as known now and earlier', async () => {
    const knownPlaces = fc.double({ min: 0.3, max: 1, noNaN: true });
    const asAts = fc.integer({ min: 200, max: 760 }).map((day) => new Date(Date.UTC(2023, 3, 1 + day)).toISOString());
    await fc.assert(
      fc.asyncProperty(histories, knownPlaces, asAts, (facts, knownPlace, at) =>
        withLedger(async (ledger) => {
          await appendFacts(ledger.store, facts);
          await followToEnd(ledger);
          const events = await ledger.store.readAll({ limit: 10_000 });
          for (const place of [knownPlace, 1]) {
            const asKnownAt = events[Math.floor(place * (events.length - 1))]!.recordedAt;
            for (const pooledFundId of funds) {
              await look(ledger.pool, 'EVERYTHING', async (seen) => {
                const horizon = await resolveHorizon(seen, { asAt: at.slice(0, 10), asKnownAt }, TODAY);
                const ofLaterYear = { pooledFundId, financialYear: later };
                const told = await fundBalances(seen, { ...bothYears, pooledFundId }, horizon).catch(() => undefined);
                if (!told) return expect(fundStatement(seen, ofLaterYear, horizon)).rejects.toThrow(NoSuchPoolYear);
                for (const [no, month] of told.months.entries()) {
                  // Three days of each year are enough: each costs a statement.
                  if (no % 12 !== 5 && no % 12 !== 11 && month.on !== horizon.asAt) continue;
                  const { financialYear } = month;
                  const statement = await fundStatement(
                    seen,
                    { pooledFundId, financialYear },
                    { ...horizon, asAt: month.on },
                  );
                  const isKnown = statement.cash.broughtForwardPence !== null;
                  const balanceOf = (pence: number | null) => (isKnown ? pence : null);
                  expect(month.balancePence).toBe(balanceOf(statement.cash.balancePence));
                  expect(month.broughtForwardPence).toBe(statement.cash.broughtForwardPence);
                  const ofStreams = told.fundingStreams.map(({ fundingStreamId, months }) => [
                    fundingStreamId,
                    months[no]!.balancePence,
                  ]);
                  const inStatement = new Map(
                    statement.fundingStreams.map((each) => [each.fundingStreamId, each.balancePence]),
                  );
                  expect(ofStreams).toEqual(
                    ofStreams.map(([id]) => [id, balanceOf(inStatement.get(id as string) ?? 0)]),
                  );
                }
              });
            }
          }
        }),
      ),
      { numRuns: 3, endOnFailure: true },
    );
  }, 60_000);

  it('stand at the end of each month up to the day asked about, and on that day', async () => {
    const { months, fundingStreams } = await balancesOf(
      [...registers, received(earlier, '2023-04-30', 60), received(earlier, '2023-05-01', 40)],
      { asAt: '2023-05-15' },
    );
    const expected = [
      { on: '2023-04-30', inPence: 60, outPence: 0, balancePence: 60 },
      { on: '2023-05-15', inPence: 40, outPence: 0, balancePence: 100 },
    ];
    expect(months).toMatchObject(expected);
    expect(months).toHaveLength(2);
    expect(fundingStreams).toMatchObject([{ fundingStreamId: 'grant', months: expected }]);
  });

  it('go on from year to year by what was brought forward, a late fact of the closed year in the first month', async () => {
    const late = received(later, '2024-03-20', 7, { priorPeriod: true });
    const { months } = await balancesOf(
      [...registers, received(earlier, '2023-05-01', 100), closed, broughtForward, late],
      { asAt: '2024-05-31' },
    );
    expect(months.slice(-3)).toMatchObject([
      { financialYear: earlier, on: '2024-03-31', balancePence: 100 },
      { financialYear: later, on: '2024-04-30', broughtForwardPence: 100, inPence: 7, balancePence: 107 },
      { financialYear: later, on: '2024-05-31', broughtForwardPence: 100, inPence: 0, balancePence: 107 },
    ]);
  });

  it('are not known in a year that nothing was brought forward to from one that is still open', async () => {
    const { months } = await balancesOf([...registers, received(later, '2024-04-02', 5)], { asAt: '2024-04-30' });
    expect(months.map(({ balancePence }) => balancePence)).toEqual([...Array<number>(12).fill(0), null]);
    expect(months.at(-1)).toMatchObject({ broughtForwardPence: null, inPence: 5 });
  });

  it('are of no fund and no year that was not known then, and of no fund that is not seen whole', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, registers);
      await followToEnd(ledger);
      await look(ledger.pool, 'EVERYTHING', async (seen) => {
        const horizon = await resolveHorizon(seen, {}, TODAY);
        for (const asked of [
          { ...bothYears, toFinancialYear: '2025-26' },
          { ...bothYears, pooledFundId: 'nobody' },
        ]) {
          await expect(fundBalances(seen, asked, horizon)).rejects.toThrow(NoSuchPoolYear);
        }
        expect((await fundBalances(seen, bothYears, horizon)).months).toHaveLength(24);
      });
      // A partner sees its own money there, and not the fund.
      const partner = { placeIds: [], pooledFundIds: [], agencyIds: ['icb'] };
      await look(ledger.pool, partner, async (seen) => {
        const horizon = await resolveHorizon(seen, {}, TODAY);
        await expect(fundBalances(seen, bothYears, horizon)).rejects.toThrow(NoSuchPoolYear);
      });
    }));
});
