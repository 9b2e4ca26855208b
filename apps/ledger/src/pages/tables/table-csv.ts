import { penceToDecimal } from '@app/domain';
import { stringify } from 'csv-stringify/sync';
import { harmless } from '../../api/csv';
import { NOT_KNOWN } from './format';
import { type ColumnKind, type Table } from './table';
import { withTagColumns } from './tag-columns';

/**
 * A table of a page as CSV (RFC 4180): headings as on the page, money as pounds (`1234.56`, `-0.05`), percentages with
 * their sign, days and times in ISO form, "not known" in words, the totals last. It starts with a byte order mark,
 * without which Excel takes UTF-8 for its own code page and shows "£" and accents wrongly.
 */
export function tableCsv(table: Table): string {
  const { columns, rows, totals } = withTagColumns(table);
  const lines = totals === undefined ? rows : [...rows, totals];
  return stringify(
    [
      columns.map(({ heading }) => harmless(heading)),
      ...lines.map((line) => line.map(({ value }, place) => csvText(columns[place]?.kind ?? 'text', value))),
    ],
    { record_delimiter: '\r\n', bom: true },
  );
}

// A negative figure begins as a formula would, so only text is made harmless.
function csvText(kind: ColumnKind, value: string | number | null): string {
  if (value === null) return NOT_KNOWN;
  if (typeof value === 'number' && kind === 'money') return penceToDecimal(value);
  if (kind === 'percentage' && isNumeric(value)) return `${value}%`;
  return isNumeric(value) && kind !== 'text' ? String(value) : harmless(String(value));
}

const isNumeric = (value: string | number): boolean => /^-?\d+(\.\d+)?$/.test(String(value));
