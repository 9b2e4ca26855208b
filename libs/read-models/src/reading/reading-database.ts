import { type PoolClient, type QueryResultRow, types as pgTypes } from 'pg';
import { type Pool } from 'pg';

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;

/** Sums come back as numbers, exact or not at all; dates as the text that they are. */
const readingTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 || oid === NUMERIC) return exactNumber;
    if (oid === DATE) return (text: string) => text;
    return pgTypes.getTypeParser(oid, format as 'text') as (text: string) => unknown;
  },
};

/** Figures add up to more than can be told to the penny: ask for fewer of them. */
export class FiguresTooLarge extends Error {
  constructor() {
    super('These figures add up to more than can be told to the penny. Ask for one place, fund or year of them.');
  }
}

function exactNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new FiguresTooLarge();
  return number;
}

/** One look at the read models: every query in it sees the same moment. */
export class Look {
  constructor(private readonly client: PoolClient) {}

  async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>({ text: sql, values: [...values], types: readingTypes })).rows;
  }

  /** Rows as arrays: a third faster where there are tens of thousands. */
  async arrays(sql: string, values: readonly unknown[] = []): Promise<unknown[][]> {
    const config = { text: sql, values: [...values], types: readingTypes, rowMode: 'array' as const };
    return (await this.client.query(config)).rows as unknown[][];
  }
}

/** Looks at the read models in one read-only transaction. */
export async function look<Result>(pool: Pool, see: (look: Look) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const result = await see(new Look(client));
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // Ends the connection rather than returning one with a transaction that may be broken.
    client.release(true);
    throw error;
  }
}
