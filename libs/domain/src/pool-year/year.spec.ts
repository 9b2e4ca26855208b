import {
  agreed,
  approved,
  ask,
  clock,
  director,
  fact,
  opened,
  poolYear,
  poolYearContext,
  received,
  requested,
  sampleFund,
  serviceHead,
  spending,
} from '../../../../test/support/given-when-then';

const { given } = poolYear;
const open = ask('OpenPoolYear', '2024-04-01', {});
const locked = (period: number) => fact('PeriodLocked', '2024-10-01', { period });
const close = ask('ClosePoolYear', '2025-05-30', {});
const nothingLeft = {
  pooledFundId: 'trafford-bcf',
  financialYear: '2024-25',
  balances: [],
  matchHolds: [],
  baselines: [],
};
const closed = fact('PoolYearClosed', '2025-05-30', nothingLeft);

describe('opening a year', () => {
  it('records its fund and place', () => {
    given().when(open).then(opened);
  });

  it('happens once', () => {
    given(opened).when(open).thenRefused('POOL_YEAR_ALREADY_OPEN', { financialYear: '2024-25' });
    given(opened, closed).when(open).thenRefused('POOL_YEAR_ALREADY_OPEN');
  });

  it('is too late once the year after is closed', () => {
    given()
      .when(open, poolYearContext({ statuses: { '2025-26': 'CLOSED' } }))
      .thenRefused('LATER_YEAR_CLOSED');
    given()
      .when(open, poolYearContext({ statuses: { '2025-26': 'OPEN' } }))
      .then(opened);
  });

  it.each(['2024-26', '2024-99', '2024', '2024/25'])(
    'refuses %s: it would share the log of a year and never be found under its name',
    (financialYear) => {
      given()
        .when(ask('OpenPoolYear', '2024-04-01', {}, { financialYear }))
        .thenRefused('FINANCIAL_YEAR_DOES_NOT_EXIST', { financialYear });
    },
  );
});

describe('whatever is asked of a year', () => {
  const lock = ask('LockPeriod', '2024-10-01', { period: 1 });

  it('INV-07 needs an authority of a person and a day that exists', () => {
    given(opened)
      .when({ ...lock, authorityRef: undefined })
      .thenRefused('AUTHORITY_MISSING');
    given(opened)
      .when({ ...lock, authorityRef: undefined, by: clock })
      .then(locked(1));
    given(opened)
      .when({ ...lock, occurredOn: '2024-09-31' })
      .thenRefused('DATE_DOES_NOT_EXIST');
  });

  it('needs a fund', () => {
    given()
      .when(open, poolYearContext({ fund: [] }))
      .thenRefused('POOLED_FUND_UNKNOWN', { pooledFundId: 'trafford-bcf' });
  });

  it('needs the year to be open', () => {
    given().when(lock).thenRefused('POOL_YEAR_NOT_OPEN', { financialYear: '2024-25' });
    given(opened, closed).when(lock).thenRefused('POOL_YEAR_CLOSED', { financialYear: '2024-25' });
  });
});

describe('locking a period', () => {
  it.each([1, 12])('locks period %d', (period) => {
    given(opened)
      .when(ask('LockPeriod', '2024-10-01', { period }))
      .then(locked(period));
  });

  it.each([0, 13, 1.5, -1])('refuses period %p', (period) => {
    given(opened)
      .when(ask('LockPeriod', '2024-10-01', { period }))
      .thenRefused('PERIOD_OUTSIDE_YEAR', { period });
  });

  it('refuses one that is locked', () => {
    given(opened, locked(2))
      .when(ask('LockPeriod', '2024-10-01', { period: 2 }))
      .thenRefused('PERIOD_ALREADY_LOCKED', { period: 2 });
  });
});

