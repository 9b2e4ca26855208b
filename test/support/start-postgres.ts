import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres';

/** One cluster for the whole run; every spec file makes its own database in it (see `fresh-database.ts`). */
export default async function startPostgres(): Promise<void> {
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-test-'));
  fs.chmodSync(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '200' } });
  process.env['TEST_POSTGRES_URL'] = postgres.url;
  (globalThis as { testPostgres?: EmbeddedPostgres }).testPostgres = postgres;
}
