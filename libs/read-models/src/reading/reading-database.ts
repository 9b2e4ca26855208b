import { withConnection } from '@app/followers';
import { type Pool, type PoolClient, type QueryResultRow, types as pgTypes } from 'pg';
import { exact } from './exact';
import { READING_SCHEMA } from './reading-schema';
import { type InSight, resolveSight, type Sight } from './sight';

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;

/** Sums come back as numbers, exact or not at all; dates as the text that they are. */
const readingTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 || oid === NUMERIC) return exactNumber;
    if (oid === DATE) return (text: string) => text;
    return pgTypes.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

const exactNumber = (text: string): number => exact(Number(text));

/** One look at the read models: every query in it sees the same moment, and only what its reader may see. */
export class Look {
  /** @param inSight what the sight comes to; undefined for everything. Every query narrows what it reads by it. */
  constructor(
    private readonly client: PoolClient,
    readonly sight: Sight,
    readonly inSight: InSight | undefined,
  ) {}

  /** Whether the whole of a fund is in sight, and with it what tells of the fund as one. */
  seesWholeFund(pooledFundId: string): boolean {
    return this.inSight === undefined || this.inSight.pooledFundIds.includes(pooledFundId);
  }

  /** Whether an agreement is in sight. */
  seesAgreement(agreementId: string): boolean {
    return this.inSight === undefined || this.inSight.agreementIds.includes(agreementId);
  }

  async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>({ text: sql, values: [...values], types: readingTypes })).rows;
  }

  /** Rows as arrays: a third faster where there are tens of thousands. */
  async arrays(sql: string, values: readonly unknown[] = []): Promise<unknown[][]> {
    const config = { text: sql, values: [...values], types: readingTypes, rowMode: 'array' as const };
    return (await this.client.query(config)).rows as unknown[][];
  }
}

/** Enough to add up tens of thousands of sums by hashing them; with less the planner sorts them, at twice the cost. */
const LOOK_MEMORY = '16MB';

/** Looks at the read models in one read-only transaction, as a reader who may see this much. */
export function look<Result>(pool: Pool, sight: Sight, see: (look: Look) => Promise<Result>): Promise<Result> {
  return withConnection(pool, async (client) => {
    // The lock comes before the snapshot: a rebuild swaps its tables in before this look begins or after it ends.
    await client.query(
      `begin isolation level repeatable read read only; set local work_mem = '${LOOK_MEMORY}';
       lock table ${READING_SCHEMA}.checkpoint in access share mode`,
    );
    const result = await see(new Look(client, sight, await resolveSight(sight, client)));
    await client.query('commit');
    return result;
  });
}
