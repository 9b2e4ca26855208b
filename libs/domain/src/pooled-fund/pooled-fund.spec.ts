import { asked, clock, sampleAgencies, specify } from '../../../../test/support/given-when-then';
import { type PooledFundCommand } from './pooled-fund.commands';
import { pooledFundDecider } from './pooled-fund.decide';
import { type PooledFundEvent, statutoryItems } from './pooled-fund.events';
import { isPartnerOn, partnersOn, unsignedPartners } from './pooled-fund.state';

const pooledFund = specify(pooledFundDecider, {
  agency: (agencyId) => sampleAgencies[agencyId] ?? { registered: false, alsoKnownAs: [] },
  isPlaceRegistered: (placeId) => placeId === 'trafford',
});

type Within<Union> = Union extends { readonly pooledFundId: string } ? Omit<Union, 'pooledFundId'> : never;
type FieldsOf<Type> = Omit<Extract<PooledFundCommand, { readonly type: Type }>, 'type' | keyof typeof usual>;
const usual = { ...asked('2022-07-01'), pooledFundId: 'bcf' };
const ask = <Type extends PooledFundCommand['type']>(type: Type, occurredOn: string, fields: FieldsOf<Type>) =>
  ({ ...usual, type, occurredOn, ...fields }) as unknown as PooledFundCommand;
const fact = <Type extends PooledFundEvent['type']>(
  type: Type,
  occurredOn: string,
  data: Within<Extract<PooledFundEvent, { readonly type: Type }>['data']>,
) => ({ type, occurredOn, data: { pooledFundId: 'bcf', ...data } }) as unknown as PooledFundEvent;

const terms = {
  placeId: 'trafford',
  name: 'Better Care Fund',
  legalBasis: 'S75_NHS_ACT_2006',
  poolingBasis: 'POOLED',
  hostAgencyId: 'trafford-council',
  pooledFundManager: { post: 'Head of Commissioning', agencyId: 'trafford-council' },
  signature: 'REPORTED',
} as const;
const established = fact('PooledFundEstablished', '2022-04-01', terms);
const joined = fact('PartnerJoined', '2022-07-01', { agencyId: 'gm-icb' });
const allItems = Object.fromEntries(statutoryItems.map((item) => [item, `Clause on ${item}`]));
const drafted = fact('AgreementDrafted', '2022-05-01', { items: allItems });

describe('establishing a pooled fund', () => {
  it('records its place, legal basis, host and manager; the host is its first partner', () => {
    pooledFund
      .given()
      .when(ask('EstablishPooledFund', '2022-04-01', terms))
      .then(established);
    expect(partnersOn(pooledFund.given(established).state, '2022-04-01')).toEqual(['trafford-council']);
  });

  it('refuses a second of the same name', () => {
    const again = ask('EstablishPooledFund', '2022-04-01', terms);
    pooledFund.given(established).when(again).thenRefused('POOLED_FUND_ALREADY_ESTABLISHED');
  });

  it('refuses a place, or a host, that is not registered', () => {
    const nowhere = ask('EstablishPooledFund', '2022-04-01', { ...terms, placeId: 'nowhere' });
    pooledFund.given().when(nowhere).thenRefused('PLACE_UNKNOWN', { placeId: 'nowhere' });
    const nobody = ask('EstablishPooledFund', '2022-04-01', { ...terms, hostAgencyId: 'nobody' });
    pooledFund.given().when(nobody).thenRefused('AGENCY_UNKNOWN', { agencyId: 'nobody' });
    const gone = ask('EstablishPooledFund', '2022-04-01', { ...terms, hostAgencyId: 'trafford-pct' });
    pooledFund.given().when(gone).thenRefused('AGENCY_SUPERSEDED', { agencyId: 'trafford-pct' });
  });

  it('INV-12 refuses a manager of another agency who is not seconded to the host', () => {
    const pooledFundManager = { post: 'Deputy director', agencyId: 'gm-icb' };
    const lent = ask('EstablishPooledFund', '2022-04-01', { ...terms, pooledFundManager });
    pooledFund.given().when(lent).thenRefused('POOLED_FUND_MANAGER_NOT_OF_HOST', { managerAgencyId: 'gm-icb' });
    const seconded = { ...terms, pooledFundManager: { ...pooledFundManager, secondedToHost: true } };
    pooledFund
      .given()
      .when(ask('EstablishPooledFund', '2022-04-01', seconded))
      .then(fact('PooledFundEstablished', '2022-04-01', seconded));
  });

  it('comes before all else', () => {
    pooledFund
      .given()
      .when(ask('AdmitPartner', '2022-07-01', { agencyId: 'gm-icb' }))
      .thenRefused('POOLED_FUND_UNKNOWN');
  });
});

