import { asked, specify } from '../../../../test/support/given-when-then';
import { fundingStreamDecider } from './funding-stream.decide';
import { type FundingStreamDefined, type FundingStreamEvent } from './funding-stream.events';

const registered = { registered: true, alsoKnownAs: [] };
const pct = { ...registered, succeeded: { on: '2013-04-01', by: ['trafford-ccg'] } };
const fundingStream = specify(fundingStreamDecider, {
  agency: (agencyId) => (agencyId === 'trafford-pct' ? pct : { ...registered, registered: agencyId !== 'nobody' }),
});

const define = (rules: Partial<FundingStreamDefined['data']> = {}) => ({
  ...asked('2017-04-01'),
  type: 'DefineFundingStream' as const,
  fundingStreamId: 'dfg',
  name: 'Disabled Facilities Grant',
  originAgencyId: 'communities',
  ringFence: 'NONE' as const,
  permittedSpendTypes: ['REVENUE', 'CAPITAL'] as const,
  ...rules,
});
const defined = (rules: Partial<FundingStreamDefined['data']> = {}): FundingStreamEvent => ({
  type: 'FundingStreamDefined',
  occurredOn: '2017-04-01',
  data: {
    fundingStreamId: 'dfg',
    name: 'Disabled Facilities Grant',
    originAgencyId: 'communities',
    ringFence: 'NONE',
    permittedSpendTypes: ['REVENUE', 'CAPITAL'],
    ...rules,
  },
});
const passThrough = { toAgencyIds: ['north-district', 'south-district'], dueOn: '2017-06-30' };

describe('defining a funding stream', () => {
  it.each([
    [{}],
    [{ ringFence: 'CAPITAL_ONLY', ringFenceSetBy: 'DEPARTMENT', permittedSpendTypes: ['CAPITAL'] }],
    [{ ringFence: 'PURPOSE', ringFenceSetBy: 'AGREEMENT', permittedPurposes: ['hospital-discharge'] }],
    [{ ringFence: 'PASS_THROUGH', ringFenceSetBy: 'DEPARTMENT', passThrough }],
    [{ expiresOn: '2018-03-31' }],
  ] as const)('records its rules %j', (rules) => {
    fundingStream.given().when(define(rules)).then(defined(rules));
  });

  it('refuses a second of the same name', () => {
    fundingStream.given(defined()).when(define()).thenRefused('FUNDING_STREAM_ALREADY_DEFINED');
  });

  it('refuses an origin, or an agency to pass it to, that is not registered or had a successor', () => {
    fundingStream
      .given()
      .when(define({ originAgencyId: 'nobody' }))
      .thenRefused('AGENCY_UNKNOWN');
    fundingStream
      .given()
      .when(define({ originAgencyId: 'trafford-pct' }))
      .thenRefused('AGENCY_SUPERSEDED');
    const rules = { ringFence: 'PASS_THROUGH', ringFenceSetBy: 'DEPARTMENT' } as const;
    const toNobody = { ...passThrough, toAgencyIds: ['north-district', 'nobody'] };
    fundingStream
      .given()
      .when(define({ ...rules, passThrough: toNobody }))
      .thenRefused('AGENCY_UNKNOWN');
  });

  it.each([
    [{ expiresOn: '2018-02-30' }],
    [{ ringFence: 'PASS_THROUGH', ringFenceSetBy: 'DEPARTMENT', passThrough: { ...passThrough, dueOn: '30/6/2017' } }],
  ] as const)('refuses a date that does not exist: %j', (rules) => {
    fundingStream.given().when(define(rules)).thenRefused('DATE_DOES_NOT_EXIST');
  });

  it.each([
    [{ ringFence: 'PURPOSE', permittedPurposes: ['discharge'] }],
    [{ ringFence: 'PURPOSE', ringFenceSetBy: 'DEPARTMENT' }],
    [{ ringFence: 'PURPOSE', ringFenceSetBy: 'DEPARTMENT', permittedPurposes: [] }],
    [{ ringFence: 'PASS_THROUGH', ringFenceSetBy: 'DEPARTMENT' }],
    [
      {
        ringFence: 'PASS_THROUGH',
        ringFenceSetBy: 'DEPARTMENT',
        passThrough: { toAgencyIds: [], dueOn: '2017-06-30' },
      },
    ],
    [{ ringFence: 'CAPITAL_ONLY', permittedSpendTypes: ['CAPITAL'] }],
  ] as const)('refuses a ring-fence that does not say all: %j', (rules) => {
    fundingStream.given().when(define(rules)).thenRefused('RING_FENCE_INCOMPLETE', { ringFence: rules.ringFence });
  });

  it.each([[['REVENUE', 'CAPITAL']], [['REVENUE']], [[]]] as const)(
    'INV-26 refuses a capital-only ring-fence that permits %j',
    (permittedSpendTypes) => {
      const rules = { ringFence: 'CAPITAL_ONLY', ringFenceSetBy: 'DEPARTMENT', permittedSpendTypes } as const;
      fundingStream.given().when(define(rules)).thenRefused('RING_FENCE_CONTRADICTS_SPEND_TYPES');
    },
  );
});

