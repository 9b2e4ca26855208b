import { entryRefOf } from '@app/domain';
import { cashSigns, type Measure, measureOf, measures } from '../entry/measure';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';

/** One movement of a pooled fund's money, or of what stands beside it, for programs that keep double-entry books. */
export interface Movement {
  readonly entryRef: string;
  readonly occurredOn: string;
  readonly pooledFundId: string;
  readonly fundingStreamId: string;
  readonly measure: Measure;
  /** Signed: a reversal is negative. */
  readonly pence: number;
  readonly partyKind: 'AGENCY' | 'PROVIDER' | 'NONE';
  readonly party: string;
  readonly schemeId: string;
  readonly description: string;
}

const moved: readonly Measure[] = [...(Object.keys(cashSigns) as Measure[]), 'inKind', 'retained', 'grantDirect'];
const PAGE = 5_000;

type Row = [string, number, number, string, string, number, string, number, number, Movement['partyKind'], string, string, string | null];

/** All movements in the order of their dates, page by page; of one fund when it is named. */
export async function* movements(look: Look, pooledFundId?: string): AsyncGenerator<readonly Movement[]> {
  let after: readonly unknown[] = ['0001-01-01', 0, 0];
  const numbers = moved.map((measure) => measures[measure]);
  for (;;) {
    const rows = (await look.arrays(
      `select e.occurred_on, e.known_at, e.posting_no, e.pooled_fund_id, e.financial_year, e.entry_no, c.funding_stream_id,
              e.measure, e.pence, c.party_kind, c.party, c.scheme_id, e.description
         from ${READING_SCHEMA}.entry e join ${READING_SCHEMA}.cell c using (cell_id)
        where e.measure = any($4) and (e.occurred_on, e.known_at, e.posting_no) > ($1::date, $2::bigint, $3::smallint)
          and ($5::text is null or e.pooled_fund_id = $5)
        order by e.occurred_on, e.known_at, e.posting_no limit ${PAGE}`,
      [...after, numbers, pooledFundId ?? null],
    )) as Row[];
    if (rows.length === 0) return;
    yield rows.map(movementOf);
    after = rows.at(-1)!.slice(0, 3);
  }
}

function movementOf(row: Row): Movement {
  const [occurredOn, , , pooledFundId, financialYear, entryNo, fundingStreamId, measure, pence, partyKind, party, schemeId, description] = row;
  const entryRef = entryRefOf(pooledFundId, financialYear, entryNo);
  const what = { measure: measureOf(measure), pence, partyKind, party, schemeId, description: description ?? '' };
  return { entryRef, occurredOn, pooledFundId, fundingStreamId, ...what };
}
