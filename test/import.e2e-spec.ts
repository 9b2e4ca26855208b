import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { AskAgency, AskFundingStream, AskPlace, AskPooledFund, AskPoolYear } from '@app/application';
import { ImportedBefore, type ImportResult, type ImportSetting, parseMapping, presetSettings } from '@app/imports';
import { resolveHorizon, transactions, whoGained, whoPaidIn } from '@app/read-models';
import { manyTraffordRows, traffordCsv, traffordLine } from './support/published-trafford';
import { openTestLedger, type TestLedger, TODAY } from './support/test-ledger';
import { zipOf } from './support/zip-of';

const trafford = { preset: 'trafford' };
const asked = (occurredOn: string) => ({
  by: { actorId: 'treasurer', kind: 'PERSON' as const },
  authorityRef: 'Cabinet 18 March 2024, minute 12',
  occurredOn,
  today: TODAY,
});
let requests = 0;
const request = () => ({ requestId: `test:${(requests += 1)}` });
/** A trafford file that no other test has, by its purpose. */
const fileOf = (purpose: string, ...rows: (string | Parameters<typeof traffordLine>[0])[]): string =>
  traffordCsv(rows.map((row) => (typeof row === 'string' ? row : { purpose, ...row })));

describe('importing published files', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openTestLedger();
  });
  afterAll(() => ledger.close());

  const head = (): Promise<unknown> => ledger.ledger.store.head();
  /** The sources of all entries that were imported from this file, in the order of the log. */
  const sourcesOf = async (fileDigest: string): Promise<{ line: number; part?: string }[]> => {
    const rows = await ledger.sql(
      `select data::jsonb->'source' as source from log.event where data::jsonb->'source'->>'fileDigest' = $1 order by position`,
      [fileDigest],
    );
    return rows.map(({ source }) => source);
  };
  const digestsOf = async (purpose: string): Promise<string[]> => {
    const rows = await ledger.sql(
      `select distinct data::jsonb->'source'->>'fileDigest' as digest from log.event
        where data::jsonb->>'purpose' like '%' || $1 || '%'`,
      [purpose],
    );
    return rows.map(({ digest }) => digest);
  };
  const tie = (result: ImportResult): void => {
    expect(result.rowsRead).toBe(result.rowsBooked + result.rowsRejected);
    expect(result.sumReadPence).toBe(result.sumBookedPence + result.sumRejectedPence);
  };
  const rejectsOf = ({ rejectsPaths }: ImportResult): string[] =>
    readFileSync(rejectsPaths[0]!, 'utf8').trimEnd().split('\r\n').slice(1);
  const paidTo = (query: object): Promise<number> =>
    ledger.look(async (looking) => {
      const { totals } = await whoGained(looking, query, await resolveHorizon(looking, { asAt: TODAY }, TODAY));
      return totals.paidPence - totals.refundedPence;
    });

  test('books every row of thousands, also those that repeat another in every column, and each names its line', async () => {
    const { rows, sumPence } = manyTraffordRows(3_000);
    const result = await ledger.import(traffordCsv(rows), trafford);
    tie(result);
    expect(result).toMatchObject({ rowsRead: 3_000, rowsBooked: 3_000, sumBookedPence: BigInt(sumPence) });
    expect(result.rejectsPaths).toEqual([]);
    expect(await paidTo({ pooledFundId: 'trafford-spending' })).toBe(sumPence);
    const [digest] = await digestsOf('Direct payment');
    const lines = (await sourcesOf(digest!)).map(({ line }) => line);
    expect([...lines].sort((a, b) => a - b)).toEqual(Array.from({ length: 3_000 }, (_, place) => place + 2));
    const { rows: entries } = await ledger.look(async (looking) =>
      transactions(looking, {}, await resolveHorizon(looking, {}, TODAY), { limit: 5_000 }),
    );
    const imported = entries.filter(({ measure }) => measure === 'paid' || measure === 'refunded');
    expect(imported.every(({ sourceFile, sourceLine }) => digest!.startsWith(sourceFile!) && sourceLine! > 1)).toBe(
      true,
    );
  });

  test('every row is booked or rejected with its line and reason, and rows and sums tie', async () => {
    const content = fileOf(
      'Of all sorts',
      { amount: '100.00' },
      { amount: '0.00' },
      { paidOn: '2025-02-30' },
      { paidOn: '2027-01-01', amount: '3.00' },
      { amount: '-40.00', payee: 'Acme Ltd' },
      traffordLine({ purpose: 'Of all sorts' }).replace('Redacted', '"Redacted'),
      { amount: '"1,23.00"' },
      { payee: '=cmd()' },
      { amount: '7.00', payee: '' },
    );
    const result = await ledger.import(content, trafford);
    tie(result);
    expect(result).toMatchObject({ rowsRead: 9, rowsBooked: 2, rowsRejected: 7, sumBookedPence: 6000n });
    expect(rejectsOf(result).map((line) => line.split(',').slice(1, 3).join(' '))).toEqual([
      '3 AMOUNT_ZERO',
      '4 DATE_NOT_REAL',
      '7 QUOTE_UNBALANCED',
      '8 AMOUNT_BADLY_GROUPED',
      '9 TEXT_IS_FORMULA',
      '10 PAYEE_MISSING',
      '5 DATE_IN_FUTURE',
    ]);
    const [digest] = await digestsOf('Of all sorts');
    expect((await sourcesOf(digest!)).map(({ line }) => line)).toEqual([2, 6]);
  });

  test('the same file again books nothing, whatever it is called and wherever it should go', async () => {
    const content = fileOf('Again', { amount: '12.34' }, { amount: '12.34' });
    await ledger.import(content, trafford);
    const before = await head();
    const elsewhere = presetSettings['oxford']!;
    await expect(ledger.import(content, trafford)).rejects.toThrow(ImportedBefore);
    await expect(ledger.import(content, trafford, 'renamed.csv')).rejects.toThrow(
      `This very file was imported on ${TODAY}, as published.csv, into the fund trafford-spending. Nothing is booked twice.`,
    );
    await expect(ledger.import(content, { ...trafford, setting: elsewhere })).rejects.toThrow(ImportedBefore);
    expect(await head()).toBe(before);
    const [digest] = await digestsOf('Again');
    expect(await sourcesOf(digest!)).toHaveLength(2);
  });

  test('two imports of one file at the same time book each row once, and both say what is in the ledger', async () => {
    const content = fileOf('At once', ...Array.from({ length: 1_500 }, () => ({ amount: '1.00' })), { amount: '0.00' });
    const results = await Promise.allSettled([
      ledger.import(content, trafford),
      ledger.import(content, { ...trafford, authorityRef: 'Another authority' }, 'other.csv'),
    ]);
    const done = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    expect(done.length).toBeGreaterThan(0);
    for (const result of done) {
      tie(result);
      expect(result).toMatchObject({ rowsBooked: 1_500, rowsRejected: 1, sumBookedPence: 150_000n });
    }
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ImportedBefore);
    const [digest] = await digestsOf('At once');
    const lines = (await sourcesOf(digest!)).map(({ line }) => line);
    expect(lines).toHaveLength(1_500);
    expect(new Set(lines).size).toBe(1_500);
  });

  describe('stopped midway', () => {
    /** Lets so many appends through, then fails. */
    const stopAfter = async (appends: number, content: string): Promise<void> => {
      const { store } = ledger.ledger;
      const append = store.append.bind(store);
      let left = appends;
      store.append = (...all) => ((left -= 1) < 0 ? Promise.reject(new Error('The plug was pulled.')) : append(...all));
      try {
        await expect(ledger.import(content, trafford)).rejects.toThrow('The plug was pulled.');
      } finally {
        store.append = append;
      }
    };

    test('an import resumes: each row is once in the log, and the totals are those of one run', async () => {
      const { rows, sumPence } = manyTraffordRows(2_500);
      const content = fileOf('Resumed', ...rows, { amount: '0.00' });
      await stopAfter(4, content);
      const [digest] = await digestsOf('Resumed');
      const before = (await sourcesOf(digest!)).length;
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(2_500);
      const result = await ledger.import(content, { ...trafford, authorityRef: 'Whoever resumes it' });
      tie(result);
      expect(result).toMatchObject({
        rowsRead: 2_501,
        rowsBooked: 2_500,
        rowsRejected: 1,
        sumBookedPence: BigInt(sumPence),
        rowsBookedBefore: before,
      });
      const lines = (await sourcesOf(digest!)).map(({ line }) => line).sort((a, b) => a - b);
      expect(lines).toEqual(Array.from({ length: 2_500 }, (_, place) => place + 2));
    });

    test('it resumes only with the mapping and the fund that it was begun with', async () => {
      const content = fileOf('Begun', ...Array.from({ length: 900 }, () => ({ amount: '1.00' })));
      await stopAfter(2, content);
      const other = parseMapping('{"basedOn": "trafford", "emptyTexts": ["-"]}', 'mine.json');
      const sentence =
        /^This very file was begun with the mapping trafford for the fund trafford-spending, .* not finished/;
      await expect(ledger.import(content, { ...trafford, mapping: other })).rejects.toThrow(sentence);
      await expect(ledger.import(content, { ...trafford, setting: presetSettings['oxford'] })).rejects.toThrow(
        sentence,
      );
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
      const { store } = ledger.ledger;
      const append = store.append.bind(store);
      let left = 3;
      store.append = (...all) => ((left -= 1) < 0 ? Promise.reject(new Error('The plug was pulled.')) : append(...all));
      await expect(ledger.import(content, choice)).rejects.toThrow('The plug was pulled.');
      store.append = append;
      const agency = { agencyId: 'office-of-later', legalName: 'Office of Later', kind: 'DEPARTMENT', tier: 'CENTRAL' };
      await ledger.must(
        new AskAgency({ ...asked('2020-04-01'), type: 'RegisterAgency', ...agency } as never, request()),
      );
      const result = await ledger.import(content, choice);
      tie(result);
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
      const [digest] = await digestsOf('Row by row');
      const lines = (await sourcesOf(digest!)).map(({ line }) => line).sort((a, b) => a - b);
      expect(lines).toEqual(Array.from({ length: 30 }, (_, place) => place + 2));
    });

    test('a process that is killed is no different', async () => {
      const { rows, sumPence } = manyTraffordRows(12_000);
      const file = ledger.write(fileOf('Killed', ...rows));
      const cli = path.join(__dirname, '../dist/apps/cli/src/main.js');
      const env = { ...process.env, DATABASE_URL: ledger.url };
      const child = spawn(process.execPath, [cli, 'import', file, '--preset', 'trafford'], { env });
      let told = '';
      const signal = await new Promise((resolve) => {
        child.stderr.on('data', (text: Buffer) => {
          told += text.toString();
          if (told.includes('Booking: 30%')) child.kill('SIGKILL');
        });
        child.on('exit', (_code, by) => resolve(by));
      });
      expect({ signal, told }).toMatchObject({ signal: 'SIGKILL' });
      const [digest] = await digestsOf('Killed');
      const before = (await sourcesOf(digest!)).length;
      const result = await ledger.import(readFileSync(file), trafford);
      tie(result);
      expect(result).toMatchObject({ rowsBooked: 12_000, rowsRejected: 0, sumBookedPence: BigInt(sumPence) });
      expect(result.rowsBookedBefore).toBeGreaterThanOrEqual(before);
      expect(result.rowsBookedBefore).toBeLessThan(12_000);
      const lines = (await sourcesOf(digest!)).map(({ line }) => line).sort((a, b) => a - b);
      expect(lines).toEqual(Array.from({ length: 12_000 }, (_, place) => place + 2));
    });
  });

  describe('what the ledger makes of rows', () => {
    test('a credit is a refund of what its payee was paid, and an agency is known under its other names', async () => {
      const council = { agencyId: 'bolton-council', legalName: 'Bolton Council', kind: 'COUNCIL', tier: 'LOCAL' };
      const alsoKnownAs = ['Bolton Metropolitan Borough Council', 'Bolton MBC'];
      await ledger.must(
        new AskAgency({ ...asked('2000-04-01'), type: 'RegisterAgency', ...council, alsoKnownAs } as never, request()),
      );
      const content = fileOf(
        'To councils',
        { payee: 'BOLTON METROPOLITAN BOROUGH COUNCIL', amount: '500.00', vat: '20.00' },
        { payee: 'Bolton M.B.C.', amount: '9.00' },
        { payee: 'Bolton  MBC', amount: '-100.00' },
      );
      expect(await ledger.import(content, trafford)).toMatchObject({ rowsBooked: 3, sumBookedPence: 409_00n });
      const rows = await ledger.look(async (looking) => {
        const query = { agencyId: 'bolton-council' };
        return (await whoGained(looking, query, await resolveHorizon(looking, {}, TODAY))).rows;
      });
      expect(rows).toMatchObject([
        { beneficiaryName: 'Bolton Council', paidPence: 500_00, refundedPence: 100_00, irrecoverableVatPence: 20_00 },
      ]);
    });

    test('rows that only the ledger refuses are rejected with its sentence, and the others of their window are booked', async () => {
      const year = { pooledFundId: 'trafford-spending', financialYear: '2023-24' };
      await ledger.import(fileOf('Opens 2023-24', { paidOn: '2023-04-03' }), trafford);
      for (let period = 3; period <= 12; period += 1) {
        const lock = { ...asked('2024-05-01'), type: 'LockPeriod' as const, ...year, period };
        await ledger.must(new AskPoolYear(lock, request()));
      }
      const inTime = Array.from({ length: 30 }, () => ({ paidOn: '2023-05-04', amount: '10.00' }));
      const late = Array.from({ length: 20 }, (_, n) => ({ paidOn: '2023-07-04', amount: `${n + 1}.00` }));
      const content = fileOf('Locked', ...inTime, ...late);
      const result = await ledger.import(content, trafford);
      tie(result);
      expect(result).toMatchObject({ rowsBooked: 30, rowsRejected: 20, sumRejectedPence: 210_00n });
      const rejects = rejectsOf(result);
      expect(rejects).toHaveLength(20);
      expect(rejects[0]).toMatch(/,32,REFUSED_BY_THE_LEDGER,"?The ledger refuses the row \(.*2023-24.*\)\."?,/);
      const [digest] = await digestsOf('Locked');
      expect((await sourcesOf(digest!)).map(({ line }) => line)).toEqual(inTime.map((_, n) => n + 2));
    });

    test('rows of a closed year go to the next open one, with a prior-period mark', async () => {
      const year = { pooledFundId: 'trafford-spending', financialYear: '2021-22' };
      await ledger.import(fileOf('Opens 2021-22', { paidOn: '2021-04-05' }), trafford);
      const close = { ...asked('2022-04-30'), type: 'ClosePoolYear' as const, ...year };
      await ledger.must(new AskPoolYear(close, request()));
      const result = await ledger.import(fileOf('Too late', { paidOn: '2022-01-14', amount: '55.00' }), trafford);
      expect(result).toMatchObject({ rowsBooked: 1, rowsRejected: 0 });
      const booked = await ledger.sql(
        `select s.name, e.data::jsonb->'priorPeriod' as late, e.metadata::jsonb->>'occurredOn' as "occurredOn"
           from log.event e join log.stream s using (stream_id) where e.data::jsonb->>'purpose' like '%Too late%'`,
      );
      expect(booked).toEqual([{ name: 'poolYear-trafford-spending:2022', late: true, occurredOn: '2022-01-14' }]);
    });

    test('contributions: payers become partners, programmes funding streams; repeats are rejected, negatives returns', async () => {
      const content = [
        'Payer,Payee,Programme,Payment Date,Amount,Repeat of',
        'Home Office,DCLG,Troubled Families,2012-11-28,15000000.00,',
        'Ministry of Justice,DCLG,Troubled Families,2012-11-29,5000000.00,',
        'Ministry of Justice,DCLG,Troubled Families,2012-11-29,5000000.00,row 3',
        'Home Office,DCLG,Troubled Families,2013-02-01,-1000000.00,',
        'Home Office,DCLG,Safer Streets,2013-02-01,250000.00,',
        '',
      ].join('\n');
      const result = await ledger.import(content, { preset: 'interdepartmental' });
      tie(result);
      expect(result).toMatchObject({ rowsBooked: 4, rowsRejected: 1, sumBookedPence: 19_250_000_00n });
      expect(rejectsOf(result)[0]).toContain(',4,MARKED_AS_REPEAT,');
      const { rows } = await ledger.look(async (looking) => {
        const query = { pooledFundId: 'interdepartmental-programmes' };
        return whoPaidIn(looking, query, await resolveHorizon(looking, {}, TODAY));
      });
      const figures = rows.map((row) => [row.agencyName, row.fundingStreamName, row.receivedPence, row.returnedPence]);
      expect(figures.sort()).toEqual([
        ['Home Office', 'Safer Streets', 250_000_00, 0],
        ['Home Office', 'Troubled Families', 15_000_000_00, 1_000_000_00],
        ['Ministry of Justice', 'Troubled Families', 5_000_000_00, 0],
      ]);
    });

    test('a pooled fund shows what overdraws it; a fund in view claims no balance, so nothing overdraws it', async () => {
      const named = { placeId: 'pooled-place', name: 'Pooled place', kind: 'WHOLE_PLACE', gssCodes: [] };
      await ledger.must(new AskPlace({ ...asked('2000-04-01'), type: 'RegisterPlace', ...named } as never, request()));
      const rules = { ringFence: 'NONE', permittedSpendTypes: ['REVENUE', 'CAPITAL'] };
      const stream = { fundingStreamId: 'pot', name: 'Pot', originAgencyId: 'trafford-council', ...rules };
      await ledger.must(
        new AskFundingStream({ ...asked('2000-04-01'), type: 'DefineFundingStream', ...stream } as never, request()),
      );
      const fund = {
        pooledFundId: 'real-pool',
        placeId: 'pooled-place',
        name: 'Real pool',
        legalBasis: 'OTHER',
        poolingBasis: 'POOLED',
        hostAgencyId: 'trafford-council',
        pooledFundManager: { post: 'Manager', agencyId: 'trafford-council' },
        signature: 'NOT_TRACKED',
      };
      await ledger.must(
        new AskPooledFund({ ...asked('2000-04-01'), type: 'EstablishPooledFund', ...fund } as never, request()),
      );
      const setting: ImportSetting = {
        ...presetSettings['trafford']!,
        places: [],
        fund: { ...fund, poolingBasis: 'POOLED' },
        fundingStream: stream,
      };
      await ledger.import(fileOf('From the pool', { amount: '5.00' }), { ...trafford, setting });
      const breaches = await ledger.look(async (looking) => {
        const horizon = await resolveHorizon(looking, {}, TODAY);
        const of = async (pooledFundId: string) =>
          (await whoGained(looking, { pooledFundId }, horizon)).totals.breachCount;
        return [await of('real-pool'), await of('trafford-spending')];
      });
      expect(breaches).toEqual([1, 0]);
    });
  });

  test('a zip is read part by part, and each entry names its part', async () => {
    const april = fileOf('Zipped', { amount: '1.00' }, { amount: '2.00' });
    const may = fileOf('Zipped', { amount: '3.00' });
    const zip = zipOf([
      { name: 'april.csv', content: april },
      { name: 'may/may.csv', content: may },
      { name: 'read me.txt', content: 'About' },
    ]);
    const result = await ledger.import(zip, trafford, 'quarter.zip');
    expect(result).toMatchObject({ rowsBooked: 3, rowsRejected: 0, sumBookedPence: 6_00n });
    const [digest] = await digestsOf('Zipped');
    expect((await sourcesOf(digest!)).map(({ part, line }) => `${part}:${line}`)).toEqual([
      'april.csv:2',
      'april.csv:3',
      'may/may.csv:2',
    ]);
  });

  test('Windows-1252, old line ends and a preamble change nothing', async () => {
    const text = [
      'Trafford Council spend,,,',
      '',
      fileOf('Café £', { payee: 'Société Générale', amount: '9.99' }),
    ].join('\r\n');
    const result = await ledger.import(Buffer.from(text, 'latin1'), trafford);
    expect(result).toMatchObject({ rowsBooked: 1, sumBookedPence: 999n });
    const [row] = await ledger.sql(
      `select data::jsonb->'payee'->>'providerName' as payee from log.event where data::jsonb->>'purpose' like '%Café £%'`,
    );
    expect(row).toEqual({ payee: 'Société Générale' });
  });

  test('a window of the longest texts in the widest letters fits one append', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => ({ purpose: `Lang ${n} ${'語'.repeat(480)}`, amount: '1.00' }));
    const authorityRef = '第'.repeat(200);
    const result = await ledger.import(fileOf('-', ...rows), { ...trafford, authorityRef });
    expect(result).toMatchObject({ rowsBooked: 450, rowsRejected: 0 });
  });

  test('what is mended in the rejects file is booked from there, and only that', async () => {
    const content = fileOf(
      'To be mended',
      { amount: '10.00' },
      { amount: '20.00', paidOn: '2025-13-01' },
      { amount: '30.00', payee: "'@handle" },
      { amount: '-40.00', paidOn: '31 June 2025' },
    );
    const result = await ledger.import(content, trafford);
    expect(result).toMatchObject({ rowsBooked: 2, rowsRejected: 2, sumRejectedPence: -20_00n });
    const mended = readFileSync(result.rejectsPaths[0]!, 'utf8').replace('2025-13-01', '2025-06-01');
    const again = await ledger.import(mended, trafford, 'published.rejects.csv');
    tie(again);
    expect(again).toMatchObject({ rowsBooked: 1, rowsRejected: 1, sumBookedPence: 20_00n });
    const mendedTwice = mended.replace('31 June 2025', '30 June 2025').replace(/^.*2025-06-01.*\r\n/m, '');
    const last = await ledger.import(mendedTwice, trafford, 'published.rejects.csv');
    expect(last).toMatchObject({ rowsBooked: 1, rowsRejected: 0, sumBookedPence: -40_00n });
  });
});
