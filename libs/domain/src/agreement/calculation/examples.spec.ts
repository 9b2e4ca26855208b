import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Pence } from '../../shared/money';
import { type Terms } from '../terms';
import { checkTerms } from '../terms.check';
import { type Calculation, type ClauseResult } from './calculate';
import { type AssumedOutcomes, rowsOf, simulate, simulateRange, type Variation } from './simulate';

/** A shipped example: terms, outcomes to try them on, and what they lead to, to the penny. */
interface Example {
  readonly title: string;
  readonly terms: Terms;
  readonly assumed: AssumedOutcomes;
  readonly vary?: Variation;
  readonly expect: {
    readonly distributablePence: Pence;
    readonly sharesPence: Pence;
    readonly reinvestedPence: Pence;
    readonly retainedPence: Pence;
    /** Every party that receives or pays anything. */
    readonly settlementPence: Readonly<Record<string, Pence>>;
    readonly clauses: Readonly<
      Record<string, { readonly status: ClauseResult['status']; readonly sharesPence: Pence }>
    >;
    readonly capsReached: readonly string[];
    /** What the caps left unpaid; absent when none was reached. */
    readonly unpaidExcessPence?: Readonly<Record<string, Pence>>;
  };
}

const folder = path.resolve(__dirname, '../../../../../docs/agreements');
const files = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort();
const read = (file: string): Example => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Example;

const figuresOf = (calculation: Calculation): Example['expect'] => ({
  distributablePence: calculation.distributablePence,
  sharesPence: calculation.sharesPence,
  reinvestedPence: calculation.reinvestedPence,
  retainedPence: calculation.retainedPence,
  settlementPence: Object.fromEntries(
    calculation.settlement
      .filter(({ settlementPence }) => settlementPence !== 0)
      .map(({ partyId, settlementPence }) => [partyId, settlementPence]),
  ),
  clauses: Object.fromEntries(
    calculation.clauses.map((clause) => [
      clause.clauseId,
      { status: clause.status, sharesPence: clause.status === 'EVIDENCE_MISSING' ? NaN : clause.sharesPence },
    ]),
  ),
  capsReached: calculation.capsReached.map(({ capId }) => capId),
  ...(calculation.capsReached.length > 0 && {
    unpaidExcessPence: Object.fromEntries(
      calculation.capsReached.map(({ capId, unpaidExcessPence }) => [capId, unpaidExcessPence]),
    ),
  }),
});

describe('the shipped examples', () => {
  it('are there: one for each of the twenty-one structures, the headline, and the second reading of the ninth', () => {
    const numbered = files.filter((file) => /^\d\d-/.test(file)).map((file) => Number(file.slice(0, 2)));
    expect(numbered).toEqual(Array.from({ length: 21 }, (_, place) => place + 1));
    expect(files.filter((file) => !/^\d\d-/.test(file))).toEqual([
      'investment-agreement.json',
      'moj-half-if-reached.json',
    ]);
  });

  it.each(files)('%s has sound terms, with their source', (file) => {
    const { terms } = read(file);
    expect(checkTerms(terms)).toEqual([]);
    expect(terms.source).toMatch(/\w/);
    expect(terms.source).not.toMatch(/\[S\d+|\bS\d+\b/);
  });

  it.each(files)('INV-50 %s comes to the figures that it states, to the penny', (file) => {
    const { terms, assumed, expect: expected } = read(file);
    expect(figuresOf(simulate(terms, assumed))).toEqual(expected);
  });

  it.each(files)('INV-53 %s has a trace without gaps, and each clause is in it', (file) => {
    const { terms, assumed } = read(file);
    const { trace } = simulate(terms, assumed);
    expect(trace.map(({ lineNo }) => lineNo)).toEqual(trace.map((_, place) => place + 1));
    for (const { clauseId } of terms.clauses) expect(trace.map((line) => line.clauseId)).toContain(clauseId);
    for (const { says } of trace) expect(says).toMatch(/^[A-Za-z0-9@£-].*\.$/);
  });

  it.each(files.filter((file) => read(file).vary))('%s can be varied as it says', (file) => {
    const { terms, assumed, vary } = read(file);
    const rows = simulateRange(terms, assumed, vary!);
    expect(rows).toHaveLength(rowsOf(vary!)!);
    expect(new Set(rows.map(({ settlementPence }) => JSON.stringify(settlementPence))).size).toBeGreaterThan(1);
  });
});
