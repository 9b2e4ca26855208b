import {
  type ContributionAgeingRow,
  type Forecast,
  type FundForecast,
  type FundStatement,
  type RingFenceRow,
} from '@app/read-models';
import { previousFinancialYear } from '@app/domain';
import { sentenceCase } from '../rendering/in-words';
import { type Column, type Table, tableOf } from '../tables/table';
import { type Times, withTimes } from './fund-addresses';
import { permittedWords, passThroughWords, ringFenceWords } from './fund-words';

/** Where the entries are that the figures of a statement are made of, as it stood. */
export function entriesHref(
  { pooledFundId, financialYear }: FundStatement,
  times: Times,
  narrows: { readonly agencyId?: string; readonly fundingStreamId?: string } = {},
): string {
  return withTimes('/transactions', times, { pooledFundId, financialYear, ...narrows });
}

type CashFigure = keyof FundStatement['cash'];
const cashLines: readonly (readonly [CashFigure, string])[] = [
  ['receivedPence', 'Received from partners'],
  ['incomePence', 'Other income, such as interest and charges'],
  ['refundedPence', 'Came back from those who were paid'],
  ['paidPence', 'Less: paid out'],
  ['returnedPence', 'Less: returned to partners'],
];

/** The cash of the year, line by line, with the year before beside it and how much each line changed. */
export function cashTable(statement: FundStatement): Table {
  const { cash, previousYear, financialYear, poolingBasis } = statement;
  const previous = previousFinancialYear(financialYear);
  const closing = cash.broughtForwardPence === null ? 'Balance of this year alone' : 'Balance';
  const lines: readonly (readonly [CashFigure, string])[] = [
    ['broughtForwardPence', 'Brought forward from the year before'],
    ...cashLines,
    ...(poolingBasis === 'POOLED' ? ([['balancePence', closing]] as const) : []),
  ];
  const change = (figure: CashFigure): number | null => {
    const [now, before] = [cash[figure], previousYear?.[figure] ?? null];
    return now === null || before === null ? null : now - before;
  };
  return tableOf(
    { id: 'cash', caption: 'Cash in and out', nothing: 'No cash moved.' },
    [
      { heading: 'Cash', kind: 'text', of: ([, label]) => label },
      { heading: financialYear, kind: 'money', of: ([figure]) => cash[figure] },
      ...(previousYear === null
        ? []
        : ([
            { heading: previous, kind: 'money', of: ([figure]) => previousYear[figure] },
            { heading: 'Change', kind: 'money', of: ([figure]) => change(figure) },
          ] satisfies Column<readonly [CashFigure, string]>[])),
    ],
    lines,
  );
}

/** What each partner paid in, in cash, by funding stream. */
export const contributionsTable = (statement: FundStatement, times: Times): Table =>
  tableOf(
    {
      id: 'contributions',
      caption: 'Received from each partner, in cash',
      nothing: 'No cash was received from a partner in this year.',
    },
    [
      {
        heading: 'Partner',
        kind: 'text',
        of: ({ agencyId, agencyName, fundingStreamId }) => ({
          value: agencyName,
          href: entriesHref(statement, times, { agencyId, fundingStreamId }),
        }),
        total: 'Total',
      },
      { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName },
      {
        heading: 'Received',
        kind: 'money',
        of: ({ receivedPence }) => receivedPence,
        total: statement.cash.receivedPence,
      },
      {
        heading: 'Returned',
        kind: 'money',
        of: ({ returnedPence }) => returnedPence,
        total: statement.cash.returnedPence,
      },
    ],
    statement.contributions,
  );

/** What partners gave otherwise than in cash. It has no total with cash: the two are never added. */
export const nonCashTable = (statement: FundStatement, times: Times): Table =>
  tableOf(
    {
      id: 'non-cash',
      caption: 'Given otherwise than in cash, by partner',
      nothing: 'Nothing was given otherwise than in cash.',
    },
    [
      {
        heading: 'Partner',
        kind: 'text',
        of: ({ agencyId, agencyName, fundingStreamId }) => ({
          value: agencyName,
          href: entriesHref(statement, times, { agencyId, fundingStreamId }),
        }),
      },
      { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName },
      { heading: 'In kind: staff, goods, rooms', kind: 'money', of: ({ inKindPence }) => inKindPence },
      { heading: 'Kept and spent by the partner', kind: 'money', of: ({ retainedPence }) => retainedPence },
      { heading: 'Paid direct by the grantor', kind: 'money', of: ({ grantDirectPence }) => grantDirectPence },
    ],
    statement.nonCashContributions,
  );

