import * as fc from 'fast-check';
import {
  asked,
  clock,
  commissioner,
  director,
  poolYearContext,
  treasurer,
} from '../../../../test/support/given-when-then';
import { type Actor, type Decision } from '../shared/decider';
import { lastDayOf, nextFinancialYear, previousFinancialYear } from '../shared/dates';
import { entryRefOf, parseEntryRef } from '../shared/identifiers';
import { type PoolYearCommand } from './pool-year.commands';
import { type PoolYearContext } from './pool-year.context';
import { poolYearDecider } from './pool-year.decide';
import { type MatchHold, type PoolYearEvent } from './pool-year.events';
import { availablePence, type PoolYearState } from './pool-year.state';

const FUND = 'trafford-bcf';
const YEARS = ['2023-24', '2024-25', '2025-26'] as const;
const TODAY = '2026-09-30';
const initialState = () => poolYearDecider.initialState();
const evolve = (state: PoolYearState, event: PoolYearEvent) => poolYearDecider.evolve(state, event);

/** Decisions after which no funding stream may be worse than empty; recorded facts may leave it so. */
const DECISIONS_ON_MONEY = new Set<PoolYearCommand['type']>([
  'RequestWithdrawal',
  'ApproveWithdrawal',
  'RejectWithdrawal',
  'PayWithdrawal',
  'ReturnUnderspend',
]);

/** A fund through its years: what was recorded, and the state that it makes, kept as it grows. */
class Ledger {
  readonly logs = new Map<string, PoolYearEvent[]>();
  readonly states = new Map<string, PoolYearState>();
  readonly context: PoolYearContext = {
    ...poolYearContext(),
    poolYearStatus: (year) => this.states.get(year)?.status ?? 'UNOPENED',
  };

  stateOf(year: string): PoolYearState {
    if (!this.states.has(year)) this.states.set(year, initialState());
    return this.states.get(year)!;
  }

  logOf(year: string): PoolYearEvent[] {
    if (!this.logs.has(year)) this.logs.set(year, []);
    return this.logs.get(year)!;
  }

  decide(command: PoolYearCommand): Decision<PoolYearEvent> {
    const { financialYear } = command;
    const found =
      command.type === 'ReverseEntry' ? { ...command, ...this.find(command.entryRef, financialYear) } : command;
    return poolYearDecider.decide(found, this.stateOf(financialYear), this.context);
  }

  /** Decides and records; a closed year opens the next, as the policy does. */
  ask(command: PoolYearCommand): Decision<PoolYearEvent> {
    const { financialYear } = command;
    const decision = this.decide(command);
    if ('refused' in decision) return decision;
    for (const event of decision.accepted) {
      this.logOf(financialYear).push(event);
      evolve(this.stateOf(financialYear), event);
      if (event.type === 'PoolYearClosed') this.openNext(event);
    }
    return decision;
  }

  private find(entryRef: string, until: string) {
    const place = parseEntryRef(entryRef);
    const entry = place && this.logs.get(place.financialYear)?.[place.entryNo - 1];
    const reversedInClosedYear = YEARS.some((year) => year < until && this.stateOf(year).reversedEntries.has(entryRef));
    return { entry, reversedInClosedYear };
  }

  private openNext({ data }: Extract<PoolYearEvent, { type: 'PoolYearClosed' }>): void {
    const financialYear = nextFinancialYear(data.financialYear);
    const usual = { ...asked(`${financialYear.slice(0, 4)}-04-01`, { by: clock, today: TODAY }), pooledFundId: FUND };
    const { balances, matchHolds } = data;
    this.ask({ ...usual, financialYear, type: 'OpenPoolYear' });
    const from = { fromFinancialYear: data.financialYear, balances, matchHolds };
    expect(this.ask({ ...usual, financialYear, type: 'BringForwardBalances', ...from })).toHaveProperty('accepted');
  }
}

