import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  outline,
  readPath,
  readPublished,
  removePublished,
  writePublished,
  type WholeReading,
} from './testing/published-files';
import { zipOf } from '../../../test/support/zip-of';
import { RejectsWriter } from './write-rejects';

afterAll(removePublished);

async function writeRejects({ reading, items }: WholeReading): Promise<string[]> {
  const writer = new RejectsWriter(path.join(path.dirname(writePublished('')), 'rejects.csv'), reading.layouts);
  for (const item of items) if (item.reject) await writer.write(item);
  return writer.close();
}

const hostile = [
  'Supplier,Date,Amount,Description,Line',
  `"=HYPERLINK(""http://x"")",31/02/2012,"-1,234.56",@x,'-y`,
  `"=""00123 Ltd""",31/02/2012,(1.00),+44 161," =A1"`,
  `Acme,31/02/2012,-£5.00,''=z,-`,
].join('\n');

it('says why, and gives the cells back under their headings', async () => {
  const [file = ''] = await writeRejects(await readPublished('Supplier,Date,Amount\n"A, B",31/02/2012,0\n'));
  expect(fs.readFileSync(file, 'utf8')).toBe(
    '\ufeffreject_part,reject_line,reject_code,reject_reason,Supplier,Date,Amount\r\n' +
      'published.csv,2,AMOUNT_ZERO,Amount: The amount is zero. Date: There is no such day.,"A, B",31/02/2012,0\r\n',
  );
});

it('no cell runs in a spreadsheet, and plain figures stay as they are', async () => {
  const [file = ''] = await writeRejects(await readPublished(hostile));
  const text = fs.readFileSync(file, 'utf8');
  expect(text).not.toMatch(/(^|,)"?\s*[=@]/m);
  expect(text).not.toMatch(/(^|,)"?\s*[+-](?![£\d]|$|[,\r])/m);
  expect(text).toContain('"-1,234.56"');
});

it('mended and imported again, it reads as the file itself would when mended', async () => {
  const mend = (text: string) => text.replaceAll('31/02/2012', '29/02/2012');
  const [file = ''] = await writeRejects(await readPublished(hostile, 'spend-over-25000'));
  fs.writeFileSync(file, mend(fs.readFileSync(file, 'utf8')));
  const direct = await readPublished(mend(hostile));
  const again = await readPath(file, 'spend-over-25000');
  expect(outline(again.items)).toEqual(outline(direct.items));
  expect(again.items.map(({ row, reject }) => row ?? reject?.code)).toEqual(
    direct.items.map(({ row, reject }) => row ?? reject?.code),
  );
  expect(again.summary.rowsAccepted).toBe(2);
});

it('parts with other headings go to files of their own; without rejects there is no file', async () => {
  const zip = zipOf([
    { name: 'a.csv', content: 'Supplier,Date,Amount\nA,x,1\n' },
    { name: 'b.csv', content: 'Payee,Paid Date,Net\nB,x,2\n' },
    { name: 'c.csv', content: 'Supplier,Date,Amount\nC,x,3\n' },
  ]);
  const files = await writeRejects(await readPublished(zip));
  expect(files.map((file) => path.basename(file))).toEqual(['rejects.csv', 'rejects-2.csv']);
  expect(files.map((file) => fs.readFileSync(file, 'utf8').split('\r\n').length - 2)).toEqual([2, 1]);
  expect(await writeRejects(await readPublished('Supplier,Date,Amount\n'))).toEqual([]);
});
