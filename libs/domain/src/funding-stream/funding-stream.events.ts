import { type IsoDate } from '../shared/dates';
import { type DomainEvent } from '../shared/decider';

export const ringFences = ['NONE', 'PURPOSE', 'CAPITAL_ONLY', 'PASS_THROUGH'] as const;
/** How a funding stream's money is bound inside the pool. */
export type RingFence = (typeof ringFences)[number];

export const spendTypes = ['REVENUE', 'CAPITAL'] as const;
/** Whether money is spent on running costs or on assets. */
export type SpendType = (typeof spendTypes)[number];

/** Money that must go on to named agencies in full by a date (INV-27; the Disabled Facilities Grant in two-tier areas). */
export interface PassThrough {
  readonly toAgencyIds: readonly string[];
  readonly dueOn: IsoDate;
}

/** A funding stream was defined with its rules. */
export type FundingStreamDefined = DomainEvent<
  'FundingStreamDefined',
  {
    readonly fundingStreamId: string;
    readonly name: string;
    readonly originAgencyId: string;
    readonly ringFence: RingFence;
    /** Who set the ring-fence: a grant condition of a department cannot be lifted by the partners (INV-30). */
    readonly ringFenceSetBy?: 'DEPARTMENT' | 'AGREEMENT';
    /** For a PURPOSE ring-fence: the purposes that the money may serve. */
    readonly permittedPurposes?: readonly string[];
    readonly permittedSpendTypes: readonly SpendType[];
    /** The last day on which it may be spent. */
    readonly expiresOn?: IsoDate;
    readonly passThrough?: PassThrough;
  }
>;

/** The partners lifted a ring-fence that their own agreement had set. */
export type RingFenceRemoved = DomainEvent<
  'RingFenceRemoved',
  { readonly fundingStreamId: string; readonly variationRef: string }
>;

/** A district agreed that the money meant for it may be used otherwise. */
export type PassThroughWaived = DomainEvent<
  'PassThroughWaived',
  { readonly fundingStreamId: string; readonly agencyId: string; readonly consentRef: string }
>;

export type FundingStreamEvent = FundingStreamDefined | RingFenceRemoved | PassThroughWaived;
