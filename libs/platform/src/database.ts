import { Client, Pool, type PoolConfig } from 'pg';
import { DataSource, type EntityTarget, type MigrationInterface, type ObjectLiteral, type QueryRunner } from 'typeorm';
import { type Configuration } from './configuration';
import { findRunningEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';

/** The database of a ledger, found or started. */
export interface Database {
  /** URL of the owner's connection. Holds a password: never log it. */
  readonly url: string;
  /** True when this process started the server, which ends with it. */
  readonly isOwnServer: boolean;
  close(): Promise<void>;
}

const LEDGER_DATABASE = 'common_purse';
/** The role that all of the service's work is done in; the log's migrations make it. */
const SERVICE_ROLE = 'common_purse_service';

/**
 * Finds the database that the configuration names, or starts the embedded PostgreSQL.
 * @param share whether a server that another live process started may be used (the command line's case)
 * @throws DataFolderHeld when another live process holds the data folder and it may not be shared
 */
export async function openDatabase(configuration: Configuration, share: boolean): Promise<Database> {
  const { databaseUrl, dataFolder } = configuration;
  if (databaseUrl) return { url: databaseUrl, isOwnServer: false, close: () => Promise.resolve() };
  const running = share ? findRunningEmbeddedPostgres(dataFolder) : undefined;
  if (running) return { url: ledgerUrl(running), isOwnServer: false, close: () => Promise.resolve() };
  const server = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '60' } });
  await createLedgerDatabase(server.url);
  return { url: ledgerUrl(server.url), isOwnServer: true, close: () => server.stop() };
}

function ledgerUrl(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${LEDGER_DATABASE}`;
  return url.href;
}

async function createLedgerDatabase(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [LEDGER_DATABASE]);
    if (rowCount === 0) await client.query(`create database ${LEDGER_DATABASE}`);
  } finally {
    await client.end();
  }
}

/** One step of a library's tables, in plain SQL. */
export interface SqlMigration {
  readonly name: string;
  readonly up: string;
}

/** TypeORM wants a class for each migration whose name ends in a number that orders it. */
function asTypeOrmMigrations(migrations: readonly SqlMigration[]): (new () => MigrationInterface)[] {
  return migrations.map(({ name, up }, place) => {
    const className = `${name.replace(/\W/g, '_')}${1_700_000_000_000 + place}`;
    return class implements MigrationInterface {
      readonly name = className;
      async up(runner: QueryRunner): Promise<void> {
        await runner.query(up);
      }
      down(): Promise<void> {
        return Promise.reject(new Error('The ledger never goes back: restore a backup instead.'));
      }
    };
  });
}

/** Runs the migrations that this database has not had, in the order given, as its owner. */
export async function migrate(url: string, migrations: readonly SqlMigration[]): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, migrations: asTypeOrmMigrations(migrations) });
  await source.initialize();
  try {
    await source.query('select pg_advisory_lock(7426001)');
    await source.runMigrations({ transaction: 'each' });
    const [{ database }] = await source.query<[{ database: string }]>('select current_database() as database');
    await source.query(`grant create on database "${database}" to ${SERVICE_ROLE}`);
  } finally {
    await source.destroy();
  }
}

/** Settings of every connection that reads or projects: the service's role, UTC, and no compiling of short queries. */
const SESSION = `-c role=${SERVICE_ROLE} -c timezone=UTC -c datestyle=ISO -c jit=off`;

/** A pool of connections in the service's role. */
export function servicePool(url: string, settings: PoolConfig = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 12,
    options: SESSION,
    application_name: 'common-purse',
    ...settings,
  });
  // An idle connection that breaks is replaced at the next query; unheard, its error would end the process.
  pool.on('error', () => undefined);
  // One that breaks while it is in use fails the query in hand, or the next one.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A TypeORM data source in the service's role, for these entities. */
export async function serviceDataSource(
  url: string,
  entities: readonly EntityTarget<ObjectLiteral>[],
): Promise<DataSource> {
  const extra = { options: SESSION, application_name: 'common-purse', max: 4 };
  const source = new DataSource({ type: 'postgres', url, entities: [...entities] as never[], extra });
  return source.initialize();
}
