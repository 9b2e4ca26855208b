import { type Option, type Question } from './question';
import { FOUND_MAX, LISTED_MAX, readAnswer } from './read-answer';

const asks = { name: 'it', asks: 'What is it?', called: 'It', missing: 'Enter it' } as const;
const options = (...names: readonly string[]): readonly Option[] =>
  names.map((text) => ({ value: text.toLowerCase().replaceAll(' ', '-'), text }));
const none = () => Promise.resolve([]);
const kinds = {
  text: { ...asks, kind: 'text', lengthMax: 20 },
  money: { ...asks, kind: 'money', fromPence: 1 },
  moneyOrNought: { ...asks, kind: 'money', fromPence: 0 },
  number: { ...asks, kind: 'number' },
  day: { ...asks, kind: 'day' },
  choice: { ...asks, kind: 'choice', options: none, nothing: '' },
  choices: { ...asks, kind: 'choices', options: none, nothing: '' },
} as const satisfies Record<string, Question>;
const read = (kind: keyof typeof kinds, it: unknown, offered: readonly Option[] = []) =>
  readAnswer(kinds[kind], { it }, offered);
const wrong = (text: string, href = '#it') => ({ error: { text, href } });

describe.each(Object.values(kinds))('a question of kind $kind', (question: Question) => {
  const href = question.kind === 'day' ? '#it-day' : '#it';

  test.each([{}, { it: '' }, { it: undefined }, { it: 7 }, { it: { a: 'b' } }, { other: 'x' }])(
    'finds nothing in %j',
    (values) => {
      const offered = options('Council');
      expect(readAnswer(question, values, offered)).toEqual(wrong('Enter it', href));
      expect(readAnswer({ ...question, optional: true }, values, offered)).toEqual({ answer: '' });
    },
  );
});

describe('a text', () => {
  test('is trimmed, and put on one line', () => {
    expect(read('text', '  Cabinet, minute 4 ')).toEqual({ answer: 'Cabinet, minute 4' });
    expect(read('text', 'one \r\n\r\n two\tthree')).toEqual({ answer: 'one two three' });
    expect(read('text', 'one\u2028two')).toEqual({ answer: 'one two' });
  });
  test('is as long as it may be, and not one longer', () => {
    expect(read('text', 'é'.repeat(20))).toEqual({ answer: 'é'.repeat(20) });
    expect(read('text', 'x'.repeat(21))).toEqual(wrong('It must be 20 characters or fewer'));
  });
  test.each(['a\u0000b', 'a\u001bb', 'a\u007fb', 'a\u0085b', 'a\u202eb', 'a\u2066b', '\u200b'])(
    'has no characters that nobody sees or that turn it round: %j',
    (text) => {
      expect(read('text', text)).toEqual(wrong('It must be ordinary text on one line'));
    },
  );
  test('keeps what only looks dangerous: it is escaped where it is shown', () => {
    const text = '<b>&"\'</b> =1+1';
    expect(read('text', text)).toEqual({ answer: text });
  });
  test('is refused by the rule of its question, in its words', () => {
    const question: Question = { ...kinds.text, refusedIf: (text) => (text === 'no' ? 'Not so' : undefined) };
    expect(readAnswer(question, { it: 'no' })).toEqual(wrong('Not so'));
    expect(readAnswer(question, { it: 'yes' })).toEqual({ answer: 'yes' });
  });
  test('that comes twice is nothing: no form of ours sends it so', () => {
    expect(read('text', ['a', 'b'])).toEqual(wrong('Enter it'));
  });
});

describe('money', () => {
  test('is kept as whole pence', () => expect(read('money', '£1,234.5')).toEqual({ answer: '123450' }));
  test('may be nought only where it may', () => {
    expect(read('money', '0.00')).toEqual(wrong('It must be more than £0'));
    expect(read('money', '0.01')).toEqual({ answer: '1' });
    expect(read('moneyOrNought', '0')).toEqual({ answer: '0' });
  });
  test('has a limit, and says it', () => {
    expect(read('money', '1,000,000,000,000')).toEqual({ answer: '100000000000000' });
    const tooMuch = wrong('It must be £1,000,000,000,000.00 or less');
    expect(read('money', '1000000000000.01')).toEqual(tooMuch);
    expect(read('money', `1${',000'.repeat(200)}`)).toEqual(tooMuch);
  });
  test.each(['-5', '1.234', 'lots', '1e9'])('is not %j', (typed) => {
    expect(read('money', typed)).toEqual(wrong('It must be an amount of pounds and pence, such as 1,234.56'));
  });
});

test('a number is kept as it was typed', () => {
  expect(read('number', ' 12.5 ')).toEqual({ answer: '12.5' });
  for (const typed of ['1,5', 'one', '1e3', '1'.repeat(30)])
    expect(read('number', typed)).toEqual(wrong('It must be a number, such as 12.5'));
});

test('a day is read from its three fields', () => {
  const day = { 'it-day': '1', 'it-month': 'April', 'it-year': '2024' };
  expect(readAnswer(kinds.day, day)).toEqual({ answer: '2024-04-01' });
  expect(readAnswer(kinds.day, { ...day, 'it-day': '31' })).toEqual(
    wrong('It must be a real date, such as 27 3 2024', '#it-day'),
  );
});

describe('a choice', () => {
  const offered = options('Council', 'Police');
  test('is one of what is offered', () => {
    expect(read('choice', 'police', offered)).toEqual({ answer: 'police' });
    for (const forged of ['nhs', 'POLICE', 'Police', 'constructor', '__proto__'])
      expect(read('choice', forged, offered)).toEqual(wrong('Enter it'));
    expect(read('choice', 'police', [])).toEqual(wrong('Enter it'));
  });

  const many = options(
    ...Array.from({ length: LISTED_MAX - 3 }, (_, at) => `Body ${at + 100}`),
    ...['York', 'New York', 'Yorkshire', 'Leeds'],
  );
  test('of a long list is found by its name, or a part of it that only it has', () => {
    expect(read('choice', 'leeds', many)).toEqual({ answer: 'leeds' });
    expect(read('choice', 'EED', many)).toEqual({ answer: 'leeds' });
    expect(read('choice', 'york', many)).toEqual({ answer: 'york' });
    expect(read('choice', 'Yorks', many)).toEqual({ answer: 'yorkshire' });
    expect(read('choice', 'ork', many)).toEqual(wrong('3 names hold “ork”: select the one that you mean'));
    expect(read('choice', 'body', many)).toEqual(wrong(`${LISTED_MAX - 3} names hold “body”: enter more of the name`));
    expect(LISTED_MAX - 3).toBeGreaterThan(FOUND_MAX);
    expect(read('choice', 'x'.repeat(300), many)).toEqual(
      wrong(`There is none called “${'x'.repeat(100)}”: check the name`),
    );
  });
});

describe('choices', () => {
  const offered = options('First', 'Second', 'Third');
  test('are all of what is offered, each once, in the order sent', () => {
    expect(read('choices', 'second', offered)).toEqual({ answer: 'second' });
    expect(read('choices', ['third', 'first', 'third'], offered)).toEqual({ answer: 'third first' });
  });
  test('fall together when one is not offered', () => {
    expect(read('choices', ['first', 'fourth'], offered)).toEqual(wrong('Enter it'));
    expect(read('choices', ['first second'], offered)).toEqual(wrong('Enter it'));
  });
});
