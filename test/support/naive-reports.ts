import { type RecordedEvent } from '@app/event-store';

/** Figures of a report by what tells its rows apart. */
export type Figures = Map<string, Record<string, number>>;

/** What a naive fold is narrowed to. */
export interface NaiveScope {
  readonly placeIdOf: (pooledFundId: string) => string;
  readonly placeId?: string;
  readonly pooledFundId?: string;
  readonly financialYear?: string;
  readonly fundingStreamId?: string;
  readonly agencyId?: string;
}

/** Events of pool years that had happened by the end of a day, as known at an instant. */
export const knownEvents = (
  events: readonly RecordedEvent[],
  asAt: string,
  asKnownAt: string,
): readonly RecordedEvent[] =>
  events.filter(
    ({ eventStream, metadata, recordedAt }) =>
      eventStream.startsWith('poolYear-') && metadata['occurredOn']! <= asAt && recordedAt <= asKnownAt,
  );

/* eslint-disable @typescript-eslint/no-explicit-any -- the fold reads raw JSON, knowing nothing of the domain's types. */
interface Told {
  readonly fund: string;
  readonly year: string;
  readonly type: string;
  readonly data: any;
}

const told = (events: readonly RecordedEvent[]): readonly Told[] =>
  events.map(({ eventStream, type, data }) => {
    const [, fund = '', start = ''] = /^poolYear-(.*):(\d+)$/.exec(eventStream)!;
    return { fund, year: `${start}-${String((Number(start) + 1) % 100).padStart(2, '0')}`, type, data };
  });

const isIn = (scope: NaiveScope, fund: string, year: string, fundingStreamId: string): boolean =>
  (scope.placeId === undefined || scope.placeIdOf(fund) === scope.placeId) &&
  (scope.pooledFundId === undefined || fund === scope.pooledFundId) &&
  (scope.financialYear === undefined || year === scope.financialYear) &&
  (scope.fundingStreamId === undefined || fundingStreamId === scope.fundingStreamId);

function add(figures: Figures, key: string, column: string, pence: number): void {
  const row = figures.get(key) ?? {};
  row[column] = (row[column] ?? 0) + pence;
  figures.set(key, row);
}

/** Who paid in, one event after another, straight from the log. */
export function naiveWhoPaidIn(
  all: readonly RecordedEvent[],
  events: readonly RecordedEvent[],
  scope: NaiveScope,
): Figures {
  const figures: Figures = new Map();
  const terms = new Map<string, any>();
  for (const { fund, year, type, data } of told(all)) {
    if (type === 'ContributionAgreed') terms.set(`${fund}/${year}/${data.contributionId}`, data);
  }
  const nonCash: Record<string, string> = {
    IN_KIND: 'inKindPence',
    RETAINED_BY_PARTNER: 'retainedPence',
    GRANT_DIRECT: 'grantDirectPence',
  };
  for (const { fund, year, type, data } of told(events)) {
    const owner = data.partnerId ? data : terms.get(`${fund}/${year}/${data.contributionId}`);
    if (!owner || !isIn(scope, fund, year, owner.fundingStreamId)) continue;
    if (scope.agencyId !== undefined && owner.partnerId !== scope.agencyId) continue;
    const key = [fund, year, owner.partnerId, owner.fundingStreamId].join(' ');
    const put = (column: string, pence: number): void => {
      add(figures, key, column, pence);
      add(figures, key, 'entryCount', 1);
      if (column === 'receivedPence' && data.priorPeriod) add(figures, key, 'priorPeriodPence', pence);
    };
    if (type === 'ContributionAgreed') put('pledgedPence', data.amountPence);
    if (type === 'ContributionVaried') put('pledgedPence', data.toPence - data.fromPence);
    if (type === 'ContributionInvoiced') put('invoicedPence', data.amountPence);
    if (type === 'ContributionReceived') put('receivedPence', data.amountPence);
    if (type === 'ReceiptAllocated') put('allocatedPence', data.amountPence);
    if (type === 'NonCashContributionRecorded') put(nonCash[data.mode]!, data.amountPence);
    if (type === 'ContributionWithheld') put('withheldPence', data.amountPence);
    if (type === 'WithholdingLifted') put('withheldPence', -data.amountPence);
    if (type === 'ContributionWaived') put('waivedPence', data.amountPence);
    if (type === 'UnderspendReturned') put('returnedPence', data.amountPence);
    if (type === 'ReturnReversed') put('returnedPence', -data.amountPence);
    if (type === 'ContributionReversed') put(data.receiptId ? 'receivedPence' : nonCash[data.mode]!, -data.amountPence);
  }
  return figures;
}

