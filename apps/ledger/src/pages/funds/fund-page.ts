import {
  type AgreementRow,
  type ContributionAgeingRow,
  type ContributionAgeingTotals,
  type PooledFundDetail,
  type Report,
} from '@app/read-models';
import { agencyHref } from '../agencies/agency-address';
import { flagSentences } from '../rendering/flag-sentences';
import { type Page } from '../rendering/pages.service';
import { type ViewForm } from '../view/views.service';
import { type Times, withTimes } from './fund-addresses';
import {
  agreementsTable,
  delegationsTable,
  lateYearsTable,
  partnersTable,
  schemesTable,
  yearsTable,
} from './fund-tables';
import { legalBasisWords, poolingBasisWords, signatureWords } from './fund-words';

/** What the page of a fund is made of. */
export interface FundRead {
  readonly fund: PooledFundDetail;
  readonly agreements: readonly AgreementRow[];
  /** Of all its years. */
  readonly contributions: Report<ContributionAgeingRow, ContributionAgeingTotals>;
  /** As the address asks for them. */
  readonly times: Times;
}

/**
 * The page of a fund: what it is, who is in it, who has signed, and where its years are.
 * @param called what people call a post that may decide
 */
export function fundPage(
  { fund, agreements, contributions, times }: FundRead,
  form: ViewForm,
  called: (actorId: string) => string,
): Page {
  const { pooledFundId, name, asAt, asKnownAt, partners } = fund;
  const nameOf = (agencyId: string): string =>
    partners.find((partner) => partner.agencyId === agencyId)?.agencyName ?? agencyId;
  return {
    template: 'funds/fund.njk',
    title: name,
    section: 'funds',
    breadcrumbs: [{ text: 'Funds', href: '/funds' }, { text: name }],
    told: { asAt, asKnownAt },
    tables: [
      yearsTable(fund, times),
      partnersTable(fund, times),
      lateYearsTable(pooledFundId, contributions.rows, times),
      agreementsTable(agreements),
      schemesTable(fund),
      delegationsTable(fund, called),
    ],
    content: {
      form,
      fund,
      hostName: nameOf(fund.hostAgencyId),
      hostHref: agencyHref(fund.hostAgencyId, times),
      placeHref: withTimes('/', times, { placeId: fund.placeId }),
      transactionsHref: withTimes('/transactions', times, { pooledFundId }),
      paidInHref: withTimes('/', times, { pooledFundId }),
      words: {
        legalBasis: legalBasisWords[fund.legalBasis],
        poolingBasis: poolingBasisWords[fund.poolingBasis],
        signature: signatureWords[fund.signature],
      },
      flags: flagSentences(contributions.flags),
      latePence: contributions.totals.latePence,
      latestYear: fund.years.at(-1),
      latestHref: withTimes(`/funds/${pooledFundId}/${fund.years.at(-1)?.financialYear ?? ''}`, times),
    },
  };
}
