import { asked, specify } from '../../../../test/support/given-when-then';
import { agencyDecider, refuseAgency } from './agency.decide';
import { type AgencyEvent } from './agency.events';
import { type AgencyState } from './agency.state';

const known: Readonly<Record<string, AgencyState>> = {
  'gm-icb': { registered: true, alsoKnownAs: [] },
  'department-of-health': { registered: true, alsoKnownAs: [] },
  'trafford-pct': {
    registered: true,
    alsoKnownAs: [],
    succeeded: { on: '2013-04-01', by: ['trafford-ccg'] },
  },
};
const context = { agency: (agencyId: string) => known[agencyId] ?? { registered: false, alsoKnownAs: [] } };
const agency = specify(agencyDecider, context);

const register = {
  ...asked('2013-04-01'),
  type: 'RegisterAgency',
  agencyId: 'trafford-ccg',
  legalName: 'NHS Trafford Clinical Commissioning Group',
  kind: 'CLINICAL_COMMISSIONING_GROUP',
  tier: 'LOCAL',
  alsoKnownAs: ['Trafford CCG'],
  parentAgencyId: 'department-of-health',
} as const;
const registered: AgencyEvent = {
  type: 'AgencyRegistered',
  occurredOn: '2013-04-01',
  data: {
    agencyId: 'trafford-ccg',
    legalName: 'NHS Trafford Clinical Commissioning Group',
    kind: 'CLINICAL_COMMISSIONING_GROUP',
    tier: 'LOCAL',
    alsoKnownAs: ['Trafford CCG'],
    parentAgencyId: 'department-of-health',
  },
};
const succeed = {
  ...asked('2022-07-01'),
  type: 'SucceedAgency',
  agencyId: 'trafford-ccg',
  successorAgencyIds: ['gm-icb'],
  reason: 'Health and Care Act 2022',
} as const;
const succeeded: AgencyEvent = {
  type: 'AgencySucceeded',
  occurredOn: '2022-07-01',
  data: { agencyId: 'trafford-ccg', successorAgencyIds: ['gm-icb'], reason: 'Health and Care Act 2022' },
};

describe('registering an agency', () => {
  it('enters it with its names and parent', () => {
    agency.given().when(register).then(registered);
    expect(agency.given(registered).state).toMatchObject({ registered: true, alsoKnownAs: ['Trafford CCG'] });
  });

  it('refuses a second of the same name', () => {
    agency.given(registered).when(register).thenRefused('AGENCY_ALREADY_REGISTERED');
  });

  it('refuses a parent that is not registered, and itself as its parent', () => {
    const unknown = { ...register, parentAgencyId: 'ministry-of-silly-walks' };
    agency.given().when(unknown).thenRefused('AGENCY_UNKNOWN', { agencyId: 'ministry-of-silly-walks' });
    agency
      .given()
      .when({ ...register, parentAgencyId: 'trafford-ccg' })
      .thenRefused('AGENCY_UNKNOWN');
  });
});

describe('succeeding an agency', () => {
  it('names its successors and keeps its history', () => {
    agency.given(registered).when(succeed).then(succeeded);
    expect(agency.given(registered, succeeded).state).toMatchObject({
      registered: true,
      legalName: 'NHS Trafford Clinical Commissioning Group',
      succeeded: { on: '2022-07-01', by: ['gm-icb'] },
    });
  });

  it('refuses an agency that is not registered', () => {
    agency.given().when(succeed).thenRefused('AGENCY_UNKNOWN', { agencyId: 'trafford-ccg' });
  });

  it('refuses a second time, and says who succeeded it', () => {
    agency
      .given(registered, succeeded)
      .when(succeed)
      .thenRefused('AGENCY_SUPERSEDED', { on: '2022-07-01', successors: ['gm-icb'] });
  });

  it('refuses itself as its successor', () => {
    const command = { ...succeed, successorAgencyIds: ['gm-icb', 'trafford-ccg'] };
    agency.given(registered).when(command).thenRefused('AGENCY_CANNOT_SUCCEED_ITSELF');
  });

  it('refuses a successor that is not registered or had a successor of its own by then', () => {
    const unknown = { ...succeed, successorAgencyIds: ['gm-icb', 'nobody'] };
    agency.given(registered).when(unknown).thenRefused('AGENCY_UNKNOWN', { agencyId: 'nobody' });
    const gone = { ...succeed, successorAgencyIds: ['trafford-pct'] };
    agency.given(registered).when(gone).thenRefused('AGENCY_SUPERSEDED', { agencyId: 'trafford-pct' });
  });

  it('is a fact: tomorrow is refused', () => {
    agency
      .given(registered)
      .when({ ...succeed, today: '2022-06-30' })
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('naming an agency', () => {
  it('is possible until the day before it was succeeded, and not from that day on', () => {
    expect(refuseAgency('trafford-pct', '2013-03-31', context)).toBeUndefined();
    expect(refuseAgency('trafford-pct', '2013-04-01', context)).toMatchObject({
      refused: { code: 'AGENCY_SUPERSEDED' },
    });
  });
});

describe('whatever is asked of an agency', () => {
  it('INV-07 needs an authority and a day that exists', () => {
    agency
      .given()
      .when({ ...register, authorityRef: '' })
      .thenRefused('AUTHORITY_MISSING');
    agency
      .given()
      .when({ ...register, occurredOn: '2013-04-31' })
      .thenRefused('DATE_DOES_NOT_EXIST');
  });
});
