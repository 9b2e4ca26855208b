import { CommandBus } from '@nestjs/cqrs';
import { Aggregates } from '@app/application';
import { todayInLondon } from '@app/runtime';
import { peopleOf } from '../../apps/ledger/src/people';
import { loadSample } from '../../apps/ledger/src/sample/load-sample';
import { startTestService, type TestService } from './test-service';

/** The service on the sample ledger, with the sample's people to sign in as; it listens, so that a browser can come. */
export async function startSampleService(): Promise<TestService & { readonly url: string }> {
  const service = await startTestService({ people: peopleOf({ withSample: true }) });
  const { app, ledger } = service;
  await loadSample(app.get(CommandBus), app.get(Aggregates), ledger.store, todayInLondon());
  await app.listen(0, '127.0.0.1');
  const port = new URL(await app.getUrl()).port;
  await service.auditor.report('who-paid-in', { asKnownAt: new Date(Date.now() + 60_000).toISOString() });
  return { ...service, url: `http://localhost:${port}` };
}