const pence = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(1, 50_00, 100_00, 100_01, 400_00, 1000_00) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2000_00 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.1, NaN, 1e14, 1e14 + 1, Infinity, undefined, '100', null) },
);
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const day = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('04-01', '06-10', '09-30', '12-31', '01-01', '03-31') },
  { weight: 1, arbitrary: fc.constantFrom('02-30', '13-01', 'soon') },
);
const fundingStreamId = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('nhs-minimum', 'nhs-minimum', 'additional', 'dfg') },
  { weight: 2, arbitrary: fc.constantFrom('dfg-two-tier', 'discharge', 'dfg-waived', 'unknown', '__proto__') },
);
const partnerId = fc.constantFrom('gm-icb', 'gm-icb', 'gm-icb', 'trafford-council', 'gm-police', 'north-district');
const contributionId = fc.constantFrom('c-1', 'c-2', 'c-3');
const receiptId = fc.constantFrom('r-1', 'r-2', 'r-3', 'r-4', 'r-5', 'r-6');
const withdrawalId = fc.constantFrom('w-1', 'w-2', 'w-3', 'w-4', 'w-5');
const year = fc.constantFrom('2023-24', '2023-24', '2023-24', '2024-25', '2024-25', '2025-26');
const period = fc.integer({ min: 0, max: 13 });
const payee = fc.constantFrom(
  { providerName: 'Homecare North CIC' },
  { providerName: 'Adaptations Ltd' },
  { agencyId: 'north-district' },
  { agencyId: 'trafford-council' },
);
const money = {
  fundingStreamId,
  payee,
  commissioningAgencyId: fc.constantFrom('trafford-council', 'gm-icb'),
  schemeId: fc.constantFrom(undefined, undefined, undefined, 'reablement', 'reablement', 'unknown'),
  spendType: fc.constantFrom('REVENUE', 'CAPITAL'),
  netPence: pence,
  irrecoverableVatPence: fc.constantFrom(0, 0, 0, 0, 0, 0, 20_00, 20_00, -1),
  recoverableVatPence: fc.constantFrom(0, 0, 20_00),
  purpose: fc.constant('Care at home'),
};
const source = { source: fc.record({ fileDigest: fc.constant('ab'.repeat(32)), line: fc.nat({ max: 999 }) }) };
const occurredOn = fc.tuple(year, day).map(([inYear, date]) => {
  const start = Number(inYear.slice(0, 4));
  return date < '04' ? `${start + 1}-${date}` : `${start}-${date}`;
});
const paymentRow = fc.record({ kind: fc.constantFrom('PAYMENT', 'REFUND'), occurredOn, ...money, ...source });
const receiptRow = fc.record({
  kind: fc.constant('RECEIPT'),
  occurredOn,
  partnerId,
  fundingStreamId,
  amountPence: pence,
  ...source,
});

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
const commands: readonly (readonly [PoolYearCommand['type'], number, Fields])[] = [
  ['OpenPoolYear', 2, {}],
  ['LockPeriod', 3, { period }],
  ['RequestPeriodReopening', 2, { period, reason: fc.constant('Missed') }],
  ['ReopenPeriod', 3, { period, delegationId: fc.constantFrom('director-50k', 'icb-100k', 'none') }],
  ['ClosePoolYear', 2, {}],
  [
    'AgreeContribution',
    6,
    {
      contributionId,
      partnerId,
      fundingStreamId,
      amountPence: pence,
      mode: fc.constantFrom('CASH_TRANSFER', 'CASH_TRANSFER', 'IN_KIND', 'RETAINED_BY_PARTNER'),
      recurrence: fc.constantFrom('RECURRENT', 'NON_RECURRENT'),
      publishedMinimumPence: optional(fc.constant(50_00)),
      clientChargesPence: optional(fc.constantFrom(0, 10_00, 0.5)),
    },
  ],
  [
    'ScheduleContribution',
    3,
    { contributionId, calendar: fc.constantFrom('MONTHLY', 'QUARTERLY_IN_ADVANCE', 'ANNUAL', 'FOUR_EQUAL') },
  ],
  ['InvoiceContribution', 2, { contributionId, invoiceRef: fc.constant('INV/1'), amountPence: pence }],
  [
    'RecordContributionReceipt',
    12,
    {
      receiptId,
      partnerId,
      fundingStreamId,
      amountPence: pence,
      contributionId: optional(contributionId),
      contributionFinancialYear: fc.option(year, { nil: undefined, freq: 3 }),
    },
  ],
  [
    'AllocateReceipt',
    5,
    { receiptId, contributionId, instalmentNo: fc.integer({ min: 0, max: 4 }), amountPence: pence },
  ],
  ['RecordNonCashContribution', 2, { contributionId, amountPence: pence, evidence: fc.constant('Timesheets') }],
  ['FlagOverdueInstalments', 2, {}],
  ['WithholdContribution', 2, { contributionId, amountPence: pence, ground: fc.constant('DISPUTE') }],
  ['LiftWithholding', 3, { contributionId, amountPence: pence }],
  ['WaiveContribution', 2, { contributionId, amountPence: pence, reason: fc.constant('Hardship') }],
  [
    'VaryContribution',
    2,
    {
      contributionId,
      toPence: pence,
      recurrence: fc.constantFrom('RECURRENT', 'ONE_OFF'),
      reason: fc.constant('Uplift'),
      approvedByAgencyIds: fc.constant(['trafford-council', 'gm-icb']),
    },
  ],
  [
    'SetMatchCondition',
    2,
    { contributionId, requiredFromAgencyId: fc.constant('trafford-council'), requiredPence: pence },
  ],
  ['MeetMatchCondition', 3, { contributionId, evidence: fc.constant('Receipt') }],
  ['FailMatchCondition', 3, { contributionId, reason: fc.constant('No match') }],
  [
    'RequestWithdrawal',
    10,
    {
      withdrawalId,
      ...money,
      expenditureKind: fc.constantFrom('CONTRACT_PRICE', 'CONTRACT_PRICE', 'OTHER', 'DEFAULT_LIABILITY'),
      purposeCode: optional(fc.constant('hospital-discharge')),
    },
  ],
  ['ApproveWithdrawal', 8, { withdrawalId, delegationId: fc.constantFrom('director-50k', 'icb-100k') }],
  ['RejectWithdrawal', 3, { withdrawalId, reason: fc.constant('No') }],
  ['PayWithdrawal', 8, { withdrawalId, bankRef: optional(fc.constant('BACS 1')) }],
  ['RecordPayment', 5, { ...money, withdrawalId: optional(withdrawalId) }],
  ['RecordRefund', 2, money],
  [
    'RecordIncome',
    2,
    {
      fundingStreamId,
      incomeSource: fc.constant('INTEREST'),
      amountPence: pence,
      description: fc.constant('Interest'),
    },
  ],
  [
    'ReturnUnderspend',
    4,
    {
      partnerId,
      fundingStreamId,
      amountPence: pence,
      contributionId: optional(contributionId),
      reason: fc.constant('Windfall'),
    },
  ],
  [
    'ReverseEntry',
    8,
    {
      entryRef: fc.tuple(year, fc.integer({ min: 0, max: 30 })).map(([of, no]) => entryRefOf(FUND, of, no)),
      reason: fc.constant('Keyed twice'),
    },
  ],
  ['RecordImportedRows', 2, { rows: fc.array(fc.oneof(paymentRow, receiptRow), { maxLength: 4 }) }],
];

