import { AMOUNT_PENCE_MAX } from '@app/domain';
import { type OpenLedger } from '@app/runtime';
import { BLOCK_ENTRIES, followToEnd, withLedger } from '../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../test/support/reading-history';
import { type Fact, registers } from '../../../test/support/reading-registers';
import {
  changes,
  contributionAgeing,
  FiguresTooLarge,
  type FundStatement,
  fundStatement,
  look,
  NoSuchPoolYear,
  rebuild,
  type ReportQuery,
  resolveHorizon,
  transactions,
  verifyReadModels,
  whoGained,
  whoPaidIn,
} from '.';

const TODAY = '2026-11-22';

const inYear = (type: string, occurredOn: string, data: Fact['data'], start = 2023): Fact => ({
  eventStream: `poolYear-bcf:${start}`,
  type,
  occurredOn,
  data,
});
const paid = (providerName: string, amountPence: number, over: Fact['data'] = {}, start = 2023): Fact =>
  inYear(
    'PaymentRecorded',
    `${start}-05-01`,
    {
      fundingStreamId: 'grant',
      payee: { providerName },
      commissioningAgencyId: 'icb',
      spendType: 'REVENUE',
      netPence: amountPence,
      irrecoverableVatPence: 0,
      recoverableVatPence: 0,
      purpose: 'Care',
      amountPence,
      period: 2,
      ...over,
    },
    start,
  );
const received = (amountPence: number, over: Fact['data'] = {}, start = 2023): Fact =>
  inYear(
    'ContributionReceived',
    `${start}-05-01`,
    { receiptId: 'r', partnerId: 'icb', fundingStreamId: 'grant', amountPence, period: 2, ...over },
    start,
  );
const agreed = (amountPence: number, start = 2023): Fact =>
  inYear(
    'ContributionAgreed',
    `${start}-04-01`,
    {
      contributionId: 'c',
      partnerId: 'icb',
      fundingStreamId: 'grant',
      amountPence,
      mode: 'CASH_TRANSFER',
      recurrence: 'RECURRENT',
    },
    start,
  );

const withFacts = (facts: readonly Fact[], test: (ledger: OpenLedger) => Promise<void>): Promise<void> =>
  withLedger(async (ledger) => {
    await appendFacts(ledger.store, facts);
    await followToEnd(ledger);
    await test(ledger);
  });

const tell = <Result>(
  { pool }: OpenLedger,
  query: ReportQuery,
  report: (...asked: Parameters<typeof whoPaidIn>) => Promise<Result>,
): Promise<Result> =>
  look(pool, 'EVERYTHING', async (seen) => report(seen, query, await resolveHorizon(seen, query, TODAY)));

const statement = (ledger: OpenLedger, financialYear: string, query: ReportQuery = {}): Promise<FundStatement> =>
  tell(ledger, query, (seen, asked, horizon) =>
    fundStatement(seen, { ...asked, pooledFundId: 'bcf', financialYear }, horizon),
  );

