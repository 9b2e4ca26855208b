import { type Pool, type PoolClient } from 'pg';

/**
 * Lends a connection of the pool to some work. One whose work failed is ended, and with it the transaction and the locks
 * that it may still hold.
 */
export async function withConnection<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // It may break while nothing is asked of it. Unheard, that would end the process; the next query fails anyhow.
  client.on('error', unheard);
  try {
    const result = await work(client);
    client.off('error', unheard);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const unheard = (): void => undefined;
