import { sampleTerms, termsOfEveryKind } from '../../../../test/support/sample-terms';
import { describeTerms } from './terms-in-words';
import { termsWithNames } from './terms-with-names';

const bodies = ['council', 'police', 'nhs', 'dwp', 'assessor', 'lender'];
const nameOf = (agencyId: string): string => (bodies.includes(agencyId) ? `NAMED ${agencyId.toUpperCase()}` : agencyId);
const everyKind = termsOfEveryKind();

/** Every text of the terms that is a body's identifier and nothing else, with where it stands. */
function idsIn(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return bodies.includes(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => idsIn(inner, `${path}.${key}`));
}

describe('terms that name bodies', () => {
  it('name every body wherever it stands, and change nothing else', () => {
    expect(idsIn(everyKind).length).toBeGreaterThan(20);
    const named = termsWithNames(everyKind, nameOf);
    // A cap that is called as a body is keeps its own name.
    expect(idsIn(named)).toEqual(['.caps.4.capId']);
    expect(
      JSON.parse(JSON.stringify(named).replaceAll(/"NAMED (\w+)"/g, (_, id: string) => `"${id.toLowerCase()}"`)),
    ).toEqual(JSON.parse(JSON.stringify(everyKind)));
  });

  it('are told in words with the names', () => {
    const said = describeTerms(termsWithNames(sampleTerms(), nameOf));
    expect(said.find(({ path }) => path === 'parties[3]')!.says).toBe('NAMED DWP invests and benefits.');
    expect(said.find(({ path }) => path === 'rounding')!.says).toContain(
      'in this order: NAMED COUNCIL, NAMED POLICE, NAMED NHS and NAMED DWP.',
    );
  });
});
