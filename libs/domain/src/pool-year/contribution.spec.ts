import {
  agreed,
  alignedFund,
  ask,
  clock,
  fact,
  opened,
  poolYear,
  poolYearContext,
  received,
  sampleFund,
  spending,
  strictFund,
} from '../../../../test/support/given-when-then';
import { AMOUNT_PENCE_MAX } from '../shared/money';
import { type PoolYearEvent } from './pool-year.events';
import { availablePence } from './pool-year.state';

const { given } = poolYear;
const scheduled = (instalments: readonly (readonly [string, number])[]): PoolYearEvent =>
  fact('ContributionScheduled', '2024-04-01', {
    contributionId: 'icb-2024',
    instalments: instalments.map(([dueOn, amountPence], place) => ({ instalmentNo: place + 1, dueOn, amountPence })),
  });
const halves = scheduled([
  ['2024-07-01', 200_00],
  ['2024-10-01', 200_00],
]);
const held = (over: object = {}) => received(100_00, { contributionId: 'icb-2024', ...over });
const withheld = (amountPence: number) =>
  fact('ContributionWithheld', '2024-06-01', { contributionId: 'icb-2024', amountPence, ground: 'DISPUTE' });
const waived = (amountPence: number) =>
  fact('ContributionWaived', '2024-06-01', { contributionId: 'icb-2024', amountPence, reason: 'Hardship' });
const reversedReceipt = (over: object = {}) =>
  fact('ContributionReversed', '2024-05-02', {
    receiptId: 'receipt-1',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence: 100_00,
    period: 2,
    reversesEntry: 'trafford-bcf/2024-25/3',
    reason: 'Bounced',
    ...over,
  });

