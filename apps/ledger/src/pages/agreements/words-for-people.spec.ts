import { lineForPeople, namesOf } from './words-for-people';

const bodies = [
  { agencyId: 'example-council', agencyName: 'Example Council' },
  { agencyId: 'north-trust', agencyName: 'Care Trust' },
  { agencyId: 'south-trust', agencyName: 'Care Trust' },
  { agencyId: 'police', agencyName: 'The Police' },
];
const nameOf = namesOf(bodies);

describe('names for people', () => {
  it('tell two bodies of one name apart', () => {
    expect(['example-council', 'north-trust', 'south-trust', 'nobody'].map(nameOf)).toEqual([
      'Example Council',
      'Care Trust (north-trust)',
      'Care Trust (south-trust)',
      'nobody',
    ]);
  });

  it('stand in a line of a calculation for identifiers, and for no word that only looks like one', () => {
    const metrics = [{ metricId: 'adult-demand', title: 'Adult demand' }];
    const forPeople = lineForPeople({ parties: bodies, metrics }, nameOf);
    expect(forPeople('example-council: adult-demand fell by -£1.00.')).toBe(
      'Example Council: Adult demand fell by −£1.00.',
    );
    expect(forPeople('police: what the police saved.')).toBe('The Police: what the police saved.');
    expect(forPeople('another-council is not north-trust.')).toBe('another-council is not Care Trust (north-trust).');
  });
});
