import { type PoolClient } from 'pg';
import { CopyText, copyInto } from './copy-text';

/**
 * The first day on which money of each fund moved. Every earlier day that comes to be known is kept, so that the first
 * one can be told as it was known at any time.
 */
export class FirstMoney {
  private readonly firstOn = new Map<string, string>();
  private readonly added = new CopyText();

  async load(client: PoolClient, schema: string): Promise<void> {
    this.firstOn.clear();
    this.added.take();
    const { rows } = await client.query<{ pooled_fund_id: string; occurred_on: string }>(
      `select pooled_fund_id, min(occurred_on)::text occurred_on from ${schema}.first_money group by 1`,
    );
    for (const row of rows) this.firstOn.set(row.pooled_fund_id, row.occurred_on);
  }

  note(pooledFundId: string, occurredOn: string, knownAt: number): void {
    const first = this.firstOn.get(pooledFundId);
    if (first !== undefined && first <= occurredOn) return;
    this.firstOn.set(pooledFundId, occurredOn);
    this.added.addLine([knownAt, pooledFundId, occurredOn]);
  }

  async flush(client: PoolClient, schema: string): Promise<void> {
    await copyInto(client, `${schema}.first_money`, 'known_at, pooled_fund_id, occurred_on', this.added);
  }
}
