import { type OpenLedger } from '@app/runtime';
import { UsageError } from '../usage-error';

/** Lets only one process at a time import a file: the others are told. The lock ends with the connection, come what may. */
export async function oneImportAtOnce<Result>(
  { pool }: OpenLedger,
  fileDigest: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [`import:${fileDigest}`],
    );
    if (!rows[0]!.taken) throw new UsageError('This very file is being imported by another process right now.');
    return await work();
  } finally {
    client.release(true);
  }
}
