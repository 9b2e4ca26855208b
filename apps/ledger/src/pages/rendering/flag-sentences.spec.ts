import { type Flag } from '@app/read-models';
import { flagSentences } from './flag-sentences';

const flag = (pooledFundId: string, sentence: string): Flag => ({ kind: 'OVERDRAWN', pooledFundId, sentence });

describe('the sentences of flags', () => {
  it('name their fund, except on the pages of one fund, and tell days as pages do', () => {
    const flags = [flag('bcf', 'It expired on 2024-04-01 with money unspent.')];
    expect(flagSentences(flags).first).toEqual(['It expired on 1 April 2024 with money unspent.']);
    expect(flagSentences(flags, (id) => id.toUpperCase()).first).toEqual([
      'BCF: It expired on 1 April 2024 with money unspent.',
    ]);
  });

  it('come once each, two at once and the rest on asking, and say when there are more than can be read', () => {
    const few = ['One.', 'One.', 'Two.', 'Three.'].map((sentence) => flag('bcf', sentence));
    expect(flagSentences(few)).toEqual({ first: ['One.', 'Two.'], rest: ['Three.'] });
    const many = [...Array(43).keys()].map((no) => flag('bcf', `${no}.`));
    expect(flagSentences(many).rest.at(-1)).toBe('And 3 more: narrow what is shown to see them.');
    expect(flagSentences(many).rest).toHaveLength(39);
  });
});
