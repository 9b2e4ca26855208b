import { DatabaseError, type Pool } from 'pg';
import { StreamClosed, Unavailable, WrongVersion } from '../errors';
import { statement } from './connections';
import { APPEND_OUTCOMES } from './sql/append';

/** Closes an event stream for ever. @throws StreamClosed, WrongVersion, Unavailable */
export async function closeStream(pool: Pool, eventStream: string, expectedVersion: number): Promise<void> {
  const [outcome, version] = await call(pool, eventStream, expectedVersion);
  const decided = APPEND_OUTCOMES[Number(outcome)];
  if (decided === 'closed') throw new StreamClosed(eventStream);
  if (decided === 'wrongVersion') throw new WrongVersion(eventStream, expectedVersion, Number(version));
}

async function call(pool: Pool, eventStream: string, expectedVersion: number): Promise<readonly string[]> {
  try {
    const { rows } = await pool.query<string[]>(
      statement('close-stream', 'select outcome, version from log.close_stream($1, $2)', [
        eventStream,
        expectedVersion,
      ]),
    );
    return rows[0]!;
  } catch (error) {
    // Closing again does no harm, so what is not plainly refused counts as unknown.
    const outcome =
      error instanceof DatabaseError && !/^(08|57P|58|XX)/.test(error.code ?? 'XX') ? 'notApplied' : 'unknown';
    throw new Unavailable(outcome, `The event stream could not be closed: ${String(error)}`, { cause: error });
  }
}
