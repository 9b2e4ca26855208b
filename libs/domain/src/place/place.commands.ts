import { type Asked } from '../shared/decider';
import { type PlaceRegistered, type PlaceReorganised } from './place.events';

export type RegisterPlace = Asked & { readonly type: 'RegisterPlace' } & PlaceRegistered['data'];
export type ReorganisePlace = Asked & { readonly type: 'ReorganisePlace' } & PlaceReorganised['data'];

/** What can be asked of a place. */
export type PlaceCommand = RegisterPlace | ReorganisePlace;
