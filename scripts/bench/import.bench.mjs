// `purse import` of a year of payments beside PostgreSQL's own COPY of the same rows into a bare table.
// node scripts/bench/import.bench.mjs [a file in Trafford's columns; default: 210,068 rows made here] [--rounds 3]
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from './generate-log.mjs';
import { median } from './rounds.mjs';

const root = path.join(import.meta.dirname, '../..');
const dist = createRequire(path.join(root, 'dist/'));
const { Client } = dist('pg');
const { from } = dist('pg-copy-streams');
const { startEmbeddedPostgres } = dist('./libs/platform/src/index.js');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
fs.chmodSync(folder, 0o755);
const file = positionals[0] ?? makeFile(path.join(folder, 'payments.csv'), 210_068);
const postgres = await startEmbeddedPostgres({ dataFolder: path.join(folder, 'cluster') });
const copied = [];
const imported = [];
let peak = 0;
try {
  for (let round = 0; round < Number(options.rounds); round++) {
    copied.push(await copy(round));
    imported.push(await importInto(round));
  }
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
const [copySeconds, importSeconds] = [median(copied), median(imported)];
console.log(`COPY of the same rows      ${copySeconds.toFixed(2)} s`);
console.log(
  `purse import, start to end ${importSeconds.toFixed(2)} s, ${(importSeconds / copySeconds).toFixed(1)} times COPY; peak ${Math.round(peak)} MiB`,
);

async function connected(database, work) {
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await work(client);
  await client.end();
  return url.href;
}

async function copy(round) {
  let seconds;
  await connected('postgres', async (client) => {
    const header = fs.readFileSync(file, 'utf8').split(/\r?\n/, 1)[0].split(',');
    const columns = header.map((_, place) => `c${place} text`).join(', ');
    await client.query(`create table copied_${round} (${columns})`);
    const began = performance.now();
    await pipeline(
      fs.createReadStream(file),
      client.query(from(`copy copied_${round} from stdin with (format csv, header)`)),
    );
    seconds = (performance.now() - began) / 1000;
    await client.query(`drop table copied_${round}`);
  });
  return seconds;
}

async function importInto(round) {
  await connected('postgres', (client) => client.query(`create database ledger_${round}`));
  const url = new URL(postgres.url);
  url.pathname = `/ledger_${round}`;
  const began = performance.now();
  const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS / 1024));`;
  fs.writeFileSync(path.join(folder, 'peak.cjs'), script);
  const args = [
    '--require',
    path.join(folder, 'peak.cjs'),
    path.join(root, 'dist/apps/cli/src/main.js'),
    'import',
    file,
    '--preset',
    'trafford',
  ];
  const result = spawnSync(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url.href },
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(result.stderr + result.stdout);
  peak = Math.max(peak, Number(/peak ([\d.]+)/.exec(result.stderr)?.[1] ?? 0));
  return (performance.now() - began) / 1000;
}

/** Rows in Trafford's columns: thousands of providers, one in six redacted, one in eight a credit. */
function makeFile(to, rows) {
  const random = seededRandom(17);
  const pick = (n) => Math.floor(random() * n);
  const lines = [
    'OrganisationLabel,OrganisationURI,EffectiveDate,OrganisationalUnit,BeneficiaryName,BeneficiaryOtherID,PaymentDate,TransactionNumber,Amount,IrrecoverableVATAmount,Purpose,ProclassLabel,ProclassCode,InvoiceNumber,ProfitCentre,VATRegistrationNumber',
  ];
  for (let n = 0; n < rows; n++) {
    const provider = pick(6) === 0 ? 'Redacted' : `Provider of Services ${pick(4000)} Ltd`;
    const day = new Date(Date.UTC(2024, 3, 1 + pick(365))).toISOString().slice(0, 10);
    const amount = `${pick(8) === 0 ? '-' : ''}${pick(9000)}.${String(pick(100)).padStart(2, '0')}`;
    const paid = amount.endsWith('0.00') ? '12.50' : amount;
    lines.push(
      `Trafford Council,https://example.org/trafford,${day},UNIT ${pick(300)},${provider},${pick(99999)},${day},51${pick(1e8)},${paid},0.00,CARE - Service charges ${pick(500)},SOCIAL CARE : Homes,191400,${pick(99999)},250210,GB812311285`,
    );
  }
  fs.writeFileSync(to, `${lines.join('\r\n')}\r\n`);
  return to;
}
