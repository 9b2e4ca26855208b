import { stringify } from 'csv-stringify/sync';

/** A cell that a spreadsheet would run as a formula is shown as text instead; figures stay figures. */
function harmless(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

const flat = (value: unknown): unknown =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : harmless(value);

/** Rows of one shape as CSV (RFC 4180), their columns named as in JSON. Amounts stay whole pence. */
export function toCsv(rows: readonly object[], columns?: readonly string[]): string {
  const header = columns ?? Object.keys(rows[0] ?? {});
  const body = rows.map((row) => header.map((column) => flat((row as Record<string, unknown>)[column])));
  return stringify([header, ...body], { record_delimiter: '\r\n', cast: { boolean: (value) => String(value) } });
}