describe('the host', () => {
  const manager = { post: 'Finance lead', agencyId: 'gm-icb' };

  it('INV-12 is one at a time: another partner takes over with a manager of its own', () => {
    const data = { hostAgencyId: 'gm-icb', pooledFundManager: manager };
    pooledFund
      .given(established, joined)
      .when(ask('ChangeHostPartner', '2023-04-01', data))
      .then(fact('HostPartnerChanged', '2023-04-01', data));
    const { state } = pooledFund.given(established, joined, fact('HostPartnerChanged', '2023-04-01', data));
    expect(state.hostAgencyId).toBe('gm-icb');
  });

  it('INV-12 is a partner', () => {
    pooledFund
      .given(established)
      .when(ask('ChangeHostPartner', '2023-04-01', { hostAgencyId: 'gm-icb', pooledFundManager: manager }))
      .thenRefused('AGENCY_NOT_PARTNER', { agencyId: 'gm-icb', on: '2023-04-01' });
  });

  it('INV-12 has the manager', () => {
    const { pooledFundManager } = terms;
    pooledFund
      .given(established, joined)
      .when(ask('ChangeHostPartner', '2023-04-01', { hostAgencyId: 'gm-icb', pooledFundManager }))
      .thenRefused('POOLED_FUND_MANAGER_NOT_OF_HOST');
  });
});

