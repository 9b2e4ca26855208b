import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A database of one spec's own. */
export interface FreshDatabase {
  /** Connection URL of its owner. */
  readonly url: string;
  /** Removes it, and cuts off whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes a new database in the test cluster and runs the migrations in it, in order. */
export async function freshDatabase(
  migrations: readonly { readonly name: string; readonly up: string }[],
): Promise<FreshDatabase> {
  const clusterUrl = process.env['TEST_POSTGRES_URL'];
  if (!clusterUrl) throw new Error('TEST_POSTGRES_URL is not set: run the specs through Jest, whose set-up starts it.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  await query(clusterUrl, `create database ${name}`);
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const { name: step, up } of migrations) {
      await client.query(up).catch((error: unknown) => {
        throw new Error(`Migration ${step} failed: ${String(error)}`, { cause: error });
      });
    }
  } finally {
    await client.end();
  }
  return { url: url.href, drop: () => query(clusterUrl, `drop database if exists ${name} with (force)`) };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
