import { type OpenLedger } from '@app/runtime';
import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../../test/support/reading-history';
import { type Fact, fact, registers, streamOf } from '../../../../test/support/reading-registers';
import {
  contributionAgeing,
  type FundForecast,
  fundForecast,
  fundStatement,
  look,
  type ReportQuery,
  resolveHorizon,
  type RingFenceRow,
  ringFences,
  withdrawals,
} from '..';

const TODAY = '2026-11-22';
const ofYear = { pooledFundId: 'bcf', financialYear: '2023-24' };
const inYear = (type: string, occurredOn: string, data: Fact['data'], financialYear = '2023-24'): Fact =>
  fact(streamOf('bcf', financialYear), type, occurredOn, data);

const agreed = (contributionId: string, amountPence: number, more: Fact['data'] = {}): Fact =>
  inYear('ContributionAgreed', '2023-04-01', {
    contributionId,
    partnerId: 'icb',
    fundingStreamId: 'grant',
    amountPence,
    mode: 'CASH_TRANSFER',
    recurrence: 'RECURRENT',
    ...more,
  });
const scheduled = (contributionId: string, ...instalments: readonly [string, number][]): Fact =>
  inYear('ContributionScheduled', '2023-04-01', {
    contributionId,
    instalments: instalments.map(([dueOn, amountPence], no) => ({ instalmentNo: no + 1, dueOn, amountPence })),
  });
const received = (amountPence: number, more: Fact['data'] = {}): Fact =>
  inYear('ContributionReceived', '2023-05-01', {
    receiptId: `r-${amountPence}`,
    partnerId: 'icb',
    fundingStreamId: 'grant',
    amountPence,
    period: 2,
    ...more,
  });
const requested = (withdrawalId: string, netPence: number, fundingStreamId = 'grant'): Fact =>
  inYear('WithdrawalRequested', '2023-06-01', {
    withdrawalId,
    fundingStreamId,
    payee: { providerName: 'Homecare North' },
    commissioningAgencyId: 'icb',
    spendType: 'REVENUE',
    netPence,
    irrecoverableVatPence: 1,
    recoverableVatPence: 0,
    purpose: 'Care',
    expenditureKind: 'CONTRACT_PRICE',
    requestedBy: 'officer',
  });
const approved = (withdrawalId: string): Fact =>
  inYear('WithdrawalApproved', '2023-06-02', { withdrawalId, approvedBy: 'head', delegationId: 'd' });
const rejected = (withdrawalId: string): Fact =>
  inYear('WithdrawalRejected', '2023-06-02', { withdrawalId, rejectedBy: 'head', reason: 'No' });
const paid = (withdrawalId: string, amountPence: number): Fact =>
  inYear('WithdrawalPaid', '2023-06-03', {
    withdrawalId,
    fundingStreamId: 'grant',
    payee: { providerName: 'Homecare North' },
    commissioningAgencyId: 'icb',
    spendType: 'REVENUE',
    netPence: amountPence,
    irrecoverableVatPence: 0,
    recoverableVatPence: 0,
    purpose: 'Care',
    amountPence,
    period: 3,
  });

const withFacts = (facts: readonly Fact[], test: (ledger: OpenLedger) => Promise<void>): Promise<void> =>
  withLedger(async (ledger) => {
    await appendFacts(ledger.store, [...registers, ...facts]);
    await followToEnd(ledger);
    await test(ledger);
  });
const forecastOf = ({ pool }: OpenLedger, times: ReportQuery, asked = ofYear): Promise<FundForecast> =>
  look(pool, 'EVERYTHING', async (seen) => {
    const horizon = await resolveHorizon(seen, times, TODAY);
    const { rows } = await contributionAgeing(seen, asked, horizon);
    return fundForecast(seen, await fundStatement(seen, asked, horizon), rows, horizon);
  });

