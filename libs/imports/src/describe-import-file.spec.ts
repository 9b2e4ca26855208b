import { describeImportFile } from './describe-import-file';
import { openImportFile } from './open-import-file';
import { presetNamed } from './presets/presets';
import { removePublished, writePublished } from './testing/published-files';

afterAll(removePublished);

it('says how a file would be read', async () => {
  const rows = Array.from({ length: 9 }, (_, at) => `Acme,0${at + 1}/05/2012,${at},12.00,Z`);
  const file = await openImportFile(
    writePublished(['Spend in May', 'Supplier,Payment Date,Gross,Net,Colour', ...rows].join('\r\n')),
  );
  const description = await describeImportFile(file, presetNamed('spend-over-25000'));
  expect(description).toMatchObject({
    mapping: 'spend-over-25000',
    parts: [
      {
        encoding: 'utf-8',
        delimiter: ',',
        headerLine: 2,
        kind: 'payments',
        amountUnit: 'pounds',
        preamble: ['Spend in May'],
        unread: ['Gross', 'Colour'],
        recognised: [
          { field: 'amount', heading: 'Net', column: 4 },
          { field: 'date', heading: 'Payment Date', column: 2 },
          { field: 'payee', heading: 'Supplier', column: 1 },
        ],
      },
    ],
  });
  expect(description.parts[0]?.firstItems.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
  expect(description.parts[0]?.notes.join()).toContain('before “Gross”');
});

it('says so where there are no rows', async () => {
  const file = await openImportFile(writePublished('Supplier,Date,Amount\n'));
  expect((await describeImportFile(file, presetNamed('auto'))).parts[0]?.firstItems).toEqual([]);
});
