// Benefit shares: one large calculation beside the same sums without exactness or trace, and a year end of many
// agreements through the real path beside the store alone recording the same events.
// node scripts/bench/shares.bench.mjs [--rounds 7] [--claims 10000] [--parties 50] [--agreements 1000]
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { agreementCommands, largeCase, treasurer } from './agreements.mjs';
import { median } from './rounds.mjs';

const dist = createRequire(path.join(import.meta.dirname, '../../dist/'));
dist('reflect-metadata');
const { NestFactory } = dist('@nestjs/core');
const { CommandBus } = dist('@nestjs/cqrs');
const { startEmbeddedPostgres } = dist('./libs/platform/src/index.js');
const { LedgerRuntimeModule, openLedger } = dist('./libs/runtime/src/index.js');
const application = dist('./libs/application/src/index.js');
const { calculate, checkTerms } = dist('./libs/domain/src/index.js');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    claims: { type: 'string', default: '10000' },
    parties: { type: 'string', default: '50' },
    agreements: { type: 'string', default: '1000' },
  },
});
const rounds = Number(options.rounds);
/** Callers at once while a year end is calculated. */
const CALLERS = 64;

const timed = (work) => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

function calculateOne() {
  const { terms, inputs } = largeCase(Number(options.claims), Number(options.parties));
  const issues = checkTerms(terms);
  if (issues.length > 0) throw new Error(issues.map(({ path: where, sentence }) => `${where}: ${sentence}`).join('\n'));
  const plain = () => {
    const pence = inputs.claims.reduce((sum, claim) => sum + Number(claim.units) * 800_00, 0);
    return terms.parties.map((_, place) => (pence * (place + 1)) / terms.parties.length);
  };
  const contestants = [
    ['calculated, exact and traced', () => calculate(terms, inputs)],
    ['the same sums in floating point, no trace', plain],
  ].map(([name, work]) => ({ name, work, times: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { work, times } of contestants) times.push(timed(work));
  }
  console.log(
    `\nOne calculation, ${inputs.claims.length.toLocaleString('en')} claims, ${terms.parties.length} parties`,
  );
  for (const { name, times } of contestants) {
    // The first round warms up.
    console.log(
      `  ${name.padEnd(44)} median ${median(times.slice(1)).toFixed(2).padStart(8)} ms, longest ${Math.max(...times.slice(1)).toFixed(2)} ms`,
    );
  }
}

async function calculateYearEnd() {
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
  fs.chmodSync(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const ledger = await openLedger({ databaseUrl: postgres.url }, false);
  const app = await NestFactory.createApplicationContext(LedgerRuntimeModule.for(ledger), { logger: ['error'] });
  try {
    const bus = app.get(CommandBus);
    const ask = async (Ask, command) => {
      const { refused } = await bus.execute(new application[Ask](command, { requestId: randomUUID() }));
      if (refused) throw new Error(`${command.type}: ${refused.sentence}`);
    };
    const count = Number(options.agreements);
    for (const { ask: Ask, command } of agreementCommands.registers) await ask(Ask, command);
    await inParallel(count, async (n) => {
      for (const command of agreementCommands.of(`agreement-${n}`)) await ask('AskAgreement', command);
    });
    const seconds = { commands: [], store: [] };
    let recorded;
    for (let round = 0; round < 3; round++) {
      const calculated = performance.now();
      await inParallel(count, (n) =>
        ask('AskAgreement', {
          ...treasurer,
          type: 'CalculateShares',
          agreementId: `agreement-${n}`,
          testPeriodId: 'year-1',
        }),
      );
      seconds.commands.push((performance.now() - calculated) / 1000);
      recorded ??= await lastEventOf(ledger.store, 'agreement-agreement-0');
      const stored = performance.now();
      await inParallel(count, (n) => {
        const requestId = randomUUID();
        const { type, schemaVersion, data, metadata } = recorded;
        const events = [{ id: randomUUID(), type, schemaVersion, data, metadata: { ...metadata, requestId } }];
        return ledger.store.append(`store-alone-${round}-${n}`, 0, [
          { requestId, fingerprint: 'x'.repeat(43), events },
        ]);
      });
      seconds.store.push((performance.now() - stored) / 1000);
    }
    const [commands, store] = [median(seconds.commands), median(seconds.store)];
    console.log(`\nA year end: ${count.toLocaleString('en')} agreements calculated and recorded, ${CALLERS} callers`);
    console.log(`  through bus, queue, decision and append       ${commands.toFixed(2).padStart(6)} s`);
    console.log(
      `  the store alone, the same events              ${store.toFixed(2).padStart(6)} s   ${(store / commands).toFixed(2)} of that`,
    );
  } finally {
    await app.close();
    await ledger.close();
    await postgres.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Does something for 0, 1, 2, …, some of them at once. */
async function inParallel(count, does) {
  let next = 0;
  const work = async () => {
    while (next < count) await does(next++);
  };
  await Promise.all(Array.from({ length: CALLERS }, work));
}

async function lastEventOf(store, eventStream) {
  let last;
  for await (const page of store.readStream(eventStream)) last = page.at(-1);
  return last;
}

calculateOne();
await calculateYearEnd();
