// Appends a second and their latency: this project's event store beside others, on one PostgreSQL, in one run.
// node scripts/bench/store.bench.mjs [--rounds 5] [--seconds 2] [--callers 1,16,64,256] [--only common-purse,castore]
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { castore } from './contestants/castore.mjs';
import { commonPurse } from './contestants/common-purse.mjs';
import { emmett } from './contestants/emmett.mjs';
import { bareBatches, sameRows } from './contestants/plain-batches.mjs';

const require = createRequire(import.meta.url);
require('./register-typescript.cjs');
const { Client } = createRequire(path.join(import.meta.dirname, '..', '..', 'package.json'))('pg');
const { startEmbeddedPostgres } = require('../../libs/platform/src/index.ts');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '1,16,64,256' },
    only: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const milliseconds = Number(options.seconds) * 1000;
const callerCounts = options.callers.split(',').map(Number);
const contestants = [commonPurse, sameRows, bareBatches, emmett, castore].filter(
  ({ name }) => !options.only || options.only.split(',').includes(name.replace(' ', '-')),
);

const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
fs.chmodSync(dataFolder, 0o755);
const postgres = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '100' } });
const entrants = [];
try {
  for (const contestant of contestants) entrants.push(await enter(contestant));
  for (const entrant of entrants) await measure(entrant, 16, 500, false);
  for (const isHot of [false, true]) {
    for (const callers of callerCounts) await compare(callers, isHot);
  }
} finally {
  for (const { opened, client } of entrants) {
    await opened.close();
    await client.end();
  }
  await postgres.stop();
  fs.rmSync(dataFolder, { recursive: true, force: true });
}
// Castore's driver keeps its connections open, and with them the process.
process.exit(0);

async function enter(contestant) {
  const database = `bench_${contestant.name.replace(/\W/g, '_')}`;
  const owner = new Client({ connectionString: postgres.url });
  await owner.connect();
  await owner.query(`create database ${database}`);
  await owner.end();
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const opened = await contestant.open(url.href, (sql) => client.query(sql));
  return { name: contestant.name, opened, client };
}

/** Rounds are interleaved, so that a slow spell of the machine falls on everyone. */
async function compare(callers, isHot) {
  const competing = entrants.filter(({ opened }) => !isHot || opened.hot);
  const results = new Map(competing.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const entrant of competing)
      results.get(entrant.name).push(await measure(entrant, callers, milliseconds, isHot));
  }
  console.log(`\n${callers} callers, ${isHot ? 'one hot event stream' : 'an event stream each'}`);
  const medians = [...results].map(([name, all]) => ({
    name,
    rate: median(all.map(({ rate }) => rate)),
    p50: median(all.map(({ p50 }) => p50)),
    p99: median(all.map(({ p99 }) => p99)),
  }));
  const [ours] = medians;
  for (const { name, rate, p50, p99 } of medians) {
    const ratio = name === ours.name ? '' : `   ${(ours.rate / rate).toFixed(2)} times as many by ${ours.name}`;
    console.log(
      `  ${name.padEnd(14)} ${Math.round(rate).toLocaleString('en').padStart(8)} events/s   ` +
        `p50 ${p50.toFixed(2).padStart(7)} ms   p99 ${p99.toFixed(2).padStart(7)} ms${ratio}`,
    );
  }
}

async function measure({ name, opened }, callers, forMs, isHot) {
  const run = randomUUID();
  const before = await opened.count();
  const appendHot = isHot ? opened.hot(run) : undefined;
  const latencies = [];
  const start = performance.now();
  const end = start + forMs;
  const call = async (caller) => {
    for (let n = 0; performance.now() < end; n++) {
      const began = performance.now();
      await (appendHot ? appendHot() : opened.append(run, caller, n));
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const rate = (latencies.length / (performance.now() - start)) * 1000;
  const recorded = (await opened.count()) - before;
  if (recorded !== latencies.length) throw new Error(`${name} says ${latencies.length} but holds ${recorded}.`);
  latencies.sort((a, b) => a - b);
  return {
    rate,
    p50: latencies[Math.floor(latencies.length / 2)],
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
