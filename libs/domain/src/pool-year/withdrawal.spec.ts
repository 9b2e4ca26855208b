import {
  agreed,
  alignedFund,
  approved,
  ask,
  commissioner,
  director,
  fact,
  opened,
  poolYear,
  poolYearContext,
  received,
  requested,
  serviceHead,
  spending,
  strictFund,
  treasurer,
} from '../../../../test/support/given-when-then';
import { AMOUNT_PENCE_MAX } from '../shared/money';
import { type PoolYearEvent } from './pool-year.events';
import { availablePence } from './pool-year.state';

const { given } = poolYear;
const funded = [opened, received(100_000_00)];
const dfg = (fundingStreamId = 'dfg') =>
  received(1000_00, { receiptId: `receipt-${fundingStreamId}`, fundingStreamId });
const request = (fields: object = {}, on = '2024-06-10') =>
  ask('RequestWithdrawal', on, {
    withdrawalId: 'w-1',
    ...spending,
    netPence: 400_00,
    expenditureKind: 'CONTRACT_PRICE',
    ...fields,
  });
const available = (facts: readonly PoolYearEvent[], fundingStreamId = 'nhs-minimum') =>
  availablePence(given(...facts).state, fundingStreamId);
const rejected = fact('WithdrawalRejected', '2024-06-13', { withdrawalId: 'w-1', reason: 'No budget' });
const paid = (netPence: number, over: object = {}) =>
  fact('WithdrawalPaid', '2024-06-20', {
    withdrawalId: 'w-1',
    ...spending,
    netPence,
    amountPence: netPence,
    bankRef: 'BACS 7',
    period: 3,
    ...over,
  });

