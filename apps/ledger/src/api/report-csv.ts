import {
  type ContributionAgeingRow,
  type FundStatement,
  type Transaction,
  type WhoGainedRow,
  type WhoPaidInRow,
} from '@app/read-models';
import { toCsv } from './csv';

/** A fund statement as rows: which section, whom or what, and each figure on a line of its own. */
export function fundStatementCsv(statement: FundStatement): string {
  const rows: { section: string; id: string; name: string; figure: string; pence: number | null }[] = [];
  const add = (section: string, id: string, name: string, figures: object): void => {
    for (const [figure, pence] of Object.entries(figures)) {
      if (figure.endsWith('Pence')) rows.push({ section, id, name, figure, pence: pence as number | null });
    }
  };
  add('cash', statement.pooledFundId, statement.pooledFundName, statement.cash);
  if (statement.previousYear)
    add('previous year', statement.pooledFundId, statement.pooledFundName, statement.previousYear);
  for (const row of statement.contributions) {
    add('contributions', `${row.agencyId}/${row.fundingStreamId}`, `${row.agencyName}, ${row.fundingStreamName}`, row);
  }
  for (const row of statement.nonCashContributions) {
    add(
      'non-cash contributions',
      `${row.agencyId}/${row.fundingStreamId}`,
      `${row.agencyName}, ${row.fundingStreamName}`,
      row,
    );
  }
  for (const row of statement.spending) add('spending', row.schemeId ?? '', `${row.schemeName}, ${row.spendType}`, row);
  for (const row of statement.fundingStreams) add('funding streams', row.fundingStreamId, row.fundingStreamName, row);
  for (const row of statement.shares) add('shares', row.agencyId, row.agencyName, row);
  return toCsv(rows, ['section', 'id', 'name', 'figure', 'pence']);
}

/** The columns of each report, so that an empty one still names them. */
export const reportColumns = {
  'who-paid-in': [
    'placeId',
    'placeName',
    'pooledFundId',
    'pooledFundName',
    'financialYear',
    'agencyId',
    'agencyName',
    'agencyTier',
    'fundingStreamId',
    'fundingStreamName',
    'pledgedPence',
    'invoicedPence',
    'receivedPence',
    'allocatedPence',
    'inKindPence',
    'retainedPence',
    'grantDirectPence',
    'withheldPence',
    'waivedPence',
    'returnedPence',
    'priorPeriodPence',
    'entryCount',
  ] satisfies (keyof WhoPaidInRow)[],
  'who-gained': [
    'placeId',
    'placeName',
    'pooledFundId',
    'pooledFundName',
    'financialYear',
    'beneficiaryKind',
    'agencyId',
    'beneficiaryName',
    'agencyTier',
    'fundingStreamId',
    'fundingStreamName',
    'paidPence',
    'refundedPence',
    'irrecoverableVatPence',
    'recoverableVatPence',
    'commissionedPence',
    'priorPeriodPence',
    'breachCount',
    'entryCount',
  ] satisfies (keyof WhoGainedRow)[],
  'contribution-ageing': [
    'placeId',
    'pooledFundId',
    'pooledFundName',
    'financialYear',
    'agencyId',
    'agencyName',
    'fundingStreamId',
    'fundingStreamName',
    'contributionId',
    'mode',
    'instalmentNo',
    'dueOn',
    'invoiceRefs',
    'invoicedPence',
    'amountPence',
    'receivedPence',
    'waivedPence',
    'withheldPence',
    'withheldGround',
    'outstandingPence',
    'daysLate',
  ] satisfies (keyof ContributionAgeingRow)[],
  transactions: [
    'entryRef',
    'type',
    'occurredOn',
    'recordedAt',
    'recordedBy',
    'recordedByAgencyId',
    'authorityRef',
    'placeId',
    'pooledFundId',
    'pooledFundName',
    'financialYear',
    'period',
    'priorPeriod',
    'fundingStreamId',
    'fundingStreamName',
    'agencyId',
    'partyName',
    'commissioningAgencyId',
    'schemeId',
    'spendType',
    'measure',
    'amountPence',
    'irrecoverableVatPence',
    'recoverableVatPence',
    'contributionId',
    'withdrawalId',
    'receiptId',
    'bankRef',
    'description',
    'breaches',
    'reversesEntry',
    'reversedByEntry',
    'sourceFile',
    'sourceLine',
    'detail',
  ] satisfies (keyof Transaction)[],
};
