import { type Instalment } from '@app/domain';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { inOrderOf } from '../reading/report';
import { readNames } from '../register/names';
import { readContributions } from './contribution-ageing.query';

/** A contribution as it was agreed or varied last, with its schedule. */
export interface AgreedContribution {
  readonly financialYear: string;
  readonly contributionId: string;
  readonly agencyName: string;
  readonly fundingStreamName: string;
  readonly amountPence: number;
  /** None while it has no schedule. They are those of the last schedule, also when the amount was varied since. */
  readonly instalments: readonly Instalment[];
}

/** What partners have agreed to contribute, by year and partner. */
export async function agreedContributions(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
): Promise<readonly AgreedContribution[]> {
  const contributions = await readContributions(look, query, horizon);
  const names = await readNames(look);
  const rows = contributions.map(({ row, amountPence, instalments }) => ({
    financialYear: row.financial_year,
    contributionId: row.contribution_id,
    agencyName: names.agency(row.partner_id),
    fundingStreamName: names.fundingStream(row.funding_stream_id),
    amountPence,
    instalments,
  }));
  return inOrderOf(rows, 'financialYear', 'agencyName', 'contributionId');
}
