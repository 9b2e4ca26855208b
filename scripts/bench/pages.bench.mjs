// Every page asked for on the server at a million entries: how long it takes, and what it weighs.
// node scripts/bench/pages.bench.mjs [entries, default 1000000] [--folder <keeps the log for the next run>] [--runs 100]
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
  generateLog,
  placeIds,
  pooledFundIds,
  seededRandom,
} from './generate-log.mjs';

const TARGET_MS = 100;
const BYTES_MAX = 100_000;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, runs: { type: 'string', default: '100' }, only: { type: 'string' } },
});
const entries = Number(positionals[0] ?? 1_000_000);
const runs = Number(options.runs);

const dist = createRequire(path.join(import.meta.dirname, '../../dist/'));
dist('reflect-metadata');
const { CommandBus } = dist('@nestjs/cqrs');
const { roles } = dist('./libs/domain/src/index.js');
const { startEmbeddedPostgres } = dist('./libs/platform/src/index.js');
const { makeApiKey, openLedger, readingFollower, waitForReadModels } = dist('./libs/runtime/src/index.js');
const { look, resolveHorizon, whoGained, whoPaidIn } = dist('./libs/read-models/src/index.js');
const { createApp } = dist('./apps/ledger/src/create-app.js');

const actorId = 'bench';
const people = [{ actorId, name: 'Bench', about: 'Asks for pages.', role: 'Every role' }];
const dataFolder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
fs.mkdirSync(dataFolder, { recursive: true });
fs.chmodSync(dataFolder, 0o755);
const postgres = await startEmbeddedPostgres({ dataFolder });
const ledger = await openLedger({ databaseUrl: postgres.url }, false);
const app = await createApp(ledger, { people });
try {
  await fill();
  await makeApiKey(ledger.apiKeys, app.get(CommandBus), { actorId, roles });
  await measurePages(await signIn());
} finally {
  await app.close();
  await ledger.close();
  await postgres.stop();
  if (!options.folder) fs.rmSync(dataFolder, { recursive: true, force: true });
}

/** Makes the log, unless it was kept, and follows it to its end. */
async function fill() {
  const { rows } = await ledger.pool.query('select count(*)::int as found from log.event');
  if (rows[0].found < entries) console.log(`log made: ${await generateLog(ledger.store, entries)} events`);
  const follower = readingFollower(ledger, (error) => console.error(error));
  follower.start();
  await waitForReadModels(ledger.pool, ledger.store, await ledger.store.head(), 600_000);
  await follower.stop();
  await ledger.pool.query('analyze');
}

