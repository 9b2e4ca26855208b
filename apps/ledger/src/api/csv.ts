import { stringify } from 'csv-stringify/sync';

// The signs that begin a formula in Excel, LibreOffice or Google Sheets, also behind spaces or in full width, and the
// characters that end a cell early.
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

/** Text as a cell that no spreadsheet runs: what would be a formula is shown as text, behind an apostrophe. */
export const harmless = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

function flat(value: unknown): unknown {
  if (typeof value === 'string') return harmless(value);
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

/** Rows of one shape as CSV (RFC 4180), their columns named as in JSON, also when there is no row. Amounts stay whole pence. */
export function toCsv(rows: readonly object[], columns: readonly string[]): string {
  const body = rows.map((row) => columns.map((column) => flat((row as Record<string, unknown>)[column])));
  return stringify([columns, ...body], { record_delimiter: '\r\n', cast: { boolean: (value) => String(value) } });
}