describe('a partner', () => {
  const admit = (on: string) => ask('AdmitPartner', on, { agencyId: 'gm-icb' });
  const notice = fact('PartnerExitNoticeGiven', '2023-01-09', {
    agencyId: 'gm-icb',
    exitsOn: '2023-10-01',
    reason: 'R',
  });
  const giveNotice = { agencyId: 'gm-icb', exitsOn: '2023-10-01', reason: 'R' };
  const exit = (on: string) => ask('RecordPartnerExit', on, { agencyId: 'gm-icb' });
  const exited = fact('PartnerExited', '2023-10-01', { agencyId: 'gm-icb' });

  it('joins from a day on', () => {
    pooledFund.given(established).when(admit('2022-07-01')).then(joined);
    const { state } = pooledFund.given(established, joined);
    expect(isPartnerOn(state, 'gm-icb', '2022-06-30')).toBe(false);
    expect(isPartnerOn(state, 'gm-icb', '2022-07-01')).toBe(true);
  });

  it('joins once', () => {
    pooledFund.given(established, joined).when(admit('2023-07-01')).thenRefused('PARTNER_ALREADY_JOINED');
  });

  it('cannot join a second time from an earlier day: two stays at once could never be ended', () => {
    pooledFund.given(established, joined).when(admit('2022-05-01')).thenRefused('PARTNER_ALREADY_JOINED');
  });

  it('is an agency that exists on that day', () => {
    pooledFund
      .given(established)
      .when(ask('AdmitPartner', '2022-07-01', { agencyId: 'x' }))
      .thenRefused('AGENCY_UNKNOWN');
    const gone = ask('AdmitPartner', '2022-07-01', { agencyId: 'trafford-pct' });
    pooledFund.given(established).when(gone).thenRefused('AGENCY_SUPERSEDED');
  });

  it('gives notice, and exits on the day of it and not before', () => {
    pooledFund
      .given(established, joined)
      .when(ask('GivePartnerExitNotice', '2023-01-09', giveNotice))
      .then(notice);
    pooledFund.given(established, joined, notice).when(exit('2023-09-30')).thenRefused('EXIT_BEFORE_NOTICE');
    pooledFund.given(established, joined, notice).when(exit('2023-10-01')).then(exited);
  });

  it('INV-14 is none from the day of its exit', () => {
    const { state } = pooledFund.given(established, joined, notice, exited);
    expect(isPartnerOn(state, 'gm-icb', '2023-09-30')).toBe(true);
    expect(isPartnerOn(state, 'gm-icb', '2023-10-01')).toBe(false);
  });

  it('exits with notice only, and as a fact', () => {
    pooledFund.given(established, joined).when(exit('2023-10-01')).thenRefused('EXIT_BEFORE_NOTICE');
    const tomorrow = { ...exit('2023-10-01'), today: '2023-09-30' };
    pooledFund.given(established, joined, notice).when(tomorrow).thenRefused('DATE_IN_FUTURE');
  });

  it('gives notice for a day that exists', () => {
    pooledFund
      .given(established, joined)
      .when(ask('GivePartnerExitNotice', '2023-01-09', { ...giveNotice, exitsOn: '2023-09-31' }))
      .thenRefused('DATE_DOES_NOT_EXIST', { date: '2023-09-31' });
  });

  it('gives no notice and makes no exit when it is none', () => {
    pooledFund.given(established).when(exit('2023-10-01')).thenRefused('AGENCY_NOT_PARTNER');
    pooledFund
      .given(established)
      .when(ask('GivePartnerExitNotice', '2023-01-09', giveNotice))
      .thenRefused('AGENCY_NOT_PARTNER');
  });

  it('INV-12 cannot exit while it hosts the fund', () => {
    const own = fact('PartnerExitNoticeGiven', '2023-01-09', {
      agencyId: 'trafford-council',
      exitsOn: '2023-10-01',
      reason: 'R',
    });
    pooledFund
      .given(established, own)
      .when(ask('RecordPartnerExit', '2023-10-01', { agencyId: 'trafford-council' }))
      .thenRefused('HOST_CANNOT_EXIT');
  });

  it('INV-14 may come back: both stays count and the time between does not', () => {
    const back = fact('PartnerJoined', '2024-04-01', { agencyId: 'gm-icb' });
    pooledFund.given(established, joined, notice, exited).when(admit('2024-04-01')).then(back);
    const { state } = pooledFund.given(established, joined, notice, exited, back);
    const on = ['2023-01-01', '2023-12-01', '2024-04-01'];
    expect(on.map((day) => isPartnerOn(state, 'gm-icb', day))).toEqual([true, false, true]);
  });

  it('needs a new notice for a new stay, and the old stay is left as it was', () => {
    const back = fact('PartnerJoined', '2024-04-01', { agencyId: 'gm-icb' });
    const stays = [established, joined, notice, exited, back];
    pooledFund
      .given(...stays)
      .when(exit('2024-10-01'))
      .thenRefused('EXIT_BEFORE_NOTICE');
    const second = fact('PartnerExitNoticeGiven', '2024-05-01', { ...giveNotice, exitsOn: '2024-10-01' });
    const { state } = pooledFund.given(...stays, second, fact('PartnerExited', '2024-10-01', { agencyId: 'gm-icb' }));
    const on = ['2023-09-30', '2023-10-01', '2024-09-30', '2024-10-01'];
    expect(on.map((day) => isPartnerOn(state, 'gm-icb', day))).toEqual([true, false, true, false]);
  });

  it('gives a late notice for the stay that the day lies in', () => {
    const back = fact('PartnerJoined', '2024-04-01', { agencyId: 'gm-icb' });
    const late = fact('PartnerExitNoticeGiven', '2023-02-01', { ...giveNotice, exitsOn: '2023-05-01' });
    const { state } = pooledFund.given(established, joined, notice, exited, back, late);
    expect(state.memberships.get('gm-icb')).toEqual([
      { fromOn: '2022-07-01', untilOn: '2023-10-01', exitNoticeFor: '2023-05-01' },
      { fromOn: '2024-04-01' },
    ]);
  });
});

