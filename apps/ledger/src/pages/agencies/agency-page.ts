import {
  type AgencyDetail,
  type AgreementRow,
  type ContributionAgeingRow,
  type ContributionAgeingTotals,
  type RelatedAgency,
  type Report,
  type WhoGained,
  type WhoPaidInRow,
  type WhoPaidInTotals,
} from '@app/read-models';
import { type Times as AgreementTimes } from '../agreements/agreement-addresses';
import { agreementsTable } from '../agreements/agreement-tables';
import { withTimes } from '../funds/fund-addresses';
import { benefitTable, gainedTable, paidInTable } from '../overview/overview-tables';
import { flagSentences, fundNames } from '../rendering/flag-sentences';
import { sentenceCase } from '../rendering/in-words';
import { type Page } from '../rendering/pages.service';
import { type ViewForm } from '../view/views.service';
import { agencyHref } from './agency-address';
import { fundsTable, lateTable } from './agency-tables';

/** What the page of an agency is made of, all of one moment. */
export interface AgencyRead {
  readonly agency: AgencyDetail;
  readonly paidIn: Report<WhoPaidInRow, WhoPaidInTotals>;
  readonly gained: WhoGained;
  readonly agreements: readonly AgreementRow[];
  /** Of all its contributions. */
  readonly contributions: Report<ContributionAgeingRow, ContributionAgeingTotals>;
}

/** The page of an agency: who it is, and its money, funds and agreements as far as the reader sees them. */
export function agencyPage(read: AgencyRead, times: AgreementTimes, form: ViewForm): Page {
  const { agency, paidIn, gained, agreements, contributions } = read;
  const { agencyId, legalName } = agency;
  const overview = withTimes('/', times, { agencyId });
  const late = contributions.rows
    .filter(({ daysLate }) => (daysLate ?? 0) > 0)
    .toSorted((a, b) => b.daysLate! - a.daysLate!);
  const { latePence } = contributions.totals;
  const undatedPence = contributions.rows
    .filter(({ daysLate }) => daysLate === null)
    .reduce((sum, { outstandingPence }) => sum + outstandingPence, 0);
  const linked = (related: RelatedAgency) => ({
    text: related.legalName,
    href: related.isInSight ? agencyHref(related.agencyId, times) : undefined,
  });
  return {
    template: 'agencies/agency.njk',
    title: legalName,
    section: 'overview',
    breadcrumbs: [{ text: 'Who paid in, who gained', href: '/' }, { text: legalName }],
    told: { asAt: paidIn.asAt, asKnownAt: paidIn.asKnownAt },
    tables: [
      paidInTable(paidIn, 'fund-year', overview, 'What it paid in, by fund and year'),
      gainedTable(gained, 'fund-year', overview, 'What it gained in cash, by fund and year'),
      benefitTable(gained, 'What it gained by agreements: benefit and shares of it'),
      fundsTable(agency, times),
      agreementsTable(agreements, times),
      lateTable(late, latePence, times),
    ],
    content: {
      form,
      agency,
      kind: sentenceCase(agency.kind),
      tier: sentenceCase(agency.tier),
      parent: agency.parent && linked(agency.parent),
      successors: agency.successors.map(linked),
      predecessors: agency.predecessors.map((each) => ({ ...linked(each), on: each.succeededOn })),
      // What is out of sight is no nought: a reader who sees no money of it is told that.
      totals: paidIn.rows.length + gained.rows.length > 0 && { ...paidIn.totals, ...gained.totals, latePence },
      undatedPence,
      flags: flagSentences([...paidIn.flags, ...gained.flags], fundNames([...paidIn.rows, ...gained.rows])),
      overviewHref: overview,
      entriesHref: withTimes('/transactions', times, { agencyId }),
      agreementsHref: withTimes(`/agencies/${agencyId}/agreements`, times),
      fundsHref: agency.fundCount > agency.funds.length ? withTimes('/funds', times, { agencyId }) : undefined,
    },
  };
}
