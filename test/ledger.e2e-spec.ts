import { parse } from 'csv-parse/sync';
import { type Answer, asked, type Caller, startTestService, type TestService } from './support/test-service';

const FUND = '/api/v1/pooled-funds/trafford-bcf';
const YEAR = `${FUND}/years/2024-25`;
const ofYear = { pooledFundId: 'trafford-bcf', financialYear: '2024-25' };

const homecare = { providerName: 'Homecare North CIC' };
const reablement = {
  fundingStreamId: 'nhs-minimum',
  payee: homecare as object,
  commissioningAgencyId: 'gm-icb',
  schemeId: 'reablement',
  spendType: 'REVENUE',
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  purpose: 'Reablement at home',
};
const adaptations = {
  ...reablement,
  fundingStreamId: 'dfg',
  payee: { agencyId: 'north-district' },
  commissioningAgencyId: 'trafford-council',
  schemeId: undefined,
  spendType: 'CAPITAL',
  purpose: 'Adaptations of homes',
};
const contractPrice = { expenditureKind: 'CONTRACT_PRICE' };

const csvOf = (answer: Answer): Record<string, string>[] => {
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  return parse<Record<string, string>>(answer.text, { columns: true });
};

/** Asks again until an answer is as wished, which a follower brings about. */
async function until(ask: () => Promise<Answer>, isWished: (answer: Answer) => boolean): Promise<Answer> {
  for (let answer = await ask(); ; answer = await ask()) if (isWished(answer)) return answer;
}

