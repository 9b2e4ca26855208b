import { type PoolClient } from 'pg';
import { CopyText, copyInto } from './copy-text';
import { partyKeyOf, type Posting } from './entry';
import { type PoolYear } from './pool-year';

const COLUMNS =
  'cell_id, place_id, pooled_fund_id, financial_year, funding_stream_id, party_kind, party, party_key, commissioner_id, scheme_id, spend_type, agreement_id';

/** Stands in no text that PostgreSQL can hold, so that no two keys run into each other. */
const SEPARATOR = '\0';

/** The numbers of cells: 1, 2, 3, … in the order in which the log first names them, so that every derivation agrees. */
export class Cells {
  private readonly ids = new Map<string, number>();
  private readonly added = new CopyText();

  async load(client: PoolClient, schema: string): Promise<void> {
    this.ids.clear();
    this.added.take();
    const { rows } = await client.query<string[]>({
      text: `select pooled_fund_id, financial_year, funding_stream_id, party_key, commissioner_id, scheme_id, spend_type, agreement_id, cell_id
               from ${schema}.cell`,
      rowMode: 'array',
    });
    for (const row of rows) this.ids.set(row.slice(0, -1).join(SEPARATOR), Number(row.at(-1)));
  }

  idOf({ pooledFundId, financialYear }: PoolYear, cell: Posting['cell'], placeId: string): number {
    const partyKey = partyKeyOf(cell);
    const { fundingStreamId, partyKind, party, commissionerId, schemeId, spendType, agreementId } = cell;
    const what = [commissionerId, schemeId, spendType, agreementId];
    const dimensions = [pooledFundId, financialYear, fundingStreamId, partyKey, ...what];
    const key = dimensions.join(SEPARATOR);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const cellId = this.ids.size + 1;
    this.ids.set(key, cellId);
    const where = [placeId, pooledFundId, financialYear, fundingStreamId];
    this.added.addLine([cellId, ...where, partyKind, party, partyKey, ...what]);
    return cellId;
  }

  async flush(client: PoolClient, schema: string): Promise<void> {
    await copyInto(client, `${schema}.cell`, COLUMNS, this.added);
  }
}
