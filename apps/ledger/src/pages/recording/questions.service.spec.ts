import { droppedBy, givenAnswers, isAnswered } from './questions.service';
import { type Question } from './questions/question';
import { type Recording } from './recording';

const asks = { asks: 'What?', called: 'It', missing: 'Enter it', nothing: '' };
const options = () => Promise.resolve([]);
const choice: Question = { ...asks, name: 'fund', kind: 'choice', options };
const optional: Question = { ...asks, name: 'scheme', kind: 'choice', optional: true, options };
const several: Question = { ...asks, name: 'claims', kind: 'choices', options };
const text: Question = { ...asks, name: 'reason', kind: 'text', lengthMax: 10 };
const reference: Question = { ...asks, name: 'entry', kind: 'text', lengthMax: 10, fromLinks: true };
const recording = { questions: [choice, optional, several, text, reference] } as unknown as Recording;
const offered = (question: Question, ...values: readonly string[]) => ({
  question,
  options: values.map((value) => ({ value, text: value })),
});

describe('the answers that an address gives', () => {
  test('name things, and say nothing of them', () => {
    const query = { fund: 'bcf', claims: 'c-1', entry: 'bcf/1', reason: 'Because', other: 'x' };
    expect(givenAnswers(recording, query)).toEqual({ fund: 'bcf', claims: 'c-1', entry: 'bcf/1' });
  });
  test.each([
    { fund: '' },
    { fund: ['a', 'b'] },
    { fund: { a: 'b' } },
    { fund: 'a\u0000' },
    { fund: 'a b' },
    { fund: '\u202ebcf' },
    { fund: 'x'.repeat(201) },
    { entry: 'x'.repeat(11) },
    { __proto__: { fund: 'x y' } },
  ])('are no more than a name: %j', (query) => {
    expect(givenAnswers(recording, query)).toEqual({});
  });
});

describe('an answer', () => {
  test('stands while it can be chosen', () => {
    expect(isAnswered(offered(choice, 'bcf'), { fund: 'bcf' })).toBe(true);
    expect(isAnswered(offered(choice, 'dfg'), { fund: 'bcf' })).toBe(false);
    expect(isAnswered(offered(choice), { fund: 'bcf' })).toBe(false);
    expect(isAnswered(offered(choice, 'Family support'), { fund: 'Family support' })).toBe(true);
    expect(isAnswered(offered(several, 'a', 'b'), { claims: 'b a' })).toBe(true);
    expect(isAnswered(offered(several, 'a'), { claims: 'b a' })).toBe(false);
    expect(isAnswered(offered(text), { reason: 'Because' })).toBe(true);
  });
  test('may be empty only where it may be left out', () => {
    expect(isAnswered(offered(choice, ''), { fund: '' })).toBe(false);
    expect(isAnswered(offered(optional), { scheme: '' })).toBe(true);
    expect(isAnswered(offered(optional), {})).toBe(false);
  });
  test('that is changed asks later choices again that were left empty', () => {
    const before = { fund: 'bcf', scheme: '', reason: '' };
    expect(droppedBy(recording, choice, 'dfg', before)).toEqual(['scheme']);
    expect(droppedBy(recording, choice, 'bcf', before)).toEqual([]);
    expect(droppedBy(recording, text, 'x', before)).toEqual([]);
    expect(droppedBy(recording, choice, 'dfg', { ...before, scheme: 's' })).toEqual([]);
  });
});
