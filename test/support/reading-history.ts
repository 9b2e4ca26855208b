import { randomUUID } from 'node:crypto';
import { type EventStore, type JsonObject, type NewEvent } from '@app/event-store';
import * as fc from 'fast-check';
import {
  type Fact,
  fact,
  funds,
  fundingStreams,
  partners,
  providers,
  registers,
  streamOf,
  years,
} from './reading-registers';

const kinds = [
  'agree',
  'vary',
  'schedule',
  'invoice',
  'receive',
  'receiveLate',
  'allocate',
  'nonCash',
  'withhold',
  'waive',
  'request',
  'pay',
  'pay',
  'breach',
  'refund',
  'income',
  'return',
  'reverse',
  'reverse',
  'bringForward',
] as const;

const step = fc.record({
  kind: fc.constantFrom(...kinds),
  fund: fc.constantFrom(...funds),
  year: fc.constantFrom(...years),
  partner: fc.constantFrom(...partners),
  fundingStreamId: fc.constantFrom(...fundingStreams),
  provider: fc.constantFrom(...providers),
  toAgency: fc.boolean(),
  day: fc.integer({ min: 0, max: 364 }),
  pence: fc.integer({ min: 1, max: 5_000_00 }),
  isLate: fc.boolean(),
  pick: fc.nat(1_000),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Long histories of money: every sort of fact, in any order of effective dates, reversals and late facts among them. */
export const histories: fc.Arbitrary<readonly Fact[]> = fc
  .array(step, { minLength: 60, maxLength: 160, size: 'max' })
  .map((steps) => [...registers, ...moneyOf(steps)]);

/** Facts that a later one may undo, by what undoes them. */
const reversedBy: Readonly<Record<string, string>> = {
  ContributionReceived: 'ContributionReversed',
  NonCashContributionRecorded: 'ContributionReversed',
  PaymentRecorded: 'WithdrawalReversed',
  WithdrawalPaid: 'WithdrawalReversed',
  RefundRecorded: 'RefundReversed',
  IncomeRecorded: 'IncomeReversed',
  UnderspendReturned: 'ReturnReversed',
};

/** Turns steps into facts that hang together: nothing names a contribution or an entry that is not there. */
function moneyOf(steps: readonly Step[]): readonly Fact[] {
  const facts: Fact[] = [];
  const versions = new Map<string, number>();
  const agreed: {
    stream: string;
    contributionId: string;
    partnerId: string;
    fundingStreamId: string;
    pence: number;
  }[] = [];
  const reversible: { ref: string; fact: Fact }[] = [];
  const add = (step: Step, type: string, data: JsonObject, year = step.year, fund = step.fund): void => {
    const eventStream = streamOf(fund, year);
    const version = (versions.get(eventStream) ?? 1) + 1;
    versions.set(eventStream, version);
    const occurredOn = dayOf(year, step.day);
    const made = fact(eventStream, type, occurredOn, data);
    facts.push(made);
    if (type in reversedBy) reversible.push({ ref: `${fund}/${year}/${version}`, fact: made });
  };
  for (const [place, step] of steps.entries()) {
    const { pence, fundingStreamId } = step;
    const booking = { period: 1 + (step.pick % 12), ...(step.isLate && { priorPeriod: true }) };
    const ofPartner = { partnerId: step.partner, fundingStreamId };
    const stream = streamOf(step.fund, step.year);
    const own = agreed.filter((one) => one.stream === stream);
    const contribution = own.length > 0 ? own[step.pick % own.length]! : undefined;
    const { contributionId = '' } = contribution ?? {};
    const spending = {
      fundingStreamId,
      payee: step.toAgency ? { agencyId: step.partner } : { providerName: step.provider },
      commissioningAgencyId: partners[step.pick % partners.length]!,
      ...(step.pick % 3 > 0 && { schemeId: `scheme-${step.pick % 3}` }),
      spendType: step.pick % 2 ? 'REVENUE' : 'CAPITAL',
      netPence: pence,
      irrecoverableVatPence: step.pick % 50,
      recoverableVatPence: step.pick % 70,
      purpose: `Care\tat home\n${place}\\`,
    };
    const payment = { ...spending, amountPence: pence + (step.pick % 50), ...booking };
    switch (step.kind) {
      case 'agree': {
        // Another year of the fund uses the same id again.
        const id = `c-${own.length}`;
        agreed.push({ stream, contributionId: id, ...ofPartner, pence });
        add(step, 'ContributionAgreed', {
          contributionId: id,
          ...ofPartner,
          amountPence: pence,
          mode: 'CASH_TRANSFER',
          recurrence: 'RECURRENT',
        });
        break;
      }
      case 'receive': {
        const named = contribution && step.isLate ? { contributionId, ...ofContribution(contribution) } : ofPartner;
        add(step, 'ContributionReceived', { receiptId: `r-${place}`, ...named, amountPence: pence, ...booking });
        break;
      }
      case 'receiveLate': {
        const earlier = agreed.find((one) => one.stream === streamOf(step.fund, years[0]!));
        if (!earlier) break;
        const named = { contributionId: earlier.contributionId, contributionFinancialYear: years[0]! };
        const cash = { receiptId: `r-${place}`, ...ofContribution(earlier), amountPence: pence };
        add(step, 'ContributionReceived', { ...named, ...cash, period: 1, priorPeriod: true }, years[1]);
        break;
      }
      case 'nonCash':
        if (!contribution) break;
        add(step, 'NonCashContributionRecorded', {
          contributionId,
          ...ofContribution(contribution),
          mode: (['IN_KIND', 'RETAINED_BY_PARTNER', 'GRANT_DIRECT'] as const)[step.pick % 3]!,
          amountPence: pence,
          evidence: 'Time sheets',
          ...booking,
        });
        break;
      case 'request':
        add(step, 'WithdrawalRequested', {
          ...spending,
          withdrawalId: `w-${place}`,
          expenditureKind: 'CONTRACT_PRICE',
          requestedBy: 'officer',
        });
        break;
      case 'pay':
        add(step, step.isLate ? 'PaymentRecorded' : 'WithdrawalPaid', { ...payment, withdrawalId: `w-${place}` });
        break;
      case 'breach':
        add(step, 'PaymentRecorded', { ...payment, breaches: ['FUNDING_STREAM_OVERDRAWN', 'SPENT_AFTER_EXPIRY'] });
        break;
      case 'refund':
        add(step, 'RefundRecorded', payment);
        break;
      case 'income':
        add(step, 'IncomeRecorded', {
          fundingStreamId,
          incomeSource: 'INTEREST',
          amountPence: pence,
          description: 'Interest',
          ...booking,
        });
        break;
      case 'return':
        add(step, 'UnderspendReturned', { ...ofPartner, amountPence: pence, reason: 'Underspent', ...booking });
        break;
      case 'bringForward':
        add(
          step,
          'BalancesBroughtForward',
          {
            fromFinancialYear: years[0]!,
            balances: fundingStreams.map((id, n) => ({ fundingStreamId: id, balancePence: n === 0 ? -pence : pence })),
            matchHolds: [],
          },
          years[1],
        );
        break;
      case 'reverse': {
        if (reversible.length === 0) break;
        const [{ ref, fact: undone }] = reversible.splice(step.pick % reversible.length, 1) as [(typeof reversible)[0]];
        const [fund = '', year = ''] = ref.split('/');
        const laterYear = step.isLate ? years[1]! : year;
        const { period: _period, priorPeriod: _priorPeriod, ...figures } = undone.data;
        const reversal = { ...figures, ...booking, reversesEntry: ref, reason: 'Booked\ttwice' };
        add(step, reversedBy[undone.type]!, reversal, laterYear, fund);
        break;
      }
      default:
        if (contribution) planOf(step, contribution, add);
    }
  }
  return facts;
}

const ofContribution = ({ partnerId, fundingStreamId }: { partnerId: string; fundingStreamId: string }) => ({
  partnerId,
  fundingStreamId,
});

function planOf(
  { kind, pence, pick, ...rest }: Step,
  contribution: { contributionId: string; pence: number },
  add: (step: Step, type: string, data: JsonObject) => void,
): void {
  const step = { kind, pence, pick, ...rest };
  const { contributionId } = contribution;
  switch (kind) {
    case 'vary': {
      const fromPence = contribution.pence;
      contribution.pence = pence;
      return add(step, 'ContributionVaried', {
        contributionId,
        fromPence,
        toPence: pence,
        recurrence: 'RECURRENT',
        reason: 'Agreed',
        approvedByAgencyIds: ['council'],
      });
    }
    case 'schedule': {
      const instalments = [
        { instalmentNo: 1, dueOn: '2023-07-01', amountPence: contribution.pence - 1 },
        { instalmentNo: 2, dueOn: '2024-10-01', amountPence: 1 },
      ];
      return add(step, 'ContributionScheduled', { contributionId, instalments });
    }
    case 'invoice':
      return add(step, 'ContributionInvoiced', {
        contributionId,
        invoiceRef: `INV ${pick}`,
        amountPence: pence,
        dueOn: '2024-01-31',
      });
    case 'allocate':
      return add(step, 'ReceiptAllocated', {
        contributionId,
        receiptId: `r-${pick}`,
        instalmentNo: 1 + (pick % 2),
        amountPence: pence,
      });
    case 'withhold':
      return add(step, pick % 3 === 0 ? 'WithholdingLifted' : 'ContributionWithheld', {
        contributionId,
        amountPence: pence,
        ground: 'DISPUTE',
      });
    default:
      return add(step, 'ContributionWaived', { contributionId, amountPence: pence, reason: 'Waived' });
  }
}

const dayOf = (year: string, day: number): string =>
  new Date(Date.parse(`${year.slice(0, 4)}-04-01T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);

/** Appends facts in their order, each request as many as the sizes say, round and round. */
export async function appendFacts(store: EventStore, facts: readonly Fact[]): Promise<void> {
  const versions = new Map<string, number>();
  for (const one of facts) {
    if (!versions.has(one.eventStream)) versions.set(one.eventStream, await versionOf(store, one.eventStream));
    const version = versions.get(one.eventStream)!;
    await store.append(one.eventStream, version, [
      { requestId: randomUUID(), fingerprint: 'test', events: [toNewEvent(one)] },
    ]);
    versions.set(one.eventStream, version + 1);
  }
}

async function versionOf(store: EventStore, eventStream: string): Promise<number> {
  let version = 0;
  for await (const page of store.readStream(eventStream)) version = page.at(-1)!.version;
  return version;
}

const toNewEvent = ({ type, occurredOn, data }: Fact): NewEvent => ({
  id: randomUUID(),
  type,
  schemaVersion: 1,
  data,
  metadata: { actor: 'treasurer', occurredOn, requestId: 'r', agencyId: 'council', authorityRef: 'Minute "12"\\' },
});
