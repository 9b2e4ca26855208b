import { readFileSync } from 'node:fs';
import { AskAgency, type AskPoolYear } from '@app/application';
import { type ImportSetting, parseMapping, presetSettings } from '@app/imports';
import { startProgram } from './support/built-program';
import { asked, expectTie, fileOf, linesBelowHeader, linesOf, request, sourcesOf, trafford } from './support/imported';
import { manyTraffordRows } from './support/published-trafford';
import { type ImportChoice, openTestLedger, type TestLedger } from './support/test-ledger';

describe('an import that is stopped midway', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openTestLedger();
    // Its fund and its year are there before anything is stopped.
    await ledger.import(fileOf('First', {}), trafford);
  });
  afterAll(() => ledger.close());

  /** Lets so many appends through, then fails. */
  const stopAfter = async (appends: number, content: string, choice: ImportChoice = trafford): Promise<void> => {
    const { store } = ledger.ledger;
    const append = store.append.bind(store);
    let left = appends;
    store.append = (...all) => ((left -= 1) < 0 ? Promise.reject(new Error('The plug was pulled.')) : append(...all));
    try {
      await expect(ledger.import(content, choice)).rejects.toThrow('The plug was pulled.');
    } finally {
      store.append = append;
    }
  };

  test('an import resumes: each row is once in the log, and the totals are those of one run', async () => {
    const { rows, sumPence } = manyTraffordRows(2_500);
    const content = fileOf('Resumed', ...rows, { amount: '0.00' });
    await stopAfter(4, content);
    const before = (await sourcesOf(ledger, 'Resumed')).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(2_500);
    const result = await ledger.import(content, { ...trafford, authorityRef: 'Whoever resumes it' });
    expectTie(result);
    expect(result).toMatchObject({
      rowsRead: 2_501,
      rowsBooked: 2_500,
      rowsRejected: 1,
      sumBookedPence: BigInt(sumPence),
      rowsBookedBefore: before,
    });
    const lines = await linesOf(ledger, 'Resumed');
    expect(lines).toEqual(linesBelowHeader(2_500));
  });

  test('it resumes only with the mapping and the fund that it was begun with', async () => {
    const content = fileOf('Begun', ...Array.from({ length: 900 }, () => ({ amount: '1.00' })));
    await stopAfter(2, content);
    const other = parseMapping('{"basedOn": "trafford", "emptyTexts": ["-"]}', 'mine.json');
    const sentence =
      /^This very file was begun with the mapping trafford for the fund trafford-spending, .* not finished/;
    await expect(ledger.import(content, { ...trafford, mapping: other })).rejects.toThrow(sentence);
    await expect(ledger.import(content, { ...trafford, setting: presetSettings['oxford'] })).rejects.toThrow(sentence);
    expect(await ledger.import(content, trafford)).toMatchObject({ rowsBooked: 900, rowsRejected: 0 });
  });

  test('rows that could not be booked before it was stopped, and can be since, are booked once', async () => {
    const header = 'Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount';
    const line = (entity: string, number: number) =>
      `${entity},${entity},29/05/2025,Grants,Area,Provider ${number} Ltd,${number},30000.00`;
    const rows = Array.from({ length: 1_000 }, (_, n) => line(n % 10 === 0 ? 'Office of Later' : 'HM Treasury', n));
    const content = [header, ...rows, ''].join('\n');
    const { registerAs: _, ...setting } = presetSettings['spend-over-25000']!;
    const choice = { preset: 'spend-over-25000', setting: setting as ImportSetting };
    await ledger.import([header, line('HM Treasury', 0), ''].join('\n'), choice);
    await stopAfter(3, content, choice);
    const agency = { agencyId: 'office-of-later', legalName: 'Office of Later', kind: 'DEPARTMENT', tier: 'CENTRAL' };
    await ledger.must(new AskAgency({ ...asked('2020-04-01'), type: 'RegisterAgency', ...agency } as never, request()));
    const result = await ledger.import(content, choice);
    expectTie(result);
    expect(result).toMatchObject({ rowsBooked: 1_000, rowsRejected: 0, sumBookedPence: 3_000_000_000n });
    const [{ count, lines }] = await ledger.sql(
      `select count(*)::int as count, count(distinct data::jsonb->'source'->>'line')::int as lines from log.event
        where data::jsonb->'source'->>'fileDigest' = (select data::jsonb->'source'->>'fileDigest' from log.event
          where data::jsonb->>'commissioningAgencyId' = 'office-of-later' limit 1)`,
    );
    expect({ count, lines }).toEqual({ count: 1_000, lines: 1_000 });
  });

  test('a window that was begun row by row goes on row by row, even if the ledger would now have it whole', async () => {
    let alone = 0;
    const execute = (asking: AskPoolYear): Promise<unknown> => {
      const { command } = asking;
      if (command.type !== 'RecordImportedRows') return ledger.commands.execute(asking);
      if (command.rows.length > 1) return Promise.resolve({ refused: { code: 'NO', sentence: 'Not together.' } });
      if ((alone += 1) > 10) return Promise.reject(new Error('The plug was pulled.'));
      return ledger.commands.execute(asking);
    };
    const content = fileOf('Row by row', ...Array.from({ length: 30 }, () => ({ amount: '1.00' })));
    const commands = { execute } as unknown as TestLedger['commands'];
    await expect(ledger.import(content, { ...trafford, commands })).rejects.toThrow('The plug was pulled.');
    const result = await ledger.import(content, trafford);
    expect(result).toMatchObject({ rowsBooked: 30, rowsBookedBefore: 10, sumBookedPence: 30_00n });
    const lines = await linesOf(ledger, 'Row by row');
    expect(lines).toEqual(linesBelowHeader(30));
  });

  test('a process that is killed is no different', async () => {
    const { rows, sumPence } = manyTraffordRows(12_000);
    const file = ledger.write(fileOf('Killed', ...rows));
    const running = startProgram('purse', ['import', file, '--preset', 'trafford'], { DATABASE_URL: ledger.url });
    await running.printed(/Booking: 30%/);
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ code: null });
    const before = (await sourcesOf(ledger, 'Killed')).length;
    const result = await ledger.import(readFileSync(file), trafford);
    expectTie(result);
    expect(result).toMatchObject({ rowsBooked: 12_000, rowsRejected: 0, sumBookedPence: BigInt(sumPence) });
    expect(result.rowsBookedBefore).toBeGreaterThanOrEqual(before);
    expect(result.rowsBookedBefore).toBeLessThan(12_000);
    const lines = await linesOf(ledger, 'Killed');
    expect(lines).toEqual(linesBelowHeader(12_000));
  });
});