const spendingSigns: Record<string, readonly [string, 1 | -1]> = {
  WithdrawalPaid: ['paidPence', 1],
  PaymentRecorded: ['paidPence', 1],
  WithdrawalReversed: ['paidPence', -1],
  RefundRecorded: ['refundedPence', 1],
  RefundReversed: ['refundedPence', -1],
};

/** Who gained, one event after another, straight from the log. */
export function naiveWhoGained(events: readonly RecordedEvent[], scope: NaiveScope): Figures {
  const figures: Figures = new Map();
  for (const { fund, year, type, data } of told(events)) {
    const [column, sign] = spendingSigns[type] ?? [];
    if (!column || !sign || !isIn(scope, fund, year, data.fundingStreamId)) continue;
    const payee = data.payee.agencyId
      ? `AGENCY ${data.payee.agencyId}`
      : `PROVIDER ${(data.payee.providerName as string).trim().toUpperCase()}`;
    const net = column === 'paidPence' ? sign : (-sign as 1 | -1);
    if (scope.agencyId === undefined || payee === `AGENCY ${scope.agencyId}`) {
      const key = [fund, year, data.fundingStreamId, payee].join(' ');
      add(figures, key, column, sign * data.amountPence);
      add(figures, key, 'irrecoverableVatPence', net * data.irrecoverableVatPence);
      add(figures, key, 'recoverableVatPence', net * data.recoverableVatPence);
      add(figures, key, 'priorPeriodPence', data.priorPeriod ? net * data.amountPence : 0);
      add(figures, key, 'breachCount', data.breaches ? (data.reversesEntry ? -1 : 1) : 0);
      add(figures, key, 'entryCount', 1);
    }
    if (scope.agencyId === undefined || data.commissioningAgencyId === scope.agencyId) {
      const key = [fund, year, data.fundingStreamId, `AGENCY ${data.commissioningAgencyId}`].join(' ');
      add(figures, key, 'commissionedPence', net * data.amountPence);
    }
  }
  return figures;
}

const cashSigns: Record<string, 1 | -1> = {
  ContributionReceived: 1,
  RefundRecorded: 1,
  IncomeRecorded: 1,
  ReturnReversed: 1,
  WithdrawalReversed: 1,
  UnderspendReturned: -1,
  WithdrawalPaid: -1,
  PaymentRecorded: -1,
  RefundReversed: -1,
  IncomeReversed: -1,
};

/** The cash of each funding stream of each pool year, straight from the log: brought forward + in - out. */
export function naiveBalances(events: readonly RecordedEvent[]): ReadonlyMap<string, number> {
  const balances = new Map<string, number>();
  const move = (key: string, pence: number): void => void balances.set(key, (balances.get(key) ?? 0) + pence);
  for (const { fund, year, type, data } of told(events)) {
    const key = (fundingStreamId: string): string => `${fund} ${year} ${fundingStreamId}`;
    if (type === 'BalancesBroughtForward') {
      for (const carried of data.balances) move(key(carried.fundingStreamId), carried.balancePence);
    }
    const sign = type === 'ContributionReversed' && data.receiptId ? -1 : cashSigns[type];
    if (sign) move(key(data.fundingStreamId), sign * data.amountPence);
  }
  return balances;
}
