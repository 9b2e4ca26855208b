import {
  agreed,
  alignedFund,
  approved,
  ask,
  fact,
  opened,
  poolYear,
  poolYearContext,
  received,
  requested,
  spending,
  strictFund,
} from '../../../../test/support/given-when-then';
import { type PoolYearEvent } from './pool-year.events';
import { availablePence } from './pool-year.state';

const { given } = poolYear;
const funded = [opened, received(1000_00)];
const record = (fields: object = {}, on = '2024-06-20') =>
  ask('RecordPayment', on, { ...spending, netPence: 400_00, bankRef: 'BACS 7', ...fields });
const paid = (netPence: number, over: object = {}) =>
  fact('PaymentRecorded', '2024-06-20', {
    ...spending,
    netPence,
    amountPence: netPence,
    bankRef: 'BACS 7',
    period: 3,
    ...over,
  });
const streamOf = (facts: readonly PoolYearEvent[], fundingStreamId = 'nhs-minimum') =>
  given(...facts).state.fundingStreams.get(fundingStreamId);

describe('recording a payment that has left the bank', () => {
  it('moves the balance; an honest one carries no breach', () => {
    given(...funded)
      .when(record())
      .then(paid(400_00));
    given(...funded)
      .when(record({ netPence: 1000_00 }))
      .then(paid(1000_00));
  });

  it('INV-25 records a penny too many as the breach that it is', () => {
    given(...funded)
      .when(record({ netPence: 1000_01 }))
      .then(paid(1000_01, { breaches: ['FUNDING_STREAM_OVERDRAWN'] }));
    expect(streamOf([...funded, paid(1000_01)])?.balancePence).toBe(-1);
  });

  it('INV-25 counts what others have reserved', () => {
    const breaches = ['FUNDING_STREAM_OVERDRAWN'];
    given(...funded, requested(600_00))
      .when(record())
      .then(paid(400_00));
    given(...funded, requested(600_01))
      .when(record())
      .then(paid(400_00, { breaches }));
  });

  it('INV-26 records revenue from a stream for capital only as a breach', () => {
    const facts = [...funded, received(1000_00, { receiptId: 'receipt-2', fundingStreamId: 'dfg' })];
    expect(given(...facts).when(record({ fundingStreamId: 'dfg' })).data).toMatchObject({
      breaches: ['REVENUE_FROM_CAPITAL_ONLY'],
    });
    expect(given(...facts).when(record({ fundingStreamId: 'dfg', spendType: 'CAPITAL' })).data).not.toHaveProperty(
      'breaches',
    );
  });

  it('INV-27 records what should have been passed on as a breach, and all that it breaks at once', () => {
    expect(given(opened).when(record({ fundingStreamId: 'dfg-two-tier' })).data).toMatchObject({
      breaches: ['FUNDING_STREAM_OVERDRAWN', 'SPEND_TYPE_NOT_PERMITTED', 'PASSED_THROUGH_TO_ANOTHER_AGENCY'],
    });
  });

  it('records what was spent after the expiry as a breach', () => {
    const facts = [...funded, received(1000_00, { receiptId: 'receipt-2', fundingStreamId: 'discharge' })];
    const from = { fundingStreamId: 'discharge' };
    expect(given(...facts).when(record(from, '2025-01-01')).data).toMatchObject({ breaches: ['SPENT_AFTER_EXPIRY'] });
    expect(given(...facts).when(record(from, '2024-12-31')).data).not.toHaveProperty('breaches');
  });

  it('INV-26 marks no spend type that the record does not tell', () => {
    const facts = [...funded, received(1000_00, { receiptId: 'receipt-2', fundingStreamId: 'dfg' })];
    const untold = record({ fundingStreamId: 'dfg', spendType: undefined });
    expect(given(...facts).when(untold).data).not.toHaveProperty('breaches');
  });

  it('is no overdraft where money is only aligned: each partner spends its own', () => {
    given(opened)
      .when(record(), poolYearContext({ fund: alignedFund }))
      .then(paid(400_00));
  });

  it('INV-10 is recorded though nobody has signed, in strict mode too', () => {
    given(...funded)
      .when(record(), poolYearContext({ fund: strictFund }))
      .then(paid(400_00));
  });

  it('INV-34 takes the VAT regime of its scheme', () => {
    expect(given(...funded).when(record({ schemeId: 'reablement' })).data).toMatchObject({
      vatRegime: 'S33_LOCAL_AUTHORITY',
    });
  });

  it('INV-41 is booked in the next open period when its own is locked', () => {
    const june = fact('PeriodLocked', '2024-07-10', { period: 3 });
    given(...funded, june)
      .when(record())
      .then(paid(400_00, { period: 4, priorPeriod: true }));
  });

  it('INV-41 of a closed year is booked in this one, with its own day', () => {
    given(...funded)
      .when(record({}, '2024-03-20'), poolYearContext({ statuses: { '2023-24': 'CLOSED' } }))
      .then({ ...paid(400_00, { period: 1, priorPeriod: true }), occurredOn: '2024-03-20' });
  });

  it('refuses only what is no payment of this fund: no amount, no such part, tomorrow, another year', () => {
    given(...funded)
      .when(record({ netPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(record({ schemeId: 'x' }))
      .thenRefused('SCHEME_UNKNOWN');
    given(...funded)
      .when(record({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(record({ payee: { agencyId: 'x' } }))
      .thenRefused('AGENCY_UNKNOWN');
    given(...funded)
      .when(record({ commissioningAgencyId: 'trafford-pct' }))
      .thenRefused('AGENCY_SUPERSEDED');
    given(...funded)
      .when(record({}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(record({}, '2024-03-20'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });

  describe('that settles a withdrawal', () => {
    const settle = (fields: object = {}) => record({ withdrawalId: 'w-1', ...fields });

    it('frees its reserve and may use it', () => {
      const facts = [...funded, requested(1000_00), approved(1000_00)];
      given(...facts)
        .when(settle({ netPence: 1000_00 }))
        .then(paid(1000_00, { withdrawalId: 'w-1' }));
      expect(streamOf([...facts, paid(1000_00, { withdrawalId: 'w-1' })])).toEqual({
        balancePence: 0,
        reservedPence: 0,
      });
    });

    it('INV-25 may not use a reserve that is in another funding stream', () => {
      const facts = [...funded, requested(1000_00), approved(1000_00)];
      expect(given(...facts).when(settle({ fundingStreamId: 'additional', netPence: 1 })).data).toMatchObject({
        breaches: ['FUNDING_STREAM_OVERDRAWN'],
      });
    });

    it('INV-31 is a breach when nobody had approved it: the money has gone all the same', () => {
      const facts = [...funded, requested(400_00)];
      const unapproved = paid(400_00, { withdrawalId: 'w-1', breaches: ['PAID_WITHOUT_APPROVAL'] });
      given(...facts)
        .when(settle())
        .then(unapproved);
      expect(streamOf([...facts, unapproved])).toEqual({ balancePence: 600_00, reservedPence: 0 });
    });

    it('refuses to settle what is not open; the payment can be recorded without naming it', () => {
      const status = { status: 'PAID' };
      given(...funded, requested(400_00), approved(400_00), paid(400_00, { withdrawalId: 'w-1' }))
        .when(settle())
        .thenRefused('WITHDRAWAL_NOT_APPROVED', status);
      given(...funded)
        .when(settle())
        .thenRefused('WITHDRAWAL_NOT_APPROVED', { status: 'unknown' });
    });
  });
});

describe('recording a refund', () => {
  const refund = (fields: object = {}, on = '2024-07-03') =>
    ask('RecordRefund', on, { ...spending, netPence: 50_00, irrecoverableVatPence: 10_00, ...fields });
  const refunded = fact('RefundRecorded', '2024-07-03', {
    ...spending,
    netPence: 50_00,
    irrecoverableVatPence: 10_00,
    amountPence: 60_00,
    period: 4,
  });

  it('brings money back, and names no payment', () => {
    given(...funded)
      .when(refund())
      .then(refunded);
    expect(streamOf([...funded, refunded])?.balancePence).toBe(1060_00);
  });

  it('refuses no amount, unknown parts, tomorrow and another year', () => {
    given(...funded)
      .when(refund({ netPence: 0, irrecoverableVatPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(refund({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(refund({}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(refund({}, '2024-03-01'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });
});

describe('recording income', () => {
  const fields = {
    fundingStreamId: 'nhs-minimum',
    incomeSource: 'INTEREST',
    amountPence: 12_34,
    description: 'Interest for the first quarter',
  } as const;
  const income = (over: object = {}, on = '2024-07-03') => ask('RecordIncome', on, { ...fields, ...over });

  it('adds to the funding stream that earned it', () => {
    const recorded = fact('IncomeRecorded', '2024-07-03', { ...fields, period: 4 });
    given(...funded)
      .when(income())
      .then(recorded);
    expect(streamOf([...funded, recorded])?.balancePence).toBe(1012_34);
  });

  it('refuses no amount, an unknown funding stream, tomorrow and another year', () => {
    given(...funded)
      .when(income({ amountPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(income({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(income({}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(income({}, '2024-03-01'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });
});

describe('returning an underspend', () => {
  const fields = { partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum', amountPence: 1000_00, reason: 'Windfall' };
  const giveBack = (over: object = {}, on = '2025-03-20') => ask('ReturnUnderspend', on, { ...fields, ...over });
  const returned = (over: object = {}) => fact('UnderspendReturned', '2025-03-20', { ...fields, period: 12, ...over });

  it('INV-25 gives back what is available and not a penny more', () => {
    given(...funded)
      .when(giveBack())
      .then(returned());
    given(...funded)
      .when(giveBack({ amountPence: 1000_01 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN');
    given(...funded, requested(1))
      .when(giveBack())
      .thenRefused('FUNDING_STREAM_OVERDRAWN');
    expect(streamOf([...funded, returned()])?.balancePence).toBe(0);
  });

  it('INV-25 names the ring-fence that it would break into', () => {
    given(...funded)
      .when(giveBack({ fundingStreamId: 'dfg' }))
      .thenRefused('RING_FENCED_STREAM_OVERDRAWN');
  });

  it('refuses no amount, an unknown funding stream, a stranger, tomorrow and another year', () => {
    given(...funded)
      .when(giveBack({ amountPence: 0 }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(giveBack({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(giveBack({ partnerId: 'north-district' }))
      .thenRefused('AGENCY_NOT_PARTNER');
    given(...funded)
      .when(giveBack({}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(giveBack({}, '2024-03-01'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });

  it('INV-14 gives back to a partner that has left, in a later year too', () => {
    given(...funded)
      .when(giveBack({ partnerId: 'gm-police' }))
      .then(returned({ partnerId: 'gm-police' }));
  });

  describe('that a failed match condition holds', () => {
    const set = fact('MatchConditionSet', '2024-04-05', {
      contributionId: 'icb-2024',
      requiredFromAgencyId: 'trafford-council',
      requiredPence: 100_00,
    });
    const failed = fact('MatchConditionFailed', '2025-03-01', { contributionId: 'icb-2024', reason: 'No match' });
    const pledged = agreed(1000_00);
    const held = [opened, pledged, received(1000_00, { contributionId: 'icb-2024' }), set, failed];
    const ofHeld = { contributionId: 'icb-2024' };

    it('INV-24 gives back what is held and not a penny more', () => {
      given(...held)
        .when(giveBack(ofHeld))
        .then(returned(ofHeld));
      given(...held)
        .when(giveBack({ ...ofHeld, amountPence: 1000_01 }))
        .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 1000_00 });
      given(...held, returned(ofHeld))
        .when(giveBack({ ...ofHeld, amountPence: 1 }))
        .thenRefused('FUNDING_STREAM_OVERDRAWN');
    });

    it('INV-24 waits until the condition has failed', () => {
      given(...held.slice(0, -1))
        .when(giveBack(ofHeld))
        .thenRefused('MATCH_CONDITION_NOT_FAILED');
    });

    it('INV-25 gives back from the funding stream that holds it, to the partner who paid it', () => {
      const elsewhere = { ...ofHeld, fundingStreamId: 'additional' };
      given(...held)
        .when(giveBack(elsewhere))
        .thenRefused('RECEIPT_CONTRADICTS_CONTRIBUTION');
      const another = { ...ofHeld, partnerId: 'trafford-council' };
      given(...held)
        .when(giveBack(another))
        .thenRefused('RECEIPT_CONTRADICTS_CONTRIBUTION');
    });

    it('INV-25 gives back no more than the funding stream still has', () => {
      given(...held, paid(400_00))
        .when(giveBack(ofHeld))
        .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 600_00 });
      given(...held, paid(400_00))
        .when(giveBack({ ...ofHeld, amountPence: 600_00 }))
        .then(returned({ ...ofHeld, amountPence: 600_00 }));
    });

    it('INV-24 gives back what an earlier year left behind, to the partner who had paid it', () => {
      const carried = fact('BalancesBroughtForward', '2024-04-01', {
        fromFinancialYear: '2023-24',
        balances: [{ fundingStreamId: 'nhs-minimum', balancePence: 1000_00 }],
        matchHolds: [
          {
            contributionId: 'icb-2024',
            partnerId: 'gm-icb',
            fundingStreamId: 'nhs-minimum',
            heldPence: 1000_00,
            failed: true,
          },
        ],
      });
      const late = returned({ ...ofHeld, contributionFinancialYear: '2023-24' });
      given(opened, carried).when(giveBack(ofHeld)).then(late);
      given(opened, carried)
        .when(giveBack({ ...ofHeld, partnerId: 'trafford-council' }))
        .thenRefused('RECEIPT_CONTRADICTS_CONTRIBUTION', { partnerId: 'gm-icb' });
      expect(availablePence(given(opened, carried, late).state, 'nhs-minimum')).toBe(0);
    });

    it('refuses a contribution that nothing holds', () => {
      given(...funded)
        .when(giveBack(ofHeld))
        .thenRefused('MATCH_CONDITION_NOT_SET');
    });

    it('INV-02 holds it again when the return is reversed', () => {
      const undone = fact('ReturnReversed', '2025-03-21', {
        ...fields,
        ...ofHeld,
        period: 12,
        reversesEntry: 'trafford-bcf/2024-25/6',
        reason: 'Sent twice',
      });
      expect(availablePence(given(...held, returned(ofHeld), undone).state, 'nhs-minimum')).toBe(0);
      expect(streamOf([...held, returned(ofHeld), undone])?.balancePence).toBe(1000_00);
    });
  });
});

describe('reversing an entry', () => {
  const figures = { ...spending, netPence: 400_00, amountPence: 400_00, bankRef: 'BACS 7' };
  const entryRef = 'trafford-bcf/2024-25/3';
  const reverse = (entry: PoolYearEvent | undefined, over: object = {}, on = '2024-08-01') =>
    ask('ReverseEntry', on, { entryRef, entry, reason: 'Keyed twice', ...over });
  const reversal = { period: 5, reversesEntry: entryRef, reason: 'Keyed twice' };
  const reversed = fact('WithdrawalReversed', '2024-08-01', { ...figures, ...reversal });
  const facts = [...funded, paid(400_00)];

  it('INV-02 names the entry, repeats its figures and gives the money back', () => {
    given(...facts)
      .when(reverse(paid(400_00)))
      .then(reversed);
    expect(streamOf([...facts, reversed])).toEqual(streamOf(funded));
  });

  it('INV-02 happens once, in this year or in one closed since', () => {
    given(...facts, reversed)
      .when(reverse(paid(400_00)))
      .thenRefused('ENTRY_ALREADY_REVERSED', { entryRef });
    given(...facts)
      .when(reverse(paid(400_00), { reversedInClosedYear: true }))
      .thenRefused('ENTRY_ALREADY_REVERSED');
  });

  it('INV-02 is never itself reversed', () => {
    given(...facts, reversed)
      .when(reverse(reversed))
      .thenRefused('REVERSAL_CANNOT_BE_REVERSED');
  });

  it('INV-02 is for what moved something', () => {
    given(...facts)
      .when(reverse(opened))
      .thenRefused('ENTRY_NOT_REVERSIBLE', { type: 'PoolYearOpened' });
    given(...facts)
      .when(reverse(requested(1)))
      .thenRefused('ENTRY_NOT_REVERSIBLE');
  });

  it('INV-02 refuses an entry that is not there', () => {
    given(...facts)
      .when(reverse(undefined))
      .thenRefused('ENTRY_UNKNOWN', { entryRef });
  });

  it('INV-02 refuses an entry of another fund, and one by a reference that is none', () => {
    const ofAnother = { entryRef: 'salford-bcf/2024-25/3' };
    given(...facts)
      .when(reverse(paid(400_00), ofAnother))
      .thenRefused('ENTRY_UNKNOWN');
    given(...facts)
      .when(reverse(paid(400_00), { entryRef: 'trafford-bcf/2024-99/3' }))
      .thenRefused('ENTRY_UNKNOWN');
    given(...facts)
      .when(reverse(paid(400_00), { entryRef: 'trafford-bcf/2025-26/3' }))
      .thenRefused('ENTRY_UNKNOWN');
  });

  it('INV-02 of an earlier year waits until that year is closed: one year at a time may reverse it', () => {
    const ofLastYear = { ...paid(400_00), occurredOn: '2023-06-20' };
    const lastYears = { entryRef: 'trafford-bcf/2023-24/3' };
    const when = (status: 'OPEN' | 'CLOSED') => poolYearContext({ statuses: { '2023-24': status } });
    given(...facts)
      .when(reverse(ofLastYear, lastYears), when('OPEN'))
      .thenRefused('PREVIOUS_YEAR_NOT_CLOSED', { financialYear: '2023-24' });
    given(...facts)
      .when(reverse(ofLastYear, lastYears), when('CLOSED'))
      .then(fact('WithdrawalReversed', '2024-08-01', { ...figures, ...reversal, reversesEntry: lastYears.entryRef }));
  });

  it('is not before the entry, not tomorrow, and in this year', () => {
    given(...facts)
      .when(reverse(paid(400_00), {}, '2024-06-19'))
      .thenRefused('REVERSED_BEFORE_ENTRY', { on: '2024-06-20' });
    expect(given(...facts).when(reverse(paid(400_00), {}, '2024-06-20')).data).toMatchObject({ period: 3 });
    given(...facts)
      .when(reverse(paid(400_00), {}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...facts)
      .when(reverse(paid(400_00), {}, '2025-04-01'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });

  it('INV-41 has a period of its own, and its own prior-period mark', () => {
    const late = paid(400_00, { period: 9, priorPeriod: true });
    given(...funded, late)
      .when(reverse(late))
      .then(reversed);
    const august = fact('PeriodLocked', '2024-09-10', { period: 5 });
    expect(given(...facts, august).when(reverse(paid(400_00))).data).toMatchObject({ period: 6, priorPeriod: true });
  });

  it('turns a withdrawal that this year paid into one that is reversed, its reserve gone for good', () => {
    const settled = [...funded, requested(400_00), approved(400_00), paid(400_00, { withdrawalId: 'w-1' })];
    const undone = fact('WithdrawalReversed', '2024-08-01', { ...figures, withdrawalId: 'w-1', ...reversal });
    given(...settled)
      .when(reverse(paid(400_00, { withdrawalId: 'w-1' })))
      .then(undone);
    const { state } = given(...settled, undone);
    expect(state.withdrawals.get('w-1')!.status).toBe('REVERSED');
    expect(state.fundingStreams.get('nhs-minimum')).toEqual({ balancePence: 1000_00, reservedPence: 0 });
  });

  it('leaves a withdrawal of the same name in this year alone when the entry is of a closed year', () => {
    const lastYears = fact('WithdrawalReversed', '2024-08-01', {
      ...figures,
      withdrawalId: 'w-1',
      ...reversal,
      reversesEntry: 'trafford-bcf/2023-24/9',
    });
    const { state } = given(...funded, requested(400_00), approved(400_00), lastYears);
    expect(state.withdrawals.get('w-1')!.status).toBe('APPROVED');
    const pay = ask('PayWithdrawal', '2024-08-02', { withdrawalId: 'w-1' });
    expect(given(...funded, requested(400_00), approved(400_00), lastYears).when(pay).data).toMatchObject({
      amountPence: 400_00,
    });
  });

  const partnerMoney = { partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum', amountPence: 400_00 };
  const income = {
    fundingStreamId: 'nhs-minimum',
    incomeSource: 'OTHER',
    amountPence: 400_00,
    description: 'Sale',
  } as const;
  const { bankRef: _bankRef, ...unbanked } = figures;
  it.each([
    ['ContributionReversed', received(400_00, { receiptId: 'r' }), { receiptId: 'r', ...partnerMoney }, -400_00],
    ['RefundReversed', fact('RefundRecorded', '2024-07-01', { ...unbanked, period: 4 }), unbanked, -400_00],
    ['IncomeReversed', fact('IncomeRecorded', '2024-07-01', { ...income, period: 4 }), income, -400_00],
    [
      'ReturnReversed',
      fact('UnderspendReturned', '2024-07-01', { ...partnerMoney, reason: 'Windfall', period: 4 }),
      partnerMoney,
      400_00,
    ],
  ] as const)('INV-02 a %s takes back exactly what was recorded', (type, entry, itsFigures, movedPence) => {
    const { decision } = given(...funded, entry).when(reverse(entry));
    expect(decision).toMatchObject({ accepted: [{ type, data: { ...itsFigures, ...reversal } }] });
    const undone = { type, occurredOn: '2024-08-01', data: { ...entry.data, ...reversal } } as PoolYearEvent;
    const after = streamOf([...funded, entry, undone])!.balancePence;
    expect(after - streamOf([...funded, entry])!.balancePence).toBe(movedPence);
  });

  it('INV-20 of what was not cash moves no cash', () => {
    const inKind = agreed(400_00, { mode: 'IN_KIND' });
    const nurses = fact('NonCashContributionRecorded', '2024-06-30', {
      contributionId: 'icb-2024',
      partnerId: 'gm-icb',
      fundingStreamId: 'nhs-minimum',
      mode: 'IN_KIND',
      amountPence: 150_00,
      evidence: 'Timesheets',
      period: 3,
    });
    const { decision } = given(...funded, inKind, nurses).when(reverse(nurses));
    if ('refused' in decision) throw new Error(decision.refused.code);
    const { state } = given(...funded, inKind, nurses, ...decision.accepted);
    expect(state.contributions.get('icb-2024')!.receivedPence).toBe(0);
    expect(state.fundingStreams.get('nhs-minimum')!.balancePence).toBe(1000_00);
  });
});

describe('booking the rows of a published file', () => {
  const source = (line: number, part?: string) => ({ fileDigest: 'ab'.repeat(32), line, ...(part && { part }) });
  const row = (kind: 'PAYMENT' | 'REFUND', line: number, netPence: number, over: object = {}) =>
    ({ kind, occurredOn: '2024-06-20', ...spending, netPence, source: source(line), ...over }) as const;
  const receipt = (line: number, amountPence: number, over: object = {}) =>
    ({
      kind: 'RECEIPT',
      occurredOn: '2024-06-20',
      partnerId: 'gm-icb',
      fundingStreamId: 'nhs-minimum',
      amountPence,
      source: source(line),
      ...over,
    }) as const;
  const book = (...rows: readonly object[]) => ask('RecordImportedRows', '2024-07-01', { rows: rows as never });

  it('books each row as the fact that it is, in the order of the file', () => {
    given(opened)
      .when(book(receipt(2, 1000_00), row('PAYMENT', 3, 400_00), row('REFUND', 4, 50_00)))
      .then(
        {
          ...received(1000_00, { receiptId: 'abababababab-2', source: source(2), period: 3 }),
          occurredOn: '2024-06-20',
        },
        fact('PaymentRecorded', '2024-06-20', {
          ...spending,
          netPence: 400_00,
          amountPence: 400_00,
          source: source(3),
          period: 3,
        }),
        fact('RefundRecorded', '2024-06-20', {
          ...spending,
          netPence: 50_00,
          amountPence: 50_00,
          source: source(4),
          period: 3,
        }),
      );
  });

  it('INV-25 knows, row by row, which payment overdrew the funding stream', () => {
    const { decision } = given(...funded).when(
      book(
        row('PAYMENT', 2, 1000_00),
        row('PAYMENT', 3, 1),
        row('REFUND', 4, 2),
        row('PAYMENT', 5, 1),
        row('PAYMENT', 6, 1, { fundingStreamId: 'additional' }),
        receipt(7, 5),
        row('PAYMENT', 8, 5),
      ),
    );
    if ('refused' in decision) throw new Error(decision.refused.code);
    const overdrawn = ['FUNDING_STREAM_OVERDRAWN'];
    expect(decision.accepted.map(({ data }) => (data as { breaches?: readonly string[] }).breaches)).toEqual([
      undefined,
      overdrawn,
      undefined,
      undefined,
      overdrawn,
      undefined,
      undefined,
    ]);
  });

  it('books a negative contribution as money that went back to the partner', () => {
    const { kind: _kind, occurredOn: _on, ...money } = receipt(2, 30_00);
    const back = fact('UnderspendReturned', '2024-06-20', {
      ...money,
      reason: 'A negative contribution, as published',
      period: 3,
    });
    given(...funded)
      .when(book(receipt(2, 30_00, { kind: 'RETURN' })))
      .then(back);
    expect(streamOf([...funded, back])?.balancePence).toBe(970_00);
  });

  it('tells rows of the parts of a zip apart', () => {
    const { decision } = given(opened).when(book(receipt(2, 1, { source: source(2, 'april.csv') })));
    expect(decision).toMatchObject({ accepted: [{ data: { receiptId: 'abababababab-april.csv-2' } }] });
  });

  it('books rows of a locked period in the next open one', () => {
    const june = fact('PeriodLocked', '2024-07-10', { period: 3 });
    expect(given(...funded, june).when(book(row('PAYMENT', 2, 1))).data).toMatchObject({
      period: 4,
      priorPeriod: true,
    });
  });

  it('records nothing for no rows', () => {
    given(opened).when(book()).then();
  });

  it('refuses all when one row is no fact of this year: no amount, no such part, tomorrow, another year', () => {
    const good = row('PAYMENT', 2, 1);
    given(...funded)
      .when(book(good, row('PAYMENT', 3, 0)))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(book(good, receipt(3, 0)))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...funded)
      .when(book(good, receipt(3, 1, { fundingStreamId: 'x' })))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(book(good, receipt(3, 1, { partnerId: 'x' })))
      .thenRefused('AGENCY_NOT_PARTNER');
    given(...funded)
      .when(book(good, row('REFUND', 3, 1, { schemeId: 'x' })))
      .thenRefused('SCHEME_UNKNOWN');
    given(...funded)
      .when(book(good, receipt(3, 1, { occurredOn: '2025-10-01' })))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(book(good, receipt(3, 1, { occurredOn: '2025-04-01' })))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });

  it('refuses a row whose day does not exist', () => {
    given(...funded)
      .when(book(receipt(3, 1, { occurredOn: '2024-06-31' })))
      .thenRefused('DATE_DOES_NOT_EXIST');
  });

  it('INV-14 books the late payment of a partner that has left', () => {
    expect(given(opened).when(book(receipt(2, 1, { partnerId: 'gm-police' }))).data).toMatchObject({
      partnerId: 'gm-police',
    });
  });
});