/** Something that somebody wants; what it names is settled when its turn comes, so that much of it can be done. */
interface Wish {
  readonly fields: Readonly<Record<string, unknown>> & { readonly type: PoolYearCommand['type'] };
  readonly by: Actor;
  readonly financialYear: string;
  readonly monthAndDay: string;
  readonly yearsOff: number;
  /** Aimed at something that is there; otherwise it names whatever it names. */
  readonly isAimed: boolean;
  readonly pick: number;
}

const anyWish: fc.Arbitrary<Wish> = fc.record({
  fields: fc.oneof(
    ...commands.map(([type, weight, fields]) => ({
      weight,
      arbitrary: fc.record({ type: fc.constant(type), ...fields }),
    })),
  ),
  by: fc.constantFrom(treasurer, treasurer, commissioner, director, clock),
  financialYear: year,
  monthAndDay: day,
  yearsOff: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, -1, 1),
  isAimed: fc.constantFrom(true, true, true, true, false),
  pick: fc.nat(),
});
/** So many that each sort of command is done and refused; the last property sees to it. */
const history = fc.array(anyWish, { minLength: 60, maxLength: 140 });

/** The command that a wish comes to, given what has happened so far. */
function commandOf(wish: Wish, ledger: Ledger): PoolYearCommand {
  const { fields, isAimed, monthAndDay, yearsOff } = wish;
  const openYear = YEARS.find((candidate) => ledger.stateOf(candidate).status === 'OPEN');
  const isElsewhere = fields.type !== 'OpenPoolYear' && ledger.stateOf(wish.financialYear).status !== 'OPEN';
  const financialYear = isAimed && isElsewhere ? (openYear ?? wish.financialYear) : wish.financialYear;
  const start = Number(financialYear.slice(0, 4)) + yearsOff;
  const date = monthAndDay < '04' ? `${start + 1}-${monthAndDay}` : `${start}-${monthAndDay}`;
  const on = fields.type === 'ClosePoolYear' ? TODAY : date;
  const usual = { ...asked(on, { by: wish.by, today: TODAY }), pooledFundId: FUND, financialYear };
  const aimed = isAimed ? aim(wish, financialYear, ledger) : {};
  return { ...usual, ...fields, ...aimed } as unknown as PoolYearCommand;
}

