/** As much of a pool of PostgreSQL connections as a lock needs. */
interface LockPool {
  connect(): Promise<{
    query<Row extends object>(sql: string, values: unknown[]): Promise<{ readonly rows: Row[] }>;
    release(destroy: boolean): void;
  }>;
}

/** Another process, or another request of this one, is importing the file right now. */
export class ImportUnderWay extends Error {
  constructor() {
    super('This very file is being imported by another process right now.');
  }
}

/**
 * Lets only one process at a time import a file: the others are told. The lock ends with the connection, come what may.
 * @throws ImportUnderWay
 */
export const oneImportAtOnce = <Result>(
  pool: LockPool,
  fileDigest: string,
  work: () => Promise<Result>,
): Promise<Result> => withLock(pool, `import:${fileDigest}`, () => new ImportUnderWay(), work);

/** Does something while holding a lock of the database that one process can hold; throws when another holds it. */
export async function withLock<Result>(
  pool: LockPool,
  name: string,
  taken: () => Error,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ isTaken: boolean }>(
      'select not pg_try_advisory_lock(hashtextextended($1, 0)) as "isTaken"',
      [name],
    );
    if (rows[0]!.isTaken) throw taken();
    return await work();
  } finally {
    client.release(true);
  }
}
