import { CommandBus } from '@nestjs/cqrs';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Aggregates } from '@app/application';
import { roles } from '@app/domain';
import { type Configuration } from '@app/platform';
import { makeApiKey, type OpenLedger, todayInLondon } from '@app/runtime';
import { loadSample } from './sample/load-sample';

/** On the first start: loads the sample ledger into an empty log, makes a key, and prints it once. */
export async function firstStart(
  app: NestFastifyApplication,
  ledger: OpenLedger,
  { withSample }: Configuration,
): Promise<void> {
  if ((await ledger.apiKeys.list()).length > 0) return;
  // A first start that was cut short goes on where it stopped: every request of the sample has its own id.
  if (withSample) {
    process.stdout.write(
      'Loading the sample ledger: published figures and a worked example, see apps/ledger/src/sample/data/SOURCES.md …\n',
    );
    await loadSample(app.get(CommandBus), app.get(Aggregates), ledger.store, todayInLondon());
  }
  const { secret } = await makeApiKey(ledger.apiKeys, app.get(CommandBus), { actorId: 'first-operator', roles });
  process.stdout.write(`The first API key, shown this once: ${secret}\n`);
}
