import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { pooledFundsInSight } from './found.query';

/** The registers that a question may name something of. */
export const choosable = {
  placeId: { table: 'place', id: 'place_id', name: 'name', noun: 'place' },
  agencyId: { table: 'agency', id: 'agency_id', name: 'legal_name', noun: 'agency' },
  pooledFundId: { table: 'pooled_fund', id: 'pooled_fund_id', name: 'name', noun: 'fund' },
  fundingStreamId: { table: 'funding_stream', id: 'funding_stream_id', name: 'name', noun: 'funding stream' },
} as const;
export type Choosable = keyof typeof choosable;

/** Something of a register that can be chosen. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** The first entries of a register, by name: of funds, those in sight. Ask for one more to learn that there are more. */
export async function choicesOf(look: Look, register: Choosable, limit: number): Promise<readonly Choice[]> {
  const { table, id, name } = choosable[register];
  const seen = await idsInSight(look, register);
  return look.rows<Choice & Record<string, string>>(
    `select ${id} as id, ${name} as name from ${READING_SCHEMA}.${table}
      where $2::text[] is null or ${id} = any($2) order by ${name}, ${id} limit $1`,
    [limit, seen],
  );
}

/** Names are for whoever may ask; funds only for whoever sees something of them. Null: all. */
const idsInSight = async (look: Look, register: Choosable): Promise<readonly string[] | null> =>
  register === 'pooledFundId' ? ((await pooledFundsInSight(look)) ?? null) : null;

/** Entries of a register that a text names: by its id, else by its whole name, else by a part of its name. */
export async function choicesNamed(
  look: Look,
  register: Choosable,
  text: string,
  limit: number,
): Promise<readonly Choice[]> {
  const { table, id, name } = choosable[register];
  const of = `select ${id} as id, ${name} as name from ${READING_SCHEMA}.${table}`;
  const seen = await idsInSight(look, register);
  const conditions = [`${id} = lower($1)`, `lower(${name}) = lower($1)`, `strpos(lower(${name}), lower($1)) > 0`];
  for (const condition of conditions) {
    const found = await look.rows<Choice & Record<string, string>>(
      `${of} where ${condition} and ($3::text[] is null or ${id} = any($3)) order by ${name}, ${id} limit $2`,
      [text.trim(), limit, seen],
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** The financial years that any fund has opened, the latest first. */
export async function yearsKnown(look: Look): Promise<readonly string[]> {
  const rows = await look.rows<{ financial_year: string }>(
    `select distinct financial_year from ${READING_SCHEMA}.fund_fact where financial_year is not null order by 1 desc`,
  );
  return rows.map((row) => row.financial_year);
}

/** The purposes that a funding stream may be spent on, as codes; none when it is not ring-fenced by purpose. */
export async function permittedPurposes(look: Look, fundingStreamId: string): Promise<readonly string[]> {
  const [row] = await look.rows<{ permitted_purposes: readonly string[] }>(
    `select permitted_purposes from ${READING_SCHEMA}.funding_stream
      where funding_stream_id = $1 and ring_fence_removed_on is null`,
    [fundingStreamId],
  );
  return row?.permitted_purposes ?? [];
}
