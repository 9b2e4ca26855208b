import { type IsoDate } from '../shared/dates';
import { type DomainEvent } from '../shared/decider';
import { type Pence } from '../shared/money';

export const legalBases = [
  'S75_NHS_ACT_2006',
  'S256_NHS_ACT_2006',
  'S31_LOCAL_GOVERNMENT_ACT_2003',
  'S38_CRIME_AND_DISORDER_ACT_1998',
  'BUSINESS_RATES_POOL',
  'INVESTMENT_AGREEMENT',
  'MEMORANDUM_OF_UNDERSTANDING',
  'OTHER',
] as const;
/** The power under which partners pool their money. */
export type LegalBasis = (typeof legalBases)[number];

export const poolingBases = ['POOLED', 'ALIGNED', 'IN_VIEW'] as const;
/** Whether the money is one pot, planned together but kept apart, or only watched together. */
export type PoolingBasis = (typeof poolingBases)[number];

export const vatRegimes = ['S33_LOCAL_AUTHORITY', 'CONTRACTED_OUT_SERVICES_NHS'] as const;
/** VAT follows the body that delivers (INV-34; HMRC VATGPB6640). */
export type VatRegime = (typeof vatRegimes)[number];

export const signatureRules = ['REQUIRED', 'REPORTED', 'NOT_TRACKED'] as const;
/**
 * REQUIRED: money is refused until every partner has signed. REPORTED: it is allowed, and every report says so (INV-10).
 * NOT_TRACKED: this ledger does not hold the agreement, so it says nothing of signatures.
 */
export type SignatureRule = (typeof signatureRules)[number];

/** The seven things that an agreement under s75 must specify (SI 2000/617 regulation 7(3)). */
export const statutoryItems = [
  'aimsAndOutcomes',
  'contributionsAndVariation',
  'functions',
  'personsAndServices',
  'staffGoodsAndAccommodation',
  'durationReviewVariationAndTermination',
  'managementAndMonitoring',
] as const;
export type StatutoryItem = (typeof statutoryItems)[number];

/** The officer of the host who runs the fund, by post: no person is named in an event (INV-56). */
export interface PooledFundManager {
  readonly post: string;
  readonly agencyId: string;
  readonly secondedToHost?: boolean;
}

export const delegatedActions = ['APPROVE_WITHDRAWAL', 'REOPEN_PERIOD'] as const;
export type DelegatedAction = (typeof delegatedActions)[number];

export type PooledFundEstablished = DomainEvent<
  'PooledFundEstablished',
  {
    readonly pooledFundId: string;
    readonly placeId: string;
    readonly name: string;
    readonly legalBasis: LegalBasis;
    readonly poolingBasis: PoolingBasis;
    readonly hostAgencyId: string;
    readonly pooledFundManager: PooledFundManager;
    readonly signature: SignatureRule;
  }
>;
export type HostPartnerChanged = DomainEvent<
  'HostPartnerChanged',
  { readonly pooledFundId: string; readonly hostAgencyId: string; readonly pooledFundManager: PooledFundManager }
>;
export type PartnerJoined = DomainEvent<'PartnerJoined', { readonly pooledFundId: string; readonly agencyId: string }>;
export type PartnerExitNoticeGiven = DomainEvent<
  'PartnerExitNoticeGiven',
  { readonly pooledFundId: string; readonly agencyId: string; readonly exitsOn: IsoDate; readonly reason: string }
>;
export type PartnerExited = DomainEvent<'PartnerExited', { readonly pooledFundId: string; readonly agencyId: string }>;
export type AgreementDrafted = DomainEvent<
  'AgreementDrafted',
  { readonly pooledFundId: string; readonly items: Readonly<Partial<Record<StatutoryItem, string>>> }
>;
export type AgreementApproved = DomainEvent<
  'AgreementApproved',
  { readonly pooledFundId: string; readonly byAgencyId: string }
>;
export type AgreementSigned = DomainEvent<
  'AgreementSigned',
  { readonly pooledFundId: string; readonly byAgencyId: string; readonly signatoryPost: string }
>;
/** The agreement took effect on `occurredOn`; retrospective when that was before the day it was recorded. */
export type AgreementEffective = DomainEvent<
  'AgreementEffective',
  { readonly pooledFundId: string; readonly retrospective: boolean }
>;
export type SchemeSpecified = DomainEvent<
  'SchemeSpecified',
  {
    readonly pooledFundId: string;
    readonly schemeId: string;
    readonly name: string;
    readonly leadCommissionerId: string;
    readonly vatRegime: VatRegime;
  }
>;
export type DelegationGranted = DomainEvent<
  'DelegationGranted',
  {
    readonly pooledFundId: string;
    readonly delegationId: string;
    /** The actor who may decide. */
    readonly holderActorId: string;
    readonly actions: readonly DelegatedAction[];
    /** The largest amount that the holder may decide alone. */
    readonly limitPence: Pence;
    readonly untilOn?: IsoDate;
  }
>;
export type DelegationRevoked = DomainEvent<
  'DelegationRevoked',
  { readonly pooledFundId: string; readonly delegationId: string }
>;

export type PooledFundEvent =
  | PooledFundEstablished
  | HostPartnerChanged
  | PartnerJoined
  | PartnerExitNoticeGiven
  | PartnerExited
  | AgreementDrafted
  | AgreementApproved
  | AgreementSigned
  | AgreementEffective
  | SchemeSpecified
  | DelegationGranted
  | DelegationRevoked;