describe('reopening a period', () => {
  const request = ask('RequestPeriodReopening', '2024-10-02', { period: 2, reason: 'A grant was missed' });
  const wanted = fact('PeriodReopeningRequested', '2024-10-02', {
    period: 2,
    reason: 'A grant was missed',
    requestedBy: 'treasurer',
  });
  const reopen = ask('ReopenPeriod', '2024-10-03', { period: 2, delegationId: 'director-50k' }, { by: director });
  const reopened = fact('PeriodReopened', '2024-10-03', { period: 2, requestedBy: 'treasurer' });

  it('INV-41 takes two people and a reason: one asks, another reopens', () => {
    given(opened, locked(2)).when(request).then(wanted);
    given(opened, locked(2), wanted).when(reopen).then(reopened);
    expect(given(opened, locked(2), wanted, reopened).state.lockedPeriods.size).toBe(0);
  });

  it('INV-41 refuses the same person', () => {
    given(opened, locked(2), wanted)
      .when({ ...reopen, by: { ...director, actorId: 'treasurer' } })
      .thenRefused('SAME_PERSON_TWICE', { actorId: 'treasurer' });
  });

  it('INV-41 refuses when nobody asked, or asked for another period, or before the last reopening', () => {
    given(opened, locked(2)).when(reopen).thenRefused('REOPENING_NOT_REQUESTED');
    given(opened, locked(2), locked(3), wanted)
      .when({ ...reopen, period: 3 } as typeof reopen)
      .thenRefused('REOPENING_NOT_REQUESTED', { period: 3 });
    given(opened, locked(2), wanted, reopened, locked(2)).when(reopen).thenRefused('REOPENING_NOT_REQUESTED');
  });

  it('refuses a period that is not locked', () => {
    given(opened).when(request).thenRefused('PERIOD_NOT_LOCKED', { period: 2 });
    given(opened, wanted).when(reopen).thenRefused('PERIOD_NOT_LOCKED', { period: 2 });
  });

  it('INV-32 needs a delegation for this action, of this person, on this day', () => {
    const facts = [opened, locked(2), wanted];
    const as = (delegationId: string, by = director) =>
      ask('ReopenPeriod', '2024-10-03', { period: 2, delegationId }, { by });
    given(...facts)
      .when(as('director-50k', serviceHead))
      .thenRefused('DELEGATION_NOT_HELD');
    given(...facts)
      .when(as('head-25k', serviceHead))
      .thenRefused('DELEGATION_NOT_HELD');
    given(...facts)
      .when(as('nothing'))
      .thenRefused('DELEGATION_NOT_HELD');
    const ended = { pooledFundId: 'trafford-bcf', delegationId: 'director-50k' };
    const revokedOn = (occurredOn: string) =>
      poolYearContext({ fund: [...sampleFund, { type: 'DelegationRevoked', occurredOn, data: ended }] });
    given(...facts)
      .when(reopen, revokedOn('2024-10-03'))
      .thenRefused('DELEGATION_NOT_HELD');
    given(...facts)
      .when(reopen, revokedOn('2024-10-04'))
      .then(reopened);
    const early = { ...reopen, occurredOn: '2022-06-30' };
    given(...facts)
      .when(early)
      .thenRefused('DELEGATION_NOT_HELD');
  });
});

