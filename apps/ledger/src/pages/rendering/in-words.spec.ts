import { agencyKinds, legalBases, poolingBases, vatRegimes } from '@app/domain';
import { inWords, sentenceCase } from './in-words';

describe('codes in words', () => {
  it('say what a code means where its own words would not', () => {
    expect(vatRegimes.map(inWords)).toEqual([
      'VAT refunded under section 33 (local authority)',
      'VAT reclaimed on contracted-out services (NHS)',
    ]);
    expect(inWords('S75_NHS_ACT_2006')).toBe('Section 75, NHS Act 2006');
  });

  it('are told in lower case, or as a sentence begins, and never as codes', () => {
    expect([inWords('INTERNAL_AUDIT'), sentenceCase('INTERNAL_AUDIT')]).toEqual(['internal audit', 'Internal audit']);
    for (const code of [...vatRegimes, ...legalBases, ...poolingBases, ...agencyKinds]) {
      expect(inWords(code)).not.toMatch(/_/);
    }
  });
});