/** A year with something in every state: come, late, to come, withheld, waived; requested, approved, rejected, paid. */
const story: readonly Fact[] = [
  agreed('c', 1_000),
  scheduled('c', ['2023-05-01', 400], ['2023-06-30', 300], ['2023-12-31', 200], ['2024-04-30', 100]),
  received(400, { contributionId: 'c' }),
  agreed('held', 50),
  inYear('ContributionWithheld', '2023-05-02', { contributionId: 'held', amountPence: 30, ground: 'DISPUTE' }),
  inYear('ContributionWaived', '2023-05-02', { contributionId: 'held', amountPence: 5, reason: 'Agreed' }),
  agreed('kind', 9_000, { mode: 'IN_KIND' }),
  agreed('other', 70, { fundingStreamId: 'minimum', partnerId: 'police' }),
  ...[requested('asked', 10), requested('minimum', 20, 'minimum')],
  ...[requested('ready', 100), approved('ready')],
  ...[requested('refused', 1_000), rejected('refused')],
  ...[requested('done', 49), approved('done'), paid('done', 50)],
];

describe('the forecast of a pool year', () => {
  it('adds what is recorded as still to come and takes off what is asked for, by funding stream, and nothing else', () =>
    withFacts(story, async (ledger) => {
      const told = await forecastOf(ledger, { asAt: '2023-08-01' });
      expect(told).toMatchObject({ endsOn: '2024-03-31', isClosed: false, asAt: '2023-08-01' });
      const grant = {
        balancePence: 350,
        stillToComePence: 300 + 200 + 15,
        latePence: 300,
        approvedPence: 101,
        requestedPence: 11,
        forecastBalancePence: 350 + 515 - 101 - 11,
        withheldPence: 30,
        dueAfterYearPence: 100,
      };
      const minimum = {
        balancePence: 0,
        stillToComePence: 70,
        latePence: 0,
        approvedPence: 0,
        requestedPence: 21,
        forecastBalancePence: 49,
        withheldPence: 0,
        dueAfterYearPence: 0,
      };
      expect(told.fundingStreams).toEqual([
        { fundingStreamId: 'grant', fundingStreamName: 'grant', ...grant },
        { fundingStreamId: 'minimum', fundingStreamName: 'minimum', ...minimum },
      ]);
      const sum = (key: keyof typeof grant): number => grant[key] + minimum[key];
      expect(told.whole).toEqual(
        Object.fromEntries(Object.keys(grant).map((key) => [key, sum(key as keyof typeof grant)])),
      );

      await look(ledger.pool, 'EVERYTHING', async (seen) => {
        const horizon = await resolveHorizon(seen, { asAt: '2023-08-01' }, TODAY);
        const open = (status: 'REQUESTED' | 'APPROVED') => withdrawals(seen, 'bcf', '2023-24', horizon, status);
        const total = (rows: readonly { readonly amountPence: number }[]) =>
          rows.reduce((pence, { amountPence }) => pence + amountPence, 0);
        expect([total(await open('REQUESTED')), total(await open('APPROVED'))]).toEqual([
          told.whole.requestedPence,
          told.whole.approvedPence,
        ]);
        const ageing = await contributionAgeing(seen, ofYear, horizon);
        expect(ageing.totals.latePence).toBe(told.whole.latePence);
        const { cash } = await fundStatement(seen, ofYear, horizon);
        expect(cash.balancePence).toBe(told.whole.balancePence);
      });

      // As at the evening before anything was decided, nothing was approved or paid yet.
      expect((await forecastOf(ledger, { asAt: '2023-06-01' })).whole).toMatchObject({
        balancePence: 400,
        latePence: 0,
        approvedPence: 0,
        requestedPence: 11 + 21 + 101 + 1_001 + 50,
      });
    }));

  it('tells an earlier time known as it was known', () =>
    withFacts([agreed('c', 1_000)], async (ledger) => {
      const before = (await ledger.store.readAll({ limit: 10_000 })).at(-1)!.recordedAt;
      await appendFacts(ledger.store, [received(400, { contributionId: 'c' }), requested('asked', 9)]);
      await followToEnd(ledger);
      const now = { balancePence: 400, stillToComePence: 600, requestedPence: 10, forecastBalancePence: 990 };
      const then = { balancePence: 0, stillToComePence: 1_000, requestedPence: 0, forecastBalancePence: 1_000 };
      expect((await forecastOf(ledger, { asAt: '2023-12-01' })).whole).toMatchObject(now);
      expect((await forecastOf(ledger, { asAt: '2023-12-01', asKnownAt: before })).whole).toMatchObject(then);
    }));

  it('is not known where the balance is not, and is over once the year is closed', () =>
    withFacts([received(5)], async (ledger) => {
      const later = { ...ofYear, financialYear: '2024-25' };
      const { whole, isClosed } = await forecastOf(ledger, { asAt: '2024-06-01' }, later);
      expect(whole).toMatchObject({ balancePence: null, forecastBalancePence: null, stillToComePence: 0 });
      expect(isClosed).toBe(false);
      const closing = { ...ofYear, balances: [], matchHolds: [], baselines: [] };
      await appendFacts(ledger.store, [inYear('PoolYearClosed', '2024-04-20', closing)]);
      await followToEnd(ledger);
      expect((await forecastOf(ledger, { asAt: '2024-04-19' })).isClosed).toBe(false);
      expect((await forecastOf(ledger, { asAt: '2024-04-20' })).isClosed).toBe(true);
    }));
});

