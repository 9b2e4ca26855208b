import { type FundRow } from '@app/read-models';
import { inWords } from '../rendering/in-words';
import { type Table, tableOf } from '../tables/table';
import { type Times, withTimes } from './fund-addresses';

/** The funds of a list, each leading to its page and to the statement of its latest year. */
export function fundListTable(rows: readonly FundRow[], times: Times): Table {
  return tableOf(
    { id: 'funds', caption: 'Funds by name', nothing: 'No fund is as you ask. Choose less, or show everything.' },
    [
      {
        heading: 'Fund',
        kind: 'text',
        of: ({ pooledFundId, name }) => ({ value: name, href: withTimes(`/funds/${pooledFundId}`, times) }),
      },
      { heading: 'Place', kind: 'text', of: ({ placeName }) => placeName },
      { heading: 'Host', kind: 'text', of: ({ hostAgencyName }) => hostAgencyName },
      { heading: 'Kind', kind: 'text', of: ({ poolingBasis }) => inWords(poolingBasis) },
      { heading: 'Years', kind: 'text', of: ({ years }) => yearsWords(years.map((year) => year.financialYear)) },
      {
        heading: 'Latest year',
        kind: 'text',
        of: ({ pooledFundId, years }) => {
          const latest = years.at(-1);
          if (!latest) return '';
          const { financialYear, status } = latest;
          return {
            value: financialYear,
            href: withTimes(`/funds/${pooledFundId}/${financialYear}`, times),
            tag: status === 'OPEN' ? { text: 'open', colour: 'green' } : { text: 'closed', colour: 'grey' },
          };
        },
      },
    ],
    rows,
  );
}

function yearsWords(years: readonly string[]): string {
  const [first] = years;
  if (first === undefined) return 'None yet';
  return years.length === 1 ? first : `${first} to ${years.at(-1)!} (${years.length} years)`;
}
