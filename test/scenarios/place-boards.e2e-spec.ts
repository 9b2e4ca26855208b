import { contributionAgeing, fundStatement, pooledFundDetail, withdrawals } from '@app/read-models';
import * as story from './support';

/*
 * A Place Board, as proposed in 2010: it sets the direction for a place, delegates powers with limits, and minutes what
 * it decides (founding paper). The limits are those that West Lancashire published for virements (2023): heads of
 * service 25,000, chief officers and the section 151 officer 50,000, cabinet 100,000, full council above. That a board
 * uses them for payments is illustrative, as are its sums and its minutes.
 */
const ladder = [
  { post: 'head-of-service', limitPence: 25_000_00 },
  { post: 'section-151-officer', limitPence: 50_000_00 },
  { post: 'cabinet', limitPence: 100_000_00 },
  // Full council has no limit that was published.
  { post: 'full-council', limitPence: 10_000_000_00 },
] as const;
const illustrativeMoney = { council: 400_000_00, nhs: 300_000_00 };
const minuteOf = (no: number): string => `Place Board 14 May 2012, minute ${no}`;

describe('A Place Board', () => {
  const purse = story.purseForStory();
  const clerk = purse.as('clerk-to-the-board', 'council', minuteOf(1));
  const commissioner = purse.as('commissioner', 'nhs', minuteOf(4));
  const cashier = purse.as('cashier', 'council', minuteOf(5));
  const pot = story.potOf('place-board', '2012-13');
  const { pooledFundId } = pot;
  const desks: story.Desk[] = [];
  const draw = (withdrawalId: string, netPence: number) => ({
    withdrawalId,
    netPence,
    fundingStreamId: 'council',
    payee: { providerName: 'West Lancashire Works CIC' },
    commissioningAgencyId: 'council',
    purpose: 'Getting young people into work',
  });
  const request = (withdrawalId: string, netPence: number) => story.requestOf(pot, draw(withdrawalId, netPence));

  beforeAll(async () => {
    await purse.register('2012-04-01', {
      places: { 'west-lancashire': ['West Lancashire', 'WHOLE_PLACE'] },
      agencies: {
        council: ['West Lancashire Borough Council', 'COUNCIL'],
        nhs: ['NHS Central Lancashire', 'PRIMARY_CARE_TRUST'],
      },
      fundingStreams: story.byId(Object.keys(illustrativeMoney), (id) => [`Money of ${id}`, id]),
    });
    await constitute();
    for (const place of [0, 1, 2]) await climb(place);
    await decideForAWhile();
    await overtakeTheBoard();
    await waitForMoney();
  });

  /** The board is constituted: its fund, its partners, and who decides for it on how much. */
  async function constitute(): Promise<void> {
    const fund = { pooledFundId, placeId: 'west-lancashire', name: 'The board’s pot', hostAgencyId: 'council' };
    await purse.openFund(clerk, '2012-05-14', { ...fund, partners: ['nhs'], years: ['2012-13'] });
    for (const { post, limitPence } of ladder) {
      const people = { asks: commissioner, approver: post, approverAgencyId: 'council', limitPence, pays: cashier };
      desks.push(await story.deskOf(purse, pooledFundId, '2012-05-14', people, minuteOf(2)));
    }
    for (const [partnerId, amountPence] of Object.entries(illustrativeMoney)) {
      await story.payIn(cashier, pot, '2012-05-21', { partnerId, fundingStreamId: partnerId, amountPence });
    }
  }

  /** A rung of the ladder decides on its limit; on a penny more it may not, and the next one does. */
  async function climb(place: number): Promise<void> {
    const { post, limitPence } = ladder[place]!;
    const on = `2012-0${place + 6}-20`;
    await story.drawDown(desks[place]!, pot, on, draw(`limit-of-${post}`, limitPence));
    const withdrawalId = `above-${post}`;
    await commissioner.does('RequestWithdrawal', on, request(withdrawalId, limitPence + 1));
    const [here, next] = [desks[place]!, desks[place + 1]!];
    const decision = { ...pot, withdrawalId, delegationId: here.delegationId };
    await here.approves.mayNot('ABOVE_DELEGATED_LIMIT', 'ApproveWithdrawal', on, decision);
    await next.approves.does('ApproveWithdrawal', on, { ...decision, delegationId: next.delegationId });
    await cashier.does('PayWithdrawal', on, { ...pot, withdrawalId });
  }

  /** An interim director may decide until 1 October; the head of service no longer from 1 November on. */
  async function decideForAWhile(): Promise<void> {
    const interim = { delegationId: 'interim', holderActorId: 'interim-director', limitPence: 10_000_00 };
    const power = { ...interim, pooledFundId, actions: ['APPROVE_WITHDRAWAL'] as const, untilOn: '2012-10-01' };
    await clerk.does('GrantDelegation', '2012-07-01', power);
    await commissioner.does('RequestWithdrawal', '2012-09-30', request('autumn', 9_999_99));
    await clerk.does('RevokeDelegation', '2012-11-01', { pooledFundId, delegationId: 'head-of-service' });
  }

  /** Someone pays before anybody has decided: it has left the bank, so it is recorded, with what it did wrong. */
  async function overtakeTheBoard(): Promise<void> {
    await commissioner.does('RequestWithdrawal', '2012-12-03', request('early', 750_00));
    const paid = { ...pot, ...story.spendingOf(draw('early', 750_00)), withdrawalId: 'early' };
    await cashier.does('RecordPayment', '2012-12-04', paid);
  }

  /** The NHS also promises 80,000.00 by quarters in advance, and pays the first two. */
  async function waitForMoney(): Promise<void> {
    const promise = { contributionId: 'by-quarters', partnerId: 'nhs', fundingStreamId: 'nhs' };
    const terms = { mode: 'CASH_TRANSFER', recurrence: 'NON_RECURRENT', amountPence: 80_000_00 } as const;
    await clerk.does('AgreeContribution', '2012-05-21', { ...pot, ...promise, ...terms });
    const schedule = { contributionId: 'by-quarters', calendar: 'QUARTERLY_IN_ADVANCE' } as const;
    await clerk.does('ScheduleContribution', '2012-05-21', { ...pot, ...schedule });
    const paid = { ...pot, ...promise, receiptId: 'two-quarters', amountPence: 40_000_00 };
    await cashier.does('RecordContributionReceipt', '2012-07-02', paid);
  }

  it('INV-32 who decided on how much? Each up to its limit, and the next on a penny more', async () => {
    const told = await purse.tell((look, _query, at) => withdrawals(look, pooledFundId, '2012-13', at), {});
    const decided = told.filter(({ approvedBy }) => approvedBy !== null);
    expect(decided.map(({ approvedBy, amountPence, status }) => [approvedBy, amountPence, status])).toEqual([
      ['head-of-service', 25_000_00, 'PAID'],
      ['section-151-officer', 25_000_01, 'PAID'],
      ['section-151-officer', 50_000_00, 'PAID'],
      ['cabinet', 50_000_01, 'PAID'],
      ['cabinet', 100_000_00, 'PAID'],
      ['full-council', 100_000_01, 'PAID'],
    ]);
  });

  it('INV-07 may anything be done without a minute? No, whatever it is', async () => {
    const unminuted = purse.as('clerk-to-the-board', 'council', ' ');
    const code = 'AUTHORITY_MISSING';
    const fund = { pooledFundId, agencyId: 'nhs' };
    const money = { ...pot, partnerId: 'nhs', fundingStreamId: 'nhs', amountPence: 1, receiptId: 'unminuted' };
    const power = { delegationId: 'own', holderActorId: 'friend', actions: ['REOPEN_PERIOD'] as const, limitPence: 1 };
    await unminuted.mayNot(code, 'GivePartnerExitNotice', '2013-01-07', {
      ...fund,
      exitsOn: '2013-04-01',
      reason: '-',
    });
    await unminuted.mayNot(code, 'GrantDelegation', '2013-01-07', { pooledFundId, ...power });
    await unminuted.mayNot(code, 'RecordContributionReceipt', '2013-01-07', money);
    await unminuted.mayNot(code, 'RequestWithdrawal', '2013-01-07', request('unminuted', 1));
    await unminuted.mayNot(code, 'LockPeriod', '2013-01-07', { ...pot, period: 9 });
  });

  it('under which minute was each thing done? Every entry says it, and every event of the log', async () => {
    const entries = await purse.entries({ pooledFundId });
    expect(entries.length).toBeGreaterThan(20);
    expect(new Set(entries.map(({ authorityRef }) => authorityRef))).toEqual(
      new Set([minuteOf(1), minuteOf(2), minuteOf(4), minuteOf(5)]),
    );
    const untold = await purse.sql(`select from log.event where coalesce(metadata ->> 'authorityRef', '') = ''`);
    expect(untold).toEqual([]);
  });

  it('INV-31 may somebody decide for themselves? Not on what they asked for, nor on their own powers', async () => {
    const both = purse.as('commissioner', 'nhs', minuteOf(6));
    const decision = { ...pot, withdrawalId: 'autumn', delegationId: 'cabinet' };
    await both.mayNot('SAME_PERSON_TWICE', 'ApproveWithdrawal', '2012-10-02', decision);
    const own = { delegationId: 'own', holderActorId: 'commissioner', limitPence: 1_000_000_00 };
    const power = { ...own, pooledFundId, actions: ['APPROVE_WITHDRAWAL'] as const };
    await both.mayNot('DELEGATION_TO_ONESELF', 'GrantDelegation', '2012-10-02', power);
  });

  it('who could decide, and when? The interim director to 30 September, the head of service to 31 October', async () => {
    const detailOn = (asAt: string) =>
      purse.tell((look, _query, at) => pooledFundDetail(look, pooledFundId, at), { asAt });
    const untilOf = async (asAt: string, delegationId: string) =>
      (await detailOn(asAt))!.delegations.find((each) => each.delegationId === delegationId)?.untilOn;
    expect(await untilOf('2012-06-30', 'interim')).toBeUndefined();
    expect(await untilOf('2012-12-31', 'interim')).toBe('2012-10-01');
    expect(await untilOf('2012-10-31', 'head-of-service')).toBeNull();
    expect(await untilOf('2012-11-01', 'head-of-service')).toBe('2012-11-01');
    const decision = { ...pot, withdrawalId: 'autumn' };
    const interim = purse.as('interim-director', 'council', minuteOf(3));
    const late = { ...decision, delegationId: 'interim' };
    await interim.mayNot('DELEGATION_NOT_HELD', 'ApproveWithdrawal', '2012-10-01', late);
    const revoked = { ...decision, delegationId: 'head-of-service' };
    await desks[0]!.approves.mayNot('DELEGATION_NOT_HELD', 'ApproveWithdrawal', '2012-11-01', revoked);
  });

  it('which contributions are late, and by how much? A quarter of the NHS, 45 days', async () => {
    const { rows, totals } = await purse.tell(contributionAgeing, { pooledFundId, asAt: '2012-11-15' });
    expect(totals.latePence).toBe(20_000_00);
    expect(rows.filter(({ daysLate }) => daysLate !== null && daysLate > 0)).toMatchObject([
      { agencyId: 'nhs', instalmentNo: 3, dueOn: '2012-10-01', outstandingPence: 20_000_00, daysLate: 45 },
    ]);
  });

  it('what was done past the board? One payment, told as a breach wherever its money is told', async () => {
    const { cash, flags } = await purse.tell(fundStatement, { ...pot });
    expect(cash).toMatchObject({ paidPence: 350_000_03 + 750_00, balancePence: 740_000_00 - 350_000_03 - 750_00 });
    expect(flags).toMatchObject([
      { kind: 'BREACHES', breachCount: 1, entries: [{ breaches: ['PAID_WITHOUT_APPROVAL'], pence: 750_00 }] },
    ]);
  });
});