describe('closing a year', () => {
  it('is possible from the day after its last', () => {
    given(opened)
      .when({ ...close, occurredOn: '2025-03-31' })
      .thenRefused('YEAR_NOT_ENDED', { lastDay: '2025-03-31' });
    given(opened)
      .when({ ...close, occurredOn: '2025-04-01' })
      .then({ ...closed, occurredOn: '2025-04-01' });
    given(opened)
      .when({ ...close, occurredOn: '2025-04-01', today: '2025-03-31' })
      .thenRefused('YEAR_NOT_ENDED');
  });

  it('is a fact: no day that is still to come', () => {
    given(opened)
      .when({ ...close, occurredOn: '2025-05-31', today: '2025-05-30' })
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-42 hands on the balance of each funding stream, overdrawn ones too', () => {
    const paid = fact('PaymentRecorded', '2024-05-01', {
      ...spending,
      fundingStreamId: 'additional',
      netPence: 40_00,
      amountPence: 40_00,
      period: 2,
      breaches: ['FUNDING_STREAM_OVERDRAWN'],
    });
    expect(given(opened, received(100_00), paid).when(close).data).toMatchObject({
      balances: [
        { fundingStreamId: 'nhs-minimum', balancePence: 100_00 },
        { fundingStreamId: 'additional', balancePence: -40_00 },
      ],
    });
  });

  it('INV-23 hands on what recurrent contributions start from', () => {
    const varied = (fromPence: number, toPence: number, recurrence: 'RECURRENT' | 'ONE_OFF') =>
      fact('ContributionVaried', '2024-06-01', {
        contributionId: 'icb-2024',
        fromPence,
        toPence,
        recurrence,
        reason: 'Pay award',
        approvedByAgencyIds: ['gm-icb', 'trafford-council'],
      });
    const once = agreed(500_00, { contributionId: 'once', recurrence: 'NON_RECURRENT' });
    const facts = [
      opened,
      agreed(1000_00),
      once,
      varied(1000_00, 1200_00, 'ONE_OFF'),
      varied(1200_00, 1250_00, 'RECURRENT'),
    ];
    expect(given(...facts).when(close).data).toMatchObject({
      baselines: [
        { contributionId: 'icb-2024', partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum', baselinePence: 1050_00 },
      ],
    });
  });

  it('INV-24 hands on what match conditions still hold, failed ones as failed', () => {
    const set = (contributionId: string) =>
      fact('MatchConditionSet', '2024-04-01', {
        contributionId,
        requiredFromAgencyId: 'trafford-council',
        requiredPence: 100_00,
      });
    const other = agreed(70_00, { contributionId: 'other' });
    const facts = [opened, agreed(100_00), other, set('icb-2024'), set('other')];
    const paidIn = [
      received(100_00, { contributionId: 'icb-2024' }),
      received(70_00, { receiptId: 'receipt-2', contributionId: 'other' }),
    ];
    const failed = fact('MatchConditionFailed', '2025-03-01', { contributionId: 'other', reason: 'No match' });
    expect(given(...facts, ...paidIn, failed).when(close).data).toMatchObject({
      matchHolds: [
        { contributionId: 'icb-2024', fundingStreamId: 'nhs-minimum', heldPence: 100_00 },
        { contributionId: 'other', fundingStreamId: 'nhs-minimum', heldPence: 70_00, failed: true },
      ],
    });
  });

  it('waits for the year before: its balances are still to come', () => {
    given(opened)
      .when(close, poolYearContext({ statuses: { '2023-24': 'OPEN' } }))
      .thenRefused('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: '2023-24' });
    const afterClosed = poolYearContext({ statuses: { '2023-24': 'CLOSED' } });
    given(opened).when(close, afterClosed).thenRefused('PREVIOUS_YEAR_NOT_CLOSED');
    const broughtForward = fact('BalancesBroughtForward', '2024-04-01', {
      fromFinancialYear: '2023-24',
      balances: [],
      matchHolds: [],
    });
    given(opened, broughtForward).when(close, afterClosed).then(closed);
  });

  it('waits for withdrawals that are requested or approved, and names them', () => {
    const funded = [opened, received(100_00)];
    given(...funded, requested(40_00))
      .when(close)
      .thenRefused('WITHDRAWALS_STILL_OPEN', { withdrawalIds: ['w-1'] });
    given(...funded, requested(40_00), approved(40_00))
      .when(close)
      .thenRefused('WITHDRAWALS_STILL_OPEN');
    const rejected = fact('WithdrawalRejected', '2024-06-13', { withdrawalId: 'w-1', reason: 'Not now' });
    expect(given(...funded, requested(40_00), rejected).when(close).data).toMatchObject({ financialYear: '2024-25' });
  });
});

describe('bringing balances forward', () => {
  const previousClosed = poolYearContext({ statuses: { '2023-24': 'CLOSED' } });
  const carried = {
    fromFinancialYear: '2023-24',
    balances: [
      { fundingStreamId: 'nhs-minimum', balancePence: 100_00 },
      { fundingStreamId: 'dfg', balancePence: -5_00 },
    ],
    matchHolds: [{ contributionId: 'icb-2023', fundingStreamId: 'nhs-minimum', heldPence: 30_00 }],
  };
  const bring = ask('BringForwardBalances', '2024-04-01', carried, { by: clock, authorityRef: undefined });
  const broughtForward = fact('BalancesBroughtForward', '2024-04-01', carried);

  it('INV-42 opens each funding stream with what the year before closed with', () => {
    given(opened).when(bring, previousClosed).then(broughtForward);
    const { fundingStreams } = given(opened, broughtForward).state;
    expect(fundingStreams.get('nhs-minimum')).toEqual({ balancePence: 100_00, reservedPence: 0 });
    expect(fundingStreams.get('dfg')).toEqual({ balancePence: -5_00, reservedPence: 0 });
  });

  it('INV-42 happens once', () => {
    given(opened, broughtForward).when(bring, previousClosed).thenRefused('BALANCES_ALREADY_BROUGHT_FORWARD');
  });

  it.each(['OPEN', 'UNOPENED'] as const)('INV-42 waits while the year before is %s', (status) => {
    given(opened)
      .when(bring, poolYearContext({ statuses: { '2023-24': status } }))
      .thenRefused('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: '2023-24' });
  });

  it('INV-42 comes from the year before and no other', () => {
    given(opened)
      .when(ask('BringForwardBalances', '2024-04-01', { ...carried, fromFinancialYear: '2022-23' }), previousClosed)
      .thenRefused('PREVIOUS_YEAR_NOT_CLOSED');
  });

  it('adds to what the year took in before', () => {
    const { fundingStreams } = given(opened, received(1_00), broughtForward).state;
    expect(fundingStreams.get('nhs-minimum')?.balancePence).toBe(101_00);
  });
});