/** What was spent, by scheme and by whether it was capital or revenue. */
export const spendingTable = ({ spending, cash }: FundStatement): Table =>
  tableOf(
    { id: 'spending', caption: 'Spent, by scheme and type', nothing: 'Nothing was spent in this year.' },
    [
      { heading: 'Scheme', kind: 'text', of: ({ schemeName }) => schemeName, total: 'Total' },
      {
        heading: 'Type',
        kind: 'text',
        of: ({ spendType }) => (spendType === '' ? 'Not said' : sentenceCase(spendType)),
      },
      { heading: 'Paid out', kind: 'money', of: ({ paidPence }) => paidPence, total: cash.paidPence },
      { heading: 'Came back', kind: 'money', of: ({ refundedPence }) => refundedPence, total: cash.refundedPence },
      {
        heading: 'Of that, VAT that cannot be reclaimed',
        kind: 'money',
        of: ({ irrecoverableVatPence }) => irrecoverableVatPence,
        total: spending.reduce((sum, { irrecoverableVatPence }) => sum + irrecoverableVatPence, 0),
      },
      {
        heading: 'Beside it, VAT that is reclaimed',
        kind: 'money',
        of: ({ recoverableVatPence }) => recoverableVatPence,
        total: spending.reduce((sum, { recoverableVatPence }) => sum + recoverableVatPence, 0),
      },
    ],
    spending,
  );

/** The cash of each funding stream: what it began with, what came and went, what is left. */
export const fundingStreamsTable = (statement: FundStatement, times: Times): Table =>
  tableOf(
    {
      id: 'funding-streams',
      caption: 'Cash of each funding stream',
      nothing: 'No funding stream has money in this year.',
    },
    [
      {
        heading: 'Funding stream',
        kind: 'text',
        of: ({ fundingStreamId, fundingStreamName }) => ({
          value: fundingStreamName,
          href: entriesHref(statement, times, { fundingStreamId }),
        }),
        total: 'Total',
      },
      {
        heading: 'Brought forward',
        kind: 'money',
        of: ({ broughtForwardPence }) => broughtForwardPence,
        total: statement.cash.broughtForwardPence,
      },
      {
        heading: 'Received from partners',
        kind: 'money',
        of: ({ receivedPence }) => receivedPence,
        total: statement.cash.receivedPence,
      },
      { heading: 'Other money in', kind: 'money', of: otherIn, total: otherIn(statement.cash) },
      { heading: 'Less: money out', kind: 'money', of: moneyOut, total: moneyOut(statement.cash) },
      {
        heading: 'Balance',
        kind: 'money',
        of: ({ balancePence }) => ({
          value: balancePence,
          tag: (balancePence ?? 0) < 0 ? { text: 'overdrawn', colour: 'red' } : undefined,
        }),
        total: statement.cash.balancePence,
      },
    ],
    statement.fundingStreams,
  );

const otherIn = ({ incomePence, refundedPence }: FundStatement['cash']): number => incomePence + refundedPence;
const moneyOut = ({ paidPence, returnedPence }: FundStatement['cash']): number => paidPence + returnedPence;

/** Days before its end from which a ring-fence is shown as ending soon. */
const ENDS_SOON_DAYS = 60;

/** What is left of each ring-fenced funding stream, for what, and until when. */
export const ringFencesTable = (rows: readonly RingFenceRow[], statement: FundStatement, times: Times): Table =>
  tableOf<RingFenceRow>(
    {
      id: 'ring-fences',
      caption: 'What is left of each ring-fence, and until when',
      nothing: 'No money in this year is ring-fenced, and none has to be spent by a day.',
    },
    [
      {
        heading: 'Funding stream',
        kind: 'text',
        of: ({ fundingStreamId, fundingStreamName }) => ({
          value: fundingStreamName,
          href: entriesHref(statement, times, { fundingStreamId }),
        }),
      },
      { heading: 'Left', kind: 'money', of: ({ leftPence }) => leftPence },
      { heading: 'Last day', kind: 'day', of: ({ expiresOn }) => expiresOn ?? '' },
      {
        heading: 'Days left',
        kind: 'count',
        of: ({ daysLeft, leftPence }) => ({
          value: daysLeft === null ? '' : Math.max(0, daysLeft),
          tag: endTag(daysLeft, leftPence),
        }),
      },
      { heading: 'Ring-fence', kind: 'text', of: ({ ringFence }) => ringFenceWords[ringFence] },
      { heading: 'May be spent on', kind: 'text', of: permittedWords },
      {
        heading: 'To be passed on',
        kind: 'money',
        of: ({ passThrough }) => (passThrough === null ? '' : passThrough.outstandingPence),
      },
      { heading: 'To whom and by when', kind: 'text', of: passThroughWords },
    ],
    rows,
  );

