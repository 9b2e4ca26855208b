import { readFileSync } from 'node:fs';
import { AskAgency, AskFundingStream, AskPlace, AskPooledFund, AskPoolYear } from '@app/application';
import { ImportedBefore, type ImportSetting, presetSettings } from '@app/imports';
import { resolveHorizon, transactions, whoGained, whoPaidIn } from '@app/read-models';
import {
  asked,
  expectTie,
  fileOf,
  linesBelowHeader,
  linesOf,
  rejectsOf,
  request,
  sourcesOf,
  trafford,
} from './support/imported';
import { manyTraffordRows, traffordCsv, traffordLine } from './support/published-trafford';
import { openTestLedger, type TestLedger, TODAY } from './support/test-ledger';
import { zipOf } from './support/zip-of';

describe('importing published files', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openTestLedger();
  });
  afterAll(() => ledger.close());

  const head = (): Promise<unknown> => ledger.ledger.store.head();
  const paidTo = (query: object): Promise<number> =>
    ledger.look(async (looking) => {
      const { totals } = await whoGained(looking, query, await resolveHorizon(looking, { asAt: TODAY }, TODAY));
      return totals.paidPence - totals.refundedPence;
    });

  test('books every row of thousands, also those that repeat another in every column, and each names its line', async () => {
    const { rows, sumPence } = manyTraffordRows(3_000);
    const result = await ledger.import(traffordCsv(rows), trafford);
    expectTie(result);
    expect(result).toMatchObject({ rowsRead: 3_000, rowsBooked: 3_000, sumBookedPence: BigInt(sumPence) });
    expect(result.rejectsPaths).toEqual([]);
    expect(await paidTo({ pooledFundId: 'trafford-spending' })).toBe(sumPence);
    expect(await linesOf(ledger, 'Direct payment')).toEqual(linesBelowHeader(3_000));
    const { rows: entries } = await ledger.look(async (looking) =>
      transactions(looking, {}, await resolveHorizon(looking, {}, TODAY), { limit: 5_000 }),
    );
    const { fileDigest } = (await sourcesOf(ledger, 'Direct payment'))[0]!;
    const imported = entries.filter(({ measure }) => measure === 'paid' || measure === 'refunded');
    expect(imported.every(({ sourceFile, sourceLine }) => fileDigest.startsWith(sourceFile!) && sourceLine! > 1)).toBe(
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
    expectTie(result);
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
    expect((await sourcesOf(ledger, 'Of all sorts')).map(({ line }) => line)).toEqual([2, 6]);
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
    expect(await sourcesOf(ledger, 'Again')).toHaveLength(2);
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
      expectTie(result);
      expect(result).toMatchObject({ rowsBooked: 1_500, rowsRejected: 1, sumBookedPence: 150_000n });
    }
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ImportedBefore);
    const lines = (await sourcesOf(ledger, 'At once')).map(({ line }) => line);
    expect(lines).toHaveLength(1_500);
    expect(new Set(lines).size).toBe(1_500);
  });

  describe('what the ledger makes of rows', () => {
    test('where a file of many spenders leaves the spender blank, nobody is guessed; the caller can say', async () => {
      const content = [
        'Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount',
        'HM Treasury,HM Treasury,29/05/2025,Grants,Area,Named Ltd,1,30000.00',
        ',,29/05/2025,Grants,Area,Nameless Ltd,2,40000.00',
        '',
      ].join('\n');
      const preset = 'spend-over-25000';
      const result = await ledger.import(content, { preset });
      expectTie(result);
      expect(result).toMatchObject({ rowsBooked: 1, rowsRejected: 1, sumRejectedPence: 40_000_00n });
      expect(rejectsOf(result)[0]).toMatch(/,3,PAYER_MISSING,.*--commissioner can say who spent/);
      const setting = { ...presetSettings[preset]!, unnamedSpenderId: 'hm-treasury' };
      expect(await ledger.import(`${content}\n`, { preset, setting })).toMatchObject({ rowsBooked: 2 });
    });

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
      expectTie(result);
      expect(result).toMatchObject({ rowsBooked: 30, rowsRejected: 20, sumRejectedPence: 210_00n });
      const rejects = rejectsOf(result);
      expect(rejects).toHaveLength(20);
      expect(rejects[0]).toMatch(/,32,REFUSED_BY_THE_LEDGER,"?The ledger refuses the row \(.*2023-24.*\)\."?,/);
      expect((await sourcesOf(ledger, 'Locked')).map(({ line }) => line)).toEqual(inTime.map((_, n) => n + 2));
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
      expectTie(result);
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
    expect((await sourcesOf(ledger, 'Zipped')).map(({ part, line }) => `${part}:${line}`)).toEqual([
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
    expectTie(again);
    expect(again).toMatchObject({ rowsBooked: 1, rowsRejected: 1, sumBookedPence: 20_00n });
    const mendedTwice = mended.replace('31 June 2025', '30 June 2025').replace(/^.*2025-06-01.*\r\n/m, '');
    const last = await ledger.import(mendedTwice, trafford, 'published.rejects.csv');
    expect(last).toMatchObject({ rowsBooked: 1, rowsRejected: 0, sumBookedPence: -40_00n });
  });
});
