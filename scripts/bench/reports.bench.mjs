// The read side measured beside plain SQL, on one PostgreSQL with its usual durable settings, in one run.
// node scripts/bench/reports.bench.mjs [entries, default 1000000] [--folder <keeps the log for the next run>] [--runs 300]
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import {
  agencyIds,
  dayAfter,
  days,
  financialYears,
  firstDay,
  generateLog,
  placeIds,
  pooledFundIds,
  seededRandom,
} from './generate-log.mjs';

const require = createRequire(import.meta.url);
require('./register-typescript.cjs');
const { startEmbeddedPostgres } = require('../../libs/platform/src/index.ts');
const { openLedger, readingFollower } = require('../../libs/runtime/src/index.ts');
const readModels = require('../../libs/read-models/src/index.ts');
const { instantOf } = require('../../libs/read-models/src/reading/instant.ts');
const { look, resolveHorizon } = readModels;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    runs: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'catch-up,rebuild,reports' },
  },
});
const entries = Number(positionals[0] ?? 1_000_000);
const runs = Number(options.runs);
const rounds = Number(options.rounds);
const parts = new Set(options.only.split(','));
const today = dayAfter(days + 60);
const count = (n) => Math.round(n).toLocaleString('en').padStart(11);
const seconds = (startedMs) => (performance.now() - startedMs) / 1000;

const dataFolder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
fs.mkdirSync(dataFolder, { recursive: true });
fs.chmodSync(dataFolder, 0o755);
const postgres = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '60' } });
const ledger = await openLedger({ databaseUrl: postgres.url }, false);
let peakMebibytes = 0;
const memoryWatch = setInterval(() => {
  peakMebibytes = Math.max(peakMebibytes, process.memoryUsage.rss() / 2 ** 20);
}, 50);
try {
  await fillLog();
  if (parts.has('catch-up')) await measureCatchUp();
  if (parts.has('rebuild')) await measureRebuild();
  if (parts.has('reports')) await measureReports();
} finally {
  clearInterval(memoryWatch);
  await ledger.close();
  await postgres.stop();
  if (!options.folder) fs.rmSync(dataFolder, { recursive: true, force: true });
}

async function query(sql, values) {
  return (await ledger.pool.query(sql, values)).rows;
}

async function fillLog() {
  const [{ found }] = await query('select count(*)::int as found from log.event');
  if (found > 0) return console.log(`the log kept in ${dataFolder}: ${count(found)} events`);
  const started = performance.now();
  const made = await generateLog(ledger.store, entries);
  console.log(`log made: ${count(made)} events, ${count(made / seconds(started))} events/s through the store`);
}

/** Follows the whole log from its start, and inserts the same rows again by plain SQL. */
async function measureCatchUp() {
  await query('drop schema if exists reading cascade');
  await readModels.rebuild(ledger.pool, emptyLog());
  const [{ events }] = await query('select count(*)::int as events from log.event');
  peakMebibytes = 0;
  const marks = [];
  const started = performance.now();
  const follower = readingFollower(ledger, (error) => console.error(error));
  follower.start();
  let position = 0;
  while (position < events) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    position = Number(follower.position.token?.split(':')[1] ?? 0);
    if (position >= (marks.length + 1) * 100_000) marks.push({ position, at: performance.now() });
  }
  const took = seconds(started);
  await follower.stop();
  const rate = events / took;
  console.log(`\ncatch-up          ${count(rate)} events/s   peak ${Math.round(peakMebibytes)} MiB`);
  if (marks.length >= 3) {
    const cost = (from, to) => ((to.at - from.at) * 1000) / (to.position - from.position);
    const early = cost(marks[0], marks[1]);
    const late = cost(marks.at(-2), marks.at(-1));
    console.log(
      `  an event costs  ${early.toFixed(1)} µs from 100,000 to 200,000, ${late.toFixed(1)} µs in the last 100,000: ` +
        `${(late / early).toFixed(2)} times`,
    );
  }
  await query('drop schema if exists plain cascade; create schema plain');
  for (const table of ['entry', 'running_total', 'running_total_before', 'cell']) {
    await query(`create unlogged table plain.staged_${table} as select * from reading.${table}`);
    await query(`create table plain.${table} (like reading.${table} including all)`);
  }
  const plainStarted = performance.now();
  for (const table of ['cell', 'entry', 'running_total', 'running_total_before']) {
    await query(`insert into plain.${table} select * from plain.staged_${table}`);
  }
  const plainRate = events / seconds(plainStarted);
  console.log(`plain SQL         ${count(plainRate)} events/s   catch-up is ${(rate / plainRate).toFixed(2)} of it`);
  await query('drop schema plain cascade');
}