/** The steps build on one another: the story of one fund from its making to the year after its first. */
describe('a pooled fund, over HTTP', () => {
  let service: TestService;
  /** Figures that were given in the first year, with the times that they were given for. */
  const given: { readonly name: string; readonly query: Record<string, string>; readonly text: string }[] = [];

  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  test('places, agencies and funding streams are registered, and are there for whoever asks after that', async () => {
    const { manager, auditor } = service;
    const place = { kind: 'WHOLE_PLACE', gssCodes: ['E08000009'], parentPlaceId: 'greater-manchester' };
    const gm = { placeId: 'greater-manchester', name: 'Greater Manchester', kind: 'COMBINED_AUTHORITY', gssCodes: [] };
    await manager.refused(
      '/api/v1/places',
      asked('2011-04-01', { placeId: 'trafford', name: 'Trafford', ...place }),
      404,
      'PLACE_UNKNOWN',
    );
    await manager.record('/api/v1/places', asked('2011-04-01', gm));
    const trafford = asked('2011-04-01', { placeId: 'trafford', name: 'Trafford', ...place });
    const { body } = await manager.record('/api/v1/places', trafford);
    expect(body).toEqual({
      eventStream: 'place-trafford',
      version: 1,
      token: expect.stringMatching(/^1:\d+$/),
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      events: [{ entryNo: 1, eventId: expect.stringMatching(/^[\da-f-]{36}$/), type: 'PlaceRegistered' }],
    });
    await manager.refused('/api/v1/places', trafford, 409, 'PLACE_ALREADY_REGISTERED');
    expect((await auditor.get('/api/v1/places/trafford', { readAfter: body.token })).body).toEqual({
      placeId: 'trafford',
      name: 'Trafford',
      ...place,
      registeredOn: '2011-04-01',
      reorganisedOn: null,
      successorPlaceIds: null,
    });

    for (const [agencyId, legalName, kind, tier] of [
      ['trafford-council', 'Trafford Metropolitan Borough Council', 'COUNCIL', 'LOCAL'],
      ['gm-icb', 'NHS Greater Manchester Integrated Care Board', 'INTEGRATED_CARE_BOARD', 'REGIONAL'],
      ['north-district', 'North District Council', 'DISTRICT', 'LOCAL'],
      ['dhsc', 'Department of Health and Social Care', 'DEPARTMENT', 'CENTRAL'],
    ]) {
      await manager.record('/api/v1/agencies', asked('2011-04-01', { agencyId, legalName, kind, tier }));
    }
    const streams = '/api/v1/funding-streams';
    const free = { originAgencyId: 'dhsc', ringFence: 'NONE', permittedSpendTypes: ['REVENUE', 'CAPITAL'] };
    await manager.record(
      streams,
      asked('2015-04-01', { fundingStreamId: 'nhs-minimum', name: 'NHS minimum', ...free }),
    );
    await manager.record(
      streams,
      asked('2015-04-01', {
        fundingStreamId: 'council-extra',
        name: 'Council, additional',
        ...free,
        originAgencyId: 'trafford-council',
        ringFence: 'PURPOSE',
        ringFenceSetBy: 'AGREEMENT',
        permittedPurposes: ['discharge'],
      }),
    );
    const dfg = { fundingStreamId: 'dfg', name: 'Disabled Facilities Grant', originAgencyId: 'dhsc' };
    const capital = { ringFence: 'CAPITAL_ONLY', ringFenceSetBy: 'DEPARTMENT', permittedSpendTypes: ['CAPITAL'] };
    const { body: last } = await manager.record(streams, asked('2015-04-01', { ...dfg, ...capital }));

    const first = await auditor.get('/api/v1/agencies', { limit: 3, readAfter: last.token });
    const second = await auditor.get('/api/v1/agencies', { limit: 3, cursor: first.body.nextCursor });
    const ids = [...first.body.items, ...second.body.items].map(({ agencyId }) => agencyId);
    expect(ids).toEqual(['dhsc', 'gm-icb', 'north-district', 'trafford-council']);
    expect(second.body.nextCursor).toBeNull();
  });

  test('a fund is established; its agreement is signed late, which every report says with the days', async () => {
    const { manager, section151, approver, commissioner } = service;
    const pooledFundManager = { post: 'Head of Integrated Commissioning', agencyId: 'trafford-council' };
    await manager.record(
      '/api/v1/pooled-funds',
      asked('2024-04-01', {
        pooledFundId: 'trafford-bcf',
        placeId: 'trafford',
        name: 'Trafford Better Care Fund',
        legalBasis: 'S75_NHS_ACT_2006',
        poolingBasis: 'POOLED',
        hostAgencyId: 'trafford-council',
        pooledFundManager,
        signature: 'REPORTED',
      }),
    );
    await manager.record(`${FUND}/partners`, asked('2024-04-01', { agencyId: 'gm-icb' }));
    const scheme = { schemeId: 'reablement', name: 'Reablement', leadCommissionerId: 'gm-icb' };
    await manager.record(`${FUND}/schemes`, asked('2024-04-01', { ...scheme, vatRegime: 'S33_LOCAL_AUTHORITY' }));
    for (const [delegationId, holderActorId, limitPence, action] of [
      ['head-25k', 'service-head', 25_000_00, 'APPROVE_WITHDRAWAL'],
      ['icb-100k', 'commissioner', 100_000_00, 'APPROVE_WITHDRAWAL'],
      ['treasurer-reopens', 'treasurer', 1, 'REOPEN_PERIOD'],
    ] as const) {
      const delegation = { delegationId, holderActorId, actions: [action], limitPence };
      await section151.record(`${FUND}/delegations`, asked('2024-04-01', delegation));
    }
    await manager.record(`${FUND}/years`, asked('2024-04-01', { financialYear: '2024-25' }));
    const items = {
      aimsAndOutcomes: 'People stay at home for longer.',
      contributionsAndVariation: 'Schedule 3.',
      functions: 'Schedule 1.',
      personsAndServices: 'Adults in Trafford.',
      staffGoodsAndAccommodation: 'Schedule 4.',
      durationReviewVariationAndTermination: 'One year, then reviewed.',
    };
    const effect = `${FUND}/agreement/effect`;
    await manager.record(`${FUND}/agreement`, asked('2024-05-01', { items }));
    await manager.refused(effect, asked('2024-04-01', {}), 422, 'STATUTORY_ITEMS_MISSING');
    const all = { ...items, managementAndMonitoring: 'The board, each quarter.' };
    await manager.record(`${FUND}/agreement`, asked('2024-05-02', { items: all }));
    await manager.record(`${FUND}/agreement/approvals`, asked('2024-05-20', { byAgencyId: 'trafford-council' }));
    const signatures = `${FUND}/agreement/signatures`;
    const byCouncil = { byAgencyId: 'trafford-council', signatoryPost: 'Chief executive' };
    await approver.record(signatures, asked('2024-06-10', byCouncil));
    await commissioner.record(signatures, asked('2024-07-01', { ...byCouncil, byAgencyId: 'gm-icb' }));
    await manager.record(effect, asked('2024-04-01', {}));
  });

  test('contributions are agreed and scheduled by every calendar', async () => {
    const { manager } = service;
    const cash = { mode: 'CASH_TRANSFER', recurrence: 'RECURRENT' };
    const ofIcb = { partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum' };
    const ofCouncil = { partnerId: 'trafford-council', fundingStreamId: 'council-extra' };
    const minimum = { requirement: 'MINIMUM', publishedMinimumPence: 1_200_000_00 };
    const agree = (fields: object) => manager.record(`${YEAR}/contributions`, asked('2024-04-01', fields));
    const below = { contributionId: 'icb', ...ofIcb, amountPence: 1_199_999_99, ...cash, ...minimum };
    const refusal = await manager.refused(
      `${YEAR}/contributions`,
      asked('2024-04-01', below),
      422,
      'CONTRIBUTION_BELOW_MINIMUM',
    );
    expect(refusal.body.details).toEqual({ amountPence: 1_199_999_99, minimumPence: 1_200_000_00 });

    await agree({ ...below, amountPence: 1_200_000_00 });
    await agree({ contributionId: 'council', ...ofCouncil, amountPence: 400_000_03, ...cash });
    const grant = { partnerId: 'trafford-council', fundingStreamId: 'dfg', determinationRef: '31/7245' };
    await agree({ contributionId: 'adaptations', ...grant, amountPence: 300_000_00, ...cash });
    await agree({ contributionId: 'matched', ...ofIcb, amountPence: 60_000_00, ...cash, recurrence: 'NON_RECURRENT' });
    const nonCash = { recurrence: 'NON_RECURRENT' };
    const inKind = { mode: 'IN_KIND', valuationBasis: 'Two social workers at mid-grade cost' };
    await agree({ contributionId: 'staff', ...ofCouncil, amountPence: 50_000_00, ...nonCash, ...inKind });
    await agree({
      contributionId: 'kept',
      ...ofCouncil,
      amountPence: 20_000_00,
      ...nonCash,
      mode: 'RETAINED_BY_PARTNER',
    });
    await agree({ contributionId: 'direct', ...ofIcb, amountPence: 10_000_00, ...nonCash, mode: 'GRANT_DIRECT' });

    const schedule = (id: string, fields: object) =>
      manager.record(`${YEAR}/contributions/${id}/schedule`, asked('2024-04-01', fields));
    await schedule('icb', { calendar: 'MONTHLY' });
    await schedule('council', { calendar: 'QUARTERLY_IN_ADVANCE' });
    await schedule('adaptations', { calendar: 'ANNUAL' });
    await schedule('matched', { calendar: 'FOUR_EQUAL' });
    const instalments = [
      { instalmentNo: 1, dueOn: '2024-06-30', amountPence: 10_000_00 },
      { instalmentNo: 2, dueOn: '2024-12-31', amountPence: 9_999_99 },
    ];
    const byHand = `${YEAR}/contributions/kept/schedule`;
    await manager.refused(byHand, asked('2024-04-01', { instalments }), 422, 'INSTALMENTS_DO_NOT_ADD_UP');
    instalments[1]!.amountPence += 1;
    await manager.record(byHand, asked('2024-04-01', { instalments }));
    await manager.refused(byHand, asked('2024-04-01', { calendar: 'ANNUAL', instalments }), 400, 'BODY_INVALID');

    const ageing = await manager.report('contribution-ageing', { ...ofYear, asAt: '2024-10-15' });
    const rowsOf = (id: string): object[] =>
      ageing.body.rows
        .filter(({ contributionId }: { contributionId: string }) => contributionId === id)
        .map(({ dueOn, amountPence, daysLate }: Record<string, unknown>) => [dueOn, amountPence, daysLate]);
    expect(rowsOf('icb')).toHaveLength(12);
    expect(rowsOf('icb').slice(5, 8)).toEqual([
      ['2024-09-01', 100_000_00, 44],
      ['2024-10-01', 100_000_00, 14],
      ['2024-11-01', 100_000_00, 0],
    ]);
    expect(rowsOf('council')).toEqual([
      ['2024-04-01', 100_000_01, 197],
      ['2024-07-01', 100_000_01, 106],
      ['2024-10-01', 100_000_01, 14],
      ['2025-01-01', 100_000_00, 0],
    ]);
    expect(rowsOf('adaptations')).toEqual([['2024-04-01', 300_000_00, 197]]);
    expect(rowsOf('matched')).toEqual([
      ['2024-06-30', 15_000_00, 107],
      ['2024-09-30', 15_000_00, 15],
      ['2024-12-31', 15_000_00, 0],
      ['2025-03-31', 15_000_00, 0],
    ]);
    expect(rowsOf('kept').map((row) => (row as unknown[])[1])).toEqual([10_000_00, 10_000_00]);
    // No schedule and no invoice says when it is due.
    expect(rowsOf('staff')).toEqual([[null, 50_000_00, null]]);
  });

  test('money arrives, is allocated, withheld, waived, varied; what is no cash is recorded beside it', async () => {
    const { manager, treasurer } = service;
    const receive = (day: string, fields: object) => manager.record(`${FUND}/receipts`, asked(day, fields));
    const ofIcb = { partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum', contributionId: 'icb' };
    const ofCouncil = { partnerId: 'trafford-council', fundingStreamId: 'council-extra', contributionId: 'council' };
    await receive('2024-04-15', { receiptId: 'icb-1', ...ofIcb, amountPence: 250_000_00, bankRef: 'BACS 1207' });
    await receive('2024-04-02', { receiptId: 'council-1', ...ofCouncil, amountPence: 200_000_02 });
    const grant = { partnerId: 'trafford-council', fundingStreamId: 'dfg', contributionId: 'adaptations' };
    await receive('2024-05-20', { receiptId: 'dfg-1', ...grant, amountPence: 300_000_00 });
    await manager.refused(
      `${FUND}/receipts`,
      asked('2024-05-21', { receiptId: 'dfg-1', ...grant, amountPence: 5 }),
      409,
      'RECEIPT_ALREADY_RECORDED',
    );
    await manager.refused(
      `${FUND}/receipts`,
      asked('2024-05-21', { receiptId: 'dfg-2', ...grant, partnerId: 'gm-icb', amountPence: 5 }),
      422,
      'RECEIPT_CONTRADICTS_CONTRIBUTION',
    );

    const allocate = { contributionId: 'icb', instalmentNo: 1, amountPence: 100_000_00 };
    const allocations = `${YEAR}/receipts/icb-1/allocations`;
    await manager.record(allocations, asked('2024-04-16', allocate));
    await manager.refused(
      allocations,
      asked('2024-04-16', { ...allocate, amountPence: 1 }),
      422,
      'ALLOCATED_ABOVE_INSTALMENT',
    );
    await manager.record(allocations, asked('2024-04-16', { ...allocate, instalmentNo: 2 }));
    await manager.refused(
      allocations,
      asked('2024-04-16', { ...allocate, instalmentNo: 3, amountPence: 50_000_01 }),
      422,
      'ALLOCATED_ABOVE_RECEIPT',
    );

    // Twelve working days into July 2024: 1 to 5, 8 to 12, 15, 16.
    const invoice = { invoiceRef: 'INV-3', instalmentNo: 3, amountPence: 100_000_00 };
    await manager.record(`${YEAR}/contributions/icb/invoices`, asked('2024-06-03', invoice));

    const withhold = { amountPence: 40_000_00, ground: 'PERFORMANCE', guidanceRef: 'P4P 2024' };
    await manager.record(`${YEAR}/contributions/icb/withholdings`, asked('2024-07-01', withhold));
    const lift = { amountPence: 40_000_01 };
    const lifted = `${YEAR}/contributions/icb/withholdings-lifted`;
    await manager.refused(lifted, asked('2024-08-01', lift), 422, 'MORE_THAN_WITHHELD');
    await manager.record(lifted, asked('2024-08-01', { amountPence: 15_000_00 }));
    const waive = { amountPence: 10_000_00, reason: 'Cabinet forgave it' };
    const waivers = `${YEAR}/contributions/council/waivers`;
    await manager.refused(waivers, asked('2024-09-01', waive), 403, 'NOT_ALLOWED');
    await treasurer.record(waivers, asked('2024-09-01', waive));
    const vary = { toPence: 25_000_00, recurrence: 'ONE_OFF', reason: 'A third social worker' };
    const variations = `${YEAR}/contributions/kept/variations`;
    await manager.refused(
      variations,
      asked('2024-09-01', { ...vary, approvedByAgencyIds: [] }),
      422,
      'VARIATION_NOT_APPROVED',
    );
    await manager.record(variations, asked('2024-09-01', { ...vary, approvedByAgencyIds: ['trafford-council'] }));

    const evidence = { evidence: 'Timesheets of the second quarter' };
    const nonCash = (id: string, amountPence: number) =>
      manager.record(`${YEAR}/contributions/${id}/non-cash`, asked('2024-09-30', { amountPence, ...evidence }));
    await nonCash('staff', 50_000_00);
    await nonCash('kept', 20_000_00);
    await nonCash('direct', 10_000_00);
    await manager.refused(
      `${YEAR}/contributions/icb/non-cash`,
      asked('2024-09-30', { amountPence: 1, ...evidence }),
      422,
      'CONTRIBUTION_IS_CASH',
    );
  });

  test('a match condition holds money back until it is met', async () => {
    const { manager } = service;
    const match = `${YEAR}/contributions/matched/match-condition`;
    const condition = { requiredFromAgencyId: 'trafford-council', requiredPence: 60_000_00 };
    await manager.record(match, asked('2024-04-01', condition));
    const receipt = {
      receiptId: 'matched-1',
      partnerId: 'gm-icb',
      fundingStreamId: 'nhs-minimum',
      contributionId: 'matched',
    };
    await manager.record(`${FUND}/receipts`, asked('2024-06-30', { ...receipt, amountPence: 60_000_00 }));
    const most = { withdrawalId: 'too-much', ...reablement, ...contractPrice, netPence: 250_000_01 };
    const request = asked('2024-07-01', most);
    const refused = await manager.refused(`${YEAR}/withdrawals`, request, 422, 'FUNDING_STREAM_OVERDRAWN');
    expect(refused.body.details).toEqual({
      fundingStreamId: 'nhs-minimum',
      availablePence: 250_000_00,
      askedPence: 250_000_01,
    });
    await manager.record(`${match}/met`, asked('2024-09-15', { evidence: 'The council paid 60,000 into its scheme' }));
    await manager.record(`${YEAR}/withdrawals`, request);
    await service.commissioner.record(
      `${YEAR}/withdrawals/too-much/rejection`,
      asked('2024-09-16', { reason: 'Not yet' }),
    );
  });

  test('withdrawals need two people, a delegation, and money in the funding stream that they name', async () => {
    const { manager, treasurer, approver, commissioner, auditor } = service;
    const withdrawals = `${YEAR}/withdrawals`;
    const w1 = { withdrawalId: 'w-1', ...reablement, ...contractPrice, netPence: 20_000_00 };
    const vat = { irrecoverableVatPence: 1_000_00, recoverableVatPence: 4_000_00 };
    await auditor.refused(withdrawals, asked('2024-06-10', { ...w1, ...vat }), 403, 'NOT_ALLOWED');
    const requested = await treasurer.record(withdrawals, asked('2024-06-10', { ...w1, ...vat }));
    const approval = asked('2024-06-12', { delegationId: 'head-25k' });
    await treasurer.refused(`${withdrawals}/w-1/approval`, approval, 403, 'NOT_ALLOWED');
    const both = await service.caller({ actorId: 'treasurer', roles: ['TREASURER', 'APPROVER'] });
    await both.refused(`${withdrawals}/w-1/approval`, approval, 422, 'SAME_PERSON_TWICE');
    await commissioner.refused(`${withdrawals}/w-1/approval`, approval, 422, 'DELEGATION_NOT_HELD');
    await manager.refused(`${withdrawals}/w-1/payment`, asked('2024-06-20', {}), 422, 'WITHDRAWAL_NOT_APPROVED');
    const approved = await approver.record(`${withdrawals}/w-1/approval`, approval);
    expect(approved.body.version).toBeGreaterThan(requested.body.version);
    const alsoPays = await service.caller({ actorId: 'service-head', roles: ['POOLED_FUND_MANAGER'] });
    await alsoPays.refused(`${withdrawals}/w-1/payment`, asked('2024-06-20', {}), 422, 'SAME_PERSON_TWICE');
    await manager.record(`${withdrawals}/w-1/payment`, asked('2024-06-20', { bankRef: 'BACS 88' }));
    await manager.refused(`${withdrawals}/w-1/payment`, asked('2024-06-20', {}), 422, 'WITHDRAWAL_NOT_APPROVED');

    const above = { withdrawalId: 'w-2', ...reablement, ...contractPrice, netPence: 25_000_01 };
    await manager.record(withdrawals, asked('2024-06-10', above));
    await approver.refused(`${withdrawals}/w-2/approval`, approval, 422, 'ABOVE_DELEGATED_LIMIT');
    await commissioner.record(`${withdrawals}/w-2/rejection`, asked('2024-06-13', { reason: 'Ask again in July' }));
    const toOwn = { ...above, withdrawalId: 'w-3', payee: { agencyId: 'gm-icb' } };
    await manager.record(withdrawals, asked('2024-06-10', toOwn));
    const byIcb = asked('2024-06-12', { delegationId: 'icb-100k' });
    await commissioner.refused(`${withdrawals}/w-3/approval`, byIcb, 422, 'APPROVER_ACTS_FOR_PAYEE');
    await approver.record(`${withdrawals}/w-3/rejection`, asked('2024-06-13', { reason: 'Not a cost of the pool' }));

    const capital = { withdrawalId: 'w-4', ...adaptations, ...contractPrice };
    const revenue = { ...capital, spendType: 'REVENUE', netPence: 1 };
    await manager.refused(withdrawals, asked('2024-07-20', revenue), 422, 'RING_FENCED_CAPITAL_ONLY');
    const tooMuch = { ...capital, netPence: 300_000_01 };
    await manager.refused(withdrawals, asked('2024-07-20', tooMuch), 422, 'RING_FENCED_STREAM_OVERDRAWN');
    await manager.record(withdrawals, asked('2024-07-20', { ...capital, netPence: 100_000_00 }));
    await commissioner.record(`${withdrawals}/w-4/approval`, asked('2024-07-25', { delegationId: 'icb-100k' }));
    const paid = await manager.record(`${withdrawals}/w-4/payment`, asked('2024-08-01', {}));
    await tellsHowFarEachHasCome(auditor, withdrawals, paid.body.token);

    const entryRef = `trafford-bcf/2024-25/${paid.body.events[0].entryNo}`;
    const reverse = { entryRef, reason: 'Paid to the wrong account' };
    await manager.refused(`${FUND}/reversals`, asked('2024-07-31', reverse), 422, 'REVERSED_BEFORE_ENTRY');
    const reversal = await manager.record(`${FUND}/reversals`, asked('2024-09-01', reverse));
    await manager.refused(`${FUND}/reversals`, asked('2024-09-01', reverse), 409, 'ENTRY_ALREADY_REVERSED');
    const undo = { entryRef: `trafford-bcf/2024-25/${reversal.body.events[0].entryNo}`, reason: 'No, it was right' };
    await manager.refused(`${FUND}/reversals`, asked('2024-09-02', undo), 422, 'REVERSAL_CANNOT_BE_REVERSED');

    const entry = await auditor.get(`/api/v1/entries/${entryRef}`, { readAfter: reversal.body.token });
    expect(entry.body).toMatchObject({
      entryRef,
      type: 'WithdrawalPaid',
      occurredOn: '2024-08-01',
      recordedBy: 'pool-manager',
      recordedByAgencyId: 'trafford-council',
      authorityRef: 'Cabinet 18 March 2024, minute 12',
      amountPence: 100_000_00,
      partyName: 'North District Council',
      reversedByEntry: undo.entryRef,
    });
  });

  test('payments that left the bank are recorded as the facts they are, with what they broke', async () => {
    const { manager } = service;
    const pay = (day: string, fields: object) => manager.record(`${FUND}/payments`, asked(day, fields));
    // Names of one provider in other capitals count as one.
    const capitals = { ...reablement, payee: { providerName: 'HOMECARE NORTH CIC' } };
    await pay('2024-10-05', { ...capitals, netPence: 12_345_67 });
    await pay('2024-10-06', { ...adaptations, payee: homecare, spendType: 'REVENUE', netPence: 1_000_00 });
    const council = { ...reablement, fundingStreamId: 'council-extra', schemeId: undefined };
    await pay('2024-11-01', { ...council, payee: { agencyId: 'north-district' }, netPence: 200_000_03 });
    await manager.record(`${FUND}/refunds`, asked('2024-12-10', { ...reablement, netPence: 345_67 }));
    const interest = { incomeSource: 'INTEREST', amountPence: 5_00, description: 'Interest to 30 November' };
    await manager.record(`${FUND}/income`, asked('2024-12-01', { fundingStreamId: 'council-extra', ...interest }));
    await manager.refused(
      `${FUND}/payments`,
      asked('2024-03-31', { ...council, netPence: 1 }),
      422,
      'POOL_YEAR_NOT_OPEN',
    );
  });

  test('a locked period takes nothing; reopening it needs two people and a reason', async () => {
    const { manager, treasurer } = service;
    const lock = asked('2024-07-01', {});
    await treasurer.record(`${YEAR}/periods/1/lock`, lock);
    await treasurer.refused(`${YEAR}/periods/1/lock`, lock, 409, 'PERIOD_ALREADY_LOCKED');
    await treasurer.refused(`${YEAR}/periods/13/lock`, lock, 422, 'PERIOD_OUTSIDE_YEAR');
    const receipt = { partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum' };
    await manager.record(
      `${FUND}/receipts`,
      asked('2024-04-20', { ...receipt, receiptId: 'late', amountPence: 10_00 }),
    );

    const reason = { reason: 'The bank statement came late' };
    const request = `${YEAR}/periods/1/reopening-request`;
    const reopen = asked('2024-08-02', { delegationId: 'treasurer-reopens' });
    await treasurer.refused(`${YEAR}/periods/1/reopening`, reopen, 422, 'REOPENING_NOT_REQUESTED');
    await treasurer.record(request, asked('2024-08-01', reason));
    await treasurer.refused(`${YEAR}/periods/1/reopening`, reopen, 422, 'SAME_PERSON_TWICE');
    await manager.record(request, asked('2024-08-01', reason));
    await treasurer.record(`${YEAR}/periods/1/reopening`, reopen);
    await manager.record(
      `${FUND}/receipts`,
      asked('2024-04-21', { ...receipt, receiptId: 'in-time', amountPence: 5_00 }),
    );

    const { body } = await manager.report('transactions', { ...ofYear, limit: 1000 });
    const booked = (receiptId: string): object =>
      body.rows.find((row: { receiptId: string; type: string }) => row.receiptId === receiptId);
    expect(booked('late')).toMatchObject({ period: 2, priorPeriod: true, occurredOn: '2024-04-20' });
    expect(booked('in-time')).toMatchObject({ period: 1, priorPeriod: false, occurredOn: '2024-04-21' });
  });

  test('who paid in, to the penny, cash and non-cash apart', async () => {
    const { body } = await service.auditor.report('who-paid-in', { ...ofYear, asAt: '2025-03-31' });
    const row = {
      placeId: 'trafford',
      placeName: 'Trafford',
      pooledFundId: 'trafford-bcf',
      pooledFundName: 'Trafford Better Care Fund',
      financialYear: '2024-25',
      invoicedPence: 0,
      allocatedPence: 0,
      inKindPence: 0,
      retainedPence: 0,
      grantDirectPence: 0,
      withheldPence: 0,
      waivedPence: 0,
      returnedPence: 0,
      priorPeriodPence: 0,
    };
    const icb = {
      agencyId: 'gm-icb',
      agencyName: 'NHS Greater Manchester Integrated Care Board',
      agencyTier: 'REGIONAL',
    };
    const council = {
      agencyId: 'trafford-council',
      agencyName: 'Trafford Metropolitan Borough Council',
      agencyTier: 'LOCAL',
    };
    expect(body.rows).toEqual([
      {
        ...row,
        ...icb,
        fundingStreamId: 'nhs-minimum',
        fundingStreamName: 'NHS minimum',
        // 1,200,000.00 + 60,000.00 + 10,000.00 directly
        pledgedPence: 1_270_000_00,
        invoicedPence: 100_000_00,
        // 250,000.00 + 60,000.00 + 10.00 + 5.00
        receivedPence: 310_015_00,
        allocatedPence: 200_000_00,
        grantDirectPence: 10_000_00,
        withheldPence: 25_000_00,
        priorPeriodPence: 10_00,
        // agreed 3, invoiced 1, received 4, allocated 2, direct 1, withheld 1, lifted 1
        entryCount: 13,
      },
      {
        ...row,
        ...council,
        fundingStreamId: 'council-extra',
        fundingStreamName: 'Council, additional',
        // 400,000.03 + 50,000.00 in kind + 25,000.00 kept, as varied
        pledgedPence: 475_000_03,
        receivedPence: 200_000_02,
        inKindPence: 50_000_00,
        retainedPence: 20_000_00,
        waivedPence: 10_000_00,
        entryCount: 8,
      },
      {
        ...row,
        ...council,
        fundingStreamId: 'dfg',
        fundingStreamName: 'Disabled Facilities Grant',
        pledgedPence: 300_000_00,
        receivedPence: 300_000_00,
        entryCount: 2,
      },
    ]);
    expect(body.totals).toEqual({
      pledgedPence: 2_045_000_03,
      invoicedPence: 100_000_00,
      receivedPence: 810_015_02,
      allocatedPence: 200_000_00,
      inKindPence: 50_000_00,
      retainedPence: 20_000_00,
      grantDirectPence: 10_000_00,
      withheldPence: 25_000_00,
      waivedPence: 10_000_00,
      returnedPence: 0,
      priorPeriodPence: 10_00,
    });
    // Money first moved on 2 April 2024, 90 days before the last signature.
    expect(body.flags).toEqual([
      expect.objectContaining({
        kind: 'AGREEMENT_SIGNED_LATE',
        firstMoneyOn: '2024-04-02',
        signedOn: '2024-07-01',
        daysElapsed: 90,
      }),
      expect.objectContaining({ kind: 'PRIOR_PERIOD', pence: 10_00 }),
    ]);
    const scoped = await service.auditor.report('who-paid-in', { agencyId: 'gm-icb', asAt: '2025-03-31' });
    expect(scoped.body.rows).toEqual([body.rows[0]]);
    const csv = csvOf(
      await service.auditor.get(
        '/api/v1/reports/who-paid-in',
        { ...ofYear, asAt: '2025-03-31' },
        { accept: 'text/csv' },
      ),
    );
    expect(
      csv.map(({ agencyId, fundingStreamName, receivedPence }) => [agencyId, fundingStreamName, receivedPence]),
    ).toEqual([
      ['gm-icb', 'NHS minimum', '31001500'],
      ['trafford-council', 'Council, additional', '20000002'],
      ['trafford-council', 'Disabled Facilities Grant', '30000000'],
    ]);
  });

  test('every day has its own figures, and says how long the agreement had been unsigned', async () => {
    const received = async (asAt: string): Promise<number> =>
      (await service.auditor.report('who-paid-in', { ...ofYear, asAt })).body.totals.receivedPence;
    expect(await received('2024-04-01')).toBe(0);
    expect(await received('2024-04-02')).toBe(200_000_02);
    expect(await received('2024-04-30')).toBe(450_015_02);
    expect(await received('2024-05-19')).toBe(450_015_02);
    expect(await received('2024-05-20')).toBe(750_015_02);
    expect(await received('2024-06-30')).toBe(810_015_02);
    const flagsOn = async (asAt: string): Promise<object[]> =>
      (await service.auditor.report('fund-statement', { ...ofYear, asAt })).body.flags;
    expect(await flagsOn('2024-04-01')).toEqual([]);
    const unsigned = { kind: 'AGREEMENT_NOT_SIGNED', firstMoneyOn: '2024-04-02' };
    expect(await flagsOn('2024-06-09')).toContainEqual(
      expect.objectContaining({ ...unsigned, daysElapsed: 68, unsignedAgencyIds: ['trafford-council', 'gm-icb'] }),
    );
    expect(await flagsOn('2024-06-30')).toContainEqual(
      expect.objectContaining({ ...unsigned, daysElapsed: 89, unsignedAgencyIds: ['gm-icb'] }),
    );
    expect(await flagsOn('2024-07-01')).toContainEqual(
      expect.objectContaining({ kind: 'AGREEMENT_SIGNED_LATE', daysElapsed: 90 }),
    );
    expect(await flagsOn('2024-11-15')).toContainEqual(
      expect.objectContaining({ kind: 'OVERDRAWN', fundingStreamId: 'council-extra', pence: -1 }),
    );
    expect(await flagsOn('2024-12-01')).not.toContainEqual(expect.objectContaining({ kind: 'OVERDRAWN' }));
  });

  test('who gained, to the penny, with the breaches', async () => {
    const { body } = await service.auditor.report('who-gained', { ...ofYear, asAt: '2025-03-31' });
    const figures = body.rows.map((row: Record<string, unknown>) => [
      row['beneficiaryName'],
      row['fundingStreamId'],
      row['paidPence'],
      row['refundedPence'],
      row['commissionedPence'],
      row['breachCount'],
    ]);
    expect(figures).toEqual([
      // Paid for it by the fund: 21,000.00 + 12,345.67, of which 345.67 came back.
      ['NHS Greater Manchester Integrated Care Board', 'council-extra', 0, 0, 200_000_03, 0],
      ['NHS Greater Manchester Integrated Care Board', 'nhs-minimum', 0, 0, 33_000_00, 0],
      ['North District Council', 'council-extra', 200_000_03, 0, 0, 1],
      ['North District Council', 'dfg', 0, 0, 0, 0],
      ['Trafford Metropolitan Borough Council', 'dfg', 0, 0, 1_000_00, 0],
      ['Homecare North CIC', 'dfg', 1_000_00, 0, 0, 1],
      ['Homecare North CIC', 'nhs-minimum', 33_345_67, 345_67, 0, 0],
    ]);
    expect(body.totals).toMatchObject({
      paidPence: 234_345_70,
      refundedPence: 345_67,
      irrecoverableVatPence: 1_000_00,
      recoverableVatPence: 4_000_00,
      commissionedPence: 234_000_03,
      breachCount: 2,
    });
    const breaches = body.flags.find(({ kind }: { kind: string }) => kind === 'BREACHES');
    expect(breaches).toMatchObject({
      breachCount: 2,
      entries: [
        { breaches: ['FUNDING_STREAM_OVERDRAWN'], pence: 200_000_03 },
        { breaches: ['REVENUE_FROM_CAPITAL_ONLY'], pence: 1_000_00 },
      ],
      sentence: '2 payments broke a rule of the fund and stand as breaches.',
    });
    const csv = csvOf(
      await service.auditor.get('/api/v1/reports/who-gained', { agencyId: 'north-district' }, { accept: 'text/csv' }),
    );
    expect(csv.map(({ fundingStreamId, paidPence }) => [fundingStreamId, paidPence])).toEqual([
      ['council-extra', '20000003'],
      ['dfg', '0'],
    ]);
  });

  test('the fund statement ties: opening + in - out = closing, and the shares add up to it', async () => {
    const { body } = await service.auditor.report('fund-statement', { ...ofYear, asAt: '2025-03-31' });
    const cash = { broughtForwardPence: 0, incomePence: 0, refundedPence: 0, returnedPence: 0 };
    expect(body.cash).toEqual({
      ...cash,
      receivedPence: 810_015_02,
      incomePence: 5_00,
      refundedPence: 345_67,
      paidPence: 234_345_70,
      balancePence: 576_019_99,
    });
    expect(body.fundingStreams).toEqual([
      expect.objectContaining({ ...cash, fundingStreamId: 'council-extra', incomePence: 5_00, balancePence: 4_99 }),
      expect.objectContaining({ ...cash, fundingStreamId: 'dfg', paidPence: 1_000_00, balancePence: 299_000_00 }),
      expect.objectContaining({
        ...cash,
        fundingStreamId: 'nhs-minimum',
        refundedPence: 345_67,
        balancePence: 277_015_00,
      }),
    ]);
    expect(body.spending).toEqual([
      {
        schemeId: null,
        schemeName: 'No scheme',
        spendType: 'CAPITAL',
        paidPence: 0,
        refundedPence: 0,
        irrecoverableVatPence: 0,
        recoverableVatPence: 0,
      },
      {
        schemeId: null,
        schemeName: 'No scheme',
        spendType: 'REVENUE',
        paidPence: 201_000_03,
        refundedPence: 0,
        irrecoverableVatPence: 0,
        recoverableVatPence: 0,
      },
      {
        schemeId: 'reablement',
        schemeName: 'Reablement',
        spendType: 'REVENUE',
        paidPence: 33_345_67,
        refundedPence: 345_67,
        irrecoverableVatPence: 1_000_00,
        recoverableVatPence: 4_000_00,
      },
    ]);
    // 576,019.99 by 500,000.02 to 310,015.00: the odd penny goes to the council, whose remainder is larger.
    expect(body.shares).toEqual([
      expect.objectContaining({ agencyId: 'trafford-council', receivedPence: 500_000_02, sharePence: 355_561_32 }),
      expect.objectContaining({ agencyId: 'gm-icb', receivedPence: 310_015_00, sharePence: 220_458_67 }),
    ]);
    expect(body.nonCashContributions).toEqual([
      expect.objectContaining({ agencyId: 'gm-icb', inKindPence: 0, retainedPence: 0, grantDirectPence: 10_000_00 }),
      expect.objectContaining({
        agencyId: 'trafford-council',
        inKindPence: 50_000_00,
        retainedPence: 20_000_00,
        grantDirectPence: 0,
      }),
    ]);
    const csv = csvOf(
      await service.auditor.get(
        '/api/v1/reports/fund-statement',
        { ...ofYear, asAt: '2025-03-31' },
        { accept: 'text/csv' },
      ),
    );
    expect(csv).toContainEqual({
      section: 'cash',
      id: 'trafford-bcf',
      name: 'Trafford Better Care Fund',
      figure: 'balancePence',
      pence: '57601999',
    });
    expect(
      csv.filter(({ section, figure }) => section === 'shares' && figure === 'sharePence').map(({ pence }) => pence),
    ).toEqual(['35556132', '22045867']);
  });

  test('contribution ageing shows what covers each instalment and what is late', async () => {
    const answer = await service.auditor.report('contribution-ageing', { ...ofYear, asAt: '2024-10-15' });
    const rows = (id: string, ...columns: string[]): unknown[][] =>
      answer.body.rows
        .filter((row: Record<string, unknown>) => row['contributionId'] === id)
        .map((row: Record<string, unknown>) => columns.map((column) => row[column]));
    // 250,000.00 received: two instalments allocated, the rest covers half of the third; 25,000.00 withheld after that.
    expect(
      rows('icb', 'instalmentNo', 'receivedPence', 'withheldPence', 'outstandingPence', 'daysLate').slice(0, 5),
    ).toEqual([
      [1, 100_000_00, 0, 0, 0],
      [2, 100_000_00, 0, 0, 0],
      [3, 50_000_00, 25_000_00, 25_000_00, 136],
      [4, 0, 0, 100_000_00, 106],
      [5, 0, 0, 100_000_00, 75],
    ]);
    expect(rows('icb', 'invoiceRefs', 'invoicedPence')[2]).toEqual(['INV-3', 100_000_00]);
    expect(rows('council', 'receivedPence', 'waivedPence', 'outstandingPence')).toEqual([
      [100_000_01, 0, 0],
      [100_000_01, 0, 0],
      [0, 10_000_00, 90_000_01],
      [0, 0, 100_000_00],
    ]);
    const csv = csvOf(
      await service.auditor.get(
        '/api/v1/reports/contribution-ageing',
        { ...ofYear, asAt: '2024-10-15' },
        { accept: 'text/csv' },
      ),
    );
    expect(csv).toHaveLength(answer.body.rows.length);
  });

  test('transactions list every entry, by pages, in JSON and CSV', async () => {
    const { auditor } = service;
    const { body: all } = await auditor.report('transactions', { ...ofYear, limit: 1000 });
    const [{ version }] = await service.sql(`select version from log.stream where name = 'poolYear-trafford-bcf:2024'`);
    expect(all.rows.map(({ entryRef }: { entryRef: string }) => entryRef)).toEqual(
      Array.from({ length: version }, (_, place) => `trafford-bcf/2024-25/${version - place}`),
    );
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await auditor.report('transactions', { ...ofYear, limit: 7, cursor });
      pages.push(...page.body.rows);
      expect(page.headers['purse-next-cursor']).toBe(page.body.nextCursor ?? undefined);
      cursor = page.body.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual(all.rows);
    const csv = csvOf(
      await auditor.get('/api/v1/reports/transactions', { ...ofYear, limit: 1000 }, { accept: 'text/csv' }),
    );
    expect(csv.map(({ entryRef, amountPence }) => [entryRef, amountPence])).toEqual(
      all.rows.map((row: { entryRef: string; amountPence: number | null }) => [
        row.entryRef,
        String(row.amountPence ?? ''),
      ]),
    );
    const breaches = await auditor.report('transactions', { ...ofYear, breachesOnly: 'true' });
    expect(breaches.body.rows.map((row: { breaches: string[] }) => row.breaches)).toEqual([
      ['FUNDING_STREAM_OVERDRAWN'],
      ['REVENUE_FROM_CAPITAL_ONLY'],
    ]);
    const none = await auditor.get(
      '/api/v1/reports/transactions',
      { ...ofYear, asAt: '2000-01-01' },
      { accept: 'text/csv' },
    );
    expect(none.text).toMatch(/^entryRef,type,occurredOn,.*,detail\r\n$/);
  });

  test('every report is kept as it was given, to be asked for again', async () => {
    for (const name of ['who-paid-in', 'who-gained', 'fund-statement', 'transactions', 'contribution-ageing']) {
      for (const asAt of ['2024-06-30', '2025-03-31']) {
        const first = await service.auditor.report(name, { ...ofYear, asAt });
        const query = { ...ofYear, asAt: first.body.asAt, asKnownAt: first.body.asKnownAt };
        given.push({ name, query, text: first.text });
      }
    }
    expect(given).toHaveLength(10);
  });

  test('when a year closes, the next opens with its balances', async () => {
    const { section151, manager, auditor } = service;
    await manager.refused(
      `${FUND}/years`,
      asked('2024-04-01', { financialYear: '2024-25' }),
      409,
      'POOL_YEAR_ALREADY_OPEN',
    );
    await section151.refused(`${YEAR}/closing`, asked('2025-03-31', {}), 422, 'YEAR_NOT_ENDED');
    await section151.record(`${YEAR}/closing`, asked('2025-04-30', {}));
    const next = { pooledFundId: 'trafford-bcf', financialYear: '2025-26', asAt: '2025-04-30' };
    const statement = await until(
      () => auditor.get('/api/v1/reports/fund-statement', next),
      ({ body }) => body.cash?.broughtForwardPence > 0,
    );
    expect(statement.body).toMatchObject({
      status: 'OPEN',
      cash: { broughtForwardPence: 576_019_99, receivedPence: 0, balancePence: 576_019_99 },
      previousYear: { broughtForwardPence: 0, receivedPence: 810_015_02, balancePence: 576_019_99 },
      fundingStreams: [
        { fundingStreamId: 'council-extra', broughtForwardPence: 4_99 },
        { fundingStreamId: 'dfg', broughtForwardPence: 299_000_00 },
        { fundingStreamId: 'nhs-minimum', broughtForwardPence: 277_015_00 },
      ],
    });
    await manager.refused(
      `${YEAR}/contributions`,
      asked('2025-03-01', { ...ofNext(), contributionId: 'x' }),
      422,
      'POOL_YEAR_CLOSED',
    );
    const [opening] = await service.sql(
      `select e.metadata from log.event e join log.stream s using (stream_id) where s.name = 'poolYear-trafford-bcf:2025' and e.version = 1`,
    );
    expect(opening.metadata).toMatchObject({
      actor: 'system:open-next-year-when-year-closes',
      occurredOn: '2025-04-01',
    });
    expect(opening.metadata.causationId).toMatch(/^[\da-f-]{36}$/);
  });

  const ofNext = () => ({
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence: 1_260_000_00,
    mode: 'CASH_TRANSFER',
    recurrence: 'RECURRENT',
  });

  test('what comes late goes to the next open year, with its own date and a mark', async () => {
    const { manager, auditor } = service;
    const next = `${FUND}/years/2025-26`;
    // The id of last year's contribution may be used again.
    await manager.record(`${next}/contributions`, asked('2025-04-01', { contributionId: 'icb', ...ofNext() }));
    const late = { ...reablement, netPence: 2_500_00 };
    const paid = await manager.record(`${FUND}/payments`, asked('2025-03-15', late));
    expect(paid.body.eventStream).toBe('poolYear-trafford-bcf:2025');
    const lastYears = { contributionId: 'icb', contributionFinancialYear: '2024-25' };
    const receipt = { receiptId: 'icb-2', partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum', ...lastYears };
    await manager.record(`${FUND}/receipts`, asked('2025-03-20', { ...receipt, amountPence: 75_000_00 }));
    const entries = await auditor.report('transactions', {
      pooledFundId: 'trafford-bcf',
      financialYear: '2025-26',
      limit: 2,
    });
    expect(entries.body.rows).toMatchObject([
      { type: 'ContributionReceived', period: 1, priorPeriod: true, occurredOn: '2025-03-20', amountPence: 75_000_00 },
      { type: 'PaymentRecorded', period: 1, priorPeriod: true, occurredOn: '2025-03-15', amountPence: 2_500_00 },
    ]);
    const paidIn = await auditor.report('who-paid-in', { pooledFundId: 'trafford-bcf' });
    expect(
      paidIn.body.rows.map(
        ({ financialYear, agencyId, pledgedPence, receivedPence, priorPeriodPence }: Record<string, unknown>) => [
          financialYear,
          agencyId,
          pledgedPence,
          receivedPence,
          priorPeriodPence,
        ],
      ),
    ).toEqual([
      ['2024-25', 'gm-icb', 1_270_000_00, 310_015_00, 10_00],
      ['2024-25', 'trafford-council', 475_000_03, 200_000_02, 0],
      ['2024-25', 'trafford-council', 300_000_00, 300_000_00, 0],
      ['2025-26', 'gm-icb', 1_260_000_00, 75_000_00, 75_000_00],
    ]);
    // It pays off last year's instalments, not this year's: 250,000.00 then, 325,000.00 now.
    const ageing = await auditor.report('contribution-ageing', { pooledFundId: 'trafford-bcf', asAt: '2025-04-01' });
    const covered = (year: string): number =>
      ageing.body.rows
        .filter((row: Record<string, unknown>) => row['contributionId'] === 'icb' && row['financialYear'] === year)
        .reduce((sum: number, row: { receivedPence: number }) => sum + row.receivedPence, 0);
    expect([covered('2024-25'), covered('2025-26')]).toEqual([325_000_00, 0]);
  });

  test('as known then, every report is the same to the byte, whatever was recorded since', async () => {
    const { manager, treasurer, auditor } = service;
    const variationRef = { variationRef: 'Variation 3' };
    await treasurer.record(
      '/api/v1/funding-streams/council-extra/ring-fence-removal',
      asked('2024-05-01', variationRef),
    );
    const pooledFundManager = { post: 'Chief officer', agencyId: 'gm-icb' };
    await treasurer.record(`${FUND}/host`, asked('2024-06-01', { hostAgencyId: 'gm-icb', pooledFundManager }));
    await manager.record(
      `${FUND}/income`,
      asked('2024-06-15', { fundingStreamId: 'dfg', incomeSource: 'OTHER', amountPence: 1, description: 'A penny' }),
    );
    const changed = await auditor.report('fund-statement', { ...ofYear, asAt: '2025-03-31' });
    expect(changed.body).toMatchObject({ hostAgencyId: 'gm-icb', status: 'CLOSED' });
    for (const { name, query, text } of given) {
      expect((await auditor.get(`/api/v1/reports/${name}`, query)).text).toBe(text);
    }
  });

  test('a report says why it changed: which figures, and exactly the events responsible', async () => {
    const { manager, auditor } = service;
    const scope = { pooledFundId: 'trafford-bcf', financialYear: '2025-26', asAt: '2025-06-30' };
    const before = await auditor.report('fund-statement', scope);
    const knownFrom: string = before.body.asKnownAt;
    const payment = await manager.record(
      `${FUND}/payments`,
      asked('2025-05-05', { ...reablement, netPence: 1_000_00 }),
    );
    const receipt = { receiptId: 'new-1', partnerId: 'gm-icb', fundingStreamId: 'nhs-minimum' };
    const receipts = await manager.record(
      `${FUND}/receipts`,
      asked('2025-05-06', { ...receipt, amountPence: 105_000_00 }),
    );
    // Later than the day asked for, and in another year: not responsible.
    await manager.record(`${FUND}/payments`, asked('2025-07-01', { ...reablement, netPence: 7_00 }));
    const refs = (...answers: Answer[]): string[] =>
      answers.map(({ body }) => `trafford-bcf/2025-26/${body.events[0].entryNo}`);
    const entryRefs = ({ body }: Answer): string[] =>
      body.entries.map(({ entryRef }: { entryRef: string }) => entryRef);

    const statement = await auditor.report('fund-statement/changes', { ...scope, knownFrom });
    const cash = { pooledFundId: 'trafford-bcf', financialYear: '2025-26', fundingStreamId: null };
    const stream = { ...cash, fundingStreamId: 'nhs-minimum' };
    const ofFund = { row: cash, names: { pooledFundId: 'Trafford Better Care Fund' } };
    const ofStream = { row: stream, names: { ...ofFund.names, fundingStreamId: 'NHS minimum' } };
    const balance = before.body.cash.balancePence as number;
    expect(statement.body.figures).toEqual([
      { ...ofFund, figure: 'receivedPence', beforePence: 75_000_00, afterPence: 180_000_00 },
      { ...ofFund, figure: 'paidPence', beforePence: 2_500_00, afterPence: 3_500_00 },
      { ...ofFund, figure: 'balancePence', beforePence: balance, afterPence: balance + 104_000_00 },
      { ...ofStream, figure: 'receivedPence', beforePence: 75_000_00, afterPence: 180_000_00 },
      { ...ofStream, figure: 'paidPence', beforePence: 2_500_00, afterPence: 3_500_00 },
      { ...ofStream, figure: 'balancePence', beforePence: 349_515_00, afterPence: 453_515_00 },
    ]);
    expect(entryRefs(statement)).toEqual(refs(receipts, payment));
    expect(entryRefs(await auditor.report('who-paid-in/changes', { ...scope, knownFrom }))).toEqual(refs(receipts));
    expect(entryRefs(await auditor.report('who-gained/changes', { ...scope, knownFrom }))).toEqual(refs(payment));
    const nothing = await auditor.report('who-gained/changes', { ...scope, knownFrom, knownTo: knownFrom });
    expect(nothing.body).toMatchObject({ figures: [], entries: [] });

    const scheduled = await manager.record(
      `${FUND}/years/2025-26/contributions/icb/schedule`,
      asked('2025-04-01', { calendar: 'ANNUAL' }),
    );
    const ageing = await auditor.report('contribution-ageing/changes', {
      ...scope,
      knownFrom: receipts.body.recordedAt,
    });
    expect(ageing.body.figures).not.toEqual([]);
    expect(entryRefs(ageing)).toEqual(refs(scheduled));
  });

  test('every event says who asked for it, for which agency and under which authority', async () => {
    const rows = await service.sql(
      `select metadata->>'actor' as actor, metadata->>'agencyId' as agency, metadata->>'authorityRef' as authority,
              metadata->>'correlationId' as correlation, count(*)::int from log.event group by 1, 2, 3, 4`,
    );
    const people = {
      treasurer: 'trafford-council',
      'pool-manager': 'trafford-council',
      'section-151': 'trafford-council',
      'service-head': 'trafford-council',
      commissioner: 'gm-icb',
    };
    for (const { actor, agency, authority, correlation } of rows) {
      if (String(actor).startsWith('system:')) expect(authority).toBeNull();
      else {
        expect([agency, authority]).toEqual([people[actor as keyof typeof people], 'Cabinet 18 March 2024, minute 12']);
        expect(correlation).toMatch(/^[\da-f-]{36}$/);
      }
    }
    expect(new Set(rows.map(({ actor }) => actor as string))).toEqual(
      new Set([...Object.keys(people), 'system:keys', 'system:open-next-year-when-year-closes']),
    );
  });
});

/** The list of withdrawals and the fund itself, as they stood on days that the story has passed. */
async function tellsHowFarEachHasCome(auditor: Caller, withdrawals: string, readAfter: string): Promise<void> {
  const { body } = await auditor.get(withdrawals, { readAfter });
  const told = body.items.map((row: { withdrawalId: string; status: string; approvedBy: string | null }) => [
    row.withdrawalId,
    row.status,
    row.approvedBy,
  ]);
  expect(told).toEqual([
    ['too-much', 'REJECTED', null],
    ['w-1', 'PAID', 'service-head'],
    ['w-2', 'REJECTED', null],
    ['w-3', 'REJECTED', null],
    ['w-4', 'PAID', 'commissioner'],
  ]);
  expect(body.items[1]).toMatchObject({ requestedBy: 'treasurer', paidOn: '2024-06-20', delegationId: 'head-25k' });
  const queue = await auditor.get(withdrawals, { status: 'REQUESTED', asAt: '2024-06-11' });
  expect(queue.body.items.map(({ withdrawalId }: { withdrawalId: string }) => withdrawalId)).toContain('w-1');
  const fund = await auditor.get(FUND, { asAt: '2024-06-30' });
  expect(fund.body).toMatchObject({
    hostAgencyId: 'trafford-council',
    agreement: { isDrafted: true, effectiveFrom: '2024-04-01' },
    partners: [
      { agencyId: 'trafford-council', isPartner: true, signedOn: '2024-06-10' },
      { agencyId: 'gm-icb', isPartner: true, signedOn: null },
    ],
    schemes: [{ schemeId: 'reablement', name: 'Reablement' }],
    years: [{ financialYear: '2024-25', status: 'OPEN', lockedPeriods: [] }],
  });
  expect(fund.body.delegations).toHaveLength(3);
}
