import { type Flag } from '../agreement-status/agreement-status.query';
import { type CellSum } from '../entry/sums';
import { type Horizon } from '../reading/horizon';
import { type Known } from './cash-summary';
import { type FundingStreamStatement } from './fund-statement.query';

/** What a reader of a fund statement must be told beside its figures. */
export function statementFlags(
  pooledFundId: string,
  sums: readonly CellSum[],
  fundingStreams: readonly FundingStreamStatement[],
  { isKnown, isPot }: Known,
  previous: string,
  { asAt }: Horizon,
): readonly Flag[] {
  const flags: Flag[] = [];
  if (!isPot) {
    const sentence =
      'This money is not pooled: its partners keep it. What was spent is shown, and no balance is claimed.';
    flags.push({ kind: 'NOT_POOLED', pooledFundId, sentence });
  } else if (!isKnown) {
    const sentence = `What is brought forward is not known: ${previous} is not closed. The balance is of this year alone.`;
    flags.push({ kind: 'BROUGHT_FORWARD_NOT_KNOWN', pooledFundId, sentence });
  }
  for (const { fundingStreamId, fundingStreamName, balancePence: balance, expiresOn, passThrough } of fundingStreams) {
    const balancePence = balance ?? 0;
    const flag = (kind: 'OVERDRAWN' | 'EXPIRED_UNSPENT' | 'PASS_THROUGH_OVERDUE', sentence: string): void => {
      flags.push({ kind, pooledFundId, fundingStreamId, pence: balancePence, sentence });
    };
    if (balancePence < 0) flag('OVERDRAWN', `The funding stream ${fundingStreamName} is overdrawn.`);
    if (expiresOn && expiresOn < asAt && balancePence > 0) {
      flag('EXPIRED_UNSPENT', `The funding stream ${fundingStreamName} expired on ${expiresOn} with money unspent.`);
    }
    if (passThrough && passThrough.dueOn < asAt && passThrough.outstandingPence > 0) {
      flag(
        'PASS_THROUGH_OVERDUE',
        `The funding stream ${fundingStreamName} was to be passed through by ${passThrough.dueOn}.`,
      );
    }
  }
  const priorPence = sums.reduce((total, sum) => total + Math.abs(sum.priorPeriodPence), 0);
  if (priorPence > 0) {
    const sentence = 'Some entries belong to an earlier period that was locked or closed when they were recorded.';
    flags.push({ kind: 'PRIOR_PERIOD', pooledFundId, pence: priorPence, sentence });
  }
  return flags;
}
