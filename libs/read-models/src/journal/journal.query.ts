import { entryRefOf, type PoolingBasis } from '@app/domain';
import { cashSigns, type Measure, measureOf, measures } from '../entry/measure';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, ownColumnsOfCell } from '../reading/sight';

/** One movement of a fund's money, or of what stands beside it, for programs that keep double-entry books. */
export interface Movement {
  readonly entryRef: string;
  readonly occurredOn: string;
  readonly pooledFundId: string;
  /** Whether the fund holds the money at all, or the money is only aligned or in view. */
  readonly poolingBasis: PoolingBasis;
  readonly fundingStreamId: string;
  readonly measure: Measure;
  /** Signed: a reversal is negative. */
  readonly pence: number;
  readonly partyKind: 'AGENCY' | 'PROVIDER' | 'NONE';
  readonly party: string;
  readonly description: string;
}

const moved: readonly Measure[] = [...(Object.keys(cashSigns) as Measure[]), 'inKind', 'retained', 'grantDirect'];
const PAGE = 5_000;

interface Row extends Omit<Movement, 'entryRef' | 'measure' | 'description'> {
  readonly financialYear: string;
  readonly entryNo: number;
  readonly measureNo: number;
  readonly description: string | null;
}

/** All movements in sight in the order of their dates, page by page; of one fund when it is named. */
export async function* movements(look: Look, pooledFundId?: string): AsyncGenerator<readonly Movement[]> {
  const values: unknown[] = [moved.map((measure) => measures[measure]), pooledFundId ?? null];
  const inSight = andInSight(look.inSight, ownColumnsOfCell('c.'), (value) => `$${values.push(value)}`);
  // A cursor, so that they are put in order once and not for each page.
  await look.rows(
    `declare movement no scroll cursor for
     select e.occurred_on as "occurredOn", e.pooled_fund_id as "pooledFundId", f.pooling_basis as "poolingBasis",
            e.financial_year as "financialYear", e.entry_no as "entryNo", c.funding_stream_id as "fundingStreamId",
            e.measure as "measureNo", e.pence, c.party_kind as "partyKind", c.party, e.description
       from ${READING_SCHEMA}.entry e
       join ${READING_SCHEMA}.cell c using (cell_id)
       join ${READING_SCHEMA}.pooled_fund f on f.pooled_fund_id = e.pooled_fund_id
      where e.measure = any($1) and ($2::text is null or e.pooled_fund_id = $2)${inSight}
      order by e.occurred_on, e.known_at, e.posting_no`,
    values,
  );
  for (;;) {
    const rows = await look.rows<Row>(`fetch ${PAGE} from movement`);
    if (rows.length === 0) break;
    yield rows.map(movementOf);
  }
  await look.rows('close movement');
}

function movementOf({ financialYear, entryNo, measureNo, description, ...row }: Row): Movement {
  const entryRef = entryRefOf(row.pooledFundId, financialYear, entryNo);
  return { ...row, entryRef, measure: measureOf(measureNo), description: description ?? '' };
}
