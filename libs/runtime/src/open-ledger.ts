import { eventStoreMigrations, PostgresEventStore } from '@app/event-store';
import { createCheckpointTable } from '@app/followers';
import {
  ApiKey,
  apiKeyMigrations,
  ApiKeys,
  type Configuration,
  importJobMigrations,
  migrate,
  openDatabase,
  serviceDataSource,
  servicePool,
  draftMigrations,
  sessionMigrations,
} from '@app/platform';
import { needsRebuild, readingEntities, rebuild } from '@app/read-models';
import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';

/** A ledger ready for use: its log, its read models' database and its keys. */
export interface OpenLedger {
  readonly store: PostgresEventStore;
  /** Connections in the service's role, for read models and followers. */
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly apiKeys: ApiKeys;
  /** True when this process runs the database server, so that nobody else follows the log. */
  readonly isOwnServer: boolean;
  close(): Promise<void>;
}

/** Where followers that are not read models keep their checkpoints. */
export const CHECKPOINT_TABLE = 'following.checkpoint';

const followerMigrations = [
  {
    name: 'following-checkpoints',
    up: `create schema following authorization common_purse_service;
         set local role common_purse_service;
         ${createCheckpointTable(CHECKPOINT_TABLE)};
         reset role;`,
  },
];

/** All migrations of the ledger, in order. */
const ledgerMigrations = [
  ...eventStoreMigrations,
  ...apiKeyMigrations,
  ...followerMigrations,
  ...sessionMigrations,
  ...draftMigrations,
  ...importJobMigrations,
];

/**
 * Finds or starts the database, migrates it, opens the log, and builds the read models when there are none of this
 * version.
 * @param share whether a server that another live process started may be used
 */
export async function openLedger(
  configuration: Configuration,
  share: boolean,
  onRebuild?: (events: number) => void,
): Promise<OpenLedger> {
  const database = await openDatabase(configuration, share);
  try {
    await migrate(database.url, ledgerMigrations);
    const store = await PostgresEventStore.open({ connectionString: database.url });
    const pool = servicePool(database.url);
    const dataSource = await serviceDataSource(database.url, [ApiKey, ...readingEntities]);
    if (await needsRebuild(pool)) await rebuild(pool, store, onRebuild);
    return {
      store,
      pool,
      dataSource,
      apiKeys: new ApiKeys(dataSource),
      isOwnServer: database.isOwnServer,
      close: async () => {
        await store.close();
        await dataSource.destroy();
        await pool.end();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
