import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { type Command, Option } from 'commander';
import { type Look, look, movements, resolveHorizon, transactions } from '@app/read-models';
import { type JournalFormat, journalFormats, JournalWriter } from './export/journal';
import { UsageError } from './usage-error';
import { withLedger } from './with-ledger';

interface ExportOptions {
  readonly out?: string;
  readonly pooledFund?: string;
}

/** `purse export`: every entry as CSV, or a journal that other bookkeeping programs read. */
export function addExport(purse: Command): void {
  const exporting = purse.command('export').description('Write the ledger for other programs.');
  exporting
    .command('csv')
    .description('Every entry, latest recorded first, as CSV.')
    .option('--pooled-fund <id>', 'only this fund')
    .option('--out <file>', 'default: standard output')
    .action((options: ExportOptions) => exportTo(options, (looking) => csvLines(looking, options.pooledFund)));
  exporting
    .command('journal')
    .description('Every movement of money as a plain-text journal, in order of dates.')
    .addOption(new Option('--format <program>', 'which program reads it').choices(journalFormats).default('beancount'))
    .option('--pooled-fund <id>', 'only this fund')
    .option('--out <file>', 'default: standard output')
    .action((options: ExportOptions & { format: JournalFormat }) =>
      exportTo(options, (looking) => journalLines(looking, options.format, options.pooledFund)),
    );
}

async function exportTo(
  { out, pooledFund }: ExportOptions,
  lines: (looking: Look) => AsyncIterable<string>,
): Promise<void> {
  await withLedger(async ({ ledger, aggregates, shown }) => {
    if (pooledFund !== undefined && !(await aggregates.pooledFund(pooledFund)).established) {
      throw new UsageError(`There is no pooled fund ${pooledFund}.`);
    }
    await shown();
    await look(ledger.pool, 'EVERYTHING', async (looking) => {
      const text = Readable.from(lines(looking));
      if (out === undefined) await pipeline(text, process.stdout, { end: false }).catch(unlessNobodyReads);
      else await pipeline(text, createWriteStream(out)).catch(refuseFile(out));
    });
  });
}

/** `purse export csv | head` is no error. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

const refuseFile =
  (out: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw error.syscall === undefined ? error : new UsageError(`${out} cannot be written (${error.code}).`);
  };

async function* csvLines(looking: Look, pooledFundId?: string): AsyncGenerator<string> {
  const horizon = await resolveHorizon(looking, { asAt: '9999-12-31' }, '9999-12-31');
  let cursor: string | undefined;
  let isFirst = true;
  do {
    const page = await transactions(looking, { pooledFundId }, horizon, { limit: 1000, cursor });
    const rows = page.rows.map(({ detail, ...row }) => ({
      ...row,
      breaches: row.breaches.join(' '),
      detail: detail ? JSON.stringify(detail) : '',
    }));
    if (rows.length > 0)
      yield stringify(rows, {
        header: isFirst,
        record_delimiter: '\r\n',
        escape_formulas: true,
        cast: { boolean: String },
      });
    isFirst = false;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function* journalLines(looking: Look, format: JournalFormat, pooledFundId?: string): AsyncGenerator<string> {
  const writer = new JournalWriter(format);
  yield writer.head();
  for await (const page of movements(looking, pooledFundId))
    yield page.map((movement) => writer.write(movement)).join('');
}
