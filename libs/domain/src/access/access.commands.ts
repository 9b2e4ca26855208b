import { type Asked } from '../shared/decider';
import { type RoleGranted, type RoleRevoked } from './access.events';

export type GrantRole = Asked & { readonly type: 'GrantRole' } & RoleGranted['data'];
export type RevokeRole = Asked & { readonly type: 'RevokeRole' } & RoleRevoked['data'];

/** What can be asked about the roles of one actor. */
export type AccessCommand = GrantRole | RevokeRole;