const heldIn = (hold: MatchHold | undefined) => ({
  contributionId: hold?.contributionId,
  contributionFinancialYear: hold?.contributionFinancialYear,
});

/** Names in a wish something of this year that it can be done to. */
function aim({ fields, pick }: Wish, financialYear: string, ledger: Ledger): Readonly<Record<string, unknown>> {
  const { contributions, lockedPeriods, matchHolds, receipts, reopeningRequestedBy, withdrawals } =
    ledger.stateOf(financialYear);
  const oneOf = <Value>(values: readonly Value[]): Value | undefined => values[pick % values.length];
  const withdrawalThatIs = (...statuses: readonly string[]) =>
    oneOf([...withdrawals].filter(([, { status }]) => statuses.includes(status)))?.[0];
  switch (fields.type) {
    case 'RequestPeriodReopening':
      return { by: treasurer, period: oneOf([...lockedPeriods]) };
    case 'ReopenPeriod':
      return { by: director, delegationId: 'director-50k', period: oneOf([...reopeningRequestedBy.keys()]) };
    case 'RequestWithdrawal':
      return { by: treasurer, expenditureKind: 'PERMITTED_BUDGET', withdrawalId: `w-${withdrawals.size}` };
    case 'ApproveWithdrawal':
      return { by: commissioner, delegationId: 'icb-100k', withdrawalId: withdrawalThatIs('REQUESTED') };
    case 'RejectWithdrawal':
      return { withdrawalId: withdrawalThatIs('REQUESTED', 'APPROVED') };
    case 'PayWithdrawal':
      return { by: treasurer, withdrawalId: withdrawalThatIs('APPROVED') };
    case 'RecordPayment':
      return fields['withdrawalId'] ? { withdrawalId: withdrawalThatIs('REQUESTED', 'APPROVED') } : {};
    case 'RecordContributionReceipt': {
      const named = fields['contributionId'] ? oneOf([...contributions.values()])?.terms : undefined;
      const receipt = { receiptId: `r-${receipts.size}`, contributionFinancialYear: undefined };
      if (!named) return { ...receipt, contributionId: undefined };
      const { contributionId, partnerId, fundingStreamId } = named;
      return { ...receipt, contributionId, partnerId, fundingStreamId };
    }
    case 'AllocateReceipt': {
      const isScheduled = (contributionId = ''): boolean => !!contributions.get(contributionId)?.instalments.length;
      const named = oneOf([...receipts].filter(([, { contributionId }]) => isScheduled(contributionId)));
      return { receiptId: named?.[0], contributionId: named?.[1].contributionId, instalmentNo: 1 };
    }
    case 'MeetMatchCondition':
    case 'FailMatchCondition':
      return heldIn(oneOf([...matchHolds.values()]));
    case 'ReturnUnderspend': {
      const failed = fields['contributionId']
        ? oneOf([...matchHolds.values()].filter((hold) => hold.failed))
        : undefined;
      if (!failed) return { contributionId: undefined };
      return { ...heldIn(failed), fundingStreamId: failed.fundingStreamId, partnerId: failed.partnerId };
    }
    case 'ReverseEntry': {
      const of = oneOf([financialYear, previousFinancialYear(financialYear)])!;
      const moved = ledger
        .logOf(of)
        .flatMap(({ data }, place) => ('period' in data && 'amountPence' in data ? [place + 1] : []));
      return { entryRef: entryRefOf(FUND, of, oneOf(moved) ?? 0), occurredOn: lastDayOf(financialYear) };
    }
    case 'LiftWithholding': {
      const withheld = oneOf([...contributions.values()].filter(({ withheldPence }) => withheldPence > 0));
      return { contributionId: withheld?.terms.contributionId, amountPence: withheld?.withheldPence };
    }
    case 'ScheduleContribution':
    case 'InvoiceContribution':
    case 'RecordNonCashContribution':
    case 'WithholdContribution':
    case 'WaiveContribution':
    case 'VaryContribution':
    case 'SetMatchCondition':
      return { contributionId: oneOf([...contributions.keys()]) };
    default:
      return {};
  }
}

