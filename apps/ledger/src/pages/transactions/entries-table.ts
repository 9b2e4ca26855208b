import { type Measure, type Transaction } from '@app/read-models';
import { measureWords, whatHappened } from '../rendering/entry-words';
import { type Table, type TableCell, tableOf } from '../tables/table';

/** Where the page of an entry is. */
export const entryHref = (entryRef: string): string => `/entries/${entryRef}`;

/** The amount of an entry as it moves cash: out of the fund is negative; what moves none stands as it was recorded. */
export function signedPence({ measure, amountPence }: Transaction): number | '' {
  if (measure === null || amountPence === null) return '';
  const { way } = measureWords[measure as Measure];
  return way === 0 ? amountPence : way * amountPence;
}

/** What the amount of an entry counts towards; empty for one that moves nothing. */
export const countsAs = ({ measure }: Transaction): string =>
  measure === null ? '' : measureWords[measure as Measure].text;

/** What a reader must notice of an entry, in words. */
export function marksOf(entry: Transaction): readonly string[] {
  return [
    entry.reversedByEntry === null ? undefined : 'reversed',
    entry.reversesEntry === null ? undefined : 'reversal',
    entry.breaches.length === 0 ? undefined : 'breach',
    entry.priorPeriod ? 'prior period' : undefined,
  ].filter((mark) => mark !== undefined);
}

/** What happened, with what a reader must notice; an agreement's entry also says what its amount counts towards. */
function happened(entry: Transaction): TableCell {
  const counted = entry.agreementId === null ? '' : countsAs(entry);
  const marks = marksOf(entry);
  const colour = entry.breaches.length > 0 ? 'red' : entry.reversedByEntry === null ? 'blue' : 'grey';
  return {
    value: `${whatHappened(entry.type)}${counted && `: ${counted}`}`,
    href: entryHref(entry.entryRef),
    tag: marks.length > 0 ? { text: marks.join(', '), colour } : undefined,
  };
}

/** Entries as a table, each leading to its page. */
export function entriesTable(about: Pick<Table, 'id' | 'caption' | 'nothing'>, entries: readonly Transaction[]): Table {
  return tableOf(
    about,
    [
      { heading: 'Effective', kind: 'day', of: (entry) => entry.occurredOn },
      { heading: 'What happened', kind: 'text', of: happened },
      { heading: 'Party', kind: 'text', of: ({ partyName }) => partyName ?? '' },
      { heading: 'Amount', kind: 'money', of: signedPence },
      {
        heading: 'Fund or agreement',
        kind: 'text',
        of: ({ pooledFundId, pooledFundName, financialYear, agreementId }) =>
          pooledFundId === null
            ? { value: agreementId ?? '', href: `/agreements/${agreementId ?? ''}` }
            : {
                value: `${pooledFundName ?? pooledFundId}, ${financialYear}`,
                href: `/funds/${pooledFundId}/${financialYear}`,
              },
      },
      { heading: 'Recorded', kind: 'instant', of: (entry) => entry.recordedAt },
      { heading: 'Reference', kind: 'text', of: (entry) => entry.entryRef },
    ],
    entries,
  );
}
