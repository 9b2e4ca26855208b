import * as domain from '@app/domain';
import { namedIn, refusalInWords, sentenceForPeople } from './refusal-in-words';

test.each([
  ['2026-03-31 is after today, 2026-01-01.', '31 March 2026 is after today, 1 January 2026.'],
  ['There is no date 2026-02-30.', 'There is no date 2026-02-30.'],
  ['There is no entry pay-2026-03-31.', 'There is no entry pay-2026-03-31.'],
  ['There is no entry bcf/2012-13/17.', 'There is no entry bcf/2012-13/17.'],
  ['The year 2024-25 is closed.', 'The year 2024-25 is closed.'],
  ['The withdrawal w is PAID; it is over.', 'The withdrawal w is paid; it is over.'],
  ['The terms do not accept SPOT_CHECK; they do.', 'The terms do not accept spot check; they do.'],
  ['SECTION_151_OFFICER is a role.', 'Section 151 officer is a role.'],
  ['An agreement under SI 2000/617 with the NHS.', 'An agreement under SI 2000/617 with the NHS.'],
  ['The balance is -£5.00.', 'The balance is \u2212£5.00.'],
  [
    'None of them may ask for RecordContributionReceipt here.',
    'None of them may ask for “record contribution receipt” here.',
  ],
  ['Paid by McDonald Care to WhatsApp.', 'Paid by McDonald Care to WhatsApp.'],
])('%j becomes %j', (sentence, told) => {
  expect(sentenceForPeople(sentence)).toBe(told);
});

const overdrawn = domain.refusalsOf(domain.poolYearRefusals)('RING_FENCED_STREAM_OVERDRAWN', {
  fundingStreamId: 'grant',
  availablePence: 1_00,
  askedPence: 2_00,
}).refused;

test('a refusal names things as people call them, not by their identifiers', () => {
  expect(namedIn(overdrawn)).toEqual([{ register: 'fundingStreamId', id: 'grant' }]);
  expect(refusalInWords(overdrawn, () => 'Troubled Families grant')).toBe(
    '£2.00 is more than the £1.00 available in the ring-fenced funding stream Troubled Families grant. Other money in the fund cannot stand in for it.',
  );
  expect(refusalInWords(overdrawn, () => undefined)).toContain('ring-fenced funding stream grant.');
});

test('a refusal of several agencies names each', () => {
  const { refused } = domain.refusalsOf(domain.poolYearRefusals)('AGREEMENT_NOT_SIGNED', { unsigned: ['a', 'b'] });
  expect(namedIn(refused)).toHaveLength(2);
  expect(refusalInWords(refused, (named) => ('id' in named ? `The ${named.id}` : undefined))).toMatch(
    /The a, The b\.$/,
  );
});

test('an actor is called what the page greets them by', () => {
  const { refused } = domain.refusalsOf(domain.accessRefusals)('GRANT_TO_ONESELF', { actorId: 'me' });
  expect(refusalInWords(refused, (named) => ('actorId' in named ? 'The operator' : undefined))).toBe(
    'The operator cannot grant a role to themselves.',
  );
});

test('a refusal that no family makes is told as it is', () => {
  for (const code of ['NOT_ALLOWED', 'constructor', '__proto__', 'RING_FENCED_STREAM_OVERDRAWN']) {
    expect(refusalInWords({ code, sentence: 'You hold no role.', details: {} }, () => 'x')).toBe('You hold no role.');
  }
});

/** Details of all sorts that refusals have. */
const anyDetails = new Proxy(
  {},
  {
    get: (_target, name) => {
      const key = String(name);
      if (key.endsWith('Pence')) return 100_01;
      if (['on', 'date', 'today', 'from', 'to', 'earlierFrom', 'earliestOn', 'expiresOn', 'lastDay'].includes(key))
        return '2026-03-31';
      if (['status', 'mode', 'method', 'role', 'type', 'spendType'].includes(key)) return 'SPOT_CHECK';
      return (/s$/.test(key) && key !== 'status') || key === 'missing' || key === 'unsigned'
        ? ['one', 'two']
        : 'something';
    },
  },
);
const all = Object.entries(domain as Readonly<Record<string, unknown>>)
  .filter(([name]) => name.endsWith('Refusals'))
  .flatMap(([family, sentences]) =>
    Object.entries(sentences as Record<string, (details: never) => string>).map(([code, tell]) => ({
      family,
      code,
      tell,
    })),
  );

test.each(all)('$code of $family is told without days and codes as machines write them', ({ tell }) => {
  const told = sentenceForPeople(tell(anyDetails as never));
  expect(told).toMatch(/^\S.*\.$/);
  expect(told).not.toMatch(/\d{4}-\d{2}-\d{2}|[A-Z]+_[A-Z]+/);
});

test('every refusal of the domain is one of those that pages put into words', () => {
  expect(new Set(all.map(({ family }) => family))).toEqual(
    new Set(
      ['access', 'agency', 'agreement', 'fileImport', 'fundingStream', 'place', 'poolYear', 'pooledFund', 'shared'].map(
        (noun) => `${noun}Refusals`,
      ),
    ),
  );
});
