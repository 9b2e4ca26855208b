import { type AccessScope, type Grant, type Role } from '@app/domain';
import { decideAccess, type GivenCommand } from './permissions';
import { type Resource } from './scope';

let made = 0;
const grant = (role: Role, scope: AccessScope, actsForAgencyId?: string): Grant => ({
  grantId: `g-${(made += 1)}`,
  role,
  scope,
  actsForAgencyId,
});
const everything: AccessScope = { kind: 'EVERYTHING' };
const inPlace = (placeId: string): AccessScope => ({ kind: 'PLACE', placeId });
const ofAgency = (agencyId: string): AccessScope => ({ kind: 'AGENCY', agencyId });
const ofFund = (pooledFundId: string): AccessScope => ({ kind: 'POOLED_FUND', pooledFundId });

const bcf: Resource = {
  kind: 'POOLED_FUND',
  pooledFundId: 'bcf',
  placeIds: ['trafford', 'greater-manchester'],
  hostAgencyId: 'council',
  partnerIds: ['council', 'icb'],
};
const agreement: Resource = {
  kind: 'AGREEMENT',
  pooledFundId: 'bcf',
  placeIds: ['trafford', 'greater-manchester'],
  partyIds: ['council', 'police'],
};
const loose: Resource = { ...agreement, pooledFundId: undefined };
const registers: Resource = { kind: 'REGISTERS' };

/** Only the fields that the decision looks at. */
const command = (type: GivenCommand['type'], fields: object = {}): GivenCommand =>
  ({ type, pooledFundId: 'bcf', ...fields }) as unknown as GivenCommand;
const lock = command('LockPeriod');
const receive = command('RecordContributionReceipt');
const approve = command('ApproveWithdrawal');
const declare = command('DeclareOutturn');
const sign = (byAgencyId: string) => command('SignTerms', { byAgencyId });
const signFund = (byAgencyId: string) => command('SignAgreement', { byAgencyId });
const toGrant = (scope: AccessScope, actsForAgencyId?: string) => command('GrantRole', { scope, actsForAgencyId });

type Case = readonly [what: string, grants: readonly Grant[], asked: GivenCommand, on: Resource, verdict: string];
const may = 'allowed';

