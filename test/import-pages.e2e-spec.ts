import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Imports } from '../apps/ledger/src/imports/imports.service';
import { fileOf } from './support/imported';
import { manyTraffordRows, traffordCsv } from './support/published-trafford';
import { type Answer, people, startTestService, type TestService } from './support/test-service';
import { openTestLedger } from './support/test-ledger';
import { MULTIPART, multipartOf, upload } from './support/uploading';
import { tokenIn, type Visitor } from './support/visitor';
import { zipOf } from './support/zip-of';

const SAMPLE = path.join(__dirname, '../apps/ledger/src/sample/data/trafford-payments-2026-27.csv');

describe('importing in the browser', () => {
  const tmpBefore = process.env['TMPDIR'];
  let folder: string;
  let service: TestService;
  let treasurer: Visitor;
  let imports: Imports;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purse-uploads-'));
    process.env['TMPDIR'] = folder;
    const scoped = { actorId: 'oxford-manager', name: 'The manager in Oxford', about: 'Of the tests.' };
    service = await startTestService({ people: [...people, { ...scoped, role: 'POOLED_FUND_MANAGER' }] });
    treasurer = await service.signIn('treasurer');
    imports = service.app.get(Imports);
  });
  afterAll(async () => {
    await service.close();
    if (tmpBefore === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = tmpBefore;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const keptFiles = (): string[] => fs.readdirSync(imports.folder.path);
  const jobIdOf = ({ status, headers, text }: Answer): string => {
    expect({ status, text }).toMatchObject({ status: 303 });
    return /^\/imports\/([0-9a-f-]{36})\/settings$/.exec(headers['location']!)![1]!;
  };
  const check = async (visitor: Visitor, jobId: string, answers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await visitor.submit(`/imports/${jobId}/settings`, { preset: 'trafford', ...answers });
    await imports.settled(jobId);
    return answer.status === 200 ? visitor.get(`/imports/${jobId}`) : answer;
  };
  const confirm = async (visitor: Visitor, jobId: string): Promise<Answer> => {
    await visitor.submitOnce(`/imports/${jobId}`, {}, `/imports/${jobId}/confirm`);
    await imports.settled(jobId);
    return visitor.get(`/imports/${jobId}`);
  };
  const linesBooked = async (purpose: string): Promise<number[]> =>
    (
      await service.sql(
        `select (data::jsonb->'source'->>'line')::int as line from log.event
          where data::jsonb->>'purpose' like '%' || $1 || '%' order by 1`,
        [purpose],
      )
    ).map(({ line }: { line: number }) => line);
  /** The words of a page, without its markup. */
  const wordsOf = ({ text }: Answer): string =>
    text
      .replace(/<(head|script)[^]*?<\/\1>/g, ' ')
      .replace(/<[^>]+>/g, ' ')
      .replace(/&quot;|&#39;/g, '"')
      .replace(/\s+/g, ' ');

  test('the sample file: what will happen, then what happened, to the totals of the command line', async () => {
    const alone = await openTestLedger();
    const expected = await alone.import(fs.readFileSync(SAMPLE), { preset: 'trafford' }).finally(() => alone.close());
    const jobId = jobIdOf(await upload(treasurer, fs.readFileSync(SAMPLE), 'trafford.csv'));
    const pounds = Number(expected.sumReadPence) / 100;
    const checked = wordsOf(await check(treasurer, jobId, { expected: pounds.toFixed(2) }));
    expect(checked).toContain('Nothing is booked yet');
    expect(checked).toContain('Agrees The file adds up to the');
    expect(checked).toContain('BeneficiaryName payee');
    expect(checked).toContain('What is added to the ledger first place greater-manchester');
    expect(await linesBooked('%')).toEqual([]);
    const done = await confirm(treasurer, jobId);
    const words = wordsOf(done);
    const count = (rows: number) => rows.toLocaleString('en-GB');
    const money = (pence: bigint) => `£${(Number(pence) / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })}`;
    expect(words).toContain('File imported trafford.csv');
    expect(words).toContain(`Booked ${count(expected.rowsBooked)} ${money(expected.sumBookedPence)}`);
    expect(words).toContain(`In the file ${count(expected.rowsRead)} ${money(expected.sumReadPence)}`);
    expect(done.text).toContain('href="/transactions?pooledFundId=trafford-spending"');
    expect(await linesBooked('')).toHaveLength(expected.rowsBooked);
    expect(keptFiles()).not.toContain(`${jobId}.upload`);
  });

  test('a total that is not the one expected is told', async () => {
    const jobId = jobIdOf(await upload(treasurer, fileOf('Short of it', { amount: '10.00' }, { amount: '5.00' })));
    const words = wordsOf(await check(treasurer, jobId, { expected: '16' }));
    expect(words).toContain('You expect £16.00, and the file adds up to £15.00: £1.00 less.');
  });

  test('rejected rows are shown before, and handed out after, as CSV that runs nothing', async () => {
    const content = fileOf(
      'Rejected',
      { amount: '8.00' },
      { payee: '=HYPERLINK(0)', amount: '1.00' },
      { amount: '0.00' },
    );
    const jobId = jobIdOf(await upload(treasurer, content));
    const checked = await check(treasurer, jobId);
    expect(wordsOf(checked)).toContain('Will be rejected 2 £1.00');
    expect(wordsOf(checked)).toContain('The amount is zero.');
    const done = await confirm(treasurer, jobId);
    expect(done.text).toContain(`href="/imports/${jobId}/rejects/1"`);
    const rejects = await treasurer.get(`/imports/${jobId}/rejects/1`);
    expect(rejects.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="rejected-rows-1.csv"',
    });
    expect(rejects.text).toContain(",'=HYPERLINK(0),");
    expect(rejects.text.trimEnd().split('\r\n')).toHaveLength(3);
    expect((await treasurer.get(`/imports/${jobId}/rejects/2`)).status).toBe(404);
    expect((await treasurer.get(`/imports/${jobId}/rejects/..%2f1`)).status).toBe(404);
  });

  test('the same file again is told, with when and by which import; confirming twice books once', async () => {
    const content = fileOf('Again in the browser', { amount: '12.34' });
    const jobId = jobIdOf(await upload(treasurer, content));
    const twin = jobIdOf(await upload(treasurer, content));
    await check(treasurer, jobId);
    await check(treasurer, twin);
    const token = tokenIn(await treasurer.get(`/imports/${jobId}`));
    const sent = await Promise.all([1, 2].map(() => treasurer.postOnce(`/imports/${jobId}/confirm`, { _csrf: token })));
    expect(sent.map(({ status }) => status)).toContain(303);
    await imports.settled(jobId);
    const again = await upload(treasurer, content, 'other-name.csv');
    expect(again.status).toBe(422);
    expect(wordsOf(again)).toMatch(/This file was imported on \d+ \w+ \d{4}\. Nothing is booked twice/);
    expect(again.text).toContain(`href="/imports/${jobId}"`);
    expect(wordsOf(await confirm(treasurer, twin))).toContain('Nothing is booked twice');
    expect(await linesBooked('Again in the browser')).toEqual([2]);
  });

  test('a run that was cut off by a restart is told, and resumed by confirming it again', async () => {
    const { rows } = manyTraffordRows(2_000);
    const jobId = jobIdOf(await upload(treasurer, fileOf('Cut off', ...rows, { amount: '0.00' })));
    await check(treasurer, jobId);
    const { store } = service.ledger;
    const append = store.append.bind(store);
    let left = 3;
    store.append = (...all) => ((left -= 1) < 0 ? Promise.reject(new Error('The plug was pulled.')) : append(...all));
    const stopped = await confirm(treasurer, jobId).finally(() => (store.append = append));
    expect(wordsOf(stopped)).toContain('The import stopped');
    const before = (await linesBooked('Cut off')).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(2_000);
    // What a process that was killed leaves behind.
    await service.sql(`update access.import_job set state = 'RUNNING' where job_id = $1`, [jobId]);
    const cutOff = await treasurer.get(`/imports/${jobId}`);
    expect(wordsOf(cutOff)).toContain('The service was stopped before the import was done.');
    const done = await confirm(treasurer, jobId);
    expect(wordsOf(done)).toContain('Booked 2,000');
    expect(wordsOf(done)).toMatch(/of the rows booked were booked before the import was stopped/);
    expect(await linesBooked('Cut off')).toEqual(Array.from({ length: 2_000 }, (_, place) => place + 2));
  });

  test("another person's import is absent to whoever may not import into its fund, and so are the pages to a reader", async () => {
    const jobId = jobIdOf(await upload(treasurer, fileOf('Not yours', { amount: '1.00' })));
    const inOxford = 'Payment Date,Supplier Name,Amount\r\n2025-05-01,Acme Ltd,5.00\r\n';
    const oxfordJob = jobIdOf(await upload(treasurer, inOxford));
    await check(treasurer, oxfordJob, { preset: 'oxford' });
    expect(wordsOf(await confirm(treasurer, oxfordJob))).toContain('Booked 1 £5.00');
    const scope = { kind: 'POOLED_FUND', pooledFundId: 'oxford-spending' } as const;
    await service.caller({ actorId: 'oxford-manager', roles: ['POOLED_FUND_MANAGER'], scope });
    const oxford = await service.signIn('oxford-manager');
    expect((await oxford.get(`/imports/${oxfordJob}`)).status).toBe(200);
    expect((await oxford.get(`/imports/${jobId}/settings`)).status).toBe(404);
    await check(treasurer, jobId);
    for (const page of ['', '/settings', '/rejects/1']) {
      expect((await oxford.get(`/imports/${jobId}${page}`)).status).toBe(404);
    }
    const token = tokenIn(await oxford.get('/imports/new'));
    expect((await oxford.postOnce(`/imports/${jobId}/confirm`, { _csrf: token })).status).toBe(404);
    expect((await oxford.get('/imports')).text).not.toContain(jobId);
    expect((await treasurer.get('/imports')).text).toContain(jobId);
    const manager = await service.signIn('pool-manager');
    expect((await manager.get(`/imports/${jobId}`)).status).toBe(200);
    const auditor = await service.signIn('auditor');
    expect((await auditor.get('/imports')).status).toBe(403);
    expect((await auditor.get(`/imports/${jobId}`)).status).toBe(404);
    const own = jobIdOf(await upload(oxford, fileOf('Beyond my fund', { amount: '1.00' })));
    const beyond = await check(oxford, own);
    expect(beyond.status).toBe(422);
    expect(wordsOf(beyond)).toContain('There is no pooled fund trafford-spending');
  });

  test('what was answered wrongly is told by its field, and nothing of it is lost', async () => {
    const jobId = jobIdOf(await upload(treasurer, fileOf('Wrongly answered', { amount: '1.00' })));
    const wrong = await check(treasurer, jobId, { preset: 'auto', expected: '1,00', authorityRef: 'Minute "7" <b>' });
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong)).toContain('Select the fund that the rows are booked to');
    expect(wordsOf(wrong)).toContain('The total you expect must be an amount of pounds and pence');
    expect(wrong.text).toContain('value="Minute &quot;7&quot; &lt;b&gt;"');
    const unread = await check(treasurer, jobId, { preset: 'interdepartmental' });
    expect(wordsOf(unread)).toMatch(/published\.csv has no header|Nothing is booked yet/);
  });

  describe('hostile and unusable files end in a page that says what to do, and leave no file behind', () => {
    let before: string[];
    beforeEach(() => (before = keptFiles()));
    afterEach(() => expect(keptFiles()).toEqual(before));

    const bomb = (): Uint8Array => zipOf([{ name: 'a.csv', content: Buffer.alloc(40 * 1024 ** 2, 0x2c) }]);
    test.each<[what: string, content: () => string | Uint8Array, says: RegExp]>([
      ['an empty file', () => '', /published\.csv is empty/],
      ['a PDF', () => '%PDF-1.7 and more', /is a PDF/],
      ['binary rubbish', () => Buffer.from([1, 2, 0, 3, 4, 0, 0, 255]), /holds NUL bytes/],
      ['a web page', () => '<!DOCTYPE html><html></html>', /is a web page/],
      ['a workbook', () => zipOf([{ name: 'xl/workbook.xml', content: '<x/>' }]), /is an Excel workbook/],
      ['a zip of no CSV', () => zipOf([{ name: 'a.exe', content: 'MZ' }]), /holds no CSV file/],
      ['a zip bomb', bomb, /it looks like a zip bomb/],
    ])('%s', async (_, content, says) => {
      const answer = await upload(treasurer, content());
      expect(answer.status).toBe(422);
      expect(wordsOf(answer)).toMatch(says);
      expect(answer.text).toContain('href="#file"');
    });

    const send = async (parts: (token: string) => Buffer, contentType = MULTIPART): Promise<Answer> =>
      treasurer.postRaw('/imports/new', parts(tokenIn(await treasurer.get('/imports/new'))), contentType);
    const file = { name: 'file', content: 'a,b\r\n', fileName: 'a.csv' };
    const field = (token: string) => ({ name: '_csrf', content: token });

    test('no boundary between its parts', async () => {
      const answer = await send((token) => multipartOf([field(token), file]), 'multipart/form-data');
      expect(answer.status).toBe(400);
      expect(wordsOf(answer)).toContain('The file did not arrive whole. Select it again');
    });

    test('a file that is too large', async () => {
      const content = Buffer.alloc(64 * 1024 ** 2 + 1, 0x61);
      const answer = await send((token) => multipartOf([field(token), { ...file, content }]));
      expect(answer.status).toBe(413);
      expect(wordsOf(answer)).toContain('The selected file must be smaller than 64 MB');
    });

    test('no token, a wrong one, and one that comes after the file', async () => {
      for (const parts of [
        () => [file],
        () => [field('forged'), file],
        (token: string) => [file, field(token)],
        () => [],
      ]) {
        const answer = await send((token) => multipartOf(parts(token)));
        expect(answer.status).toBe(403);
        expect(wordsOf(answer)).toContain('This form has expired');
      }
    });

    test.each<[what: string, status: number, parts: (token: string) => Buffer]>([
      ['no file chosen', 400, (token) => multipartOf([field(token), { ...file, fileName: '', content: '' }])],
      ['no file at all', 400, (token) => multipartOf([field(token)])],
      ['a file under another name', 400, (token) => multipartOf([field(token), { ...file, name: 'other' }])],
      ['two files', 413, (token) => multipartOf([field(token), file, file])],
      [
        'very many fields',
        413,
        (token) =>
          multipartOf([field(token), ...Array.from({ length: 5_000 }, () => ({ name: 'x', content: 'y' })), file]),
      ],
      ['a body that is cut off', 400, (token) => multipartOf([field(token), file]).subarray(0, -30)],
      ['a prototype for a name', 400, (token) => multipartOf([field(token), { ...file, name: '__proto__' }])],
    ])('%s', async (_, status, parts) => {
      const answer = await send(parts);
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.text).toContain('There is a problem');
    });
  });

  test('a connection that breaks off while a file arrives leaves no file behind', async () => {
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as net.AddressInfo;
    const token = tokenIn(await treasurer.get('/imports/new'));
    const parts = [
      { name: '_csrf', content: token },
      { name: 'file', content: Buffer.alloc(1024 ** 2, 0x61), fileName: 'a.csv' },
    ];
    const body = multipartOf(parts);
    const before = keptFiles();
    const socket = net.connect(port, '127.0.0.1');
    const cookie = `purse_session=${treasurer.cookie('purse_session')}`;
    const head = ['POST /imports/new HTTP/1.1', `Host: 127.0.0.1:${port}`, `Cookie: ${cookie}`];
    const about = [`Content-Type: ${MULTIPART}`, `Content-Length: ${body.length}`];
    socket.write(`${[...head, ...about].join('\r\n')}\r\n\r\n`);
    const changes = fs.promises.watch(imports.folder.path)[Symbol.asyncIterator]();
    const appeared = changes.next();
    socket.write(body.subarray(0, body.length / 2));
    await appeared;
    expect(keptFiles()).toHaveLength(before.length + 1);
    socket.destroy();
    while (keptFiles().length > before.length) await changes.next();
    expect(keptFiles()).toEqual(before);
  });

  test('a name that is a path, or a script, is only ever shown, and only its last part', async () => {
    const nasty = '../../../etc/<script>alert(1)</script>\u202e.csv';
    const jobId = jobIdOf(await upload(treasurer, fileOf('Nasty name', { amount: '1.00' }), nasty));
    const page = await treasurer.get(`/imports/${jobId}/settings`);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('script&gt;.csv');
    expect(keptFiles()).toContain(`${jobId}.upload`);
    expect(fs.statSync(imports.folder.path).mode & 0o777).toBe(0o700);
    expect(fs.statSync(imports.folder.uploadPath(jobId)).mode & 0o777).toBe(0o600);
  });

  test('other addresses take no file: the API answers 415 as before', async () => {
    const payload = multipartOf([{ name: 'file', content: 'a', fileName: 'a.csv' }]);
    const authorization = `Bearer ${service.treasurer.secret}`;
    const headers = { authorization, 'content-type': MULTIPART, 'idempotency-key': 'one' };
    const api = await service.send({ method: 'POST', url: '/api/v1/places', headers, payload });
    expect({ status: api.status, code: api.body.code }).toEqual({ status: 415, code: 'CONTENT_TYPE_NOT_JSON' });
    expect((await treasurer.postRaw('/record/contribution/new', payload, MULTIPART)).status).not.toBe(200);
  });

  test('a file of another day is dropped, and its job says so', async () => {
    const jobId = jobIdOf(await upload(treasurer, fileOf('Kept too long', { amount: '1.00' })));
    await check(treasurer, jobId);
    await imports.folder.tidy(Date.now() + 24 * 60 * 60 * 1000 + 60_000);
    expect(keptFiles()).not.toContain(`${jobId}.upload`);
    expect(wordsOf(await treasurer.get(`/imports/${jobId}`))).toContain('The file is no longer kept.');
    expect(wordsOf(await confirm(treasurer, jobId))).toContain('The file is no longer kept.');
  });

  test('while many rows are imported, one import runs at a time, and the service goes on answering', async () => {
    const rowCount = Number(process.env['IMPORT_ROWS'] ?? 20_000);
    const { rows } = manyTraffordRows(rowCount);
    const many = jobIdOf(await upload(treasurer, traffordCsv(rows.map((row) => ({ ...row, purpose: 'Very many' })))));
    const other = jobIdOf(await upload(treasurer, fileOf('Waits its turn', { amount: '1.00' })));
    await check(treasurer, many);
    await check(treasurer, other);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const confirmed = await treasurer.submitOnce(`/imports/${many}`, {}, `/imports/${many}/confirm`);
    expect(confirmed.status).toBe(303);
    const progress = await treasurer.get(`/imports/${many}`);
    expect(progress.text).toContain('<meta http-equiv="refresh" content="2">');
    expect(wordsOf(progress)).toMatch(/of 20,000 rows|of [\d,]+ rows/);
    const refused = await treasurer.submitOnce(`/imports/${other}`, {}, `/imports/${other}/confirm`);
    expect(refused.status).toBe(422);
    expect(wordsOf(refused)).toContain('Another import is running');
    await imports.settled(many);
    delay.disable();
    const [p99Ms, maxMs] = [delay.percentile(99) / 1e6, delay.max / 1e6];
    if (process.env['IMPORT_ROWS']) process.stdout.write(`event loop delay p99 ${p99Ms} ms, max ${maxMs} ms\n`);
    expect(wordsOf(await treasurer.get(`/imports/${many}`))).toContain('File imported');
    expect((await linesBooked('Very many')).length).toBe(rowCount);
  }, 600_000);
});