function endTag(daysLeft: number | null, leftPence: number | null) {
  if (daysLeft === null || leftPence === 0) return undefined;
  if (daysLeft < 0) return { text: 'expired', colour: 'red' } as const;
  return daysLeft <= ENDS_SOON_DAYS ? ({ text: 'ends soon', colour: 'orange' } as const) : undefined;
}

/** Which contribution is late, and by how much; whose it is stands before these. */
export const lateColumns = (latePence: number): readonly Column<ContributionAgeingRow>[] => [
  { heading: 'Funding stream', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName },
  { heading: 'Contribution', kind: 'text', of: ({ contributionId }) => contributionId },
  {
    heading: 'Instalment',
    kind: 'count',
    of: ({ instalmentNo }) => (instalmentNo === 0 ? '' : instalmentNo),
  },
  { heading: 'Was due on', kind: 'day', of: ({ dueOn }) => dueOn },
  { heading: 'Days late', kind: 'count', of: ({ daysLate }) => daysLate },
  { heading: 'Still to come', kind: 'money', of: ({ outstandingPence }) => outstandingPence, total: latePence },
];

/** The contributions of the year that are late, the longest first. */
export const lateTable = (
  late: readonly ContributionAgeingRow[],
  latePence: number,
  statement: FundStatement,
  times: Times,
): Table =>
  tableOf(
    { id: 'late-contributions', caption: 'Late contributions', nothing: 'No contribution of this year is late.' },
    [
      {
        heading: 'Partner',
        kind: 'text',
        of: ({ agencyId, agencyName, fundingStreamId }) => ({
          value: agencyName,
          href: entriesHref(statement, times, { agencyId, fundingStreamId }),
        }),
        total: 'Total',
      },
      ...lateColumns(latePence),
    ],
    late,
  );

/** Each partner's share of the balance, by what it paid in. */
export const sharesTable = ({ shares, cash }: FundStatement): Table =>
  tableOf(
    { id: 'shares', caption: 'Each partner’s share of the balance', nothing: 'The fund has no partner.' },
    [
      { heading: 'Partner', kind: 'text', of: ({ agencyName }) => agencyName, total: 'Total' },
      { heading: 'Received from it', kind: 'money', of: ({ receivedPence }) => receivedPence },
      {
        heading: 'Share of the balance',
        kind: 'money',
        of: ({ sharePence }) => sharePence,
        total: shares.some(({ sharePence }) => sharePence === null) ? null : cash.balancePence,
      },
    ],
    shares,
  );

const forecastColumns: readonly (readonly [keyof Forecast, string])[] = [
  ['balancePence', 'Balance now'],
  ['stillToComePence', 'Contributions still to come'],
  ['approvedPence', 'Less: approved, not paid'],
  ['requestedPence', 'Less: asked for, not approved'],
  ['forecastBalancePence', 'Forecast balance'],
  ['latePence', 'Of those to come, late'],
  ['withheldPence', 'Not counted: withheld'],
  ['dueAfterYearPence', 'Not counted: due after the year'],
];

/** What each funding stream is heading for, with each part that makes it. */
export const forecastTable = ({ fundingStreams, whole, isClosed }: FundForecast): Table =>
  tableOf<FundForecast['fundingStreams'][number]>(
    {
      id: 'forecast',
      caption: 'Forecast for the end of the year',
      nothing: isClosed
        ? 'This year is closed. Its balance is final, so there is nothing to forecast.'
        : 'Nothing is recorded that a forecast could be made of.',
    },
    [
      {
        heading: 'Funding stream',
        kind: 'text',
        of: ({ fundingStreamName }) => fundingStreamName,
        total: 'Total',
      },
      ...forecastColumns.map(([figure, heading]): Column<FundForecast['fundingStreams'][number]> => ({
        heading,
        kind: 'money',
        of: (stream) => stream[figure],
        total: whole[figure],
      })),
    ],
    isClosed ? [] : fundingStreams,
  );