describe('who may ask for what', () => {
  it.each<Case>([
    ['everything covers a fund', [grant('TREASURER', everything)], receive, bcf, may],
    ['everything covers the registers', [grant('OPERATOR', everything)], command('RegisterAgency'), registers, may],
    ['a role of another trade', [grant('AUDITOR', everything)], receive, bcf, 'NO_ROLE'],
    ['no role at all', [], receive, bcf, 'NO_ROLE'],

    ['the place of a fund', [grant('TREASURER', inPlace('trafford'))], receive, bcf, may],
    ['a place around it', [grant('TREASURER', inPlace('greater-manchester'))], receive, bcf, may],
    ['another place', [grant('TREASURER', inPlace('oxford'))], receive, bcf, 'ABSENT'],
    ['another place, in any role', [grant('AUDITOR', inPlace('oxford'))], receive, bcf, 'ABSENT'],
    ['the place of an agreement', [grant('TREASURER', inPlace('trafford'))], declare, agreement, may],
    [
      'a place has no registers',
      [grant('TREASURER', inPlace('trafford'))],
      command('RegisterAgency'),
      registers,
      'NO_ROLE',
    ],
    [
      'a place within the place',
      [grant('TREASURER', inPlace('trafford'))],
      command('RegisterPlace'),
      { kind: 'REGISTERS', withinPlaceIds: ['trafford'] },
      may,
    ],

    ['the fund', [grant('TREASURER', ofFund('bcf'))], receive, bcf, may],
    ['another fund', [grant('TREASURER', ofFund('dfg'))], receive, bcf, 'ABSENT'],
    ['an agreement attached to the fund', [grant('TREASURER', ofFund('bcf'))], declare, agreement, may],
    ['an agreement without a fund', [grant('TREASURER', ofFund('bcf'))], declare, loose, 'ABSENT'],
    ['another role in it', [grant('APPROVER', ofFund('bcf'))], receive, bcf, 'NO_ROLE'],
    [
      'a role elsewhere lends nothing here',
      [grant('APPROVER', ofFund('bcf')), grant('TREASURER', ofFund('dfg'))],
      receive,
      bcf,
      'NO_ROLE',
    ],

    ['the host', [grant('TREASURER', ofAgency('council'))], receive, bcf, may],
    ['a partner does not record', [grant('TREASURER', ofAgency('icb'))], receive, bcf, 'NO_ROLE'],
    ['a partner decides', [grant('APPROVER', ofAgency('icb'))], approve, bcf, may],
    ['a partner locks nothing', [grant('SECTION_151_OFFICER', ofAgency('icb'))], lock, bcf, 'NO_ROLE'],
    ['a partner signs', [grant('SECTION_151_OFFICER', ofAgency('icb'))], signFund('icb'), bcf, may],
    ['a treasurer of a partner signs nothing', [grant('TREASURER', ofAgency('icb'))], signFund('icb'), bcf, 'NO_ROLE'],
    ['no partner', [grant('APPROVER', ofAgency('police'))], approve, bcf, 'ABSENT'],
    ['a party', [grant('TREASURER', ofAgency('police'))], declare, agreement, may],
    ['no party, though a partner', [grant('TREASURER', ofAgency('icb'))], declare, agreement, 'ABSENT'],
  ])('%s', (_what, grants, asked, on, verdict) => {
    const decided = decideAccess(grants, asked, on);
    expect('grant' in decided ? may : decided.refused).toBe(verdict);
  });

  it.each<Case>([
    ['its own', [grant('APPROVER', ofAgency('police'))], sign('police'), agreement, may],
    ['another party', [grant('APPROVER', ofAgency('police'))], sign('council'), agreement, 'OF_ANOTHER_AGENCY'],
    ['its own in a fund', [grant('APPROVER', ofFund('bcf'), 'icb')], signFund('icb'), bcf, may],
    ['the host', [grant('APPROVER', ofFund('bcf'), 'icb')], signFund('council'), bcf, 'OF_ANOTHER_AGENCY'],
    ['any, acting for one', [grant('APPROVER', everything, 'icb')], sign('council'), agreement, 'OF_ANOTHER_AGENCY'],
    ['any, on paper', [grant('APPROVER', everything)], sign('council'), agreement, may],
    [
      'each of two',
      [grant('APPROVER', ofAgency('police')), grant('APPROVER', ofAgency('council'))],
      sign('council'),
      agreement,
      may,
    ],
    [
      'a position of another',
      [grant('TREASURER', ofAgency('police'))],
      command('TakeDisputePosition', { agencyId: 'council' }),
      agreement,
      'OF_ANOTHER_AGENCY',
    ],
    [
      'a dispute with positions of both',
      [grant('TREASURER', ofAgency('police'))],
      command('RaiseDispute', { positions: [{ agencyId: 'police' }, { agencyId: 'council' }] }),
      agreement,
      'OF_ANOTHER_AGENCY',
    ],
    [
      'claims of another',
      [grant('TREASURER', ofAgency('police'))],
      command('ClaimOutcomes', { claims: [{ claimantId: 'council' }] }),
      agreement,
      'OF_ANOTHER_AGENCY',
    ],
  ])('speaks for %s', (_what, grants, asked, on, verdict) => {
    const decided = decideAccess(grants, asked, on);
    expect('grant' in decided ? may : decided.refused).toBe(verdict);
  });

  it.each<Case>([
    ['everything, over everything', [grant('OPERATOR', everything)], toGrant(everything), registers, may],
    ['everything, over a fund', [grant('OPERATOR', ofFund('bcf'))], toGrant(everything), registers, 'NO_ROLE'],
    ['a fund, over its place', [grant('SECTION_151_OFFICER', inPlace('trafford'))], toGrant(ofFund('bcf')), bcf, may],
    ['a fund, elsewhere', [grant('SECTION_151_OFFICER', inPlace('oxford'))], toGrant(ofFund('bcf')), bcf, 'ABSENT'],
    [
      'a place around its own',
      [grant('OPERATOR', inPlace('trafford'))],
      toGrant(inPlace('greater-manchester')),
      { kind: 'PLACE', placeIds: ['greater-manchester'] },
      'ABSENT',
    ],
    [
      'its own agency',
      [grant('OPERATOR', ofAgency('icb'))],
      toGrant(ofAgency('icb')),
      { kind: 'AGENCY', agencyId: 'icb' },
      may,
    ],
    [
      'another',
      [grant('OPERATOR', ofAgency('icb'))],
      toGrant(ofAgency('council')),
      { kind: 'AGENCY', agencyId: 'council' },
      'ABSENT',
    ],
    ['for its agency', [grant('OPERATOR', ofAgency('council'))], toGrant(ofFund('bcf'), 'council'), bcf, may],
    ['for another', [grant('OPERATOR', ofAgency('council'))], toGrant(ofFund('bcf'), 'icb'), bcf, 'OF_ANOTHER_AGENCY'],
    ['for any', [grant('OPERATOR', everything, 'icb')], toGrant(everything), registers, 'OF_ANOTHER_AGENCY'],
    ['as a treasurer', [grant('TREASURER', everything)], toGrant(everything), registers, 'NO_ROLE'],
  ])('grants %s', (_what, grants, asked, on, verdict) => {
    const decided = decideAccess(grants, asked, on);
    expect('grant' in decided ? may : decided.refused).toBe(verdict);
  });

  it('takes back for its own agency only', () => {
    const s151 = [grant('SECTION_151_OFFICER', ofFund('bcf'), 'council')];
    const revoke = command('RevokeRole', { actorId: 'a', grantId: 'g' });
    const taken = (agencyId: string) => decideAccess(s151, revoke, bcf, grant('APPROVER', ofFund('bcf'), agencyId));
    expect(taken('council')).toEqual({ grant: s151[0] });
    expect(taken('icb')).toEqual({ refused: 'OF_ANOTHER_AGENCY' });
  });

  it('acts by the grant that says for which agency, so that the rules for that agency hold', () => {
    const [any, ofCouncil] = [grant('APPROVER', everything), grant('APPROVER', ofFund('bcf'), 'council')];
    expect(decideAccess([any, ofCouncil], approve, bcf)).toEqual({ grant: ofCouncil });
  });
});
