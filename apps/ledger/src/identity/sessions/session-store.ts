import { createHash, randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type SessionData } from './session-data';

/** How long a session lives unused, and how long at most. */
export const IDLE_MINUTES_MAX = 60;
export const SESSION_HOURS_MAX = 12;
/** A session that is used is marked so at most this often. */
const MARKED_EVERY_SECONDS = 60;
const PRUNED_EVERY_MS = 10 * 60_000;

const ID = /^[\w-]{43}$/;

/** An id that nobody guesses: 256 bits of chance, so that it needs no signature and its digest no salt. */
export const newSessionId = (): string => randomBytes(32).toString('base64url');

const digestOf = (id: string): Buffer => createHash('sha256').update(id).digest();

/** Sessions in PostgreSQL, kept by the digests of their ids. */
export class SessionStore {
  private prunedAtMs = 0;

  constructor(private readonly pool: Pool) {}

  /** What the session with this id remembers, unless there is none or its time is over. */
  async find(id: string): Promise<SessionData | undefined> {
    if (!ID.test(id)) return undefined;
    const digest = digestOf(id);
    const { rows } = await this.pool.query<{ data: SessionData; due: boolean }>(
      `select data, seen_at < now() - make_interval(secs => $4) as due from access.session
        where digest = $1 and seen_at > now() - make_interval(mins => $2) and created_at > now() - make_interval(hours => $3)`,
      [digest, IDLE_MINUTES_MAX, SESSION_HOURS_MAX, MARKED_EVERY_SECONDS],
    );
    const [row] = rows;
    if (row?.due) await this.pool.query('update access.session set seen_at = now() where digest = $1', [digest]);
    return row?.data;
  }

  /** Keeps a new session, in the place of another when one is named. */
  async put(id: string, data: SessionData, insteadOf?: string): Promise<void> {
    await this.prune();
    await this.pool.query(
      `with gone as (delete from access.session where digest = $3)
       insert into access.session (digest, data) values ($1, $2)`,
      [digestOf(id), JSON.stringify(data), insteadOf === undefined ? null : digestOf(insteadOf)],
    );
  }

  /** Changes entries of a session. One that was ended meanwhile stays ended. */
  async change(id: string, changed: SessionData, dropped: readonly string[]): Promise<void> {
    await this.pool.query('update access.session set data = (data - $3::text[]) || $2::jsonb where digest = $1', [
      digestOf(id),
      JSON.stringify(changed),
      dropped,
    ]);
  }

  /** Ends a session: its id is worth nothing from now on. */
  async end(id: string): Promise<void> {
    await this.pool.query('delete from access.session where digest = $1', [digestOf(id)]);
  }

  /** Clears away what is over, when new sessions come and it is time. */
  private async prune(): Promise<void> {
    if (Date.now() < this.prunedAtMs + PRUNED_EVERY_MS) return;
    this.prunedAtMs = Date.now();
    await this.pool.query('delete from access.session where seen_at < now() - make_interval(mins => $1)', [
      IDLE_MINUTES_MAX,
    ]);
  }
}
