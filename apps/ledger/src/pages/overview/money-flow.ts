import { type WhoGained, type WhoGainedRow, type WhoPaidInRow } from '@app/read-models';
import { sankeySvg } from '../charts/sankey';
import { addressWith } from '../rendering/addresses';

/** Bars of one column of the picture; the smallest share one bar. */
const BARS_MAX = 12;

/**
 * The cash of what is shown, flowing from the agencies that paid in through funding streams and funds to those who
 * gained, as a picture in SVG; undefined when no cash moved.
 */
export function moneyFlow(paidIn: readonly WhoPaidInRow[], gained: WhoGained, url: string): string | undefined {
  const nodes = new Map<string, { id: string; name: string; layer: number; href?: string }>();
  const pence = new Map<string, { fromId: string; toId: string; pence: number }>();
  const node = (id: string, name: string, layer: number, narrows?: Record<string, string>): string => {
    if (!nodes.has(id)) nodes.set(id, { id, name, layer, href: narrows && addressWith(url, narrows) });
    return id;
  };
  const flow = (fromId: string, toId: string, amount: number): void => {
    const key = `${fromId}>${toId}`;
    const link = pence.get(key) ?? { fromId, toId, pence: 0 };
    link.pence += amount;
    pence.set(key, link);
  };
  const cameIn = flowing(
    paidIn,
    ({ agencyId, fundingStreamId, pooledFundId }) => `${agencyId}|${fundingStreamId}|${pooledFundId}`,
    ({ receivedPence, returnedPence }) => receivedPence - returnedPence,
  );
  for (const { row, net } of cameIn) {
    const agency = node(`from:${row.agencyId}`, row.agencyName, 0, { agencyId: row.agencyId });
    const stream = node(`stream:${row.fundingStreamId}`, row.fundingStreamName, 1, {
      fundingStreamId: row.fundingStreamId,
    });
    const fund = node(`fund:${row.pooledFundId}`, row.pooledFundName, 2, { pooledFundId: row.pooledFundId });
    flow(agency, stream, net);
    flow(stream, fund, net);
  }
  const idOfPayee = ({ agencyId, beneficiaryName }: WhoGainedRow): string =>
    `to:${agencyId ?? beneficiaryName.toLowerCase()}`;
  const wentOut = flowing(
    gained.rows,
    (row) => `${row.pooledFundId}|${idOfPayee(row)}`,
    ({ paidPence, refundedPence }) => paidPence - refundedPence,
  );
  for (const { row, net } of wentOut) {
    const fund = node(`fund:${row.pooledFundId}`, row.pooledFundName, 2, { pooledFundId: row.pooledFundId });
    const id = idOfPayee(row);
    flow(fund, node(id, row.beneficiaryName, 3, row.agencyId === null ? undefined : { agencyId: row.agencyId }), net);
  }
  if (pence.size === 0) return undefined;
  return sankeySvg({
    id: 'money-flow',
    title: 'How the money flowed',
    description:
      'Cash from the agencies that paid in, through funding streams and funds, to the agencies and providers that were paid. The tables below tell the same figures.',
    columns: ['Paid in by', 'Funding stream', 'Fund', 'Paid to'],
    nodes: [...nodes.values()],
    links: [...pence.values()],
    nodesPerLayerMax: BARS_MAX,
  });
}

/**
 * What flowed the same way, added up whatever else the rows tell apart, so that the picture is the same beside every
 * table. Only what is above nothing can be drawn.
 */
function flowing<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  netOf: (row: Row) => number,
): readonly { readonly row: Row; readonly net: number }[] {
  const byKey = new Map<string, { row: Row; net: number }>();
  for (const row of rows) {
    const key = keyOf(row);
    const flow = byKey.get(key);
    if (flow) flow.net += netOf(row);
    else byKey.set(key, { row, net: netOf(row) });
  }
  return [...byKey.values()].filter(({ net }) => net > 0);
}
