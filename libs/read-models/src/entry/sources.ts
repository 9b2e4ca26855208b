import { addDays } from '@app/domain';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { monthOf } from './month';

/** Where what had happened and was known by a horizon is found, as SQL of a table `t`: no entry is in two of these. */
export interface Sources {
  /** Running totals of whole months: those of all of them meet `condition`, the latest one of each cell also `isLast`. */
  readonly totals: readonly { readonly table: string; readonly condition: string; readonly isLast: string }[];
  /** Entries that are in none of these totals: few are `known` then, by their own index, and `condition` holds of some. */
  readonly entries: readonly { readonly known?: string; readonly condition: string }[];
}

/**
 * Finds the sources of a horizon: the totals of the months before the last one, as they were known at the end of the
 * last block of the log before `asKnownAt`, with the entries of the last month and of the block that was open then.
 * @param place keeps a value and tells where it is, such as `$3`
 */
export async function sourcesOf(look: Look, horizon: Horizon, place: (value: unknown) => string): Promise<Sources> {
  const nextDay = addDays(horizon.asAt, 1);
  const month = place(monthOf(nextDay));
  const [from, to] = [place(`${nextDay.slice(0, 7)}-01`), place(horizon.asAt)];
  const condition = `t.month < ${month}`;
  const isLast = `t.next_month >= ${month}`;
  const days = `t.occurred_on >= ${from} and t.occurred_on <= ${to}`;
  if (horizon.isLatest)
    return { totals: [{ table: 'running_total', condition, isLast }], entries: [{ condition: days }] };
  const block = await lastBlockBefore(look, horizon.knownAt);
  const [no, knownUntil, known] = [place(block.no), place(block.knownUntil), place(horizon.knownAt)];
  const then = `${condition} and t.since_block <= ${no}`;
  return {
    totals: [
      { table: 'running_total', condition: then, isLast },
      { table: 'running_total_before', condition: `${then} and t.until_block > ${no}`, isLast },
    ],
    entries: [
      { known: `t.known_at > ${knownUntil} and t.known_at <= ${known}`, condition: `t.occurred_on < ${from}` },
      { condition: `${days} and t.known_at <= ${known}` },
    ],
  };
}

/** The last block of the log that had ended by then, and when its last entry came to be known. */
async function lastBlockBefore(
  look: Look,
  knownAt: number,
): Promise<{ readonly no: number; readonly knownUntil: number }> {
  const [block] = await look.rows<{ no: number; known_until: number }>(
    `select block_no as no, known_until from ${READING_SCHEMA}.known_block where known_until <= $1
      order by block_no desc limit 1`,
    [knownAt],
  );
  return { no: block?.no ?? 0, knownUntil: block?.known_until ?? 0 };
}