describe('the ring-fences of a pool year', () => {
  const stream = (fundingStreamId: string, more: Fact['data']): Fact =>
    fact(`fundingStream-${fundingStreamId}`, 'FundingStreamDefined', '2020-01-01', {
      fundingStreamId,
      name: `Stream ${fundingStreamId}`,
      originAgencyId: 'council',
      permittedSpendTypes: ['CAPITAL'],
      ringFence: 'CAPITAL_ONLY',
      ringFenceSetBy: 'DEPARTMENT',
      ...more,
    });
  const streams: readonly Fact[] = [
    stream('capital', { expiresOn: '2023-12-31' }),
    stream('passing', {
      ringFence: 'PASS_THROUGH',
      passThrough: { toAgencyIds: ['icb', 'police'], dueOn: '2023-09-30' },
    }),
    fact('fundingStream-passing', 'PassThroughWaived', '2023-06-01', {
      fundingStreamId: 'passing',
      agencyId: 'police',
      consentRef: 'Letter',
    }),
    stream('purpose', { ringFence: 'PURPOSE', ringFenceSetBy: 'AGREEMENT', permittedPurposes: ['discharge'] }),
    stream('unused', {}),
  ];
  const ringFencesOf = (ledger: OpenLedger, asAt: string, asked = ofYear): Promise<readonly RingFenceRow[]> =>
    look(ledger.pool, 'EVERYTHING', async (seen) =>
      ringFences(seen, await fundStatement(seen, asked, await resolveHorizon(seen, { asAt }, TODAY))),
    );

  it('tell what is left of each, for what it may be spent, by when, and what has to go on', () =>
    withFacts(
      [
        ...streams,
        received(100, { fundingStreamId: 'capital' }),
        received(200, { fundingStreamId: 'passing' }),
        received(300, { fundingStreamId: 'purpose' }),
        received(400, { fundingStreamId: 'grant' }),
        fact(streamOf('bcf', '2024-25'), 'ContributionReceived', '2024-05-01', {
          receiptId: 'r',
          partnerId: 'icb',
          fundingStreamId: 'purpose',
          amountPence: 5,
          period: 2,
        }),
      ],
      async (ledger) => {
        expect(await ringFencesOf(ledger, '2023-12-01')).toEqual([
          {
            fundingStreamId: 'capital',
            fundingStreamName: 'Stream capital',
            ringFence: 'CAPITAL_ONLY',
            setBy: 'DEPARTMENT',
            permittedPurposes: [],
            permittedSpendTypes: ['CAPITAL'],
            leftPence: 100,
            expiresOn: '2023-12-31',
            daysLeft: 30,
            passThrough: null,
          },
          expect.objectContaining({
            fundingStreamId: 'passing',
            leftPence: 200,
            expiresOn: null,
            daysLeft: null,
            passThrough: {
              toAgencyNames: ['An agency of this name', 'An agency of this name'],
              waivedByAgencyNames: ['An agency of this name'],
              dueOn: '2023-09-30',
              outstandingPence: 200,
            },
          }),
          expect.objectContaining({ setBy: 'AGREEMENT', permittedPurposes: ['discharge'], leftPence: 300 }),
        ]);
        expect((await ringFencesOf(ledger, '2024-01-05'))[0]).toMatchObject({ daysLeft: -5 });
        // 2023-24 is still open, so that nobody knows what it will hand on.
        const later = { ...ofYear, financialYear: '2024-25' };
        expect(await ringFencesOf(ledger, '2024-06-01', later)).toMatchObject([{ leftPence: null }]);
      },
    ));
});
