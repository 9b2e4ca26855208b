// Commands through the real path (bus, queue, decision, append) beside the store alone recording the same events.
// node scripts/bench/commands.bench.mjs [--rounds 5] [--seconds 2] [--callers 1,16,64,256]
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { openFunds, payment } from './funds.mjs';
import { compare } from './rounds.mjs';

const dist = createRequire(path.join(import.meta.dirname, '../../dist/'));
dist('reflect-metadata');
const { NestFactory } = dist('@nestjs/core');
const { CommandBus } = dist('@nestjs/cqrs');
const { startEmbeddedPostgres } = dist('./libs/platform/src/index.js');
const { LedgerRuntimeModule, openLedger } = dist('./libs/runtime/src/index.js');
const application = dist('./libs/application/src/index.js');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '1,16,64,256' },
  },
});
const timing = { rounds: Number(options.rounds), forMs: Number(options.seconds) * 1000 };
const callerCounts = options.callers.split(',').map(Number);
const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
fs.chmodSync(dataFolder, 0o755);
const postgres = await startEmbeddedPostgres({ dataFolder });
const ledger = await openLedger({ databaseUrl: postgres.url }, false);
const app = await NestFactory.createApplicationContext(LedgerRuntimeModule.for(ledger), { logger: ['error'] });
try {
  const bus = app.get(CommandBus);
  await openFunds(bus, application, Math.max(...callerCounts));
  const record = async (fund) => {
    const { refused } = await bus.execute(
      new application.AskPoolYear({ ...payment, pooledFundId: `fund-${fund}` }, { requestId: randomUUID() }),
    );
    if (refused) throw new Error(refused.sentence);
  };
  const { by, today, type, occurredOn, authorityRef, ...fields } = payment;
  const data = { ...fields, amountPence: 1_234_56, period: 8, breaches: ['FUNDING_STREAM_OVERDRAWN'] };
  const versions = new Map();
  const append = async (caller) => {
    const eventStream = `store-alone-${caller}`;
    const version = versions.get(eventStream) ?? 0;
    const requestId = randomUUID();
    const metadata = { actor: by.actorId, occurredOn, requestId, authorityRef };
    const events = [{ id: randomUUID(), type: 'PaymentRecorded', schemaVersion: 1, data, metadata }];
    await ledger.store.append(eventStream, version, [{ requestId, fingerprint: 'x'.repeat(43), events }]);
    versions.set(eventStream, version + 1);
  };
  const contestants = [
    { name: 'the store alone', act: append },
    { name: 'commands, a pooled fund each', act: record },
    { name: 'commands, all on one pooled fund', act: () => record(0) },
  ];
  await compare('Warming up', contestants, 16, { rounds: 1, forMs: 1500 });
  for (const callers of callerCounts) await compare('Payments recorded', contestants, callers, timing);
} finally {
  await app.close();
  await ledger.close();
  await postgres.stop();
  fs.rmSync(dataFolder, { recursive: true, force: true });
}
