import * as fs from 'node:fs';
import { type EmbeddedPostgres } from '../../libs/platform/src/embedded-postgres';

export default async function stopPostgres(): Promise<void> {
  const postgres = (globalThis as { testPostgres?: EmbeddedPostgres }).testPostgres;
  await postgres?.stop();
  if (postgres) fs.rmSync(postgres.dataFolder, { recursive: true, force: true });
}
