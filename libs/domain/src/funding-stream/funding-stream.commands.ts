import { type Asked } from '../shared/decider';
import { type FundingStreamDefined, type PassThroughWaived, type RingFenceRemoved } from './funding-stream.events';

export type DefineFundingStream = Asked & { readonly type: 'DefineFundingStream' } & FundingStreamDefined['data'];
export type RemoveRingFence = Asked & { readonly type: 'RemoveRingFence' } & RingFenceRemoved['data'];
export type WaivePassThrough = Asked & { readonly type: 'WaivePassThrough' } & PassThroughWaived['data'];

/** What can be asked of a funding stream. */
export type FundingStreamCommand = DefineFundingStream | RemoveRingFence | WaivePassThrough;
