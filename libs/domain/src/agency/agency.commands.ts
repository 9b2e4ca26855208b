import { type Asked } from '../shared/decider';
import { type AgencyRegistered, type AgencySucceeded } from './agency.events';

export type RegisterAgency = Asked & { readonly type: 'RegisterAgency' } & AgencyRegistered['data'];
export type SucceedAgency = Asked & { readonly type: 'SucceedAgency' } & AgencySucceeded['data'];

/** What can be asked of an agency. */
export type AgencyCommand = RegisterAgency | SucceedAgency;