const RUNS = { numRuns: 200 };
/** All of a value as text, its maps and sets too. */
const picture = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof Map || part instanceof Set ? [...part] : part));
/** A fund whose first two years are open, with some money in the first. */
function beginning(): Ledger {
  const ledger = new Ledger();
  const usual = { ...asked('2023-04-01', { today: TODAY }), pooledFundId: FUND, financialYear: '2023-24' };
  ledger.ask({ ...usual, type: 'OpenPoolYear' });
  ledger.ask({ ...usual, type: 'OpenPoolYear', financialYear: '2024-25' });
  for (const fundingStreamId of ['nhs-minimum', 'dfg']) {
    const money = { receiptId: `start-${fundingStreamId}`, partnerId: 'gm-icb', fundingStreamId, amountPence: 1000_00 };
    ledger.ask({ ...usual, type: 'RecordContributionReceipt', ...money });
  }
  return ledger;
}

function play(wishes: readonly Wish[], watch?: (command: PoolYearCommand, ledger: Ledger) => void): Ledger {
  const ledger = beginning();
  for (const wish of wishes) {
    const command = commandOf(wish, ledger);
    if (watch) watch(command, ledger);
    else ledger.ask(command);
  }
  return ledger;
}

/** The balance of each funding stream, worked out from nothing but the facts (INV-03). */
function balancesFrom(log: readonly PoolYearEvent[]): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  const add = (id: string, amount: number, sign: bigint) =>
    balances.set(id, (balances.get(id) ?? 0n) + sign * BigInt(amount));
  for (const { type, data } of log) {
    if (type === 'BalancesBroughtForward')
      for (const each of data.balances) add(each.fundingStreamId, each.balancePence, 1n);
    if (type === 'ContributionReceived') add(data.fundingStreamId, data.amountPence, 1n);
    if (type === 'IncomeRecorded') add(data.fundingStreamId, data.amountPence, 1n);
    if (type === 'RefundRecorded') add(data.fundingStreamId, data.netPence + data.irrecoverableVatPence, 1n);
    if (type === 'WithdrawalPaid') add(data.fundingStreamId, data.netPence + data.irrecoverableVatPence, -1n);
    if (type === 'PaymentRecorded') add(data.fundingStreamId, data.netPence + data.irrecoverableVatPence, -1n);
    if (type === 'UnderspendReturned') add(data.fundingStreamId, data.amountPence, -1n);
    if (type === 'ContributionReversed' && 'receiptId' in data) add(data.fundingStreamId, data.amountPence, -1n);
    if (type === 'IncomeReversed') add(data.fundingStreamId, data.amountPence, -1n);
    if (type === 'RefundReversed') add(data.fundingStreamId, data.netPence + data.irrecoverableVatPence, -1n);
    if (type === 'WithdrawalReversed') add(data.fundingStreamId, data.netPence + data.irrecoverableVatPence, 1n);
    if (type === 'ReturnReversed') add(data.fundingStreamId, data.amountPence, 1n);
  }
  return balances;
}