/** Signs in through the development provider, as a browser does, and answers with the cookie. */
async function signIn() {
  const cookies = new Map();
  const ask = async (method, url, payload) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost' };
    if (payload) headers['content-type'] = 'application/x-www-form-urlencoded';
    const reply = await app.inject({ method, url: pathname + search, headers, payload });
    for (const each of reply.cookies) cookies.set(each.name, each.value);
    const { location } = reply.headers;
    return location && !location.endsWith('/signed-out') ? ask('GET', location) : reply;
  };
  const list = await ask('GET', '/sign-in?returnTo=/signed-out');
  const action = /action="([^"]*\/choose\/[^"]+)"/.exec(list.payload)?.[1];
  if (!action)
    throw new Error(`There is no list of people to sign in as: ${list.statusCode} ${list.payload.slice(0, 300)}`);
  await ask('POST', action, `actorId=${actorId}`);
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function measurePages(cookie) {
  const random = seededRandom(7);
  const any = (list) => list[Math.floor(random() * list.length)];
  const anyDay = () => dayAfter(Math.floor(random() * days));
  const { rows: known } = await ledger.pool.query(
    'select min(known_at) as first, max(known_at) as last, max(entry_no) as entry from reading.entry',
  );
  const [first, last] = [Number(known[0].first), Number(known[0].last)];
  const anyKnown = () => new Date((first + Math.floor(random() * (last - first))) / 1000).toISOString();
  const pages = {
    'overview, everything': () => '/',
    'overview, everything, any day': () => `/?asAt=${anyDay()}`,
    'overview, everything, as known': () => `/?asAt=${anyDay()}&asKnownAt=${anyKnown()}`,
    'overview, every line': () => '/?by=line',
    'overview of a place': () => `/?placeId=${any(placeIds)}&by=fund`,
    'overview of an agency': () => `/?agencyId=${any(agencyIds)}`,
    'overview of a fund, as known': () =>
      `/?pooledFundId=${any(pooledFundIds)}&asAt=${anyDay()}&asKnownAt=${anyKnown()}`,
    funds: () => '/funds',
    'a fund': () => `/funds/${any(pooledFundIds)}`,
    "a fund's year": () => `/funds/${any(pooledFundIds)}/${any(financialYears)}`,
    'transactions, everything': () => '/transactions',
    'transactions of an agency': () => `/transactions?agencyId=${any(agencyIds)}`,
    'transactions of a fund and year': () =>
      `/transactions?pooledFundId=${any(pooledFundIds)}&financialYear=${any(financialYears)}`,
    'transactions as known, deep in the past': () => `/transactions?asAt=${anyDay()}&asKnownAt=${anyKnown()}`,
    'transactions, searched': () => `/transactions?search=${any(['home', 'care', 'bank-17'])}`,
    'an entry': () => `/entries/${any(pooledFundIds)}/${any(financialYears)}/${2 + Math.floor(random() * 1000)}`,
    'why it changed, of a fund': () =>
      `/changes?report=who-paid-in&pooledFundId=${any(pooledFundIds)}&knownFrom=${anyKnown()}`,
    'an agency': () => `/agencies/${any(agencyIds)}`,
    agreements: () => '/agreements',
    "a department's agreements": () => `/agencies/${any(agencyIds)}/agreements`,
    record: () => '/record',
    approvals: () => '/approvals',
    imports: () => '/imports',
    access: () => '/access',
    help: () => '/help',
  };
  console.log(`\n${''.padEnd(44)}    p50      p95   of ${runs} runs      as sent`);
  for (const [name, address] of Object.entries(pages)) {
    if (options.only && !name.includes(options.only)) continue;
    await timed(name, async () => {
      const headers = { cookie, host: 'localhost', 'accept-encoding': 'br', accept: 'text/html' };
      const url = address();
      const reply = await app.inject({ url, headers });
      if (![200, 404].includes(reply.statusCode)) throw new Error(`${url} answered ${reply.statusCode}`);
      return reply;
    });
  }
  const today = dayAfter(days + 60);
  const both = () => ({ asAt: anyDay() });
  await timed('its two reports alone, everything, any day', () =>
    look(ledger.pool, 'EVERYTHING', async (seen) => {
      const asked = both();
      const horizon = await resolveHorizon(seen, asked, today);
      await whoPaidIn(seen, asked, horizon);
      await whoGained(seen, asked, horizon);
    }),
  );
}

async function timed(what, run) {
  let bytes = 0;
  const statuses = new Set();
  for (let n = 0; n < 5; n++) await run();
  const took = [];
  for (let n = 0; n < runs; n++) {
    const started = performance.now();
    const reply = await run();
    took.push(performance.now() - started);
    if (!reply) continue;
    statuses.add(reply.statusCode);
    bytes = Math.max(bytes, reply.rawPayload.length);
  }
  took.sort((a, b) => a - b);
  const [p50, p95] = [took[Math.floor(runs / 2)], took[Math.floor(runs * 0.95)]];
  const verdicts = [
    p95 < TARGET_MS ? '' : `over ${TARGET_MS} ms`,
    bytes < BYTES_MAX ? '' : `over ${BYTES_MAX / 1000} kB`,
    statuses.size === 1 && statuses.has(404) ? 'there is no such page' : '',
  ].filter(Boolean);
  const weight = bytes ? `${(bytes / 1000).toFixed(1).padStart(8)} kB` : '';
  console.log(
    `${what.padEnd(44)} ${p50.toFixed(1).padStart(6)}   ${p95.toFixed(1).padStart(6)} ms ${weight}   ${verdicts.join(', ')}`,
  );
}
