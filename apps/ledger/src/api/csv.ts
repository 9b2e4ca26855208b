import { stringify } from 'csv-stringify/sync';

/** A cell that a spreadsheet would run as a formula is shown as text instead; figures stay figures. */
function harmless(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

const flat = (value: unknown): unknown =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : harmless(value);

/** Rows of one shape as CSV (RFC 4180), their columns named as in JSON, also when there is no row. Amounts stay whole pence. */
export function toCsv(rows: readonly object[], columns: readonly string[]): string {
  const body = rows.map((row) => columns.map((column) => flat((row as Record<string, unknown>)[column])));
  return stringify([columns, ...body], { record_delimiter: '\r\n', cast: { boolean: (value) => String(value) } });
}
