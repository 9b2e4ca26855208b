import * as domain from '@app/domain';
import { exists, specsIn, textOf } from './repository';

interface Rule {
  readonly number: string;
  readonly state: string;
  readonly where: string;
}

const rules: readonly Rule[] = textOf('docs/rules.md')
  .split('\n')
  .filter((line) => line.startsWith('| INV-'))
  .map((line) => {
    const [, number, , state, where] = line.split('|').map((cell) => cell.trim());
    return { number: number!, state: state!, where: where! };
  });
const quoted = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside!);
const codes = new Set(
  Object.entries(domain as Readonly<Record<string, unknown>>)
    .filter(([name]) => name.endsWith('Refusals'))
    .flatMap(([, sentences]) => Object.keys(sentences as object)),
);
const titles = ['libs', 'apps', 'test']
  .flatMap(specsIn)
  .flatMap((file) => [...textOf(file).matchAll(/\b(?:it|test|describe)(?:\.each)?\b[^\n]*?\(\s*['"`](INV-\d\d)/g)])
  .map(([, number]) => number!);
const eachTitles = ['libs', 'apps', 'test']
  .flatMap(specsIn)
  .flatMap((file) => [...textOf(file).matchAll(/^\s*\)?\(?['"`](INV-\d\d) /gm)].map(([, number]) => number!));
const tested = new Set([...titles, ...eachTitles]);

describe('docs/rules.md', () => {
  it('lists INV-01 to INV-60, each once and in order', () => {
    const numbers = Array.from({ length: 60 }, (_, place) => `INV-${String(place + 1).padStart(2, '0')}`);
    expect(rules.map(({ number }) => number)).toEqual(numbers);
  });

  it.each(rules)('$number is enforced, partly enforced or waits, and says where or why', ({ state, where }) => {
    expect(['enforced', 'partly', 'waits']).toContain(state);
    expect(where.length).toBeGreaterThan(3);
  });

  it.each(rules)('$number names only files and refusals that there are', ({ where }) => {
    for (const name of quoted(where)) {
      if (name.includes('/')) expect({ name, exists: exists(name) }).toEqual({ name, exists: true });
      if (/^[A-Z]+_[A-Z_]+$/.test(name)) expect({ name, isCode: codes.has(name) }).toEqual({ name, isCode: true });
    }
  });

  it.each(rules.filter(({ state }) => state === 'enforced'))('$number names the file that enforces it', ({ where }) => {
    expect(quoted(where).some((name) => name.includes('/'))).toBe(true);
  });

  // INV-08 is the event store's, whose chain has a suite of its own.
  const shown = rules.filter(({ state, number }) => state === 'enforced' && number !== 'INV-08');
  it.each(shown)('$number has a test whose title begins with it', ({ number }) => {
    expect(tested).toContain(number);
  });

  it('lets no tested rule wait', () => {
    const waiting = rules.filter(({ state }) => state === 'waits').map(({ number }) => number);
    expect(waiting.filter((number) => tested.has(number))).toEqual([]);
  });
});
