import * as fs from 'node:fs';
import { type Command, Option } from 'commander';
import {
  isRefused,
  type Simulated,
  type SimulationRefused,
  simulateTerms,
  simulationRows,
  tellSimulation,
} from '@app/application';
import { stringify } from 'csv-stringify/sync';
import { readJsonFile } from './simulate/read-json-file';
import { UsageError } from './usage-error';

const formats = ['text', 'json', 'csv'] as const;

interface SimulateOptions {
  readonly format: (typeof formats)[number];
  readonly out?: string;
}

/** `purse simulate FILE`: tries the terms of a benefit-sharing agreement; no ledger is opened and nothing is recorded. */
export function addSimulate(purse: Command): void {
  purse
    .command('simulate')
    .description(
      'Try the terms of a benefit-sharing agreement on assumed outcomes: every line of the calculation, who pays and who receives, and a table over a range. Nothing is recorded.',
    )
    .argument('<file>', 'JSON with terms, assumed outcomes and perhaps a range (docs/agreements has examples)')
    .addOption(new Option('--format <form>', 'how the result is written').choices(formats).default('text'))
    .option('--out <file>', 'default: standard output')
    .action((file: string, options: SimulateOptions) => runSimulation(file, options));
}

function runSimulation(filePath: string, { format, out }: SimulateOptions): void {
  const outcome = simulateTerms(readJsonFile(filePath));
  if (isRefused(outcome)) {
    process.stderr.write(tellRefusal(filePath, outcome));
    process.exitCode = 1;
    return;
  }
  write(resultIn(format, outcome), out);
  const { differences } = outcome;
  if (!differences) return;
  // Beside the result, so that a table piped into another program stays a table.
  const stream = format === 'text' && out === undefined ? process.stdout : process.stderr;
  stream.write(
    differences.length === 0
      ? 'The figures are as expected.\n'
      : ['The figures are not as expected:', ...differences.map(({ sentence }) => `  ${sentence}`), ''].join('\n'),
  );
  if (differences.length > 0) process.exitCode = 1;
}

function resultIn(format: SimulateOptions['format'], simulated: Simulated): string {
  switch (format) {
    case 'text':
      return tellSimulation(simulated);
    case 'json': {
      const { terms: _terms, ...result } = simulated;
      return `${JSON.stringify(result, undefined, 2)}\n`;
    }
    case 'csv': {
      const { columns, rows } = simulationRows(simulated);
      const cells = rows.map((row) => columns.map((column) => row[column]));
      return stringify([columns, ...cells], { record_delimiter: '\r\n', escape_formulas: true });
    }
  }
}

/** One line for each thing to put right, each with its path in the file. */
function tellRefusal(filePath: string, { refused: { code, sentence, issues, more } }: SimulationRefused): string {
  if (issues.length === 0) return `${filePath}: ${sentence}\n`;
  // Unsound terms are told from within the terms; in the file these have a name.
  const within = code === 'TERMS_NOT_SOUND' ? 'terms.' : '';
  const heading = code === 'TERMS_NOT_SOUND' ? 'These terms cannot be computed.' : 'This cannot be tried.';
  const lines = issues.map((issue) => `  ${issue.path === '' ? '' : `${within}${issue.path}: `}${issue.sentence}`);
  if (more > 0) lines.push(`  And ${more} more.`);
  return [`${filePath}: ${heading}`, ...lines, ''].join('\n');
}

function write(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.writeFileSync(out, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${out} cannot be written (${code}).`);
  }
}
