import { type Report, type WhoGained, type WhoPaidInRow, type WhoPaidInTotals } from '@app/read-models';
import { addressOf, addressWith } from '../rendering/addresses';
import { type Column, type Table, tableOf } from '../tables/table';
import {
  gainedLines,
  type GainedLine,
  type Level,
  levelNames,
  paidInLines,
  type PaidInLine,
  type Subject,
} from './levels';

/** What a row leads to: the level below, narrowed to what the row is about. */
const below: Readonly<Record<Level, Level>> = {
  place: 'fund',
  agency: 'line',
  fund: 'line',
  'funding-stream': 'line',
  year: 'fund',
  'fund-year': 'line',
  line: 'line',
};

/**
 * Who paid in, as a table at a level. "Paid in" is cash that arrived, and nothing else.
 * @param url the address that its rows narrow further
 * @param caption what the table is called; the question and the level when it is left out
 */
export function paidInTable(
  { rows, totals }: Pick<Report<WhoPaidInRow, WhoPaidInTotals>, 'rows' | 'totals'>,
  level: Level,
  url: string,
  caption = `Who paid in: ${levelNames[level].toLowerCase()}`,
): Table {
  const subject: Column<PaidInLine> = {
    heading: level === 'line' ? 'Agency' : headings[level],
    kind: 'text',
    of: ({ subject }) => ({ value: subject.name, href: opened(subject, level, url) }),
    total: 'Total',
  };
  return tableOf<PaidInLine>(
    {
      id: 'who-paid-in',
      caption,
      nothing: 'Nobody paid in within what is shown here.',
    },
    [
      subject,
      ...whereColumns<PaidInLine>(level),
      { heading: 'Agreed', kind: 'money', of: (line) => line.pledgedPence, total: totals.pledgedPence },
      { heading: 'Paid in', kind: 'money', of: (line) => line.receivedPence, total: totals.receivedPence },
      {
        heading: 'In kind',
        kind: 'money',
        of: (line) => line.inKindPence,
        total: totals.inKindPence,
      },
      {
        heading: 'Kept by the partner or paid direct',
        kind: 'money',
        of: (line) => line.retainedPence + line.grantDirectPence,
        total: totals.retainedPence + totals.grantDirectPence,
      },
      { heading: 'Returned', kind: 'money', of: (line) => line.returnedPence, total: totals.returnedPence },
    ],
    paidInLines(rows, level),
  );
}

/** Who gained in cash, as a table at a level; told as above. */
export function gainedTable(
  report: WhoGained,
  level: Level,
  url: string,
  caption = `Who gained in cash: ${levelNames[level].toLowerCase()}`,
): Table {
  const { totals } = report;
  return tableOf<GainedLine>(
    {
      id: 'who-gained',
      caption,
      nothing: 'Nobody was paid within what is shown here.',
    },
    [
      {
        heading: level === 'agency' || level === 'line' ? 'Agency or provider' : headings[level],
        kind: 'text',
        of: ({ subject }) => ({
          value: subject.name,
          href: Object.keys(subject.narrows).length > 0 ? opened(subject, level, url) : undefined,
        }),
        total: 'Total',
      },
      ...whereColumns<GainedLine>(level),
      {
        heading: 'Paid to it',
        kind: 'money',
        of: ({ paidPence, breachCount }) => ({
          value: paidPence,
          tag:
            breachCount > 0
              ? { text: breachCount === 1 ? '1 breach' : `${breachCount} breaches`, colour: 'red' }
              : undefined,
        }),
        total: totals.paidPence,
      },
      { heading: 'Came back', kind: 'money', of: (line) => line.refundedPence, total: totals.refundedPence },
      {
        heading: 'Spent on its behalf',
        kind: 'money',
        of: (line) => line.commissionedPence,
        total: totals.commissionedPence,
      },
    ],
    gainedLines(report, level),
  );
}

/** Who gained by benefit-sharing agreements: benefit and shares, which stand beside cash and are never netted with it. */
export function benefitTable(
  { benefits, benefitTotals }: WhoGained,
  caption = 'Who gained by agreements: benefit and shares of it',
): Table {
  return tableOf(
    {
      id: 'who-gained-benefit',
      caption,
      nothing: 'No benefit or share of benefit is recorded within what is shown here.',
    },
    [
      {
        heading: 'Party',
        kind: 'text',
        of: (row) => row.beneficiaryName,
        total: 'Total',
      },
      {
        heading: 'Agreement',
        kind: 'text',
        of: (row) => ({ value: row.agreementTitle, href: `/agreements/${row.agreementId}` }),
      },
      { heading: 'Year', kind: 'text', of: (row) => row.financialYear },
      {
        heading: 'Cashable benefit',
        kind: 'money',
        of: (row) => row.cashableBenefitPence,
        total: benefitTotals.cashableBenefitPence,
      },
      {
        heading: 'Other fiscal benefit',
        kind: 'money',
        of: (row) => row.nonCashableBenefitPence,
        total: benefitTotals.nonCashableBenefitPence,
      },
      {
        heading: 'Share to receive',
        kind: 'money',
        of: (row) => row.shareReceivablePence,
        total: benefitTotals.shareReceivablePence,
      },
      {
        heading: 'Share to pay',
        kind: 'money',
        of: (row) => row.sharePayablePence,
        total: benefitTotals.sharePayablePence,
      },
      {
        heading: 'Received',
        kind: 'money',
        of: (row) => row.shareReceivedPence,
        total: benefitTotals.shareReceivedPence,
      },
      { heading: 'Paid', kind: 'money', of: (row) => row.sharePaidPence, total: benefitTotals.sharePaidPence },
    ],
    benefits,
  );
}

const headings: Readonly<Record<Exclude<Level, 'line'>, string>> = {
  place: 'Place',
  agency: 'Agency',
  fund: 'Fund',
  'funding-stream': 'Funding stream',
  year: 'Financial year',
  'fund-year': 'Fund',
};

/** Where the money of a row lies beside what the row is about: of a line each part, leading on. */
function whereColumns<Line extends PaidInLine | GainedLine>(level: Level): readonly Column<Line>[] {
  const year: Column<Line> = { heading: 'Year', kind: 'text', of: ({ first }) => first.financialYear };
  if (level === 'fund-year') return [year];
  if (level !== 'line') return [];
  return [
    {
      heading: 'Fund',
      kind: 'text',
      of: ({ first }) => ({ value: first.pooledFundName, href: `/funds/${first.pooledFundId}/${first.financialYear}` }),
    },
    { heading: 'Funding stream', kind: 'text', of: ({ first }) => first.fundingStreamName },
    year,
  ];
}

/** Where a row leads; a line leads to its entries. */
function opened(subject: Subject, level: Level, url: string): string {
  if (level !== 'line') return addressWith(url, { ...subject.narrows, by: below[level] });
  const { searchParams } = new URL(url, 'http://localhost');
  const [asAt, asKnownAt] = [searchParams.get('asAt'), searchParams.get('asKnownAt')];
  const { pooledFundId, financialYear, fundingStreamId } = subject.narrows;
  const partyId = subject.key.split('|')[3]!;
  const agencyId = /^[a-z0-9-]+$/.test(partyId) ? partyId : undefined;
  return addressOf('/transactions', { pooledFundId, financialYear, fundingStreamId, agencyId, asAt, asKnownAt });
}
