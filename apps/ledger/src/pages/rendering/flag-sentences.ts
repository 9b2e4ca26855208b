import { type Flag } from '@app/read-models';
import { sentenceForPeople } from './refusal-in-words';

/** What readers are told beside the figures: a few at once, the rest on asking. */
export interface FlagSentences {
  readonly first: readonly string[];
  readonly rest: readonly string[];
}

const AT_ONCE_MAX = 2;
const TOLD_MAX = 40;

/**
 * The sentences of flags, each once, with the fund that it is about.
 * @param fundName what people call a fund; left out on the pages of one fund, which say it already
 */
export function flagSentences(flags: readonly Flag[], fundName?: (pooledFundId: string) => string): FlagSentences {
  const sentenceOf = ({ pooledFundId, sentence }: Flag): string => {
    const told = sentenceForPeople(sentence);
    return fundName ? `${fundName(pooledFundId)}: ${told}` : told;
  };
  const sentences = [...new Set(flags.map(sentenceOf))];
  const told = sentences.slice(0, TOLD_MAX);
  if (sentences.length > told.length)
    told.push(`And ${sentences.length - told.length} more: narrow what is shown to see them.`);
  return { first: told.slice(0, AT_ONCE_MAX), rest: told.slice(AT_ONCE_MAX) };
}

/** Tells what the funds of some rows are called. */
export function fundNames(rows: readonly { readonly pooledFundId: string; readonly pooledFundName: string }[]) {
  const names = new Map(rows.map(({ pooledFundId, pooledFundName }) => [pooledFundId, pooledFundName]));
  return (pooledFundId: string): string => names.get(pooledFundId) ?? pooledFundId;
}
