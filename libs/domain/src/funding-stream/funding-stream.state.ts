import { type IsoDate } from '../shared/dates';
import { type FundingStreamEvent, type PassThrough, type RingFence, type SpendType } from './funding-stream.events';

/** The rules of a funding stream as they stand. */
export interface FundingStreamState {
  readonly defined: boolean;
  readonly ringFence: RingFence;
  readonly ringFenceSetBy?: 'DEPARTMENT' | 'AGREEMENT';
  readonly permittedPurposes: readonly string[];
  readonly permittedSpendTypes: readonly SpendType[];
  readonly expiresOn?: IsoDate;
  readonly passThrough?: PassThrough;
  /** Agencies that agreed to forgo what was to be passed to them. */
  readonly passThroughWaivedBy: readonly string[];
}

export const undefinedFundingStream: FundingStreamState = {
  defined: false,
  ringFence: 'NONE',
  permittedPurposes: [],
  permittedSpendTypes: [],
  passThroughWaivedBy: [],
};

export function evolveFundingStream(state: FundingStreamState, event: FundingStreamEvent): FundingStreamState {
  switch (event.type) {
    case 'FundingStreamDefined': {
      const {
        ringFence,
        ringFenceSetBy,
        permittedPurposes = [],
        permittedSpendTypes,
        expiresOn,
        passThrough,
      } = event.data;
      const rules = { ringFence, ringFenceSetBy, permittedPurposes, permittedSpendTypes, expiresOn, passThrough };
      return { defined: true, ...rules, passThroughWaivedBy: [] };
    }
    case 'RingFenceRemoved':
      // Where capital only was the ring-fence, lifting it frees revenue; the spend types of other streams stay.
      return state.ringFence === 'CAPITAL_ONLY'
        ? { ...state, ringFence: 'NONE', permittedSpendTypes: ['REVENUE', 'CAPITAL'] }
        : { ...state, ringFence: 'NONE' };
    case 'PassThroughWaived':
      return { ...state, passThroughWaivedBy: [...state.passThroughWaivedBy, event.data.agencyId] };
  }
}