describe('agreeing a contribution', () => {
  const terms = {
    contributionId: 'icb-2024',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence: 1000_00,
    mode: 'CASH_TRANSFER',
    recurrence: 'RECURRENT',
  } as const;
  const agree = (over: object = {}) => ask('AgreeContribution', '2024-04-01', { ...terms, ...over });

  it('records what the partner will put in', () => {
    given(opened).when(agree()).then(agreed(1000_00));
  });

  it('INV-16 moves no money: a pledge is not a receipt', () => {
    expect(given(opened, agreed(1000_00)).state.fundingStreams.size).toBe(0);
  });

  it('refuses a second of the same name in the year', () => {
    given(opened, agreed(1000_00)).when(agree()).thenRefused('CONTRIBUTION_ALREADY_AGREED');
  });

  it.each([0, -1, 0.5, NaN, AMOUNT_PENCE_MAX + 1])('INV-09 refuses %p pence', (amountPence) => {
    given(opened).when(agree({ amountPence })).thenRefused('AMOUNT_NOT_POSSIBLE');
  });

  it('refuses a funding stream that is not defined', () => {
    given(opened)
      .when(agree({ fundingStreamId: 'other' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
  });

  it('INV-14 refuses an agency that is no partner on any day of the year', () => {
    given(opened)
      .when(agree({ partnerId: 'gm-police' }))
      .thenRefused('AGENCY_NOT_PARTNER');
    given(opened)
      .when(agree({ partnerId: 'north-district' }))
      .thenRefused('AGENCY_NOT_PARTNER');
    const exited = (occurredOn: string) =>
      poolYearContext({
        fund: [...sampleFund, { type: 'PartnerExited', occurredOn, data: { pooledFundId: 'x', agencyId: 'gm-icb' } }],
      });
    given(opened).when(agree(), exited('2024-04-01')).thenRefused('AGENCY_NOT_PARTNER');
    given(opened).when(agree(), exited('2024-04-02')).then(agreed(1000_00));
  });

  it('refuses a scheme that the fund does not have', () => {
    given(opened)
      .when(agree({ schemeId: 'nothing' }))
      .thenRefused('SCHEME_UNKNOWN', { schemeId: 'nothing' });
    expect(given(opened).when(agree({ schemeId: 'reablement' })).data).toMatchObject({ schemeId: 'reablement' });
  });

  it('INV-21 refuses a penny below the published minimum, and takes the minimum itself', () => {
    given(opened)
      .when(agree({ publishedMinimumPence: 1000_01 }))
      .thenRefused('CONTRIBUTION_BELOW_MINIMUM', { amountPence: 1000_00, minimumPence: 1000_01 });
    expect(given(opened).when(agree({ publishedMinimumPence: 1000_00 })).data).toMatchObject({ amountPence: 1000_00 });
  });

  it('INV-22 keeps gross, charges and net, which must add up', () => {
    const parts = { grossPence: 1200_00, clientChargesPence: 200_00 };
    expect(given(opened).when(agree(parts)).data).toMatchObject({ ...parts, amountPence: 1000_00 });
    given(opened)
      .when(agree({ ...parts, clientChargesPence: 199_99 }))
      .thenRefused('CONTRIBUTION_NET_DOES_NOT_ADD_UP');
    expect(given(opened).when(agree({ grossPence: 1000_00 })).data).toMatchObject({ clientChargesPence: 0 });
  });

  it('INV-22 works out the gross when only the charges are named: none of the three is lost', () => {
    expect(given(opened).when(agree({ clientChargesPence: 200_00 })).data).toMatchObject({
      grossPence: 1200_00,
      clientChargesPence: 200_00,
    });
  });

  it('INV-09 refuses a gross or charges that are not whole pence, though they add up', () => {
    given(opened)
      .when(agree({ grossPence: 1000_00.5, clientChargesPence: 0.5 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened)
      .when(agree({ grossPence: 900_00, clientChargesPence: -100_00 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
  });

  it('INV-10 waits in strict mode until every partner of the day has signed', () => {
    const signed = (byAgencyId: string) => ({
      type: 'AgreementSigned' as const,
      occurredOn: '2024-03-01',
      data: { pooledFundId: 'trafford-bcf', byAgencyId, signatoryPost: 'Chief executive' },
    });
    given(opened)
      .when(agree(), poolYearContext({ fund: strictFund }))
      .thenRefused('AGREEMENT_NOT_SIGNED', { unsigned: ['trafford-council', 'gm-icb'] });
    given(opened)
      .when(agree(), poolYearContext({ fund: [...strictFund, signed('gm-icb')] }))
      .thenRefused('AGREEMENT_NOT_SIGNED', { unsigned: ['trafford-council'] });
    const all = poolYearContext({ fund: [...strictFund, signed('gm-icb'), signed('trafford-council')] });
    given(opened).when(agree(), all).then(agreed(1000_00));
  });
});

describe('scheduling a contribution', () => {
  const schedule = (fields: object) =>
    ask('ScheduleContribution', '2024-04-01', { contributionId: 'icb-2024', ...fields } as never);
  const instalments = [
    { instalmentNo: 1, dueOn: '2024-07-01', amountPence: 200_00 },
    { instalmentNo: 2, dueOn: '2024-10-01', amountPence: 200_00 },
  ];

  it('INV-17 takes instalments that sum to the contribution, and refuses a penny more or less', () => {
    given(opened, agreed(400_00)).when(schedule({ instalments })).then(halves);
    given(opened, agreed(400_01)).when(schedule({ instalments })).thenRefused('INSTALMENTS_DO_NOT_ADD_UP');
    given(opened, agreed(399_99))
      .when(schedule({ instalments }))
      .thenRefused('INSTALMENTS_DO_NOT_ADD_UP', { instalmentsPence: 400_00, amountPence: 399_99 });
  });

  it('INV-17 knows the standing calendars', () => {
    expect(given(opened, agreed(100_01)).when(schedule({ calendar: 'QUARTERLY_IN_ADVANCE' })).data).toMatchObject({
      instalments: [{ instalmentNo: 1, dueOn: '2024-04-01', amountPence: 25_01 }, {}, {}, { amountPence: 25_00 }],
    });
  });

  it.each([
    [[{ ...instalments[0]!, instalmentNo: 2 }, instalments[1]!]],
    [[instalments[1]!, instalments[0]!]],
    [[instalments[0]!, { ...instalments[1]!, dueOn: '2024-06-30' }]],
  ])('refuses instalments out of order', (misnumbered) => {
    given(opened, agreed(400_00))
      .when(schedule({ instalments: misnumbered }))
      .thenRefused('INSTALMENTS_MISNUMBERED');
  });

  it('refuses a due date that does not exist, an amount that is none, and no instalments at all', () => {
    const dated = [instalments[0]!, { ...instalments[1]!, dueOn: '2024-10-32' }];
    given(opened, agreed(400_00))
      .when(schedule({ instalments: dated }))
      .thenRefused('DATE_DOES_NOT_EXIST');
    const zero = [
      { ...instalments[0]!, amountPence: 400_00 },
      { ...instalments[1]!, amountPence: 0 },
    ];
    given(opened, agreed(400_00))
      .when(schedule({ instalments: zero }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened, agreed(400_00))
      .when(schedule({ instalments: [] }))
      .thenRefused('INSTALMENTS_DO_NOT_ADD_UP');
  });

  it('refuses a contribution that was not agreed', () => {
    given(opened).when(schedule({ instalments })).thenRefused('CONTRIBUTION_UNKNOWN');
  });
});

describe('invoicing a contribution', () => {
  const invoice = (fields: object = {}, on = '2024-09-17') =>
    ask('InvoiceContribution', on, {
      contributionId: 'icb-2024',
      invoiceRef: 'INV/77',
      amountPence: 400_00,
      ...fields,
    });
  const invoiced = (amountPence: number) =>
    fact('ContributionInvoiced', '2024-09-17', {
      contributionId: 'icb-2024',
      invoiceRef: 'INV/77',
      amountPence,
      dueOn: '2024-10-16',
    });

  it('INV-18 is due twelve working days into the next month, unless it says otherwise', () => {
    given(opened, agreed(400_00)).when(invoice()).then(invoiced(400_00));
    expect(given(opened, agreed(400_00)).when(invoice({ dueOn: '2024-10-01' })).data).toMatchObject({
      dueOn: '2024-10-01',
    });
  });

  it('INV-16 moves no money', () => {
    const { state } = given(opened, agreed(400_00), invoiced(400_00));
    expect(state.contributions.get('icb-2024')).toMatchObject({ invoicedPence: 400_00, receivedPence: 0 });
    expect(state.fundingStreams.size).toBe(0);
  });

  it('goes up to the contribution and not a penny beyond', () => {
    given(opened, agreed(400_00), invoiced(399_99))
      .when(invoice({ amountPence: 2 }))
      .thenRefused('INVOICED_ABOVE_CONTRIBUTION', { invoicedPence: 400_01 });
    expect(given(opened, agreed(400_00), invoiced(399_99)).when(invoice({ amountPence: 1 })).data).toMatchObject({
      amountPence: 1,
    });
  });

  it('names an instalment that there is', () => {
    given(opened, agreed(400_00), halves)
      .when(invoice({ instalmentNo: 3 }))
      .thenRefused('INSTALMENT_UNKNOWN');
    given(opened, agreed(400_00), halves)
      .when(invoice({ instalmentNo: 0 }))
      .thenRefused('INSTALMENT_UNKNOWN');
    expect(given(opened, agreed(400_00), halves).when(invoice({ instalmentNo: 2 })).data).toMatchObject({
      instalmentNo: 2,
    });
  });

  it('INV-20 is for cash alone', () => {
    given(opened, agreed(400_00, { mode: 'IN_KIND' }))
      .when(invoice())
      .thenRefused('CONTRIBUTION_NOT_CASH');
  });

  it('refuses what is not agreed, no amount, no date, and tomorrow', () => {
    given(opened).when(invoice()).thenRefused('CONTRIBUTION_UNKNOWN');
    given(opened, agreed(400_00))
      .when(invoice({ amountPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened, agreed(400_00))
      .when(invoice({ dueOn: '16/10/2024' }))
      .thenRefused('DATE_DOES_NOT_EXIST');
    given(opened, agreed(400_00)).when(invoice({}, '2025-10-01')).thenRefused('DATE_IN_FUTURE');
  });
});

describe('recording a receipt', () => {
  const receipt = {
    receiptId: 'receipt-1',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence: 100_00,
  };
  const record = (fields: object = {}, on = '2024-04-02') =>
    ask('RecordContributionReceipt', on, { ...receipt, ...fields });

  it('INV-16 moves the balance: only what was received is paid in', () => {
    given(opened, agreed(400_00))
      .when(record({ contributionId: 'icb-2024' }))
      .then(held());
    const { state } = given(opened, agreed(400_00), held());
    expect(state.contributions.get('icb-2024')).toMatchObject({ receivedPence: 100_00, amountPence: 400_00 });
    expect(availablePence(state, 'nhs-minimum')).toBe(100_00);
  });

  it('needs no contribution: money may come that was never agreed', () => {
    given(opened).when(record()).then(received(100_00));
  });

  it('may be more than was agreed', () => {
    expect(
      given(opened, agreed(400_00)).when(record({ contributionId: 'icb-2024', amountPence: 400_01 })).data,
    ).toMatchObject({ amountPence: 400_01 });
  });

  it('refuses a second of the same name, even when the first was reversed', () => {
    given(opened, received(100_00)).when(record()).thenRefused('RECEIPT_ALREADY_RECORDED');
    given(opened, received(100_00), reversedReceipt()).when(record()).thenRefused('RECEIPT_ALREADY_RECORDED');
  });

  it('INV-20 refuses cash for a contribution that is not cash', () => {
    given(opened, agreed(400_00, { mode: 'RETAINED_BY_PARTNER' }))
      .when(record({ contributionId: 'icb-2024' }))
      .thenRefused('CONTRIBUTION_NOT_CASH', { mode: 'RETAINED_BY_PARTNER' });
  });

  it('refuses another partner, or funding stream, than the contribution names', () => {
    const other = { contributionId: 'icb-2024', partnerId: 'trafford-council' };
    given(opened, agreed(400_00)).when(record(other)).thenRefused('RECEIPT_CONTRADICTS_CONTRIBUTION');
    const elsewhere = { contributionId: 'icb-2024', fundingStreamId: 'dfg' };
    given(opened, agreed(400_00)).when(record(elsewhere)).thenRefused('RECEIPT_CONTRADICTS_CONTRIBUTION');
  });

  it('refuses no amount, an unknown funding stream, and tomorrow', () => {
    given(opened)
      .when(record({ amountPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened)
      .when(record({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(opened)
      .when({ ...record(), today: '2024-04-01' })
      .thenRefused('DATE_IN_FUTURE');
  });

  it('INV-14 refuses an agency that never was a partner', () => {
    given(opened)
      .when(record({ partnerId: 'north-district' }))
      .thenRefused('AGENCY_NOT_PARTNER');
  });

  it('INV-14 takes the debt of a partner that has left, in a later year too', () => {
    expect(given(opened).when(record({ partnerId: 'gm-police' })).data).toMatchObject({ partnerId: 'gm-police' });
  });

  it('INV-10 waits in strict mode until every partner has signed', () => {
    given(opened)
      .when(record(), poolYearContext({ fund: strictFund }))
      .thenRefused('AGREEMENT_NOT_SIGNED');
  });

  it('INV-20 refuses cash where money is only aligned: there is no pot that it could go into', () => {
    given(opened)
      .when(record(), poolYearContext({ fund: alignedFund }))
      .thenRefused('FUND_NOT_POOLED', { poolingBasis: 'ALIGNED' });
  });

  it('INV-41 is booked in the next open period when its own is locked', () => {
    const april = fact('PeriodLocked', '2024-05-10', { period: 1 });
    given(opened, april)
      .when(record())
      .then(received(100_00, { period: 2, priorPeriod: true }));
  });

  it('refuses a day of a year that is not this one', () => {
    given(opened).when(record({}, '2024-03-31')).thenRefused('DATE_OUTSIDE_YEAR');
    given(opened).when(record({}, '2025-04-01')).thenRefused('DATE_OUTSIDE_YEAR');
  });

  it('may name a contribution of an earlier year, and keeps that year', () => {
    const late = { contributionId: 'icb-2023', contributionFinancialYear: '2023-24' };
    given(opened).when(record(late)).then(received(100_00, late));
  });

  it('may name one when its own day lies in an earlier year, closed since', () => {
    given(opened)
      .when(
        record({ contributionId: 'icb-2023' }, '2024-03-28'),
        poolYearContext({ statuses: { '2023-24': 'CLOSED' } }),
      )
      .then({
        ...received(100_00, { contributionId: 'icb-2023', contributionFinancialYear: '2023-24', priorPeriod: true }),
        occurredOn: '2024-03-28',
      });
  });

  it('pays the contribution of the year that it names, not the one of the same name in this year', () => {
    const late = { contributionId: 'icb-2024', contributionFinancialYear: '2023-24' };
    const { state } = given(opened, agreed(400_00), received(100_00, late));
    expect(state.contributions.get('icb-2024')!.receivedPence).toBe(0);
    given(opened, agreed(400_00, { mode: 'IN_KIND' }))
      .when(record(late))
      .then(received(100_00, late));
  });

  it('refuses a contribution that no year agreed, in a locked period as in an open one', () => {
    given(opened)
      .when(record({ contributionId: 'typo' }))
      .thenRefused('CONTRIBUTION_UNKNOWN', { contributionId: 'typo' });
    const april = fact('PeriodLocked', '2024-05-10', { period: 1 });
    given(opened, april)
      .when(record({ contributionId: 'typo' }))
      .thenRefused('CONTRIBUTION_UNKNOWN');
    const sameYear = { contributionId: 'typo', contributionFinancialYear: '2024-25' };
    given(opened).when(record(sameYear)).thenRefused('CONTRIBUTION_UNKNOWN');
  });

  it('refuses to name a year that is none', () => {
    given(opened)
      .when(record({ contributionId: 'icb-2023', contributionFinancialYear: '2023-99' }))
      .thenRefused('FINANCIAL_YEAR_DOES_NOT_EXIST');
  });
});

describe('allocating a receipt', () => {
  const allocate = (amountPence: number, fields: object = {}) =>
    ask('AllocateReceipt', '2024-07-02', {
      receiptId: 'receipt-1',
      contributionId: 'icb-2024',
      instalmentNo: 1,
      amountPence,
      ...fields,
    });
  const allocated = (amountPence: number, instalmentNo = 1) =>
    fact('ReceiptAllocated', '2024-07-02', {
      receiptId: 'receipt-1',
      contributionId: 'icb-2024',
      instalmentNo,
      amountPence,
    });
  const paid = (amountPence: number) => received(amountPence, { contributionId: 'icb-2024' });
  const facts = [opened, agreed(400_00), halves, paid(300_00)];

  it('INV-19 fills the instalment and not a penny more: the excess stays unallocated', () => {
    given(...facts)
      .when(allocate(200_00))
      .then(allocated(200_00));
    given(...facts)
      .when(allocate(200_01))
      .thenRefused('ALLOCATED_ABOVE_INSTALMENT', { allocatedPence: 200_01, instalmentPence: 200_00 });
    given(...facts, allocated(150_00))
      .when(allocate(50_00))
      .then(allocated(50_00));
    given(...facts, allocated(150_00))
      .when(allocate(50_01))
      .thenRefused('ALLOCATED_ABOVE_INSTALMENT');
  });

  it('INV-19 gives out what was received and not a penny more', () => {
    given(...facts, allocated(200_00))
      .when(allocate(100_00, { instalmentNo: 2 }))
      .then(allocated(100_00, 2));
    given(...facts, allocated(200_00))
      .when(allocate(100_01, { instalmentNo: 2 }))
      .thenRefused('ALLOCATED_ABOVE_RECEIPT', { allocatedPence: 300_01, receiptPence: 300_00 });
  });

  it('refuses a receipt that is not there, or was reversed', () => {
    given(...facts)
      .when(allocate(1, { receiptId: 'x' }))
      .thenRefused('RECEIPT_UNKNOWN');
    given(...facts, reversedReceipt({ contributionId: 'icb-2024', amountPence: 300_00 }))
      .when(allocate(1))
      .thenRefused('RECEIPT_UNKNOWN');
  });

  it('refuses a contribution that the receipt does not name', () => {
    const other = agreed(400_00, { contributionId: 'other' });
    given(...facts, other)
      .when(allocate(1, { contributionId: 'other' }))
      .thenRefused('CONTRIBUTION_UNKNOWN');
    given(...facts)
      .when(allocate(1, { contributionId: 'x' }))
      .thenRefused('CONTRIBUTION_UNKNOWN');
  });

  it('refuses an instalment that is not there, and no amount', () => {
    given(...facts)
      .when(allocate(1, { instalmentNo: 3 }))
      .thenRefused('INSTALMENT_UNKNOWN');
    given(...facts)
      .when(allocate(0))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
  });

  it('INV-02 is undone with its receipt: the instalment is open again', () => {
    const undone = reversedReceipt({ contributionId: 'icb-2024', amountPence: 300_00 });
    const { state } = given(...facts, allocated(200_00), undone);
    expect(state.contributions.get('icb-2024')!.allocatedPence.get(1)).toBe(0);
    expect(state.contributions.get('icb-2024')!.receivedPence).toBe(0);
  });

  it('INV-02 of a closed year leaves a receipt of the same name in this year alone', () => {
    const ofLastYear = reversedReceipt({ reversesEntry: 'trafford-bcf/2023-24/9', contributionId: 'icb-2024' });
    const { state } = given(...facts, allocated(200_00), ofLastYear);
    expect(state.receipts.get('receipt-1')!.reversed).toBe(false);
    expect(state.contributions.get('icb-2024')!.allocatedPence.get(1)).toBe(200_00);
    expect(state.contributions.get('icb-2024')!.receivedPence).toBe(300_00);
  });
});

describe('a contribution that is not cash', () => {
  const inKind = agreed(400_00, { mode: 'IN_KIND' });
  const record = (fields: object = {}, on = '2024-06-30') =>
    ask('RecordNonCashContribution', on, {
      contributionId: 'icb-2024',
      amountPence: 150_00,
      evidence: 'Timesheets of two seconded nurses',
      ...fields,
    });
  const recorded = fact('NonCashContributionRecorded', '2024-06-30', {
    contributionId: 'icb-2024',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    mode: 'IN_KIND',
    amountPence: 150_00,
    evidence: 'Timesheets of two seconded nurses',
    period: 3,
  });

  it('INV-20 is recorded with its evidence and never moves the cash balance', () => {
    given(opened, inKind).when(record()).then(recorded);
    const { state } = given(opened, inKind, recorded);
    expect(availablePence(state, 'nhs-minimum')).toBe(0);
    expect(state.contributions.get('icb-2024')!.receivedPence).toBe(150_00);
  });

  it.each(['RETAINED_BY_PARTNER', 'GRANT_DIRECT'] as const)('INV-20 may be %s', (mode) => {
    expect(given(opened, agreed(400_00, { mode })).when(record()).data).toMatchObject({ mode });
  });

  it('INV-20 refuses a cash transfer', () => {
    given(opened, agreed(400_00)).when(record()).thenRefused('CONTRIBUTION_IS_CASH');
  });

  it('refuses what is not agreed, no value, tomorrow, and a day of another year', () => {
    given(opened).when(record()).thenRefused('CONTRIBUTION_UNKNOWN');
    given(opened, inKind)
      .when(record({ amountPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened, inKind).when(record({}, '2025-10-01')).thenRefused('DATE_IN_FUTURE');
    given(opened, inKind).when(record({}, '2025-04-01')).thenRefused('DATE_OUTSIDE_YEAR');
  });
});

describe('flagging what is overdue', () => {
  const flag = (today: string) =>
    ask('FlagOverdueInstalments', today, {}, { by: clock, authorityRef: undefined, today });
  const overdue = (today: string, instalmentNo: number, dueOn: string, outstandingPence: number, daysLate: number) =>
    fact('ContributionOverdue', today, { contributionId: 'icb-2024', instalmentNo, dueOn, outstandingPence, daysLate });
  const facts = [opened, agreed(400_00), halves];
  const first = overdue('2024-07-02', 1, '2024-07-01', 200_00, 1);

  it('INV-18 begins the day after the due date', () => {
    given(...facts)
      .when(flag('2024-07-01'))
      .then();
    given(...facts)
      .when(flag('2024-07-02'))
      .then(first);
  });

  it('flags each instalment once, however often the clock asks', () => {
    given(...facts, first)
      .when(flag('2024-07-03'))
      .then();
    given(...facts, first)
      .when(flag('2024-10-02'))
      .then(overdue('2024-10-02', 2, '2024-10-01', 200_00, 1));
  });

  it('flags what is outstanding, a penny even, and nothing when all is covered', () => {
    const paid = (amountPence: number) => received(amountPence, { contributionId: 'icb-2024' });
    given(...facts, paid(199_99))
      .when(flag('2024-07-31'))
      .then(overdue('2024-07-31', 1, '2024-07-01', 1, 30));
    given(...facts, paid(200_00))
      .when(flag('2024-07-31'))
      .then();
  });

  it('does not flag what is withheld or waived, and flags it when the withholding is lifted', () => {
    given(...facts, withheld(200_00))
      .when(flag('2024-07-02'))
      .then();
    given(...facts, waived(200_00))
      .when(flag('2024-07-02'))
      .then();
    const lifted = fact('WithholdingLifted', '2024-07-01', { contributionId: 'icb-2024', amountPence: 200_00 });
    given(...facts, withheld(200_00), lifted)
      .when(flag('2024-07-02'))
      .then(first);
  });

  it('flags an instalment of a new schedule afresh, unless it is the one that was flagged', () => {
    const later = scheduled([
      ['2024-08-01', 200_00],
      ['2024-10-01', 200_00],
    ]);
    given(...facts, first, later)
      .when(flag('2024-08-02'))
      .then(overdue('2024-08-02', 1, '2024-08-01', 200_00, 1));
    given(...facts, first, halves)
      .when(flag('2024-08-02'))
      .then();
  });
});

describe('withholding and waiving', () => {
  const withhold = (amountPence: number) =>
    ask('WithholdContribution', '2024-06-01', { contributionId: 'icb-2024', amountPence, ground: 'DISPUTE' });
  const lift = (amountPence: number) =>
    ask('LiftWithholding', '2024-06-01', { contributionId: 'icb-2024', amountPence });
  const waive = (amountPence: number) =>
    ask('WaiveContribution', '2024-06-01', { contributionId: 'icb-2024', amountPence, reason: 'Hardship' });
  const facts = [opened, agreed(400_00), held()];

  it('goes up to what is outstanding and not a penny beyond', () => {
    given(...facts)
      .when(withhold(300_00))
      .then(withheld(300_00));
    given(...facts)
      .when(withhold(300_01))
      .thenRefused('MORE_THAN_OUTSTANDING', { outstandingPence: 300_00 });
    given(...facts)
      .when(waive(300_00))
      .then(waived(300_00));
    given(...facts)
      .when(waive(300_01))
      .thenRefused('MORE_THAN_OUTSTANDING');
  });

  it('counts what is withheld and waived already', () => {
    given(...facts, withheld(200_00), waived(99_99))
      .when(waive(1))
      .then(waived(1));
    given(...facts, withheld(200_00), waived(99_99))
      .when(waive(2))
      .thenRefused('MORE_THAN_OUTSTANDING');
  });

  it('finds nothing outstanding where more was received than agreed', () => {
    given(opened, agreed(50_00), held()).when(waive(1)).thenRefused('MORE_THAN_OUTSTANDING', { outstandingPence: 0 });
  });

  it('is lifted up to what is withheld and not a penny beyond', () => {
    const lifted = fact('WithholdingLifted', '2024-06-01', { contributionId: 'icb-2024', amountPence: 50_00 });
    given(...facts, withheld(50_00))
      .when(lift(50_00))
      .then(lifted);
    given(...facts, withheld(50_00))
      .when(lift(50_01))
      .thenRefused('MORE_THAN_WITHHELD', { withheldPence: 50_00 });
    given(...facts, withheld(50_00), lifted)
      .when(lift(1))
      .thenRefused('MORE_THAN_WITHHELD');
  });

  it.each([
    ['withhold', withhold],
    ['lift', lift],
    ['waive', waive],
  ])('cannot %s what was not agreed, or no amount', (_what, command) => {
    given(opened).when(command(1)).thenRefused('CONTRIBUTION_UNKNOWN');
    given(...facts, withheld(1))
      .when(command(0))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
  });
});

describe('varying a contribution', () => {
  const change = {
    contributionId: 'icb-2024',
    toPence: 500_00,
    recurrence: 'ONE_OFF',
    reason: 'Winter pressures',
    approvedByAgencyIds: ['gm-icb', 'trafford-council'],
  } as const;
  const vary = (over: object = {}) => ask('VaryContribution', '2024-06-01', { ...change, ...over });
  const varied = (over: object = {}) =>
    fact('ContributionVaried', '2024-06-01', { ...change, fromPence: 400_00, ...over });

  it('records from what to what', () => {
    given(opened, agreed(400_00)).when(vary()).then(varied());
  });

  it('INV-13 needs the approval of the partner who pays and of the host', () => {
    given(opened, agreed(400_00))
      .when(vary({ approvedByAgencyIds: ['gm-icb'] }))
      .thenRefused('VARIATION_NOT_APPROVED', { missing: ['trafford-council'] });
    given(opened, agreed(400_00))
      .when(vary({ approvedByAgencyIds: [] }))
      .thenRefused('VARIATION_NOT_APPROVED', { missing: ['gm-icb', 'trafford-council'] });
  });

  it('INV-23 changes next year only when it recurs', () => {
    const once = given(opened, agreed(400_00), varied()).state.contributions.get('icb-2024');
    expect(once).toMatchObject({ amountPence: 500_00, baselinePence: 400_00 });
    const lasting = given(opened, agreed(400_00), varied({ recurrence: 'RECURRENT' })).state;
    expect(lasting.contributions.get('icb-2024')).toMatchObject({ amountPence: 500_00, baselinePence: 500_00 });
  });

  it('falls to what is invoiced and not a penny below', () => {
    const invoiced = fact('ContributionInvoiced', '2024-05-01', {
      contributionId: 'icb-2024',
      invoiceRef: 'INV/77',
      amountPence: 300_00,
      dueOn: '2024-06-19',
    });
    given(opened, agreed(400_00), invoiced)
      .when(vary({ toPence: 300_00 }))
      .then(varied({ toPence: 300_00 }));
    given(opened, agreed(400_00), invoiced)
      .when(vary({ toPence: 299_99 }))
      .thenRefused('VARIED_BELOW_WHAT_WAS_DONE', { donePence: 300_00 });
  });

  it('falls to what is waived and withheld together and not a penny below', () => {
    const facts = [opened, agreed(400_00), waived(100_00), withheld(50_00)];
    given(...facts)
      .when(vary({ toPence: 149_99 }))
      .thenRefused('VARIED_BELOW_WHAT_WAS_DONE');
    given(...facts)
      .when(vary({ toPence: 150_00 }))
      .then(varied({ toPence: 150_00 }));
  });

  it('INV-21 falls to the published minimum and not a penny below', () => {
    const minimum = agreed(400_00, { publishedMinimumPence: 390_00 });
    given(opened, minimum)
      .when(vary({ toPence: 390_00 }))
      .then(varied({ toPence: 390_00 }));
    given(opened, minimum)
      .when(vary({ toPence: 389_99 }))
      .thenRefused('CONTRIBUTION_BELOW_MINIMUM', { minimumPence: 390_00 });
  });

  it('refuses what changes nothing, no amount, and what was not agreed', () => {
    given(opened, agreed(500_00)).when(vary()).thenRefused('VARIATION_CHANGES_NOTHING');
    given(opened, agreed(400_00))
      .when(vary({ toPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened).when(vary()).thenRefused('CONTRIBUTION_UNKNOWN');
  });
});

describe('a match condition', () => {
  const terms = { contributionId: 'icb-2024', requiredFromAgencyId: 'trafford-council', requiredPence: 100_00 };
  const set = (over: object = {}) => ask('SetMatchCondition', '2024-04-05', { ...terms, ...over });
  const wasSet = fact('MatchConditionSet', '2024-04-05', terms);
  const meet = ask('MeetMatchCondition', '2024-05-01', { contributionId: 'icb-2024', evidence: 'Receipt 9' });
  const met = fact('MatchConditionMet', '2024-05-01', { contributionId: 'icb-2024', evidence: 'Receipt 9' });
  const fail = ask('FailMatchCondition', '2024-05-01', { contributionId: 'icb-2024', reason: 'No match' });
  const failed = fact('MatchConditionFailed', '2024-05-01', { contributionId: 'icb-2024', reason: 'No match' });
  const facts = [opened, agreed(400_00), held()];
  const available = (...more: readonly PoolYearEvent[]) =>
    availablePence(given(...facts, ...more).state, 'nhs-minimum');

  it('INV-24 holds back what was received and what is still to come, until it is met', () => {
    given(...facts)
      .when(set())
      .then(wasSet);
    expect(available(wasSet)).toBe(0);
    expect(available(wasSet, held({ receiptId: 'receipt-2' }))).toBe(0);
    given(...facts, wasSet)
      .when(meet)
      .then(met);
    expect(available(wasSet, met)).toBe(100_00);
    expect(available(wasSet, met, held({ receiptId: 'receipt-2' }))).toBe(200_00);
  });

  it('INV-24 holds back nothing else in the funding stream', () => {
    expect(available(wasSet, received(70_00, { receiptId: 'receipt-2' }))).toBe(70_00);
  });

  it('INV-24 still holds when it has failed: the money is to go back', () => {
    given(...facts, wasSet)
      .when(fail)
      .then(failed);
    expect(available(wasSet, failed)).toBe(0);
  });

  it('INV-24 never makes money: what is held falls to nought and no lower', () => {
    const returned = fact('UnderspendReturned', '2024-06-01', {
      partnerId: 'gm-icb',
      fundingStreamId: 'nhs-minimum',
      contributionId: 'icb-2024',
      amountPence: 100_00,
      reason: 'Condition failed',
      period: 3,
    });
    const other = received(100_00, { receiptId: 'receipt-2' });
    const undone = reversedReceipt({ contributionId: 'icb-2024' });
    expect(available(wasSet, failed, returned, other, undone)).toBe(0);
  });

  it('INV-24 lets go of what is reversed', () => {
    const undone = reversedReceipt({ contributionId: 'icb-2024' });
    expect(available(wasSet, received(70_00, { receiptId: 'receipt-2' }), undone)).toBe(70_00);
  });

  it('INV-24 holds no cash for a contribution that is not cash', () => {
    const inKind = agreed(50_00, { contributionId: 'staff', mode: 'IN_KIND' });
    const nurses = fact('NonCashContributionRecorded', '2024-04-03', {
      contributionId: 'staff',
      partnerId: 'gm-icb',
      fundingStreamId: 'nhs-minimum',
      mode: 'IN_KIND',
      amountPence: 50_00,
      evidence: 'Timesheets',
      period: 1,
    });
    expect(
      available(inKind, nurses, fact('MatchConditionSet', '2024-04-05', { ...terms, contributionId: 'staff' })),
    ).toBe(100_00);
  });

  it('is set once, of a partner, for an amount, on what was agreed', () => {
    given(...facts, wasSet)
      .when(set())
      .thenRefused('MATCH_CONDITION_ALREADY_SET');
    given(...facts, wasSet, met)
      .when(set())
      .thenRefused('MATCH_CONDITION_ALREADY_SET');
    given(...facts)
      .when(set({ requiredFromAgencyId: 'gm-police' }))
      .thenRefused('AGENCY_NOT_PARTNER');
    given(...facts)
      .when(set({ requiredPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(opened).when(set()).thenRefused('CONTRIBUTION_UNKNOWN');
  });

  it('is decided once, and not when it was never set', () => {
    given(...facts)
      .when(meet)
      .thenRefused('MATCH_CONDITION_NOT_SET');
    given(...facts, wasSet, met)
      .when(fail)
      .thenRefused('MATCH_CONDITION_NOT_SET');
    given(...facts, wasSet, failed)
      .when(meet)
      .thenRefused('MATCH_CONDITION_NOT_SET');
  });

  describe('that an earlier year left open', () => {
    const carried = (failedThen?: true) =>
      fact('BalancesBroughtForward', '2024-04-01', {
        fromFinancialYear: '2023-24',
        balances: [{ fundingStreamId: 'nhs-minimum', balancePence: 100_00 }],
        matchHolds: [
          {
            contributionId: 'icb-2024',
            fundingStreamId: 'nhs-minimum',
            heldPence: 60_00,
            ...(failedThen && { failed: failedThen }),
          },
        ],
      });
    const after = (...more: readonly PoolYearEvent[]) => availablePence(given(opened, ...more).state, 'nhs-minimum');

    const ofLastYear = { contributionFinancialYear: '2023-24' };
    const metAtLast = { ...met, data: { ...met.data, ...ofLastYear } } as PoolYearEvent;
    const failedAtLast = { ...failed, data: { ...failed.data, ...ofLastYear } } as PoolYearEvent;

    it('INV-24 holds on, and is met in this year', () => {
      expect(after(carried())).toBe(40_00);
      given(opened, carried()).when(meet).then(metAtLast);
      expect(after(carried(), metAtLast)).toBe(100_00);
    });

    it('INV-24 is met though this year agreed a contribution of the same name', () => {
      given(opened, carried(), agreed(400_00)).when(meet).then(metAtLast);
      expect(after(carried(), agreed(400_00), metAtLast)).toBe(100_00);
    });

    it('INV-24 cannot be met once it has failed, in this year or before', () => {
      given(opened, carried()).when(fail).then(failedAtLast);
      given(opened, carried(), failedAtLast).when(meet).thenRefused('MATCH_CONDITION_NOT_SET');
      given(opened, carried(true)).when(meet).thenRefused('MATCH_CONDITION_NOT_SET');
      expect(after(carried(true))).toBe(40_00);
    });

    it('INV-24 stands beside a condition on the contribution of that name of this year', () => {
      given(opened, carried(), agreed(400_00)).when(set()).then(wasSet);
      const both = [agreed(400_00), wasSet, held(), carried()];
      expect(after(...both)).toBe(40_00);
      given(opened, ...both)
        .when(meet)
        .then(met);
      given(opened, ...both)
        .when({ ...meet, ...ofLastYear })
        .then(metAtLast);
      expect(after(...both, met)).toBe(140_00);
      expect(after(...both, metAtLast)).toBe(100_00);
    });

    it('INV-24 is the latest one when several years left one open under that name', () => {
      const hold = { contributionId: 'icb-2024', fundingStreamId: 'nhs-minimum', heldPence: 1_00 };
      const several = fact('BalancesBroughtForward', '2024-04-01', {
        fromFinancialYear: '2023-24',
        balances: [],
        matchHolds: ['2021-22', '2023-24', '2022-23'].map((year) => ({ ...hold, contributionFinancialYear: year })),
      });
      given(opened, several).when(meet).then(metAtLast);
      expect(after(received(9_00), several, metAtLast)).toBe(7_00);
    });

    it('INV-24 holds on to what comes late for it', () => {
      const late = received(25_00, { contributionId: 'icb-2024', contributionFinancialYear: '2023-24' });
      expect(after(carried(), late)).toBe(40_00);
    });
  });
});

describe('the amounts of a year', () => {
  const most = (place: number) => received(AMOUNT_PENCE_MAX, { receiptId: `receipt-${place}` });
  const ninety = Array.from({ length: 90 }, (_, place) => most(place + 10));
  const receipt = {
    receiptId: 'r',
    partnerId: 'gm-icb',
    fundingStreamId: 'additional',
    amountPence: 7_199_254_740_991,
  };

  it('INV-09 stay exact: what would pass the largest safe sum is refused, to the penny', () => {
    given(opened, ...ninety)
      .when(ask('RecordContributionReceipt', '2024-04-02', { ...receipt, amountPence: receipt.amountPence + 1 }))
      .thenRefused('YEAR_TOO_LARGE');
    expect(given(opened, ...ninety).when(ask('RecordContributionReceipt', '2024-04-02', receipt)).data).toMatchObject({
      amountPence: receipt.amountPence,
    });
  });

  it('INV-09 count whichever way they go', () => {
    const paid = fact('PaymentRecorded', '2024-05-01', {
      ...spending,
      netPence: AMOUNT_PENCE_MAX,
      amountPence: AMOUNT_PENCE_MAX,
      period: 2,
    });
    given(opened, ...ninety.slice(1), paid)
      .when(ask('RecordContributionReceipt', '2024-04-02', { ...receipt, amountPence: receipt.amountPence + 1 }))
      .thenRefused('YEAR_TOO_LARGE');
  });
});
