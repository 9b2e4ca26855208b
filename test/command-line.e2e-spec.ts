import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { spawnSync } from 'node:child_process';
import { initSync, ParsedLedger } from '@rustledger/wasm';
import { parse } from 'csv-parse/sync';
import { penceToDecimal } from '@app/domain';
import { findRunningEmbeddedPostgres } from '@app/platform';
import { fundStatement, look, resolveHorizon, whoGained, whoPaidIn } from '@app/read-models';
import { openLedger, type OpenLedger, readingFollower } from '@app/runtime';
import { Client } from 'pg';
import { type BuiltProgram, type Ended, startProgram } from './support/built-program';
import { manyTraffordRows, traffordCsv } from './support/published-trafford';

const SAMPLE = path.join(__dirname, '../apps/ledger/src/sample/data');
const TODAY = new Date().toISOString().slice(0, 10);
const folder = mkdtempSync(path.join(os.tmpdir(), 'common-purse-cli-'));
chmodSync(folder, 0o755);
const dataFolder = path.join(folder, 'data');

const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const start = (args: readonly string[], env: Record<string, string> = {}): BuiltProgram =>
  startProgram('purse', args, { COMMON_PURSE_DATA: dataFolder, DATABASE_URL: '', ...env });
const purse = (...args: string[]): Promise<Ended> => start(args).ended;
/** A command that must succeed; what it printed. */
const done = async (...args: string[]): Promise<string> => {
  const ended = await purse(...args);
  expect(ended).toMatchObject({ code: 0 });
  return ended.stdout;
};
/** A command that must fail with this one line. */
const refused = async (line: string | RegExp, ...args: string[]): Promise<void> => {
  const { code, stderr } = await purse(...args);
  const lines = stderr.split('\n').filter((each) => each !== '' && !/^(Reading|Booking): \d+%/.test(each));
  expect({ args, lines, code }).toEqual({ args, code: 1, lines: [expect.stringMatching(line)] });
};

/** Names that a spreadsheet, a journal or a shell could take for something else. */
const oddRows = [
  { payee: '"Smith; Sons ""Best"" Ltd"', amount: '100.00', purpose: '"Two' + '\n' + 'lines, one entry"' },
  { payee: 'A|B\\C Ltd', amount: '50.00', purpose: '; not a comment' },
  { payee: '+44 Cleaning Ltd', amount: '25.00', purpose: '@SUM(A1:A9)' },
  { payee: '-Dash Ltd', amount: '-10.00', purpose: '* not (a) {directive} #tag ^link' },
];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('purse, while no service runs', () => {
  test('a dry run shows columns, first rows and totals, and books nothing', async () => {
    const file = write(
      'payments.csv',
      traffordCsv([{ amount: '12.50' }, { amount: '0.00' }, { payee: 'Acme Ltd' }, { paidOn: '2099-01-01' }]),
    );
    const shown = await done('import', file, '--preset', 'trafford', '--dry-run');
    expect(shown).toContain('amount             is column 9, "Amount"');
    expect(shown).toContain('"payee":"Acme Ltd"');
    expect(shown).toMatch(
      /Rows read +4 rows +£1,497.50\n {2}can be booked +2 rows +£755.00\n {2}rejected +2 rows +£742.50\n/,
    );
    expect(shown).toMatch(/AMOUNT_ZERO +1 rows .*\n {4}DATE_IN_FUTURE +1 rows/);
    expect(shown).toMatch(/Nothing was booked\.\n$/);
    expect(await done('verify')).toContain('as it was recorded: 0 events');
    expect(existsSync(path.join(folder, 'payments.rejects.csv'))).toBe(false);
  });

  test('Ctrl-C stops an import in order: no server is left, and the same command goes on from there', async () => {
    const { rows } = manyTraffordRows(8_000);
    const file = write('stopped.csv', traffordCsv(rows));
    const command = ['import', file, '--preset', 'trafford'];
    const running = start(command);
    await running.printed(/Booking: 20%/);
    // npm and the terminal both pass it on.
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/\nStopped\.\n$/) });
    expect(existsSync(path.join(dataFolder, 'cluster', 'postmaster.pid'))).toBe(false);
    expect(existsSync(path.join(dataFolder, 'holding.json'))).toBe(false);
    const resumed = await done(...command);
    expect(resumed).toMatch(/ {2}booked +8,000 rows/);
    expect(resumed).toMatch(/\([\d,]+ of those booked were booked by the run that was stopped\)/);
    await refused(/^This very file was imported on .* Nothing is booked twice\.$/, ...command);
  });
});

