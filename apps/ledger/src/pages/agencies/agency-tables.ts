import { type AgencyDetail, type ContributionAgeingRow } from '@app/read-models';
import { type Times, withTimes } from '../funds/fund-addresses';
import { lateColumns } from '../funds/statement-tables';
import { type Table, type TableCell, tableOf } from '../tables/table';

type FundOfAgency = AgencyDetail['funds'][number];

const roleTags: Readonly<Record<FundOfAgency['role'], NonNullable<TableCell['tag']>>> = {
  HOST: { text: 'Host', colour: 'blue' },
  PARTNER: { text: 'Partner', colour: 'green' },
  FORMER_PARTNER: { text: 'Partner no longer', colour: 'grey' },
};

/** The funds that an agency hosts or is a partner of, now or before, each leading to its page. */
export const fundsTable = ({ funds }: AgencyDetail, times: Times): Table =>
  tableOf(
    {
      id: 'funds',
      caption: 'Funds that it hosts or is a partner of',
      nothing: 'You see the whole of no fund that it hosts or is a partner of.',
    },
    [
      {
        heading: 'Fund',
        kind: 'text',
        of: ({ pooledFundId, name }) => ({ value: name, href: withTimes(`/funds/${pooledFundId}`, times) }),
      },
      { heading: 'Place', kind: 'text', of: ({ placeName }) => placeName },
      { heading: 'Its part', kind: 'text', of: ({ role }) => ({ value: '', tag: roleTags[role] }) },
      { heading: 'Since', kind: 'day', of: ({ fromOn }) => fromOn ?? '' },
      { heading: 'Until', kind: 'day', of: ({ untilOn }) => untilOn ?? '' },
      {
        heading: 'Latest year',
        kind: 'text',
        of: ({ pooledFundId, years }) => {
          const latest = years.at(-1)?.financialYear;
          return latest === undefined
            ? ''
            : { value: latest, href: withTimes(`/funds/${pooledFundId}/${latest}`, times) };
        },
      },
    ],
    funds,
  );

/** The contributions of an agency that are late, the longest first, each leading to what was recorded of it. */
export const lateTable = (late: readonly ContributionAgeingRow[], latePence: number, times: Times): Table =>
  tableOf(
    { id: 'late-contributions', caption: 'Its late contributions', nothing: 'No contribution of it is late.' },
    [
      {
        heading: 'Fund',
        kind: 'text',
        of: ({ pooledFundId, pooledFundName, financialYear, agencyId, fundingStreamId }) => ({
          value: pooledFundName,
          href: withTimes('/transactions', times, { pooledFundId, financialYear, agencyId, fundingStreamId }),
        }),
        total: 'Total',
      },
      { heading: 'Year', kind: 'text', of: ({ financialYear }) => financialYear },
      ...lateColumns(latePence),
    ],
    late,
  );
