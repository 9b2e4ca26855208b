import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Ended, startProgram } from './support/built-program';

const EXAMPLES = path.join(__dirname, '../docs/agreements');
const MOJ = path.join(EXAMPLES, '09-tiered-marginal.json');
const folder = mkdtempSync(path.join(os.tmpdir(), 'common-purse-simulate-'));
const dataFolder = path.join(folder, 'data');

/** Runs `purse simulate`; should it start a database, that would leave a data folder. */
const simulate = (...args: string[]): Promise<Ended> =>
  startProgram('purse', ['simulate', ...args], { COMMON_PURSE_DATA: dataFolder, DATABASE_URL: '' }).ended;
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const moj = (): Record<string, Record<string, unknown>> => JSON.parse(readFileSync(MOJ, 'utf8'));
/** The example with something else in it. */
const changed = (name: string, change: (example: ReturnType<typeof moj>) => void): string => {
  const example = moj();
  change(example);
  return write(name, JSON.stringify(example));
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('purse simulate', () => {
  test('tells W14 on a page: every line by clause, who pays and receives, what becomes of the whole, the range', async () => {
    const { code, stdout, stderr } = await simulate(path.join(EXAMPLES, 'investment-agreement.json'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^The investment agreement: four agencies invest £600,000 and settle who gained\n/);
    expect(stdout).toContain('\nReturns on the investment (returns)\n   1  ');
    expect(stdout).toContain(
      '\n  35  department-for-work-and-pensions: share £51,102.08 - held £212,500.00 = -£161,397.92',
    );
    for (const line of [
      /^metropolitan-council {20,}£184,212\.50$/m,
      /^area-police +£40,595\.83$/m,
      /^area-nhs +£4,556\.25$/m,
      /^department-for-work-and-pensions +£161,397\.92$/m,
      /^the pooled fund +£13,225\.00$/m,
      /^Together +£201,993\.75 +£201,993\.75$/m,
      /^ {2}reinvested in the pooled fund +£13,225\.00$/m,
      /^No cap is reached\.$/m,
      /^100 +£626,450\.00 .* £13,225\.00$/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).toMatch(/\nThe figures are as expected\.\n$/);
    expect(existsSync(dataFolder)).toBe(false);
  });

  test('writes the table as CSV and all of it as JSON, and says beside it whether it is as expected', async () => {
    const out = path.join(folder, 'table.csv');
    const [csv, json] = await Promise.all([
      simulate(MOJ, '--format', 'csv', '--out', out),
      simulate(MOJ, '--format', 'json'),
    ]);
    expect(csv).toEqual({ code: 0, stdout: '', stderr: 'The figures are as expected.\n' });
    const rows = parse<Record<string, string>>(readFileSync(out, 'utf8'), { columns: true });
    expect(rows.map(({ reinvestedPence }) => Number(reinvestedPence)).slice(4, 12)).toEqual([
      0, 200_000_00, 280_000_00, 360_000_00, 440_000_00, 520_000_00, 600_000_00, 680_000_00,
    ]);
    expect(json).toMatchObject({ code: 0, stderr: 'The figures are as expected.\n' });
    const { calculation, table, differences } = JSON.parse(json.stdout);
    expect(calculation).toMatchObject({ distributablePence: 880_000_00, reinvestedPence: 680_000_00 });
    expect({ rows: table.rows.length, differences }).toEqual({ rows: 26, differences: [] });
  });

  test('ends with 1 when the figures are not as expected, and says which', async () => {
    const file = changed('other.json', (example) => (example['expect'] = { reinvestedPence: 1_00 }));
    const { code, stdout } = await simulate(file);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nThe figures are not as expected:\n {2}reinvestedPence is £680,000\.00; £1\.00 was expected\.\n$/,
    );
  });

  test('ends with 1 for what cannot be tried, each thing to put right with its path in the file', async () => {
    const misshapen = changed('misshapen.json', ({ terms, assumed }) => {
      delete terms!['title'];
      assumed!['test'] = 'year-1';
    });
    const unsound = changed(
      'unsound.json',
      ({ terms }) => (terms!['rounding'] = { mode: 'HALF_UP', tieOrder: ['nobody'] }),
    );
    const [shape, sound] = await Promise.all([simulate(misshapen), simulate(unsound)]);
    expect(shape).toMatchObject({ code: 1, stdout: '' });
    expect(shape.stderr.split('\n')).toEqual([
      `${misshapen}: This cannot be tried.`,
      '  terms.title: It is missing: add it. What the agreement is called.',
      expect.stringMatching(
        /^ {2}assumed\.test: There is no such field here: take it out, or use one of testPeriodId, /,
      ),
      '',
    ]);
    expect(sound).toMatchObject({ code: 1, stdout: '' });
    expect(sound.stderr).toMatch(/: These terms cannot be computed\.\n {2}terms\.rounding\.tieOrder/);
  });

  test('tells what a person can put right in one line', async () => {
    const [missing, unwritable] = await Promise.all([
      simulate('/no/such.json'),
      simulate(MOJ, '--out', '/no/where.txt'),
    ]);
    expect(missing).toEqual({ code: 1, stdout: '', stderr: 'There is no file /no/such.json.\n' });
    expect(unwritable).toEqual({ code: 1, stdout: '', stderr: '/no/where.txt cannot be written (ENOENT).\n' });
  });
});
