import { readFileSync } from 'node:fs';
import { type ImportResult } from '@app/imports';
import { traffordCsv, traffordLine, type TraffordRow } from './published-trafford';
import { type TestLedger, TODAY } from './test-ledger';

export const trafford = { preset: 'trafford' };

/** What every command of a test carries. */
export const asked = (occurredOn: string) => ({
  by: { actorId: 'treasurer', kind: 'PERSON' as const },
  authorityRef: 'Cabinet 18 March 2024, minute 12',
  occurredOn,
  today: TODAY,
});

let requests = 0;
export const request = () => ({ requestId: `test:${(requests += 1)}` });

/** A file of Trafford's that no other test has, told by its purpose. */
export const fileOf = (purpose: string, ...rows: readonly (string | TraffordRow)[]): string =>
  traffordCsv(rows.map((row) => (typeof row === 'string' ? row : traffordLine({ purpose, ...row }))));

/** Digests of the files whose entries have this in their purpose. */
async function digestsOf(ledger: TestLedger, purpose: string): Promise<string[]> {
  const rows = (await ledger.sql(
    `select distinct data::jsonb->'source'->>'fileDigest' as digest from log.event
      where data::jsonb->>'purpose' like '%' || $1 || '%'`,
    [purpose],
  )) as { digest: string }[];
  return rows.map(({ digest }) => digest);
}

/** The sources of all entries of the one file that has this purpose, in the order of the log. */
export async function sourcesOf(
  ledger: TestLedger,
  purpose: string,
): Promise<{ line: number; part?: string; fileDigest: string }[]> {
  const [digest] = await digestsOf(ledger, purpose);
  const rows = (await ledger.sql(
    `select data::jsonb->'source' as source from log.event where data::jsonb->'source'->>'fileDigest' = $1 order by position`,
    [digest],
  )) as { source: { line: number; part?: string; fileDigest: string } }[];
  return rows.map(({ source }) => source);
}

/** The lines of those entries, in order: what is missing or doubled shows. */
export const linesOf = async (ledger: TestLedger, purpose: string): Promise<number[]> =>
  (await sourcesOf(ledger, purpose)).map(({ line }) => line).sort((a, b) => a - b);

/** So many lines below a header on the first. */
export const linesBelowHeader = (count: number): number[] => Array.from({ length: count }, (_, place) => place + 2);

export function expectTie(result: ImportResult): void {
  expect(result.rowsRead).toBe(result.rowsBooked + result.rowsRejected);
  expect(result.sumReadPence).toBe(result.sumBookedPence + result.sumRejectedPence);
}

/** The lines of the rejects file, below its header. */
export const rejectsOf = ({ rejectsPaths }: ImportResult): string[] =>
  readFileSync(rejectsPaths[0]!, 'utf8').trimEnd().split('\r\n').slice(1);