describe('asking for a withdrawal', () => {
  it('reserves what it costs and moves no money', () => {
    given(...funded)
      .when(request())
      .then(requested(400_00));
    const { state } = given(...funded, requested(400_00));
    expect(state.fundingStreams.get('nhs-minimum')).toEqual({ balancePence: 100_000_00, reservedPence: 400_00 });
    expect(available([...funded, requested(400_00)])).toBe(99_600_00);
  });

  it('INV-25 draws all that is available, and not a penny more', () => {
    given(...funded)
      .when(request({ netPence: 100_000_00 }))
      .then(requested(100_000_00));
    given(...funded)
      .when(request({ netPence: 100_000_01 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 100_000_00, askedPence: 100_000_01 });
  });

  it('INV-25 never draws beyond the funding stream that it names, even when the fund is in credit', () => {
    const capital = { fundingStreamId: 'dfg', spendType: 'CAPITAL' };
    given(...funded, dfg())
      .when(request({ ...capital, netPence: 1000_01 }))
      .thenRefused('RING_FENCED_STREAM_OVERDRAWN', { fundingStreamId: 'dfg', availablePence: 1000_00 });
    given(...funded)
      .when(request({ fundingStreamId: 'additional', netPence: 1 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 0 });
  });

  it('INV-25 counts what others have asked for and not yet been paid', () => {
    const other = requested(99_600_00, { withdrawalId: 'w-0' });
    given(...funded, other)
      .when(request())
      .then(requested(400_00));
    given(...funded, other)
      .when(request({ netPence: 400_01 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN');
  });

  it('INV-24 does not draw what a match condition holds', () => {
    const held = [
      opened,
      agreed(100_000_00),
      received(100_000_00, { contributionId: 'icb-2024' }),
      fact('MatchConditionSet', '2024-04-05', {
        contributionId: 'icb-2024',
        requiredFromAgencyId: 'trafford-council',
        requiredPence: 100_00,
      }),
    ];
    given(...held)
      .when(request({ netPence: 1 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 0 });
  });

  it('INV-34 costs the pool the VAT that cannot be recovered, and never the VAT that can', () => {
    const vat = { netPence: 99_900_00, irrecoverableVatPence: 100_00, recoverableVatPence: 19_980_00 };
    expect(given(...funded).when(request(vat)).data).toMatchObject(vat);
    given(...funded)
      .when(request({ ...vat, irrecoverableVatPence: 100_01 }))
      .thenRefused('FUNDING_STREAM_OVERDRAWN', { askedPence: 100_000_01 });
  });

  it('INV-34 takes the VAT regime of its scheme, whatever was asked', () => {
    const inScheme = { schemeId: 'reablement', vatRegime: 'CONTRACTED_OUT_SERVICES_NHS' };
    expect(given(...funded).when(request(inScheme)).data).toMatchObject({ vatRegime: 'S33_LOCAL_AUTHORITY' });
    expect(given(...funded).when(request({ vatRegime: 'CONTRACTED_OUT_SERVICES_NHS' })).data).toMatchObject({
      vatRegime: 'CONTRACTED_OUT_SERVICES_NHS',
    });
  });

  it('refuses a second of the same name', () => {
    given(...funded, requested(1))
      .when(request())
      .thenRefused('WITHDRAWAL_ALREADY_REQUESTED');
    given(...funded, requested(1), rejected)
      .when(request())
      .thenRefused('WITHDRAWAL_ALREADY_REQUESTED');
  });

  it.each([
    [{ netPence: 0 }],
    [{ netPence: -1 }],
    [{ netPence: 0.1 }],
    [{ irrecoverableVatPence: -1 }],
    [{ recoverableVatPence: -1 }],
    [{ recoverableVatPence: 0.5 }],
    [{ netPence: AMOUNT_PENCE_MAX, irrecoverableVatPence: 1 }],
  ])('INV-09 refuses %j', (amounts) => {
    given(...funded)
      .when(request(amounts))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
  });

  it('may be of VAT alone', () => {
    expect(given(...funded).when(request({ netPence: 0, irrecoverableVatPence: 1 })).data).toMatchObject({
      netPence: 0,
    });
  });

  it('refuses a scheme, funding stream, commissioner or payee that is not there, or had a successor', () => {
    given(...funded)
      .when(request({ schemeId: 'x' }))
      .thenRefused('SCHEME_UNKNOWN');
    given(...funded)
      .when(request({ fundingStreamId: 'x' }))
      .thenRefused('FUNDING_STREAM_UNKNOWN');
    given(...funded)
      .when(request({ commissioningAgencyId: 'x' }))
      .thenRefused('AGENCY_UNKNOWN');
    given(...funded)
      .when(request({ payee: { agencyId: 'x' } }))
      .thenRefused('AGENCY_UNKNOWN', { agencyId: 'x' });
    given(...funded)
      .when(request({ payee: { agencyId: 'trafford-pct' } }))
      .thenRefused('AGENCY_SUPERSEDED', { successors: ['trafford-ccg'] });
  });

  it('refuses tomorrow, a day outside the year, and a year whose periods are all locked', () => {
    given(...funded)
      .when(request({}, '2025-10-01'))
      .thenRefused('DATE_IN_FUTURE');
    given(...funded)
      .when(request({}, '2024-03-31'))
      .thenRefused('DATE_OUTSIDE_YEAR');
    const march = fact('PeriodLocked', '2025-04-20', { period: 12 });
    given(...funded, march)
      .when(request({}, '2025-03-31'))
      .thenRefused('NO_OPEN_PERIOD');
  });

  it('INV-10 waits in strict mode until every partner has signed', () => {
    given(...funded)
      .when(request(), poolYearContext({ fund: strictFund }))
      .thenRefused('AGREEMENT_NOT_SIGNED');
  });

  it('draws nothing where money is only aligned: there is no pot to draw from', () => {
    given(...funded)
      .when(request(), poolYearContext({ fund: alignedFund }))
      .thenRefused('FUND_NOT_POOLED', { poolingBasis: 'ALIGNED' });
  });

  it('INV-29 needs the consent of every partner of the day outside what is permitted', () => {
    const other = { expenditureKind: 'OTHER' };
    given(...funded)
      .when(request(other))
      .thenRefused('CONSENT_MISSING', { missing: ['trafford-council', 'gm-icb'] });
    given(...funded)
      .when(request({ ...other, consentingAgencyIds: ['gm-icb', 'gm-police'] }))
      .thenRefused('CONSENT_MISSING', { missing: ['trafford-council'] });
    const all = { ...other, consentingAgencyIds: ['gm-icb', 'trafford-council'] };
    expect(given(...funded).when(request(all)).data).toMatchObject(all);
  });

  it('INV-29 never pays a liability from a default, whoever consents', () => {
    given(...funded)
      .when(request({ expenditureKind: 'DEFAULT_LIABILITY', consentingAgencyIds: ['gm-icb', 'trafford-council'] }))
      .thenRefused('DEFAULT_LIABILITY');
  });

  it('INV-26 draws no revenue from a stream for capital only', () => {
    const from = { fundingStreamId: 'dfg' };
    given(...funded, dfg())
      .when(request(from))
      .thenRefused('RING_FENCED_CAPITAL_ONLY');
    expect(given(...funded, dfg()).when(request({ ...from, spendType: 'CAPITAL' })).data).toMatchObject(from);
  });

  it('INV-26 draws no capital from a stream that permits revenue alone', () => {
    const facts = [...funded, dfg('revenue-grant')];
    given(...facts)
      .when(request({ fundingStreamId: 'revenue-grant', spendType: 'CAPITAL' }))
      .thenRefused('SPEND_TYPE_NOT_PERMITTED');
  });

  it('serves the purpose that the money is ring-fenced for', () => {
    const facts = [...funded, dfg('discharge')];
    const from = { fundingStreamId: 'discharge' };
    given(...facts)
      .when(request(from))
      .thenRefused('RING_FENCED_FOR_ANOTHER_PURPOSE');
    given(...facts)
      .when(request({ ...from, purposeCode: 'parks' }))
      .thenRefused('RING_FENCED_FOR_ANOTHER_PURPOSE');
    expect(given(...facts).when(request({ ...from, purposeCode: 'hospital-discharge' })).data).toMatchObject(from);
  });

  it('draws until the day a stream expires and not the day after', () => {
    const facts = [...funded, dfg('discharge')];
    const from = { fundingStreamId: 'discharge', purposeCode: 'hospital-discharge' };
    given(...facts)
      .when(request(from, '2025-01-01'))
      .thenRefused('FUNDING_STREAM_EXPIRED', { expiresOn: '2024-12-31' });
    expect(given(...facts).when(request(from, '2024-12-31')).data).toMatchObject(from);
  });

  it('INV-27 passes through to the agencies that the money is meant for', () => {
    const facts = [...funded, dfg('dfg-two-tier')];
    const from = { fundingStreamId: 'dfg-two-tier', spendType: 'CAPITAL' };
    given(...facts)
      .when(request(from))
      .thenRefused('RING_FENCED_PASS_THROUGH');
    given(...facts)
      .when(request({ ...from, payee: { agencyId: 'trafford-council' } }))
      .thenRefused('RING_FENCED_PASS_THROUGH', { toAgencyIds: ['north-district', 'south-district'] });
    const district = { ...from, payee: { agencyId: 'north-district' } };
    expect(given(...facts).when(request(district)).data).toMatchObject(district);
  });

  it('INV-27 goes elsewhere once every district has consented', () => {
    const facts = [...funded, dfg('dfg-waived')];
    expect(given(...facts).when(request({ fundingStreamId: 'dfg-waived' })).data).toMatchObject({ netPence: 400_00 });
  });

  it('names the broken ring-fence before the missing money, and the missing consent before both', () => {
    const from = { fundingStreamId: 'dfg', netPence: AMOUNT_PENCE_MAX };
    given(...funded)
      .when(request(from))
      .thenRefused('RING_FENCED_CAPITAL_ONLY');
    given(...funded)
      .when(request({ ...from, expenditureKind: 'OTHER' }))
      .thenRefused('CONSENT_MISSING');
  });
});

describe('approving a withdrawal', () => {
  const approve = (by = director, delegationId = 'director-50k', on = '2024-06-12') =>
    ask('ApproveWithdrawal', on, { withdrawalId: 'w-1', delegationId }, { by });

  it('INV-31 is for somebody else than who asked', () => {
    given(...funded, requested(400_00))
      .when(approve())
      .then(approved(400_00));
    const own = requested(400_00, { requestedBy: 'director' });
    given(...funded, own)
      .when(approve())
      .thenRefused('SAME_PERSON_TWICE', { actorId: 'director' });
  });

  it('INV-31 is never for the own agency of who approves', () => {
    const own = requested(400_00, { payee: { agencyId: 'trafford-council' } });
    given(...funded, own)
      .when(approve())
      .thenRefused('APPROVER_ACTS_FOR_PAYEE', { agencyId: 'trafford-council' });
    expect(given(...funded, own).when(approve(commissioner, 'icb-100k')).data).toMatchObject({
      approvedBy: 'commissioner',
    });
  });

  it('INV-32 goes up to the delegated limit and not a penny beyond', () => {
    given(...funded, requested(50_000_00))
      .when(approve())
      .then(approved(50_000_00));
    given(...funded, requested(50_000_01))
      .when(approve())
      .thenRefused('ABOVE_DELEGATED_LIMIT', { amountPence: 50_000_01, limitPence: 50_000_00 });
  });

  it('INV-32 counts irrecoverable VAT against the limit, and recoverable VAT not', () => {
    const vat = requested(50_000_00, { irrecoverableVatPence: 1 });
    given(...funded, vat)
      .when(approve())
      .thenRefused('ABOVE_DELEGATED_LIMIT');
    const reclaimed = requested(50_000_00, { recoverableVatPence: 10_000_00 });
    given(...funded, reclaimed)
      .when(approve())
      .then(approved(50_000_00));
  });

  it('INV-32 needs a delegation of this person for this action on this day', () => {
    const facts = [...funded, requested(400_00)];
    given(...facts)
      .when(approve(director, 'nothing'))
      .thenRefused('DELEGATION_NOT_HELD');
    given(...facts)
      .when(approve(director, 'head-25k'))
      .thenRefused('DELEGATION_NOT_HELD');
    given(...facts)
      .when(approve(serviceHead, 'head-25k', '2025-02-01'))
      .thenRefused('DELEGATION_NOT_HELD');
    expect(given(...facts).when(approve(serviceHead, 'head-25k', '2025-01-31')).data).toMatchObject({
      delegationId: 'head-25k',
    });
  });

  it('INV-32 flags what may be one purchase split to get under the limit', () => {
    const other = (withdrawalId: string, netPence: number, over: object = {}) =>
      requested(netPence, { withdrawalId, ...over });
    given(...funded, other('w-0', 25_000_00), requested(25_000_00))
      .when(approve())
      .then(approved(25_000_00));
    expect(given(...funded, other('w-0', 25_000_01), requested(25_000_00)).when(approve()).data).toMatchObject({
      possibleSplitOf: ['w-0'],
    });
    const sameProvider = { payee: { providerName: ' homecare north cic' } };
    expect(
      given(...funded, other('w-0', 25_000_01, sameProvider), requested(25_000_00)).when(approve()).data,
    ).toMatchObject({ possibleSplitOf: ['w-0'] });
    const stranger = { payee: { providerName: 'Homecare South CIC' } };
    given(...funded, other('w-0', 25_000_01, stranger), requested(25_000_00))
      .when(approve())
      .then(approved(25_000_00));
  });

  it('INV-32 looks thirty days back and forth for a split, and at nothing that was rejected', () => {
    const at = (occurredOn: string) => ({ ...requested(25_000_01, { withdrawalId: 'w-0' }), occurredOn });
    const possible = { possibleSplitOf: ['w-0'] };
    expect(given(...funded, at('2024-05-11'), requested(25_000_00)).when(approve()).data).toMatchObject(possible);
    given(...funded, at('2024-05-10'), requested(25_000_00))
      .when(approve())
      .then(approved(25_000_00));
    const no = fact('WithdrawalRejected', '2024-06-11', { withdrawalId: 'w-0', reason: 'Split' });
    given(...funded, at('2024-06-10'), no, requested(25_000_00))
      .when(approve())
      .then(approved(25_000_00));
  });

  it('refuses what was not asked for, or is decided', () => {
    given(...funded)
      .when(approve())
      .thenRefused('WITHDRAWAL_UNKNOWN');
    const status = { status: 'APPROVED' };
    given(...funded, requested(1), approved(1))
      .when(approve())
      .thenRefused('WITHDRAWAL_NOT_REQUESTED', status);
    given(...funded, requested(1), rejected)
      .when(approve())
      .thenRefused('WITHDRAWAL_NOT_REQUESTED');
  });

  it('refuses tomorrow', () => {
    given(...funded, requested(1))
      .when({ ...approve(), today: '2024-06-11' })
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('rejecting a withdrawal', () => {
  const reject = ask('RejectWithdrawal', '2024-06-13', { withdrawalId: 'w-1', reason: 'No budget' });

  it('frees what it reserved, requested or approved', () => {
    given(...funded, requested(400_00))
      .when(reject)
      .then(rejected);
    given(...funded, requested(400_00), approved(400_00))
      .when(reject)
      .then(rejected);
    expect(available([...funded, requested(400_00), rejected])).toBe(100_000_00);
    expect(available([...funded, requested(400_00), approved(400_00), rejected])).toBe(100_000_00);
  });

  it('refuses what was not asked for, and what is rejected or paid', () => {
    given(...funded)
      .when(reject)
      .thenRefused('WITHDRAWAL_UNKNOWN');
    given(...funded, requested(1), rejected)
      .when(reject)
      .thenRefused('WITHDRAWAL_NOT_REQUESTED');
    given(...funded, requested(1), approved(1), paid(1))
      .when(reject)
      .thenRefused('WITHDRAWAL_NOT_REQUESTED');
  });
});

describe('paying a withdrawal', () => {
  const pay = (by = treasurer, on = '2024-06-20') =>
    ask('PayWithdrawal', on, { withdrawalId: 'w-1', bankRef: 'BACS 7' }, { by });
  const facts = [...funded, requested(400_00), approved(400_00)];

  it('moves the money and frees the reserve: nothing is counted twice', () => {
    given(...facts)
      .when(pay())
      .then(paid(400_00));
    const { state } = given(...facts, paid(400_00));
    expect(state.fundingStreams.get('nhs-minimum')).toEqual({ balancePence: 99_600_00, reservedPence: 0 });
  });

  it('INV-31 is for somebody else than who approved', () => {
    given(...facts)
      .when(pay(director))
      .thenRefused('SAME_PERSON_TWICE', { actorId: 'director' });
  });

  it('pays its own reserve though nothing else is left, to the penny', () => {
    const all = [...funded, requested(100_000_00), approved(100_000_00)];
    given(...all)
      .when(pay())
      .then(paid(100_000_00));
  });

  it('INV-25 refuses when recorded facts have taken a penny of what it needs', () => {
    const all = [...funded, requested(100_000_00), approved(100_000_00)];
    const payment = fact('PaymentRecorded', '2024-06-18', { ...spending, netPence: 1, amountPence: 1, period: 3 });
    given(...all, payment)
      .when(pay())
      .thenRefused('FUNDING_STREAM_OVERDRAWN', { availablePence: 99_999_99 });
  });

  it('refuses what was not asked for or is not approved', () => {
    given(...funded)
      .when(pay())
      .thenRefused('WITHDRAWAL_UNKNOWN');
    given(...funded, requested(1))
      .when(pay())
      .thenRefused('WITHDRAWAL_NOT_APPROVED', { status: 'REQUESTED' });
    given(...facts, paid(400_00))
      .when(pay())
      .thenRefused('WITHDRAWAL_NOT_APPROVED', { status: 'PAID' });
  });

  it('refuses after the funding stream has expired', () => {
    const from = { fundingStreamId: 'discharge', purposeCode: 'hospital-discharge' };
    const late = [...funded, dfg('discharge'), requested(400_00, from), approved(400_00)];
    given(...late)
      .when(pay(treasurer, '2025-01-01'))
      .thenRefused('FUNDING_STREAM_EXPIRED');
    expect(given(...late).when(pay(treasurer, '2024-12-31')).data).toMatchObject({ fundingStreamId: 'discharge' });
  });

  it('refuses tomorrow, and a day of another year', () => {
    given(...facts)
      .when({ ...pay(), today: '2024-06-19' })
      .thenRefused('DATE_IN_FUTURE');
    given(...facts)
      .when(pay(treasurer, '2025-04-01'))
      .thenRefused('DATE_OUTSIDE_YEAR');
  });

  it('INV-10 waits in strict mode until every partner has signed', () => {
    given(...facts)
      .when(pay(), poolYearContext({ fund: strictFund }))
      .thenRefused('AGREEMENT_NOT_SIGNED');
  });

  it('INV-41 is booked in the next open period when its own is locked', () => {
    const june = fact('PeriodLocked', '2024-07-10', { period: 3 });
    given(...facts, june)
      .when(pay())
      .then(paid(400_00, { period: 4, priorPeriod: true }));
  });

  it('INV-34 carries the VAT of its request', () => {
    const vat = { irrecoverableVatPence: 80_00, recoverableVatPence: 20_00 };
    expect(given(...funded, requested(400_00, vat), approved(480_00)).when(pay()).data).toMatchObject({
      ...vat,
      netPence: 400_00,
      amountPence: 480_00,
    });
  });
});
