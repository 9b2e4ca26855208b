import { Client, type ClientConfig, Pool, type PoolConfig, type QueryArrayConfig } from 'pg';
import { SERVICE_ROLE } from './sql/roles';

/** How to reach the database of a log, and as whom. */
export interface ConnectionOptions {
  /** A URL such as `postgres://user:password@host:5432/database`. */
  readonly connectionString?: string;
  /** The driver's own settings, beside or instead of the URL. */
  readonly poolConfig?: PoolConfig;
  /** Whether every connection gives up its own rights for those of the service role. Default: true. */
  readonly assumeServiceRole?: boolean;
}

/** Settings that a log must not be kept under, or a database that holds no log. */
export class UnfitDatabase extends Error {}

const CONNECT_TIMEOUT_MS = 5_000;
const SERVER_VERSION_MIN = 160_000;

/** A configuration for one connection. */
export function clientConfig(options: ConnectionOptions): ClientConfig {
  const settings = {
    ...(options.assumeServiceRole !== false && { role: SERVICE_ROLE }),
    default_transaction_isolation: 'read committed',
    idle_in_transaction_session_timeout: '10s',
    timezone: 'UTC',
    datestyle: 'ISO',
    // A page of ten thousand events looks expensive enough to compile, and compiling costs more than reading it.
    jit: 'off',
    // Every statement reads a range of an index in its order, whatever its parameters: planning it anew can take longer
    // than running it, and without them the planner would guess at ranges so long that it reads and sorts a table.
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`);
  const { connectionString, poolConfig } = options;
  return {
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'common-purse-log',
    ...poolConfig,
    ...(connectionString !== undefined && { connectionString }),
    options: [poolConfig?.options, ...flags].filter(Boolean).join(' '),
  };
}

/** A pool of connections for reading. */
export function readPool(options: ConnectionOptions, connectionsMax: number): Pool {
  const pool = new Pool({ ...clientConfig(options), max: connectionsMax });
  // An idle connection that breaks is replaced at the next query; unheard, its error would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** A single connection, already open. */
export async function connect(options: ConnectionOptions): Promise<Client> {
  const client = new Client(clientConfig(options));
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/** A prepared statement whose rows come as arrays of the texts that the server sent. */
export function statement(name: string, text: string, values: readonly unknown[]): QueryArrayConfig {
  return { name, text, values: [...values], rowMode: 'array', types: RAW };
}

const RAW = { getTypeParser: () => (value: string) => value };

/** @throws UnfitDatabase when what the server acknowledges could be lost, or when it holds no log. */
export async function checkFitness(pool: Pool, options: ConnectionOptions): Promise<void> {
  const { rows } = await pool.query<Fitness>(`
    select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
           current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding,
           current_setting('role') as role, to_regnamespace('log') is not null as has_log`);
  const { fsync, full_page_writes, version, encoding, role, has_log } = rows[0]!;
  if (fsync === 'off')
    throw new UnfitDatabase('PostgreSQL runs with fsync=off: a crash could lose what it acknowledged.');
  if (full_page_writes === 'off') {
    throw new UnfitDatabase('PostgreSQL runs with full_page_writes=off: a crash could leave half-written pages.');
  }
  if (version < SERVER_VERSION_MIN) throw new UnfitDatabase(`PostgreSQL 16 or later is needed, not ${version}.`);
  if (encoding !== 'UTF8') throw new UnfitDatabase(`The database's encoding is ${encoding}; it must be UTF8.`);
  if (!has_log) throw new UnfitDatabase('The database holds no log: run the migrations first.');
  if (options.assumeServiceRole !== false && role !== SERVICE_ROLE) {
    throw new UnfitDatabase(`The connection did not take the role ${SERVICE_ROLE}: does its URL set "options"?`);
  }
}

interface Fitness {
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly version: number;
  readonly encoding: string;
  readonly role: string;
  readonly has_log: boolean;
}