const nonZero = (balances: Iterable<readonly [string, bigint]>) =>
  Object.fromEntries([...balances].filter(([, balance]) => balance !== 0n).sort());

describe('whatever is asked of a fund through its years', () => {
  it('decides without throwing, without touching the state, and the same when asked again', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const state = ledger.stateOf(command.financialYear);
          const before = picture(state);
          const first = ledger.decide(command);
          expect(picture(state)).toBe(before);
          if ('refused' in first) expect(first.refused.sentence).toMatch(/\.$/);
          expect(picture(ledger.ask(command))).toBe(picture(first));
        });
      }),
      RUNS,
    );
  });

  it('INV-25 drives no funding stream below zero by a decision: only recorded facts may', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const state = ledger.stateOf(command.financialYear);
          const figures = () =>
            [...state.fundingStreams].map(
              ([id, { balancePence }]) => [id, [balancePence, availablePence(state, id)]] as const,
            );
          const before = new Map(figures());
          ledger.ask(command);
          if (!DECISIONS_ON_MONEY.has(command.type)) return;
          for (const [id, after] of figures()) {
            after.forEach((now, which) => {
              const then = before.get(id)?.[which] ?? 0;
              if (now < 0 && now < then) throw new Error(`${command.type} drove ${id} from ${then} to ${now}`);
            });
          }
        });
      }),
      RUNS,
    );
  });

  it('INV-03 conserves pence: the facts of each funding stream add up to its balance', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        const ledger = play(wishes);
        for (const [of, log] of ledger.logs) {
          const balances = [...ledger.stateOf(of).fundingStreams].map(
            ([id, { balancePence }]) => [id, BigInt(balancePence)] as const,
          );
          expect(nonZero(balances)).toEqual(nonZero(balancesFrom(log)));
        }
      }),
      RUNS,
    );
  });

  it('reserves exactly what is requested or approved and not yet paid', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        for (const { fundingStreams, withdrawals } of play(wishes).states.values()) {
          for (const [id, { reservedPence }] of fundingStreams) {
            const open = [...withdrawals.values()].filter(
              ({ status, request }) =>
                request.fundingStreamId === id && (status === 'REQUESTED' || status === 'APPROVED'),
            );
            expect(reservedPence).toBe(open.reduce((sum, { amountPence }) => sum + amountPence, 0));
          }
        }
      }),
      RUNS,
    );
  });

  it('INV-42 opens each year with what the year before closed with', () => {
    let closings = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        const { logs } = play(wishes);
        for (const [of, log] of logs) {
          const closing = log.at(-1);
          if (closing?.type !== 'PoolYearClosed') continue;
          closings += 1;
          const opening = logs.get(nextFinancialYear(of))?.find(({ type }) => type === 'BalancesBroughtForward');
          expect(nonZero(balancesFrom([opening!]))).toEqual(nonZero(balancesFrom(log)));
        }
      }),
      RUNS,
    );
    expect(closings).toBeGreaterThan(20);
  });

  it('INV-02 reverses no entry twice, in whichever years it is asked', () => {
    let reversals = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        const reversed = [...play(wishes).logs.values()]
          .flat()
          .flatMap(({ data }) => ('reversesEntry' in data ? [data.reversesEntry] : []));
        reversals += reversed.length;
        expect(new Set(reversed).size).toBe(reversed.length);
      }),
      RUNS,
    );
    expect(reversals).toBeGreaterThan(20);
  });

  it('keeps the parts of every contribution within it, and every receipt within what it brought', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        for (const { contributions, receipts } of play(wishes).states.values()) {
          for (const {
            amountPence,
            invoicedPence,
            waivedPence,
            withheldPence,
            receivedPence,
            allocatedPence,
          } of contributions.values()) {
            expect(invoicedPence).toBeLessThanOrEqual(amountPence);
            expect(waivedPence + withheldPence).toBeLessThanOrEqual(amountPence);
            for (const part of [withheldPence, receivedPence, ...allocatedPence.values()])
              expect(part).toBeGreaterThanOrEqual(0);
          }
          for (const { amountPence, allocations } of receipts.values()) {
            expect(allocations.reduce((sum, each) => sum + each.amountPence, 0)).toBeLessThanOrEqual(amountPence);
          }
        }
      }),
      RUNS,
    );
  });

  it('INV-41 books nothing in a period that was locked', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        for (const log of play(wishes).logs.values()) {
          const locked = new Set<number>();
          for (const { type, data } of log) {
            if (type === 'PeriodLocked') locked.add(data.period);
            else if (type === 'PeriodReopened') locked.delete(data.period);
            else if ('reversesEntry' in data || 'amountPence' in data) {
              if ('period' in data) expect(locked.has(data.period)).toBe(false);
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('INV-06 makes the same state again from its events as stored: JSON, from the first to the last', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        const ledger = play(wishes);
        for (const [of, log] of ledger.logs) {
          const stored = JSON.parse(JSON.stringify(log)) as PoolYearEvent[];
          expect(stored).toEqual(log);
          expect(stored.reduce(evolve, initialState())).toEqual(ledger.stateOf(of));
        }
      }),
      RUNS,
    );
  });
});

