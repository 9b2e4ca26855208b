import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { andInSight, ownColumnsOfCell } from '../reading/sight';
import { isWithinPlace, isWithinPlaces } from '../reading/within-place';

/** What a report can be narrowed to, and where it is. */
const registers = {
  placeId: 'place',
  agencyId: 'agency',
  pooledFundId: 'pooled_fund',
  fundingStreamId: 'funding_stream',
  agreementId: 'agreement',
} as const;

/**
 * Whether there is such a thing for a reader, who may see something of it:
 * a pooled fund when some money of it or an agreement of it is in sight, or the whole of it;
 * an agency when it is the reader's own, is or was a host or a partner of a fund that is seen whole, pays in, is paid or
 * commissions in what is seen, or is a party of an agreement that is seen;
 * a place when it is within a place of the sight, or around one, or around the place of a fund or an agreement of which
 * something is in sight: what is asked of it then tells that part;
 * a funding stream when some money of it is in sight;
 * an agreement when it is seen whole.
 */
export async function isThere(look: Look, field: keyof typeof registers, id: string): Promise<boolean> {
  const table = registers[field];
  const found = await look.arrays(`select 1 from ${READING_SCHEMA}.${table} where ${table}_id = $1`, [id]);
  return found.length > 0 && (look.inSight === undefined || isInSight(look, field, id));
}

/** The pooled funds of which something is in sight; undefined for all. */
export async function pooledFundsInSight(look: Look): Promise<readonly string[] | undefined> {
  if (look.inSight === undefined) return undefined;
  const values: unknown[] = [];
  const rows = await look.arrays(`${fundsInSight(look, (value) => `$${values.push(value)}`)} order by 1`, values);
  return rows.map(([pooledFundId]) => pooledFundId as string);
}

async function isInSight(look: Look, field: keyof typeof registers, id: string): Promise<boolean> {
  const values: unknown[] = [id];
  const sql = conditions[field](look, (value) => `$${values.push(value)}`);
  const [row] = await look.rows<{ is: boolean }>(`select ${sql} as is`, values);
  return row!.is;
}

type Place = (value: unknown) => string;

/** What makes `$1` something that a reader sees. */
const conditions: Readonly<Record<keyof typeof registers, (look: Look, place: Place) => string>> = {
  pooledFundId: (look, place) => `$1 in (${fundsInSight(look, place)})`,
  fundingStreamId: (look, place) => `exists (${cellsInSight(look, place)} and funding_stream_id = $1)`,
  agencyId: (look, place) => {
    const { agencyIds, pooledFundIds, agreementIds } = look.inSight!;
    const funds = place(pooledFundIds);
    return `$1 = any(${place(agencyIds)}::text[])
      or exists (select from ${READING_SCHEMA}.fund_fact
                  where pooled_fund_id = any(${funds})
                    and (type = 'PartnerJoined' and data->>'agencyId' = $1
                      or type in ('PooledFundEstablished', 'HostPartnerChanged') and data->>'hostAgencyId' = $1))
      or exists (select from ${READING_SCHEMA}.agreement_party
                  where agreement_id = any(${place(agreementIds)}) and agency_id = $1)
      or exists (${cellsInSight(look, place)} and (party_key = 'agency:' || $1 or commissioner_id = $1))`;
  },
  agreementId: (look, place) => `$1 = any(${place(look.inSight!.agreementIds)}::text[])`,
  placeId: (look, place) => {
    const placeIds = look.sight === 'EVERYTHING' ? [] : look.sight.placeIds;
    const ofSight = place(placeIds);
    return `$1 ${isWithinPlaces(ofSight)} or exists (
      select from (
        select unnest(${ofSight}::text[]) as place_id
        union select place_id from ${READING_SCHEMA}.pooled_fund where pooled_fund_id in (${fundsInSight(look, place)})
        union select place_id from ${READING_SCHEMA}.agreement where agreement_id = any(${place(look.inSight!.agreementIds)})
      ) as seen where place_id ${isWithinPlace('$1')})`;
  },
};

const cellsInSight = (look: Look, place: Place, column = ''): string =>
  `select ${column} from ${READING_SCHEMA}.cell where true${andInSight(look.inSight, ownColumnsOfCell(''), place)}`;

function fundsInSight(look: Look, place: Place): string {
  const { pooledFundIds, agreementIds } = look.inSight!;
  return `select pooled_fund_id from ${READING_SCHEMA}.pooled_fund
     where pooled_fund_id = any(${place(pooledFundIds)})
        or pooled_fund_id in (select pooled_fund_id from ${READING_SCHEMA}.agreement
                               where agreement_id = any(${place(agreementIds)}) and pooled_fund_id is not null)
        or pooled_fund_id in (${cellsInSight(look, place, 'pooled_fund_id')})`;
}
