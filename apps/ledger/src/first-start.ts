import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Configuration, roles } from '@app/platform';
import { type OpenLedger } from '@app/runtime';

/** On the first start: makes a key, and prints it once. */
export async function firstStart(
  _app: NestFastifyApplication,
  ledger: OpenLedger,
  _configuration: Configuration,
): Promise<void> {
  if ((await ledger.apiKeys.list()).length > 0) return;
  const { secret } = await ledger.apiKeys.create({ actorId: 'first-operator', roles: [...roles] });
  process.stdout.write(`The first API key, shown this once: ${secret}\n`);
}