describe('a reversal, right after what it reverses', () => {
  const facts = new Set([
    'RecordContributionReceipt',
    'RecordNonCashContribution',
    'PayWithdrawal',
    'RecordPayment',
    'RecordRefund',
    'RecordIncome',
    'ReturnUnderspend',
  ]);
  const leftover = ({ fundingStreams, contributions, matchHolds }: PoolYearState) =>
    JSON.stringify([
      [...fundingStreams]
        .filter(([, { balancePence }]) => balancePence !== 0)
        .map(([id, { balancePence }]) => [id, balancePence]),
      [...contributions].map(([id, { receivedPence }]) => [id, receivedPence]),
      [...matchHolds].map(([id, { heldPence }]) => [id, heldPence]),
    ]);

  it('INV-02 leaves nothing of it', () => {
    let undone = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const state = ledger.stateOf(command.financialYear);
          const before = leftover(state);
          const decision = ledger.ask(command);
          if ('refused' in decision || !facts.has(command.type)) return;
          const entryRef = entryRefOf(FUND, command.financialYear, state.version);
          const { by, authorityRef, occurredOn: on, today, pooledFundId, financialYear } = command;
          const usual = { by, authorityRef, occurredOn: on, today, pooledFundId, financialYear };
          const reversal = ledger.ask({ ...usual, type: 'ReverseEntry', entryRef, reason: 'Keyed twice' });
          expect(reversal).toHaveProperty('accepted');
          undone += 1;
          expect(leftover(state)).toBe(before);
        });
      }),
      RUNS,
    );
    expect(undone).toBeGreaterThan(100);
  });
});

describe('these histories', () => {
  it('are rich: each sort of command is done in some and refused in others', () => {
    const done: Record<string, number> = {};
    const refused: Record<string, number> = {};
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const decision = ledger.ask(command);
          const counts = 'refused' in decision ? refused : done;
          counts[command.type] = (counts[command.type] ?? 0) + 1;
        });
      }),
      RUNS,
    );
    for (const [type] of commands) {
      expect({ type, done: (done[type] ?? 0) > 0, refused: (refused[type] ?? 0) > 0 }).toEqual({
        type,
        done: true,
        refused: true,
      });
    }
  });
});
