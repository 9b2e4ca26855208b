import { isIdentifier } from '@app/domain';
import { actorIdOf } from './actor-id';

const ISSUER = 'https://login.example/one';

describe('the actor id of a subject', () => {
  test.each([
    ['treasurer', 'treasurer'],
    ['6f9619ff-8b86-d011-b42d-00cf4fc964ff', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    ['6F9619FF-8B86-D011-B42D-00CF4FC964FF', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
  ])('of %s is %s', (subject, actorId) => {
    expect(actorIdOf(ISSUER, subject)).toBe(actorId);
  });

  const others = ['alex@council.example', 'Alex', 'ALEX', 'a'.repeat(65), '', ' ', '../x', 'alex\u0000', 'álex'];
  test('of any other is an identifier, the same each time, and nobody else’s', () => {
    const ids = others.map((subject) => actorIdOf(ISSUER, subject));
    for (const id of ids) expect(isIdentifier(id)).toBe(true);
    expect(others.map((subject) => actorIdOf(ISSUER, subject))).toEqual(ids);
    expect(new Set(ids).size).toBe(others.length);
    expect(ids).not.toContain('alex');
    for (const id of ids) expect(id).not.toMatch(/alex/i);
  });

  test('depends on the provider, and cannot be claimed as a subject', () => {
    const id = actorIdOf(ISSUER, 'alex@council.example');
    expect(actorIdOf('https://login.example/two', 'alex@council.example')).not.toBe(id);
    expect(actorIdOf(ISSUER, id)).not.toBe(id);
  });
});
