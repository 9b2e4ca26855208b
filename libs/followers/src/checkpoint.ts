import { type Token } from '@app/event-store';
import { type PoolClient } from 'pg';
import { type Checkpoint } from './follower';

/** SQL for a table of checkpoints. */
export const createCheckpointTable = (table: string): string => `
  create table if not exists ${table} (
    follower text primary key,
    token text,
    recorded_at text,
    moved_at timestamptz not null default now()
  )`;

/** Where a follower stands; at the beginning of the log when it has never run. */
export async function readCheckpoint(client: PoolClient, table: string, follower: string): Promise<Checkpoint> {
  // Before anything is read: whoever replaces the table waits until this transaction ends, or was done before it.
  await client.query(`lock table ${table} in row exclusive mode`);
  await client.query(`insert into ${table} (follower) values ($1) on conflict do nothing`, [follower]);
  const { rows } = await client.query<{ token: Token | null; recorded_at: string | null }>(
    `select token, recorded_at from ${table} where follower = $1`,
    [follower],
  );
  return { token: rows[0]?.token ?? undefined, recordedAt: rows[0]?.recorded_at ?? undefined };
}

/** Where a follower stands, held still until the transaction ends: a second worker of its name waits here. */
export async function lockCheckpoint(client: PoolClient, table: string, follower: string): Promise<Token | undefined> {
  const { rows } = await client.query<{ token: Token | null }>(
    `select token from ${table} where follower = $1 for update`,
    [follower],
  );
  return rows[0]?.token ?? undefined;
}

/** Moves a checkpoint that is locked. */
export async function moveCheckpoint(
  client: PoolClient,
  table: string,
  follower: string,
  { token, recordedAt }: Checkpoint,
): Promise<void> {
  await client.query(`update ${table} set token = $2, recorded_at = $3, moved_at = now() where follower = $1`, [
    follower,
    token,
    recordedAt,
  ]);
}
