import { asked, clock, specify } from '../../../../test/support/given-when-then';
import { placeDecider } from './place.decide';
import { type PlaceEvent } from './place.events';

const known = new Set(['greater-manchester', 'trafford', 'north', 'south']);
const place = specify(placeDecider, { isPlaceRegistered: (placeId) => known.has(placeId) });

const register = {
  ...asked('2011-04-01'),
  type: 'RegisterPlace',
  placeId: 'trafford',
  name: 'Trafford',
  kind: 'HEALTH_AND_WELLBEING_BOARD_AREA',
  gssCodes: ['E08000009'],
  parentPlaceId: 'greater-manchester',
} as const;
const registered: PlaceEvent = {
  type: 'PlaceRegistered',
  occurredOn: '2011-04-01',
  data: {
    placeId: 'trafford',
    name: 'Trafford',
    kind: 'HEALTH_AND_WELLBEING_BOARD_AREA',
    gssCodes: ['E08000009'],
    parentPlaceId: 'greater-manchester',
  },
};
const reorganise = {
  ...asked('2023-04-01'),
  type: 'ReorganisePlace',
  placeId: 'trafford',
  successorPlaceIds: ['north', 'south'],
  reason: 'Structural changes order',
} as const;
const reorganised: PlaceEvent = {
  type: 'PlaceReorganised',
  occurredOn: '2023-04-01',
  data: { placeId: 'trafford', successorPlaceIds: ['north', 'south'], reason: 'Structural changes order' },
};

describe('registering a place', () => {
  it('enters it with its parent and codes', () => {
    place.given().when(register).then(registered);
  });

  it('needs neither parent nor code: a neighbourhood may have none', () => {
    const { parentPlaceId: _parent, ...alone } = register;
    expect(place.given().when({ ...alone, gssCodes: [] }).data).toMatchObject({ gssCodes: [] });
  });

  it('may be planned: the day may lie ahead', () => {
    expect(place.given().when({ ...register, occurredOn: '2026-04-01' }).data).toMatchObject({ placeId: 'trafford' });
  });

  it('refuses a second of the same name', () => {
    place.given(registered).when(register).thenRefused('PLACE_ALREADY_REGISTERED', { placeId: 'trafford' });
  });

  it.each(['E0800009', 'E080000099', 'e08000009', '08000009', 'E08000009 ', ''])('refuses the code %j', (gssCode) => {
    place
      .given()
      .when({ ...register, gssCodes: ['E08000009', gssCode] })
      .thenRefused('GSS_CODE_MALFORMED', { gssCode });
  });

  it('refuses a parent that is not registered, and itself as its parent', () => {
    place
      .given()
      .when({ ...register, parentPlaceId: 'cheshire' })
      .thenRefused('PLACE_UNKNOWN', { placeId: 'cheshire' });
    place
      .given()
      .when({ ...register, parentPlaceId: 'trafford' })
      .thenRefused('PLACE_UNKNOWN', { placeId: 'trafford' });
  });
});

describe('reorganising a place', () => {
  it('names the places that stand for it from that day', () => {
    place.given(registered).when(reorganise).then(reorganised);
  });

  it('may leave none', () => {
    expect(place.given(registered).when({ ...reorganise, successorPlaceIds: [] }).data).toMatchObject({
      successorPlaceIds: [],
    });
  });

  it('is remembered with its day', () => {
    expect(place.given(registered, reorganised).state).toEqual({
      registered: true,
      parentPlaceId: 'greater-manchester',
      reorganisedOn: '2023-04-01',
    });
  });

  it('refuses a place that is not registered', () => {
    place.given().when(reorganise).thenRefused('PLACE_UNKNOWN', { placeId: 'trafford' });
  });

  it('refuses a second time', () => {
    place
      .given(registered, reorganised)
      .when(reorganise)
      .thenRefused('PLACE_ALREADY_REORGANISED', { on: '2023-04-01' });
  });

  it('refuses the place as its own successor', () => {
    const command = { ...reorganise, successorPlaceIds: ['north', 'trafford'] };
    place.given(registered).when(command).thenRefused('PLACE_CANNOT_SUCCEED_ITSELF');
  });

  it('refuses a successor that is not registered', () => {
    const command = { ...reorganise, successorPlaceIds: ['north', 'cheshire'] };
    place.given(registered).when(command).thenRefused('PLACE_UNKNOWN', { placeId: 'cheshire' });
  });

  it('refuses tomorrow, and records today', () => {
    const today = '2023-04-01';
    place
      .given(registered)
      .when({ ...reorganise, today, occurredOn: '2023-04-02' })
      .thenRefused('DATE_IN_FUTURE', { today });
    place
      .given(registered)
      .when({ ...reorganise, today, occurredOn: today })
      .then(reorganised);
  });
});

describe('whatever is asked of a place', () => {
  it('INV-07 needs an authority from a person, and none from the system', () => {
    place
      .given()
      .when({ ...register, authorityRef: undefined })
      .thenRefused('AUTHORITY_MISSING');
    place
      .given()
      .when({ ...register, authorityRef: '  ' })
      .thenRefused('AUTHORITY_MISSING');
    place
      .given()
      .when({ ...register, authorityRef: undefined, by: clock })
      .then(registered);
  });

  it('needs a day that exists', () => {
    place
      .given()
      .when({ ...register, occurredOn: '2023-02-29' })
      .thenRefused('DATE_DOES_NOT_EXIST', { date: '2023-02-29' });
  });
});
