import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of one column of PostgreSQL's COPY text format. */
export type CopyValue = string | number | boolean | null | undefined;

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line of COPY text. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let place = 0; place < values.length; place += 1) {
    if (place > 0) line += '\t';
    const value = values[place];
    if (value === null || value === undefined) line += '\\N';
    else if (typeof value === 'string' && special.test(value)) line += value.replace(/[\\\n\r\t]/g, (c) => escapes[c]!);
    else line += value;
  }
  return line + '\n';
}

/** An array of texts as PostgreSQL writes it. */
export const arrayLiteral = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Sends lines of COPY text to a table; by far the fastest way in. */
export async function copyInto(
  client: PoolClient,
  table: string,
  columns: string,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const sink = client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  await pipeline(Readable.from(inChunks(lines)), sink);
}

const LINES_PER_CHUNK = 1_000;

function* inChunks(lines: readonly string[]): Generator<Buffer> {
  for (let start = 0; start < lines.length; start += LINES_PER_CHUNK) {
    yield Buffer.from(lines.slice(start, start + LINES_PER_CHUNK).join(''), 'utf8');
  }
}