describe('the agreement', () => {
  const draft = (items: object) => ask('DraftAgreement', '2022-05-01', { items });
  const sign = (byAgencyId: string, on = '2022-06-01') =>
    ask('SignAgreement', on, { byAgencyId, signatoryPost: 'Chief executive' });
  const signed = (byAgencyId: string, on = '2022-06-01') =>
    fact('AgreementSigned', on, { byAgencyId, signatoryPost: 'Chief executive' });
  const intoEffect = ask('PutAgreementIntoEffect', '2022-07-01', {});
  const effective = fact('AgreementEffective', '2022-07-01', { retrospective: true });

  it('is drafted, and drafted again, until it is in effect', () => {
    pooledFund.given(established).when(draft(allItems)).then(drafted);
    pooledFund.given(established, drafted).when(draft(allItems)).then(drafted);
    const given = pooledFund.given(established, drafted, effective);
    given.when(draft(allItems)).thenRefused('AGREEMENT_ALREADY_EFFECTIVE', { from: '2022-07-01' });
  });

  it('is approved by partners once it is drafted', () => {
    const approve = (byAgencyId: string) => ask('ApproveAgreement', '2022-05-10', { byAgencyId });
    pooledFund.given(established).when(approve('trafford-council')).thenRefused('AGREEMENT_NOT_DRAFTED');
    pooledFund.given(established, drafted).when(approve('gm-icb')).thenRefused('AGENCY_NOT_PARTNER');
    pooledFund
      .given(established, drafted)
      .when(approve('trafford-council'))
      .then(fact('AgreementApproved', '2022-05-10', { byAgencyId: 'trafford-council' }));
  });

  it('is signed by partners, each once, as a fact', () => {
    pooledFund.given(established).when(sign('trafford-council')).thenRefused('AGREEMENT_NOT_DRAFTED');
    pooledFund.given(established, drafted).when(sign('gm-icb')).thenRefused('AGENCY_NOT_PARTNER');
    pooledFund.given(established, drafted).when(sign('trafford-council')).then(signed('trafford-council'));
    pooledFund
      .given(established, drafted, signed('trafford-council'))
      .when(sign('trafford-council', '2022-06-02'))
      .thenRefused('AGREEMENT_ALREADY_SIGNED_BY_AGENCY', { on: '2022-06-01' });
    const tomorrow = { ...sign('trafford-council'), today: '2022-05-31' };
    pooledFund.given(established, drafted).when(tomorrow).thenRefused('DATE_IN_FUTURE');
  });

  it('INV-10 is unsigned by the partners of the day who have not signed', () => {
    const { state } = pooledFund.given(established, drafted, signed('trafford-council'), joined);
    expect(unsignedPartners(state, '2022-06-30')).toEqual([]);
    expect(unsignedPartners(state, '2022-07-01')).toEqual(['gm-icb']);
  });

  it('INV-10 is unsigned again when it is drafted anew: nobody has signed that text', () => {
    const again = pooledFund.given(established, drafted, signed('trafford-council'), drafted);
    expect(unsignedPartners(again.state, '2022-06-30')).toEqual(['trafford-council']);
    again.when(sign('trafford-council', '2022-06-02')).then(signed('trafford-council', '2022-06-02'));
  });

  it('takes effect once, and says when that was recorded afterwards', () => {
    pooledFund.given(established, drafted).when(intoEffect).then(effective);
    pooledFund.given(established, drafted, effective).when(intoEffect).thenRefused('AGREEMENT_ALREADY_EFFECTIVE');
    const sameDay = { ...intoEffect, today: '2022-07-01' };
    pooledFund
      .given(established, drafted)
      .when(sameDay)
      .then(fact('AgreementEffective', '2022-07-01', { retrospective: false }));
    pooledFund.given(established).when(intoEffect).thenRefused('AGREEMENT_NOT_DRAFTED');
  });

  it.each(statutoryItems)('INV-11 cannot take effect under s75 without %s', (item) => {
    const without = fact('AgreementDrafted', '2022-05-01', { items: { ...allItems, [item]: ' ' } });
    pooledFund
      .given(established, without)
      .when(intoEffect)
      .thenRefused('STATUTORY_ITEMS_MISSING', { missing: [item] });
  });

  it('INV-11 asks that of s75 only', () => {
    const memorandum = fact('PooledFundEstablished', '2022-04-01', { ...terms, legalBasis: 'INVESTMENT_AGREEMENT' });
    const brief = fact('AgreementDrafted', '2022-05-01', { items: {} });
    pooledFund.given(memorandum, brief).when(intoEffect).then(effective);
  });
});

