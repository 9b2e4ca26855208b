import { type PoolYearEvent } from '@app/domain';
import { type PoolClient } from 'pg';
import { CopyText, copyInto } from './copy-text';
import { type ContributionOwner } from './entry';
import { type PoolYear } from './pool-year';

const COLUMNS = 'pooled_fund_id, financial_year, contribution_id, partner_id, funding_stream_id, known_at';

/** An event names a contribution that its pool year never agreed: it cannot be told whose money it is about. */
export class ContributionNotAgreed extends Error {
  constructor({ pooledFundId, financialYear }: PoolYear, contributionId: string) {
    super(`The contribution ${contributionId} was not agreed in ${pooledFundId} ${financialYear}.`);
  }
}

/** Who agreed which contribution. A contribution belongs to its pool year: another year may use its id again. */
export class Contributions {
  private readonly owners = new Map<string, ContributionOwner>();
  private readonly added = new CopyText();

  async load(client: PoolClient, schema: string): Promise<void> {
    this.owners.clear();
    this.added.take();
    const { rows } = await client.query<[string, string, string, string, string]>({
      text: `select pooled_fund_id, financial_year, contribution_id, partner_id, funding_stream_id from ${schema}.contribution`,
      rowMode: 'array',
    });
    for (const [pooledFundId, financialYear, contributionId, partnerId, fundingStreamId] of rows) {
      this.owners.set(keyOf({ pooledFundId, financialYear }, contributionId), { partnerId, fundingStreamId });
    }
  }

  agree(year: PoolYear, event: Extract<PoolYearEvent, { type: 'ContributionAgreed' }>, knownAt: number): void {
    const { contributionId, partnerId, fundingStreamId } = event.data;
    this.owners.set(keyOf(year, contributionId), { partnerId, fundingStreamId });
    const { pooledFundId, financialYear } = year;
    this.added.addLine([pooledFundId, financialYear, contributionId, partnerId, fundingStreamId, knownAt]);
  }

  /** @throws ContributionNotAgreed */
  ownerOf(year: PoolYear, contributionId: string): ContributionOwner {
    const owner = this.owners.get(keyOf(year, contributionId));
    if (!owner) throw new ContributionNotAgreed(year, contributionId);
    return owner;
  }

  async flush(client: PoolClient, schema: string): Promise<void> {
    await copyInto(client, `${schema}.contribution`, COLUMNS, this.added);
  }
}

const keyOf = ({ pooledFundId, financialYear }: PoolYear, contributionId: string): string =>
  `${pooledFundId}/${financialYear}/${contributionId}`;
