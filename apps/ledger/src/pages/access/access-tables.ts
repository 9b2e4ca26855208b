import { type RoleGrantRow } from '@app/read-models';
import { addressOf } from '../rendering/addresses';
import { type Column, type Table, tableOf } from '../tables/table';

/** A grant of a role, in words. */
export interface GrantTold extends Omit<RoleGrantRow, 'role'> {
  readonly role: string;
  /** What its holder is called. */
  readonly who: string;
  /** What it covers. */
  readonly over: string;
  /** The agency that its holder acts for; empty when it names none. */
  readonly actsFor: string;
}

const who: Column<GrantTold> = { heading: 'Who', kind: 'text', of: (grant) => grant.who };
const what: readonly Column<GrantTold>[] = [
  { heading: 'Role', kind: 'text', of: ({ role }) => role },
  { heading: 'Over', kind: 'text', of: ({ over }) => over },
  { heading: 'Acts for', kind: 'text', of: ({ actsFor }) => actsFor },
  { heading: 'Since', kind: 'day', of: ({ grantedOn }) => grantedOn },
  { heading: 'Granted by', kind: 'text', of: ({ grantedBy }) => grantedBy },
];

/** The roles that people hold; with a link to take each back for those who may. */
export const grantsHeldTable = (rows: readonly GrantTold[], mayTakeBack: boolean): Table =>
  tableOf(
    { id: 'roles-held', caption: 'Roles that people hold', nothing: 'Nobody holds a role that you look after.' },
    [who, ...what, ...(mayTakeBack ? [takeBack] : [])],
    rows,
  );

const takeBack: Column<GrantTold> = {
  heading: 'Next',
  kind: 'text',
  of: ({ actorId, grantId }) => ({
    value: 'Take back',
    href: addressOf('/record/role-revocation/new', { grant: `${actorId}/${grantId}` }),
  }),
};

/** The roles that were taken back: when, by whom and why. */
export const grantsTakenBackTable = (rows: readonly GrantTold[]): Table =>
  tableOf(
    { id: 'roles-taken-back', caption: 'Roles that were taken back', nothing: 'No role was taken back.' },
    [
      who,
      ...what,
      { heading: 'Taken back on', kind: 'day', of: ({ revokedOn }) => revokedOn },
      { heading: 'By', kind: 'text', of: ({ revokedBy }) => revokedBy },
      { heading: 'Why', kind: 'text', of: ({ revokedBecause }) => revokedBecause },
    ],
    rows,
  );

/** The roles that the reader holds. */
export const ownGrantsTable = (rows: readonly GrantTold[]): Table =>
  tableOf(
    {
      id: 'your-roles',
      caption: 'Your roles',
      nothing: 'You hold no role here. Whoever grants roles in your organisation can give you one.',
    },
    what,
    rows,
  );