describe('reports at the edges', () => {
  it('tell of an empty ledger that there is nothing, and that no time is known', () =>
    withFacts([], async (ledger) => {
      for (const report of [whoPaidIn, whoGained, contributionAgeing]) {
        expect(await tell(ledger, {}, report as typeof whoPaidIn)).toMatchObject({
          rows: [],
          flags: [],
          asKnownAt: null,
        });
      }
      const page = await tell(ledger, {}, (seen, query, horizon) => transactions(seen, query, horizon, { limit: 5 }));
      expect(page).toMatchObject({ rows: [], nextCursor: null });
      await expect(statement(ledger, '2023-24')).rejects.toThrow(NoSuchPoolYear);
    }));

  it('tell nothing of a time before everything, effective or known', () =>
    withFacts([...registers, received(5)], async (ledger) => {
      for (const query of [{ asAt: '1999-12-31' }, { asAt: '2024-01-01', asKnownAt: '2000-01-01T00:00:00Z' }]) {
        expect((await tell(ledger, query, whoPaidIn)).rows).toEqual([]);
      }
      await expect(statement(ledger, '2023-24', { asKnownAt: '2000-01-01' })).rejects.toThrow(NoSuchPoolYear);
    }));

  it('take a day known to its end in UTC, and an instant to the microsecond', () =>
    withFacts([...registers, received(5), received(7)], async (ledger) => {
      const [first, last] = (await ledger.store.readAll({ limit: 10_000 })).slice(-2);
      const total = async (asKnownAt: string) =>
        (await tell(ledger, { asAt: TODAY, asKnownAt }, whoPaidIn)).totals.receivedPence;
      expect(await total(first!.recordedAt)).toBe(5);
      expect(await total(last!.recordedAt)).toBe(12);
      expect(await total(last!.recordedAt.slice(0, 10))).toBe(12);
      const dayBefore = new Date(Date.parse(first!.recordedAt) - 86_400_000).toISOString().slice(0, 10);
      expect(await total(dayBefore)).toBe(0);
    }));

  it('tell an unknown figure as null, never as nought', () => {
    const opened2022 = inYear(
      'PoolYearOpened',
      '2022-04-01',
      { pooledFundId: 'bcf', financialYear: '2022-23', placeId: 'trafford' },
      2022,
    );
    return withFacts([...registers, opened2022, received(5)], async (ledger) => {
      const { cash, flags, shares } = await statement(ledger, '2023-24');
      expect(cash).toMatchObject({ broughtForwardPence: null, balancePence: 5 });
      expect(flags.map(({ kind }) => kind)).toContain('BROUGHT_FORWARD_NOT_KNOWN');
      expect(shares.map(({ sharePence }) => sharePence)).toEqual([0, 5, 0]);
      expect((await statement(ledger, '2022-23')).shares.map(({ sharePence }) => sharePence)).toEqual([
        null,
        null,
        null,
      ]);
    });
  });

  it('count one provider under one name, the one that came first, whatever its capitals', () =>
    withFacts(
      [...registers, paid('Homecare North', 5), paid(' HOMECARE north', 7, { schemeId: 's' })],
      async (ledger) => {
        const { rows } = await tell(ledger, { agencyId: undefined }, whoGained);
        expect(rows.filter(({ paidPence }) => paidPence > 0)).toMatchObject([
          { beneficiaryName: 'Homecare North', paidPence: 12 },
        ]);
      },
    ));

  it('tell names apart that differ in a bar, and names as long as they may be', () => {
    const long = 'y'.repeat(200);
    return withFacts(
      [...registers, paid('a|b', 1), paid('a', 2), paid(long, 3), paid(`${long.slice(1)}z`, 4)],
      async (ledger) => {
        const { rows } = await tell(ledger, {}, whoGained);
        const providers = rows.filter(({ beneficiaryKind }) => beneficiaryKind === 'PROVIDER');
        expect(providers.map(({ paidPence }) => paidPence).sort()).toEqual([1, 2, 3, 4]);
      },
    );
  });

  it('keep a contribution apart from one of the same id in another year, and age a late receipt in its own', () => {
    const late = received(4, { contributionId: 'c', contributionFinancialYear: '2023-24' }, 2024);
    const undone = inYear(
      'ContributionReversed',
      '2024-06-01',
      { ...received(1).data, contributionId: 'c', reversesEntry: 'bcf/2023-24/3', reason: 'Bounced' },
      2024,
    );
    const facts = [agreed(10), received(1, { contributionId: 'c' }), agreed(20, 2024), late, undone];
    return withFacts([...registers, ...facts], async (ledger) => {
      const { rows } = await tell(ledger, {}, contributionAgeing as never as typeof whoPaidIn);
      expect(rows).toMatchObject([
        { financialYear: '2023-24', amountPence: 10, receivedPence: 4, outstandingPence: 6 },
        { financialYear: '2024-25', amountPence: 20, receivedPence: 0, outstandingPence: 20 },
      ]);
    });
  });

  it('say that a schedule and a later year’s receipt changed how a contribution ages', () => {
    const schedule = inYear('ContributionScheduled', '2023-04-02', {
      contributionId: 'c',
      instalments: [{ instalmentNo: 1, dueOn: '2023-07-01', amountPence: 10 }],
    });
    const late = received(4, { contributionId: 'c', contributionFinancialYear: '2023-24' }, 2024);
    return withFacts([...registers, agreed(10), schedule, late, received(9, {}, 2024)], async (ledger) => {
      const knownFrom = (await ledger.store.readAll({ limit: 10_000 })).at(-4)!.recordedAt;
      const asked = { agencyId: 'icb', financialYear: '2023-24', knownFrom };
      const { entries, figures } = await look(ledger.pool, 'EVERYTHING', (seen) =>
        changes(seen, 'contribution-ageing', asked, TODAY, { limit: 10 }),
      );
      expect(entries.map(({ entryRef }) => entryRef)).toEqual(['bcf/2024-25/2', 'bcf/2023-24/3']);
      expect(figures.length).toBeGreaterThan(0);
    });
  });

  it('name the breaches of the year and agency asked about, and not one that was reversed', () => {
    const breach = { breaches: ['FUNDING_STREAM_OVERDRAWN'] };
    const undone = inYear('WithdrawalReversed', '2023-06-01', {
      ...paid('p', 1, breach).data,
      reversesEntry: 'bcf/2023-24/2',
      reason: 'Booked twice',
    });
    const facts = [paid('p', 1, breach), paid('p', 2, breach), undone, paid('p', 3, breach, 2024)];
    return withFacts([...registers, ...facts], async (ledger) => {
      const { flags } = await tell(ledger, { financialYear: '2023-24' }, whoGained);
      expect(flags).toMatchObject([{ kind: 'AGREEMENT_NOT_SIGNED' }, { kind: 'BREACHES', breachCount: 1 }]);
      expect(flags[1]).toMatchObject({ entries: [{ entryRef: 'bcf/2023-24/3', pence: 2 }] });
      const commissioned = await tell(ledger, { agencyId: 'icb' }, whoGained);
      expect(commissioned.flags.find(({ kind }) => kind === 'BREACHES')).toMatchObject({ breachCount: 2 });
    });
  });

  it('tell what was paid to an agency and spent for it, also with its years alone told apart', () => {
    const toIcb = { payee: { agencyId: 'icb' }, commissioningAgencyId: 'council' };
    const facts = [paid('p', 1), paid('p', 20, toIcb), paid('p', 300, { commissioningAgencyId: 'council' })];
    return withFacts([...registers, ...facts], async (ledger) => {
      const { rows } = await tell(ledger, { agencyId: 'icb' }, (seen, query, horizon) =>
        whoGained(seen, query, horizon, { apart: ['placeId', 'pooledFundId', 'financialYear'] }),
      );
      expect(rows).toMatchObject([{ financialYear: '2023-24', paidPence: 20, commissionedPence: 1, entryCount: 1 }]);
    });
  });

  it('raise when a sum is beyond what a number holds to the penny, and project it all the same', () => {
    const largest = Array.from({ length: 46 }, () =>
      paid('p', AMOUNT_PENCE_MAX, { recoverableVatPence: AMOUNT_PENCE_MAX }),
    );
    return withFacts([...registers, ...largest], async (ledger) => {
      expect((await tell(ledger, {}, whoGained)).totals.paidPence).toBe(46 * AMOUNT_PENCE_MAX);
      await appendFacts(ledger.store, largest);
      await followToEnd(ledger);
      await expect(tell(ledger, {}, whoGained)).rejects.toThrow(FiguresTooLarge);
      await rebuild(ledger.pool, ledger.store, undefined, BLOCK_ENTRIES);
      await expect(tell(ledger, {}, whoGained)).rejects.toThrow(FiguresTooLarge);
      expect((await verifyReadModels(ledger.pool, ledger.store)).differences).toEqual([]);
    });
  });

  it('raise rather than drop money that names a contribution which nobody agreed', () =>
    withLedger(async (ledger) => {
      const stray = inYear('ContributionWaived', '2023-05-01', { contributionId: 'x', amountPence: 5, reason: 'r' });
      await appendFacts(ledger.store, [...registers, stray]);
      await expect(rebuild(ledger.pool, ledger.store)).rejects.toThrow('The contribution x was not agreed');
    }));
});
