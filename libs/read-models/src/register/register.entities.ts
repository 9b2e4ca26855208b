import { type PassThrough } from '@app/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { READING_SCHEMA } from '../reading/reading-schema';

/** A place of the register. */
@Entity({ schema: READING_SCHEMA, name: 'place' })
export class PlaceEntry {
  @PrimaryColumn({ name: 'place_id', type: 'text' }) placeId!: string;
  @Column({ name: 'name', type: 'text' }) name!: string;
  @Column({ name: 'kind', type: 'text' }) kind!: string;
  @Column({ name: 'gss_codes', type: 'text', array: true }) gssCodes!: string[];
  @Column({ name: 'parent_place_id', type: 'text', nullable: true }) parentPlaceId!: string | null;
  @Column({ name: 'registered_on', type: 'date' }) registeredOn!: string;
  @Column({ name: 'reorganised_on', type: 'date', nullable: true }) reorganisedOn!: string | null;
  @Column({ name: 'successor_place_ids', type: 'text', array: true, nullable: true }) successorPlaceIds!:
    string[] | null;
}

/** An agency of the register. */
@Entity({ schema: READING_SCHEMA, name: 'agency' })
export class AgencyEntry {
  @PrimaryColumn({ name: 'agency_id', type: 'text' }) agencyId!: string;
  @Column({ name: 'legal_name', type: 'text' }) legalName!: string;
  @Column({ name: 'kind', type: 'text' }) kind!: string;
  @Column({ name: 'tier', type: 'text' }) tier!: string;
  @Column({ name: 'also_known_as', type: 'text', array: true }) alsoKnownAs!: string[];
  @Column({ name: 'parent_agency_id', type: 'text', nullable: true }) parentAgencyId!: string | null;
  @Column({ name: 'registered_on', type: 'date' }) registeredOn!: string;
  @Column({ name: 'succeeded_on', type: 'date', nullable: true }) succeededOn!: string | null;
  @Column({ name: 'successor_agency_ids', type: 'text', array: true, nullable: true }) successorAgencyIds!:
    string[] | null;
}

/** A funding stream of the register, with its rules. */
@Entity({ schema: READING_SCHEMA, name: 'funding_stream' })
export class FundingStreamEntry {
  @PrimaryColumn({ name: 'funding_stream_id', type: 'text' }) fundingStreamId!: string;
  @Column({ name: 'name', type: 'text' }) name!: string;
  @Column({ name: 'origin_agency_id', type: 'text' }) originAgencyId!: string;
  @Column({ name: 'ring_fence', type: 'text' }) ringFence!: string;
  @Column({ name: 'ring_fence_set_by', type: 'text', nullable: true }) ringFenceSetBy!: string | null;
  @Column({ name: 'permitted_purposes', type: 'text', array: true }) permittedPurposes!: string[];
  @Column({ name: 'permitted_spend_types', type: 'text', array: true }) permittedSpendTypes!: string[];
  @Column({ name: 'expires_on', type: 'date', nullable: true }) expiresOn!: string | null;
  @Column({ name: 'pass_through', type: 'jsonb', nullable: true }) passThrough!: PassThrough | null;
  @Column({ name: 'ring_fence_removed_on', type: 'date', nullable: true }) ringFenceRemovedOn!: string | null;
  @Column({ name: 'pass_through_waived_by', type: 'text', array: true }) passThroughWaivedBy!: string[];
}

/** A pooled fund of the register. */
@Entity({ schema: READING_SCHEMA, name: 'pooled_fund' })
export class PooledFundEntry {
  @PrimaryColumn({ name: 'pooled_fund_id', type: 'text' }) pooledFundId!: string;
  @Column({ name: 'place_id', type: 'text' }) placeId!: string;
  @Column({ name: 'name', type: 'text' }) name!: string;
  @Column({ name: 'legal_basis', type: 'text' }) legalBasis!: string;
  @Column({ name: 'pooling_basis', type: 'text' }) poolingBasis!: string;
  @Column({ name: 'signature', type: 'text' }) signature!: string;
  @Column({ name: 'established_on', type: 'date' }) establishedOn!: string;
}

/** What TypeORM maps among the read models: the registers. Reports sum in SQL. */
export const readingEntities = [PlaceEntry, AgencyEntry, FundingStreamEntry, PooledFundEntry];