describe('a scheme', () => {
  const scheme = {
    schemeId: 'reablement',
    name: 'Reablement',
    leadCommissionerId: 'trafford-council',
    vatRegime: 'S33_LOCAL_AUTHORITY',
  } as const;
  const specified = fact('SchemeSpecified', '2022-07-01', scheme);

  it('INV-34 is specified with its VAT regime, once, and led by a partner', () => {
    pooledFund
      .given(established)
      .when(ask('SpecifyScheme', '2022-07-01', scheme))
      .then(specified);
    expect(pooledFund.given(established, specified).state.schemes.get('reablement')).toEqual({
      vatRegime: 'S33_LOCAL_AUTHORITY',
    });
    pooledFund
      .given(established, specified)
      .when(ask('SpecifyScheme', '2022-07-01', scheme))
      .thenRefused('SCHEME_ALREADY_SPECIFIED');
    pooledFund
      .given(established)
      .when(ask('SpecifyScheme', '2022-07-01', { ...scheme, leadCommissionerId: 'gm-icb' }))
      .thenRefused('AGENCY_NOT_PARTNER');
  });
});

describe('a delegation', () => {
  const delegation = {
    delegationId: 'd-1',
    holderActorId: 'director',
    actions: ['APPROVE_WITHDRAWAL'],
    limitPence: 50_000_00,
    untilOn: '2024-04-01',
  } as const;
  const granted = fact('DelegationGranted', '2022-07-01', delegation);
  const revoke = (on: string) => ask('RevokeDelegation', on, { delegationId: 'd-1' });
  const revoked = (on: string) => fact('DelegationRevoked', on, { delegationId: 'd-1' });

  it('INV-32 is granted to somebody, with a limit, once', () => {
    pooledFund
      .given(established)
      .when(ask('GrantDelegation', '2022-07-01', delegation))
      .then(granted);
    pooledFund
      .given(established, granted)
      .when(ask('GrantDelegation', '2022-07-01', delegation))
      .thenRefused('DELEGATION_ALREADY_GRANTED');
  });

  it('INV-31 is never granted to oneself', () => {
    const own = { ...delegation, holderActorId: 'treasurer' };
    pooledFund
      .given(established)
      .when(ask('GrantDelegation', '2022-07-01', own))
      .thenRefused('DELEGATION_TO_ONESELF', { actorId: 'treasurer' });
  });

  it('ends on a day that exists', () => {
    const never = { ...delegation, untilOn: '2024-02-30' };
    pooledFund
      .given(established)
      .when(ask('GrantDelegation', '2022-07-01', never))
      .thenRefused('DATE_DOES_NOT_EXIST', { date: '2024-02-30' });
  });

  it('is revoked while it is in force', () => {
    pooledFund.given(established, granted).when(revoke('2024-03-31')).then(revoked('2024-03-31'));
    expect(pooledFund.given(established, granted, revoked('2023-01-01')).state.delegations.get('d-1')).toMatchObject({
      untilOn: '2023-01-01',
      limitPence: 50_000_00,
    });
  });

  it('is not revoked when there is none, when it has ended or when it was revoked', () => {
    pooledFund.given(established).when(revoke('2024-03-31')).thenRefused('DELEGATION_UNKNOWN');
    pooledFund.given(established, granted).when(revoke('2024-04-01')).thenRefused('DELEGATION_UNKNOWN');
    pooledFund
      .given(established, granted, revoked('2023-01-01'))
      .when(revoke('2023-06-01'))
      .thenRefused('DELEGATION_UNKNOWN');
  });
});

describe('whatever is asked of a pooled fund', () => {
  it('INV-07 needs an authority of a person, and a day that exists', () => {
    const admit = ask('AdmitPartner', '2022-07-01', { agencyId: 'gm-icb' });
    pooledFund
      .given(established)
      .when({ ...admit, authorityRef: undefined })
      .thenRefused('AUTHORITY_MISSING');
    pooledFund
      .given(established)
      .when({ ...admit, authorityRef: undefined, by: clock })
      .then(joined);
    pooledFund
      .given(established)
      .when({ ...admit, occurredOn: '2022-06-31' })
      .thenRefused('DATE_DOES_NOT_EXIST');
  });
});
