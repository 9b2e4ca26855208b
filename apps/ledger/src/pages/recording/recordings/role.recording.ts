import { AskAccess } from '@app/application';
import { type AccessScope, isIdentifier, roles } from '@app/domain';
import { type Answers } from '@app/platform';
import { roleInWords } from '../../rendering/role-words';
import { day } from '../../tables/format';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, codes, given, occurredOn, reason } from './asked-of-all';
import { agencyOf, placeOf, pooledFundId } from './of-a-fund';

const scopeKinds: readonly (Option & { readonly value: AccessScope['kind'] })[] = [
  { value: 'POOLED_FUND', text: 'One fund', hint: 'And the agreements attached to it' },
  { value: 'AGENCY', text: 'What is one agency’s own', hint: 'Its money and its agreements, in every place' },
  { value: 'PLACE', text: 'A place', hint: 'And all places within it' },
  { value: 'EVERYTHING', text: 'Everything' },
];

/** Granting a role to somebody. */
export const roleGrant: Recording = {
  name: 'role-grant',
  title: 'Grant a role',
  section: 'access',
  about: 'When somebody else is to do or to see more.',
  commands: ['GrantRole'],
  sends: 'Grant the role',
  questions: [
    {
      name: 'actorId',
      kind: 'text',
      lengthMax: 64,
      fromLinks: true,
      asks: 'Who is granted a role?',
      called: 'Who',
      hint: 'The name by which the ledger knows them, such as sample-treasurer. They see it on the page about their own roles',
      missing: 'Enter who is granted a role',
      refusedIf: (text) =>
        isIdentifier(text)
          ? undefined
          : 'Who must be a name of small letters, digits and hyphens, such as sample-treasurer',
    },
    {
      name: 'role',
      kind: 'choice',
      asks: 'Which role?',
      called: 'Role',
      missing: 'Select the role',
      nothing: '',
      options: () => Promise.resolve(codes(roles).map((each) => ({ ...each, hint: roleInWords[each.value as never] }))),
    },
    {
      name: 'scopeKind',
      kind: 'choice',
      asks: 'Over what?',
      called: 'Over',
      missing: 'Select what the role covers',
      nothing: '',
      options: () => Promise.resolve(scopeKinds),
    },
    { ...pooledFundId('Which fund?'), askedIf: ({ scopeKind }) => scopeKind === 'POOLED_FUND' },
    { ...placeOf('Which place?'), askedIf: ({ scopeKind }) => scopeKind === 'PLACE' },
    agencyOf({
      name: 'agencyId',
      asks: 'Which agency?',
      called: 'Agency',
      missing: 'Select the agency',
      askedIf: ({ scopeKind }) => scopeKind === 'AGENCY',
    }),
    agencyOf({
      name: 'actsForAgencyId',
      optional: true,
      asks: 'For which agency do they act in this role?',
      called: 'Acts for',
      hint: 'They then approve and sign for no other',
      missing: 'Select the agency',
    }),
    occurredOn('When is it granted?', 'Usually today. It counts from the moment at which it is recorded'),
    authorityRef,
  ],
  asking: (answers, draftId) => ({
    ask: AskAccess,
    command: {
      type: 'GrantRole',
      ...askedOf(answers),
      grantId: draftId,
      actorId: answers['actorId'],
      role: answers['role'],
      scope: scopeOf(answers),
      actsForAgencyId: given(answers['actsForAgencyId']),
    },
  }),
  confirmation: ({ actorId }, { eventStream, version }) => ({
    heading: 'Role granted',
    reference: `${eventStream}/${version}`,
    note: 'It counts from now on, also where they are signed in already.',
    next: [
      { text: 'See who may do what', href: '/access' },
      { text: 'Grant them another role', href: `/record/role-grant/new?actorId=${actorId}` },
    ],
  }),
};

function scopeOf(answers: Answers): object {
  const { scopeKind, placeId, agencyId, pooledFundId: fund } = answers;
  switch (scopeKind as AccessScope['kind']) {
    case 'EVERYTHING':
      return { kind: scopeKind };
    case 'PLACE':
      return { kind: scopeKind, placeId };
    case 'AGENCY':
      return { kind: scopeKind, agencyId };
    case 'POOLED_FUND':
      return { kind: scopeKind, pooledFundId: fund };
  }
}

/** Taking a role back. */
export const roleRevocation: Recording = {
  name: 'role-revocation',
  title: 'Take a role back',
  section: 'access',
  about: 'When somebody is to do or to see less. The grant stays in the ledger, and who took it back.',
  commands: ['RevokeRole'],
  sends: 'Take the role back',
  questions: [
    {
      name: 'grant',
      kind: 'choice',
      asks: 'Which role is taken back?',
      called: 'Role',
      missing: 'Select the role',
      nothing: 'Nobody holds a role that you look after.',
      options: grantsHeld,
    },
    reason('Why is it taken back?'),
    occurredOn('When is it taken back?', 'Usually today. It counts from the moment at which it is recorded'),
    authorityRef,
  ],
  asking: (answers) => {
    const [actorId, grantId] = answers['grant']!.split('/');
    return {
      ask: AskAccess,
      command: { type: 'RevokeRole', ...askedOf(answers), actorId, grantId, reason: answers['reason'] },
    };
  },
  confirmation: (_answers, { eventStream, version }) => ({
    heading: 'Role taken back',
    reference: `${eventStream}/${version}`,
    note: 'It counts no more from now on, also where they are signed in.',
    next: [{ text: 'See who may do what', href: '/access' }],
  }),
};

async function grantsHeld({ grantsSeen, called }: Asking): Promise<readonly Option[]> {
  const rows = await grantsSeen();
  return rows
    .filter(({ revokedOn }) => revokedOn === null)
    .map(({ actorId, grantId, role, scope, grantedOn, grantedBy }) => ({
      value: `${actorId}/${grantId}`,
      text: `${called(actorId)}: ${codes([role])[0]!.text.toLowerCase()}, over ${scopeWithId(scope)}`,
      hint: `Since ${day(grantedOn)}, granted by ${called(grantedBy)}`,
    }));
}

function scopeWithId(scope: AccessScope): string {
  switch (scope.kind) {
    case 'EVERYTHING':
      return 'everything';
    case 'PLACE':
      return `the place ${scope.placeId}`;
    case 'AGENCY':
      return `what is ${scope.agencyId}’s own`;
    case 'POOLED_FUND':
      return `the fund ${scope.pooledFundId}`;
  }
}