/** Derives everything anew, beside one `group by` over the log. */
async function measureRebuild() {
  const rates = { rebuild: [], sql: [] };
  peakMebibytes = 0;
  for (let round = 0; round < rounds; round++) {
    let started = performance.now();
    const events = await readModels.rebuild(ledger.pool, ledger.store);
    rates.rebuild.push(events / seconds(started));
    started = performance.now();
    await query(
      `select data->>'fundingStreamId', split_part(s.name, ':', 2), left(metadata->>'occurredOn', 7),
              sum((data->>'amountPence')::bigint)
         from log.event e join log.stream s using (stream_id) group by 1, 2, 3`,
    );
    rates.sql.push(events / seconds(started));
  }
  const [rebuilt, sql] = [median(rates.rebuild), median(rates.sql)];
  console.log(`\nrebuild           ${count(rebuilt)} events/s   peak ${Math.round(peakMebibytes)} MiB`);
  console.log(`group by the log  ${count(sql)} events/s   rebuild is ${(rebuilt / sql).toFixed(2)} of it`);
}

async function measureReports() {
  const random = seededRandom(7);
  const any = (list) => list[Math.floor(random() * list.length)];
  const anyDay = () => dayAfter(Math.floor(random() * days));
  const [{ first, last }] = await query('select min(known_at) as first, max(known_at) as last from reading.entry');
  const anyKnown = () => instantOf(Number(first) + Math.floor(random() * (Number(last) - Number(first))));
  const times = {
    today: () => ({}),
    'any day': () => ({ asAt: anyDay() }),
    'as known': () => ({ asAt: anyDay(), asKnownAt: anyKnown() }),
  };
  const scopes = {
    place: () => ({ placeId: any(placeIds) }),
    agency: () => ({ agencyId: any(agencyIds) }),
    fund: () => ({ pooledFundId: any(pooledFundIds) }),
    'fund and year': () => ({ pooledFundId: any(pooledFundIds), financialYear: any(financialYears) }),
  };
  const page = { limit: 100 };
  const reports = {
    'who-paid-in': (seen, asked, horizon) => readModels.whoPaidIn(seen, asked, horizon),
    'who-gained': (seen, asked, horizon) => readModels.whoGained(seen, asked, horizon),
    'contribution-ageing': (seen, asked, horizon) => readModels.contributionAgeing(seen, asked, horizon),
    transactions: (seen, asked, horizon) => readModels.transactions(seen, asked, horizon, page),
  };
  const told = (report, asked) =>
    look(ledger.pool, 'EVERYTHING', async (seen) => report(seen, asked, await resolveHorizon(seen, asked, today)));
  console.log(`\n${''.padEnd(46)}    p50      p99   of ${runs} runs`);
  for (const [name, report] of Object.entries(reports)) {
    for (const [scope, scoped] of Object.entries(scopes).slice(0, 3)) {
      for (const [when, at] of Object.entries(times)) {
        await timed(`${name}, ${scope}, ${when}`, runs, 20, () => told(report, { ...scoped(), ...at() }));
      }
    }
  }
  for (const [when, at] of Object.entries(times)) {
    const later = () => {
      const asked = { ...scopes['fund and year'](), ...at() };
      return asked.asAt === undefined ? asked : { ...asked, financialYear: yearOf(asked.asAt) };
    };
    const statement = (seen, asked, horizon) =>
      readModels.fundStatement(seen, asked, horizon).catch((error) => {
        if (!(error instanceof readModels.NoSuchPoolYear)) throw error;
      });
    await timed(`fund-statement, fund and year, ${when}`, runs, 20, () => told(statement, later()));
  }
  for (const name of ['who-paid-in', 'who-gained']) {
    for (const [when, at] of Object.entries(times)) {
      await timed(`${name}, whole matrix, ${when}`, 20, 150, () => told(reports[name], at()));
    }
  }
}

function yearOf(date) {
  return financialYears[Number(date.slice(0, 4)) - (date.slice(5) < '04-01' ? 1 : 0) - Number(firstDay.slice(0, 4))];
}

async function timed(what, times, targetMs, run) {
  for (let n = 0; n < 5; n++) await run();
  const took = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    await run();
    took.push(performance.now() - started);
  }
  took.sort((a, b) => a - b);
  const [p50, p99] = [took[Math.floor(times / 2)], took[Math.floor(times * 0.99)]];
  const verdict = p99 < targetMs ? '' : `   over ${targetMs} ms`;
  console.log(`${what.padEnd(46)} ${p50.toFixed(1).padStart(6)}   ${p99.toFixed(1).padStart(6)} ms${verdict}`);
}

/** A log without events, for read models that are there and empty. */
function emptyLog() {
  return { readAll: () => Promise.resolve([]), compareTokens: ledger.store.compareTokens };
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
