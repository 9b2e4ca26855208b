import { type ChangedFigure, type Changes } from '@app/read-models';
import { type Table, tableOf } from '../tables/table';
import { entriesTable } from '../transactions/entries-table';
import { figureInWords } from './figure-words';

/** The figures that changed, before and after. */
export function figuresTable({ report, figures }: Changes): Table {
  return tableOf<ChangedFigure>(
    { id: 'figures', caption: 'The figures that changed', nothing: 'No figure changed.' },
    [
      { heading: 'Of', kind: 'text', of: subjectOf },
      { heading: 'Fund', kind: 'text', of: ({ names }) => names['pooledFundId'] ?? '' },
      { heading: 'Funding stream', kind: 'text', of: ({ names }) => names['fundingStreamId'] ?? '' },
      { heading: 'Year', kind: 'text', of: ({ row }) => row['financialYear'] ?? '' },
      { heading: 'Figure', kind: 'text', of: ({ figure }) => figureInWords(figure) },
      { heading: 'Before', kind: 'money', of: ({ beforePence }) => toldIn(report, beforePence) },
      { heading: 'After', kind: 'money', of: ({ afterPence }) => toldIn(report, afterPence) },
      { heading: 'Difference', kind: 'money', of: (figure) => differenceIn(report, figure) },
    ],
    figures,
  );
}

/** The entries by which they changed. */
export const responsibleTable = ({ entries }: Changes): Table =>
  entriesTable(
    {
      id: 'entries',
      caption: 'The entries by which they changed',
      nothing: 'No entry that this report counts was recorded between these times.',
    },
    entries,
  );

/** Whose figure it is: a party, a contribution's instalment, or the fund as a whole. */
function subjectOf({ row, names }: ChangedFigure): string {
  const party = names['agencyId'] ?? row['beneficiaryName'];
  const parts = [
    party,
    row['contributionId'] && `contribution ${row['contributionId']}`,
    row['instalmentNo'] ? `instalment ${row['instalmentNo']}` : undefined,
    names['agreementId'],
  ].filter((part) => part !== undefined && part !== null && part !== '');
  if (parts.length > 0) return parts.join(', ');
  return row['fundingStreamId'] === null ? 'The whole fund' : 'The funding stream';
}

/**
 * What stands for a figure that was not told. A statement tells that it is not known; the other reports are sums, and
 * tell nothing of what nobody had recorded anything about.
 */
const toldIn = (report: Changes['report'], pence: number | null): number | null | '' =>
  pence === null && report !== 'fund-statement' ? '' : pence;

const differenceIn = (report: Changes['report'], { beforePence, afterPence }: ChangedFigure): number | null => {
  if (report !== 'fund-statement') return (afterPence ?? 0) - (beforePence ?? 0);
  return beforePence === null || afterPence === null ? null : afterPence - beforePence;
};