describe('lifting a ring-fence', () => {
  const purpose = {
    ringFence: 'PURPOSE',
    permittedPurposes: ['reablement'],
    permittedSpendTypes: ['REVENUE'],
  } as const;
  const lift = {
    ...asked('2018-04-01'),
    type: 'RemoveRingFence',
    fundingStreamId: 'dfg',
    variationRef: 'Variation 3',
  } as const;
  const lifted: FundingStreamEvent = {
    type: 'RingFenceRemoved',
    occurredOn: '2018-04-01',
    data: { fundingStreamId: 'dfg', variationRef: 'Variation 3' },
  };

  it('INV-30 is for a variation of the agreement that set it', () => {
    fundingStream
      .given(defined({ ...purpose, ringFenceSetBy: 'AGREEMENT' }))
      .when(lift)
      .then(lifted);
  });

  it('INV-30 is never for a grant condition that a department set', () => {
    fundingStream
      .given(defined({ ...purpose, ringFenceSetBy: 'DEPARTMENT' }))
      .when(lift)
      .thenRefused('RING_FENCE_SET_BY_DEPARTMENT');
  });

  it('refuses where there is none, or none any more', () => {
    fundingStream.given(defined()).when(lift).thenRefused('RING_FENCE_NOT_SET');
    fundingStream
      .given(defined({ ...purpose, ringFenceSetBy: 'AGREEMENT' }), lifted)
      .when(lift)
      .thenRefused('RING_FENCE_NOT_SET');
  });

  it('leaves the spend types alone: a revenue grant does not turn into capital', () => {
    const { state } = fundingStream.given(defined({ ...purpose, ringFenceSetBy: 'AGREEMENT' }), lifted);
    expect(state).toMatchObject({ ringFence: 'NONE', permittedSpendTypes: ['REVENUE'] });
  });

  it('frees revenue too when capital only was the ring-fence', () => {
    const capitalOnly = { ringFence: 'CAPITAL_ONLY', permittedSpendTypes: ['CAPITAL'] } as const;
    const { state } = fundingStream.given(defined({ ...capitalOnly, ringFenceSetBy: 'AGREEMENT' }), lifted);
    expect(state.permittedSpendTypes).toEqual(['REVENUE', 'CAPITAL']);
  });
});

describe('waiving what is to be passed through', () => {
  const waive = {
    ...asked('2017-06-01'),
    type: 'WaivePassThrough',
    fundingStreamId: 'dfg',
    agencyId: 'north-district',
    consentRef: 'Letter of 1 June 2017',
  } as const;
  const waived: FundingStreamEvent = {
    type: 'PassThroughWaived',
    occurredOn: '2017-06-01',
    data: { fundingStreamId: 'dfg', agencyId: 'north-district', consentRef: 'Letter of 1 June 2017' },
  };
  const passing = defined({ ringFence: 'PASS_THROUGH', ringFenceSetBy: 'DEPARTMENT', passThrough });

  it('INV-27 records the consent of the district that it was meant for', () => {
    fundingStream.given(passing).when(waive).then(waived);
    expect(fundingStream.given(passing, waived).state.passThroughWaivedBy).toEqual(['north-district']);
  });

  it('INV-27 refuses the consent of an agency that it was not meant for', () => {
    const other = { ...waive, agencyId: 'communities' };
    fundingStream.given(passing).when(other).thenRefused('PASS_THROUGH_NOT_TO_AGENCY', { agencyId: 'communities' });
    fundingStream.given(defined()).when(waive).thenRefused('PASS_THROUGH_NOT_TO_AGENCY');
  });
});

describe('whatever is asked of a funding stream', () => {
  it('needs one that is defined, unless it is defined now', () => {
    const lift = {
      ...asked('2018-04-01'),
      type: 'RemoveRingFence',
      fundingStreamId: 'dfg',
      variationRef: 'V3',
    } as const;
    fundingStream.given().when(lift).thenRefused('FUNDING_STREAM_UNKNOWN', { fundingStreamId: 'dfg' });
  });

  it('INV-07 needs an authority and a day that exists', () => {
    fundingStream
      .given()
      .when({ ...define(), authorityRef: undefined })
      .thenRefused('AUTHORITY_MISSING');
    fundingStream
      .given()
      .when({ ...define(), occurredOn: '2017-4-1' })
      .thenRefused('DATE_DOES_NOT_EXIST');
  });
});