describe('purse, while a service runs', () => {
  let ledger: OpenLedger;
  let owner: Client;
  let follower: ReturnType<typeof readingFollower>;

  beforeAll(async () => {
    ledger = await openLedger({ dataFolder } as Parameters<typeof openLedger>[0], false);
    follower = readingFollower(ledger);
    follower.start();
    const url = new URL(findRunningEmbeddedPostgres(dataFolder)!);
    url.pathname = '/common_purse';
    owner = new Client({ connectionString: url.href });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await follower.stop();
    await ledger.close();
  });

  test('files are imported on its database, rejects beside them', async () => {
    const contributions = path.join(SAMPLE, 'departments-to-programmes.csv');
    const rejects = path.join(folder, 'c.rejects.csv');
    const told = await done('import', contributions, '--preset', 'interdepartmental', '--rejects', rejects);
    expect(told).toMatch(/ {2}booked +9 rows +£804,000,000\.00/);
    const odd = write('odd.csv', traffordCsv([...oddRows, { amount: 'abc' }]));
    const oddTold = await done('import', odd, '--preset', 'trafford');
    expect(oddTold).toMatch(/ {2}booked +4 rows +£165\.00\n {2}rejected +1 rows/);
    expect(oddTold).toContain(`Rejected rows, each with its line and reason: ${folder}/odd.rejects.csv`);
    expect(readFileSync(path.join(folder, 'odd.rejects.csv'), 'utf8')).toContain(',7,AMOUNT_NOT_A_NUMBER,');
    const pooled = write('pooled.csv', traffordCsv([{ payee: 'Trafford MBC', amount: '1000000.01' }]));
    const into = ['--pooled-fund', 'interdepartmental-programmes', '--funding-stream', 'troubled-families'];
    await done('import', pooled, '--preset', 'trafford', ...into, '--commissioner', 'dclg');
  });

  test('every entry comes out as CSV, and no name of them runs anything in a spreadsheet', async () => {
    const text = await done('export', 'csv');
    const rows = parse<Record<string, string>>(text, { columns: true });
    const paid = rows.filter(({ measure }) => measure === 'paid' || measure === 'received');
    expect(paid.length).toBeGreaterThan(7_000);
    const odd = rows.filter(({ authorityRef }) => authorityRef === 'Published file odd.csv');
    expect(odd.map(({ partyName }) => partyName).sort()).toEqual([
      "'+44 Cleaning Ltd",
      "'-Dash Ltd",
      'A|B\\C Ltd',
      'Smith; Sons "Best" Ltd',
    ]);
    for (const row of rows) {
      for (const name of ['partyName', 'description', 'authorityRef', 'bankRef'])
        expect(row[name]).not.toMatch(/^[=+\-@\t\r]/);
    }
    const only = await done('export', 'csv', '--pooled-fund', 'interdepartmental-programmes');
    const funds = new Set(parse<Record<string, string>>(only, { columns: true }).map((row) => row['pooledFundId']));
    expect([...funds]).toEqual(['interdepartmental-programmes']);
  });

  test('an independent engine adds the journal up to the balances of the reports, to the penny', async () => {
    const out = path.join(folder, 'journal.beancount');
    await done('export', 'journal', '--out', out);
    initSync({ module: readFileSync(require.resolve('@rustledger/wasm/rustledger_wasm_bg.wasm')) });
    const journal = new ParsedLedger(readFileSync(out, 'utf8'));
    expect(journal.getErrors()).toEqual([]);
    const { rows } = journal.query('SELECT account, sum(number) GROUP BY account');
    const balances = new Map(
      rows.map(([account, sum]) => [account as string, JSON.stringify(sum).replaceAll('"', '')]),
    );
    expect(Object.fromEntries(balances)).toEqual(await balancesOfReports(ledger));
    expect([...balances.keys()].filter((account) => account.startsWith('Assets:'))).toEqual(
      expect.arrayContaining([
        'Assets:Pool:Interdepartmental-programmes:Troubled-families',
        'Assets:InView:Trafford-spending:Trafford-own-budget',
      ]),
    );
  });

  test('the journal for hledger has the same transactions, and odd names in it are only names', async () => {
    const text = await done('export', 'journal', '--format', 'hledger');
    const transactions = text.split('\n\n').filter((each) => /^\d{4}-/.test(each));
    expect(transactions.length).toBe(8_000 + 9 + 4 + 1);
    let sum = 0n;
    for (const each of transactions) {
      const lines = each.split('\n');
      expect(lines).toHaveLength(3);
      expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \* \([a-z0-9-]+\/\d{4}-\d\d\/\d+\) [^|;]+ \| [^|;]*$/);
      const amounts = lines.slice(1).map((line) => /^ {2}[A-Z][\w:-]+ {2}(-?\d+\.\d\d) GBP$/.exec(line)![1]!);
      sum += amounts.reduce((total, amount) => total + BigInt(amount.replace('.', '')), 0n);
    }
    expect(sum).toBe(0n);
    expect(text).toContain('Smith, Sons "Best" Ltd | Residential care');
    if (spawnSync('hledger', ['--version']).status !== 0) return;
    const file = write('journal.hledger', text);
    const balance = spawnSync('hledger', ['-f', file, 'balance', '--flat', '-O', 'csv', '-N'], { encoding: 'utf8' });
    const told = parse<{ account: string; amount: string }>(balance.stdout, { columns: ['account', 'amount'] });
    const balances = told.map(({ account, amount }) => [account, amount.replace(/ GBP$/, '')]);
    expect(Object.fromEntries(balances)).toEqual(await balancesOfReports(ledger));
  });

  test('verify tells of a row that an owner changed in the log or in a report; rebuild puts a report right', async () => {
    const tamper = async (from: string, to: string): Promise<void> => {
      await owner.query(`begin; set local session_replication_role = 'replica';
        update log.event set data = replace(data::text, '${from}', '${to}')::json where data::text like '%${from}%'; commit`);
    };
    await tamper('Smith; Sons', 'Smyth; Sons');
    await owner.query('update reading.entry set pence = pence + 1 where pence = 100000001');
    const both = await purse('verify');
    expect(both.code).toBe(1);
    expect(both.stdout).toMatch(/^The log is NOT as it was recorded, from position \d+ to \d+: /);
    expect(both.stdout).toMatch(/\nentry: \d rows that the log does not lead to, \d rows missing\.\n/);
    await tamper('Smyth; Sons', 'Smith; Sons');
    const report = await purse('verify');
    expect(report.code).toBe(1);
    expect(report.stdout).toMatch(/^The log is as it was recorded/);
    expect(report.stdout).toContain('entry: 1 rows that the log does not lead to, 1 rows missing.');
    expect(await done('rebuild')).toMatch(/^Rebuilt from [\d,]+ events\.\n$/);
    expect(await done('verify')).toMatch(/^The log is as it was recorded: [\d,]+ events .*\nEvery report is what/);
  });

  test('a key is printed once, kept as a digest, listed without its secret, and revoked', async () => {
    const made = await done(
      'keys',
      'create',
      '--actor',
      'night-shift',
      '--roles',
      'auditor,subscriber',
      '--agency',
      'dclg',
    );
    const [, keyId, secret] = /^Key (\w+) for night-shift, shown this once: (cp_\S+)\n$/.exec(made)!;
    expect((await ledger.apiKeys.find(secret!))?.roles).toEqual(['AUDITOR', 'SUBSCRIBER']);
    const kept = (await owner.query('select row_to_json(k)::text as row from access.api_key k')).rows as {
      row: string;
    }[];
    expect(kept.some(({ row }) => row.includes(secret!.split('_')[2]!))).toBe(false);
    const listed = await done('keys', 'list');
    expect(listed).toContain(`${keyId}  night-shift  dclg  AUDITOR,SUBSCRIBER  valid\n`);
    expect(listed).not.toContain(secret!.split('_')[2]);
    expect(await done('keys', 'revoke', keyId!)).toBe(`Key ${keyId} is revoked.\n`);
    expect((await ledger.apiKeys.list()).find((key) => key.keyId === keyId)?.revokedAt).toBeInstanceOf(Date);
    await refused(/^There is no valid key \w+\.$/, 'keys', 'revoke', keyId!);
    const scoped = ['keys', 'create', '--actor', 'reviewer', '--roles', 'department-reviewer', '--scope'];
    await done(...scoped, 'agency:dclg');
    const granted = await owner.query(
      `select data->>'role' as role, data->'scope'->>'agencyId' as agency from log.event where data->>'actorId' = 'reviewer'`,
    );
    expect(granted.rows).toEqual([{ role: 'DEPARTMENT_REVIEWER', agency: 'dclg' }]);
    await refused(/^There is no pooled fund none\. Establish it first\.$/, ...scoped, 'fund:none');
    await refused(
      /^ward:none is no scope\. Write everything, place:<id>, agency:<id> or fund:<id>\.$/,
      ...scoped,
      'ward:none',
    );
    expect((await ledger.apiKeys.list()).filter((key) => key.actorId === 'reviewer')).toHaveLength(1);
  });

  test('what a person can put right is told in one line', async () => {
    const file = write('errors.csv', traffordCsv([{ amount: '1.00' }]));
    const trafford = ['import', file, '--preset', 'trafford'];
    await Promise.all([
      refused(/^There is no file \/no\/such\.csv\.$/, 'import', '/no/such.csv'),
      refused(/^There is no preset salford\. There are trafford, oxford, /, 'import', file, '--preset', 'salford'),
      refused(/^The mapping file .*nowhere\.json cannot be read\.$/, 'import', file, '--mapping', './nowhere.json'),
      refused(/^Say where the rows go: /, 'import', file),
      refused(/^There is no agency nobody\. Register it first\.$/, ...trafford, '--commissioner', 'nobody'),
    ]);
    await Promise.all([
      refused(/^There is no pooled fund none\. Establish it first\.$/, ...trafford, '--pooled-fund', 'none'),
      refused(/^There is no funding stream none\. Define it first\.$/, ...trafford, '--funding-stream', 'none'),
      refused(/^--actor must be 1 to 64 of a-z, 0-9 and -\.$/, ...trafford, '--actor', 'Some One'),
      refused(/^There is no role KING\. There are TREASURER, /, 'keys', 'create', '--actor', 'a', '--roles', 'king'),
      refused(/^--rejects names the very file that is imported\./, ...trafford, '--rejects', file),
    ]);
    await Promise.all([
      refused(/^There is no pooled fund none\.$/, 'export', 'journal', '--pooled-fund', 'none'),
      refused(/^\/no\/journal cannot be written \(ENOENT\)\.$/, 'export', 'journal', '--out', '/no/journal'),
      refused(/^Rejected rows could not be written to \/no\/r\.csv\./, ...trafford, '--rejects', '/no/r.csv'),
    ]);
  });

  test('a port in use and a data folder that is held are told in one line, and nothing is left running', async () => {
    const taken = net.createServer();
    await new Promise<void>((ready) => taken.listen(0, '127.0.0.1', ready));
    const { port } = taken.address() as net.AddressInfo;
    const other = path.join(folder, 'other');
    const service = (env: Record<string, string>) => startProgram('service', [], { DATABASE_URL: '', ...env }).ended;
    const [inUse, held] = await Promise.all([
      service({ PORT: String(port), COMMON_PURSE_DATA: other }),
      service({ PORT: '0', COMMON_PURSE_DATA: dataFolder }),
    ]);
    expect(inUse).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is in use. Set PORT to another, such as PORT=${port + 1} npm start.\n`,
    });
    expect(held).toEqual({
      code: 1,
      stdout: '',
      stderr: `The data folder ${dataFolder} is held by another process (${process.pid}). Stop that process, or set COMMON_PURSE_DATA to another folder.\n`,
    });
    expect(existsSync(other)).toBe(false);
    await new Promise((closed) => taken.close(closed));
  });

  test('two imports of one file at once: the second is told', async () => {
    const { rows } = manyTraffordRows(4_000);
    const file = write('twice.csv', traffordCsv(rows.map((row) => ({ ...row, purpose: 'Twice' }))));
    const first = start(['import', file, '--preset', 'trafford']);
    await first.printed(/Booking: 10%/);
    await refused(
      /^This very file (is being imported by another process|was imported on)/,
      'import',
      file,
      '--preset',
      'trafford',
    );
    expect(await first.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/ {2}booked +4,000 rows/) });
  });
});

/** The balance of each account of the journal, added up from the reports. */
async function balancesOfReports({ pool }: OpenLedger): Promise<Record<string, string>> {
  const balances = new Map<string, number>();
  const add = (account: string, pence: number): void =>
    void balances.set(account, (balances.get(account) ?? 0) + pence);
  const capital = (id: string): string => `${id[0]!.toUpperCase()}${id.slice(1)}`;
  await look(pool, 'EVERYTHING', async (looking) => {
    const horizon = await resolveHorizon(looking, {}, TODAY);
    const paidIn = (await whoPaidIn(looking, {}, horizon)).rows;
    for (const { agencyId, receivedPence, returnedPence } of paidIn)
      add(`Income:Contributions:${capital(agencyId)}`, returnedPence - receivedPence);
    const gained = (await whoGained(looking, {}, horizon)).rows;
    for (const { beneficiaryKind, agencyId, paidPence, refundedPence } of gained) {
      if (paidPence === 0 && refundedPence === 0) continue;
      const payee = beneficiaryKind === 'AGENCY' ? `Agencies:${capital(agencyId!)}` : 'Providers';
      add(`Expenses:${payee}`, paidPence - refundedPence);
    }
    const years = new Set([...paidIn, ...gained].map((row) => `${row.pooledFundId} ${row.financialYear}`));
    for (const year of years) {
      const [pooledFundId, financialYear] = year.split(' ') as [string, string];
      const statement = await fundStatement(looking, { pooledFundId, financialYear }, horizon);
      const holding = pooledFundId === 'interdepartmental-programmes' ? 'Pool' : 'InView';
      for (const { fundingStreamId, ...cash } of statement.fundingStreams) {
        const moved = cash.receivedPence + cash.incomePence + cash.refundedPence - cash.paidPence - cash.returnedPence;
        if (moved !== 0) add(`Assets:${holding}:${capital(pooledFundId)}:${capital(fundingStreamId)}`, moved);
      }
    }
  });
  return Object.fromEntries([...balances].map(([account, pence]) => [account, penceToDecimal(pence)]));
}
