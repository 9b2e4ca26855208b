import {
  type AgencyEvent,
  type FundingStreamEvent,
  type PlaceEvent,
  type PooledFundEvent,
  type PoolYearEvent,
} from '@app/domain';
import { type RecordedEvent } from '@app/event-store';
import { type PoolClient } from 'pg';
import { roleGrantStatement } from '../access/role-grant.projection';
import { CopyText, copyInto } from '../entry/copy-text';
import { isAgreement } from '../entry/agreement-postings';
import { isPoolYear, poolYearOf } from '../entry/pool-year';
import { microsOf } from '../reading/instant';

type RegisterEvent = PlaceEvent | AgencyEvent | FundingStreamEvent | PooledFundEvent | PoolYearEvent;
interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Events of a pool year that reports tell about: which years are open, locked or closed. */
const yearFacts: ReadonlySet<string> = new Set<PoolYearEvent['type']>([
  'PoolYearOpened',
  'PoolYearClosed',
  'PeriodLocked',
  'PeriodReopened',
]);

/** Events that the registers and the facts of funds are made of. */
export const isRegisterEvent = ({ eventStream, type }: RecordedEvent): boolean =>
  isPoolYear(eventStream) ? yearFacts.has(type) : !isAgreement(eventStream);

/** Writes places, agencies, funding streams, funds, schemes and the facts of funds. There are few of them. */
export class RegisterProjection {
  private statements: Statement[] = [];
  private readonly fundFacts = new CopyText();

  constructor(private readonly schema: string) {}

  clear(): void {
    this.statements = [];
    this.fundFacts.take();
  }

  fold(recorded: RecordedEvent): void {
    const statement = statementFor(recorded, this.schema);
    if (statement) this.statements.push(statement);
    const { pooledFundId, financialYear } = fundOf(recorded);
    if (pooledFundId === undefined) return;
    const { recordedAt, type, metadata, data } = recorded;
    const when = metadata['occurredOn'];
    this.fundFacts.addLine([microsOf(recordedAt), pooledFundId, financialYear, type, when, JSON.stringify(data)]);
  }

  async flush(client: PoolClient): Promise<void> {
    for (const { sql, values } of this.statements) await client.query(sql, [...values]);
    this.statements = [];
    const columns = 'known_at, pooled_fund_id, financial_year, type, occurred_on, data';
    await copyInto(client, `${this.schema}.fund_fact`, columns, this.fundFacts);
  }
}

/** The fund whose agreement or partners an event is about, and the year when it is about one of its years. */
function fundOf({ eventStream, data }: RecordedEvent): { pooledFundId?: string; financialYear?: string } {
  return isPoolYear(eventStream)
    ? poolYearOf(eventStream)
    : { pooledFundId: data['pooledFundId'] as string | undefined };
}

function statementFor(recorded: RecordedEvent, schema: string): Statement | undefined {
  const on = recorded.metadata['occurredOn']!;
  const event = { type: recorded.type, data: recorded.data } as unknown as RegisterEvent;
  const one = (sql: string, ...values: unknown[]): Statement => ({ sql, values });
  switch (event.type) {
    case 'PlaceRegistered': {
      const { placeId, name, kind, gssCodes, parentPlaceId } = event.data;
      return one(
        `insert into ${schema}.place values ($1, $2, $3, $4, $5, $6)`,
        placeId,
        name,
        kind,
        gssCodes,
        parentPlaceId,
        on,
      );
    }
    case 'PlaceReorganised': {
      const { placeId, successorPlaceIds } = event.data;
      const sql = `update ${schema}.place set reorganised_on = $2, successor_place_ids = $3 where place_id = $1`;
      return one(sql, placeId, on, successorPlaceIds);
    }
    case 'AgencyRegistered': {
      const { agencyId, legalName, kind, tier, alsoKnownAs = [], parentAgencyId } = event.data;
      const values = [agencyId, legalName, kind, tier, alsoKnownAs, parentAgencyId, on];
      return one(`insert into ${schema}.agency values ($1, $2, $3, $4, $5, $6, $7)`, ...values);
    }
    case 'AgencySucceeded': {
      const { agencyId, successorAgencyIds } = event.data;
      const sql = `update ${schema}.agency set succeeded_on = $2, successor_agency_ids = $3 where agency_id = $1`;
      return one(sql, agencyId, on, successorAgencyIds);
    }
    case 'FundingStreamDefined': {
      const { fundingStreamId, name, originAgencyId, ringFence, ringFenceSetBy, permittedPurposes = [] } = event.data;
      const { permittedSpendTypes, expiresOn, passThrough } = event.data;
      const rules = [ringFence, ringFenceSetBy, permittedPurposes, permittedSpendTypes, expiresOn];
      return one(
        `insert into ${schema}.funding_stream values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null, '{}')`,
        ...[fundingStreamId, name, originAgencyId, ...rules, passThrough && JSON.stringify(passThrough)],
      );
    }
    case 'RingFenceRemoved':
      return one(
        `update ${schema}.funding_stream set ring_fence_removed_on = $2, ring_fence_removed_known_at = $3 where funding_stream_id = $1`,
        event.data.fundingStreamId,
        on,
        microsOf(recorded.recordedAt),
      );
    case 'PassThroughWaived':
      return one(
        `update ${schema}.funding_stream set pass_through_waived_by = pass_through_waived_by || $2::text where funding_stream_id = $1`,
        event.data.fundingStreamId,
        event.data.agencyId,
      );
    case 'PooledFundEstablished': {
      const { pooledFundId, placeId, name, legalBasis, poolingBasis, signature, hostAgencyId } = event.data;
      const values = [pooledFundId, placeId, name, legalBasis, poolingBasis, signature, on, hostAgencyId];
      return one(`insert into ${schema}.pooled_fund values ($1, $2, $3, $4, $5, $6, $7, $8)`, ...values);
    }
    case 'HostPartnerChanged': {
      const { pooledFundId, hostAgencyId } = event.data;
      return one(
        `update ${schema}.pooled_fund set host_agency_id = $2 where pooled_fund_id = $1`,
        pooledFundId,
        hostAgencyId,
      );
    }
    case 'SchemeSpecified': {
      const { pooledFundId, schemeId, name, leadCommissionerId, vatRegime } = event.data;
      const values = [pooledFundId, schemeId, name, leadCommissionerId, vatRegime];
      return one(`insert into ${schema}.scheme values ($1, $2, $3, $4, $5)`, ...values);
    }
    default:
      return roleGrantStatement(recorded, schema);
  }
}
