import {
  contributionAgeing,
  type ContributionAgeingRow,
  type FundBalances,
  fundBalances,
  type FundForecast,
  fundForecast,
  type FundStatement,
  fundStatement,
  type Horizon,
  type Look,
  pooledFundDetail,
  type RingFenceRow,
  ringFences,
} from '@app/read-models';
import { previousFinancialYear } from '@app/domain';
import { flagSentences } from '../rendering/flag-sentences';
import { type Page } from '../rendering/pages.service';
import { day, money } from '../tables/format';
import { type ViewForm } from '../view/views.service';
import { balanceLines, balancesChart, balancesTable } from './balances-over-time';
import { type Times, withTimes } from './fund-addresses';
import { daysWords, poolingBasisWords } from './fund-words';
import {
  cashTable,
  contributionsTable,
  entriesHref,
  forecastTable,
  fundingStreamsTable,
  lateTable,
  nonCashTable,
  ringFencesTable,
  sharesTable,
  spendingTable,
} from './statement-tables';

/** Late contributions that are told in words above their table. */
const LATE_TOLD_MAX = 3;

/** What the page of a fund's year is made of, all of one moment. */
export interface StatementRead {
  readonly statement: FundStatement;
  readonly balances: FundBalances;
  readonly forecast: FundForecast;
  readonly ringFences: readonly RingFenceRow[];
  /** The contributions of the year that are late, the longest first. */
  readonly late: readonly ContributionAgeingRow[];
  readonly latePence: number;
  /** The years of the fund, the earliest first. */
  readonly years: readonly string[];
}

/** @throws NoSuchPoolYear */
export async function readStatement(
  look: Look,
  asked: { readonly pooledFundId: string; readonly financialYear: string },
  horizon: Horizon,
): Promise<StatementRead> {
  const { pooledFundId, financialYear } = asked;
  const statement = await fundStatement(look, asked, horizon);
  const ageing = await contributionAgeing(look, asked, horizon);
  const fund = await pooledFundDetail(look, pooledFundId, horizon);
  const ofBalances = {
    pooledFundId,
    fromFinancialYear: previousFinancialYear(financialYear),
    toFinancialYear: financialYear,
  };
  return {
    statement,
    balances: await fundBalances(look, ofBalances, horizon),
    forecast: await fundForecast(look, statement, ageing.rows, horizon),
    ringFences: await ringFences(look, statement),
    late: ageing.rows
      .filter(({ daysLate }) => (daysLate ?? 0) > 0)
      .toSorted((a, b) => b.daysLate! - a.daysLate! || b.outstandingPence - a.outstandingPence),
    latePence: ageing.totals.latePence,
    years: fund?.years.map((year) => year.financialYear) ?? [financialYear],
  };
}

/** The page of a fund's year: the statement, and beside it how it came to be and where it is heading. */
export function statementPage(read: StatementRead, times: Times, form: ViewForm): Page {
  const { statement, balances, forecast, late, latePence } = read;
  const { pooledFundId, pooledFundName, financialYear, asAt, asKnownAt, cash, poolingBasis } = statement;
  // What a figure is made of is asked for at the same moment, exactly.
  const exactly = { asAt, asKnownAt };
  const lines = balanceLines(balances);
  const isPot = poolingBasis === 'POOLED';
  return {
    template: 'funds/statement.njk',
    title: `${pooledFundName}, ${financialYear}`,
    section: 'funds',
    breadcrumbs: [
      { text: 'Funds', href: '/funds' },
      { text: pooledFundName, href: withTimes(`/funds/${pooledFundId}`, times) },
      { text: financialYear },
    ],
    told: { asAt, asKnownAt },
    tables: [
      cashTable(statement),
      contributionsTable(statement, exactly),
      nonCashTable(statement, exactly),
      spendingTable(statement),
      fundingStreamsTable(statement, exactly),
      ringFencesTable(read.ringFences, statement, exactly),
      lateTable(late, latePence, statement, exactly),
      sharesTable(statement),
      balancesTable(balances, lines),
      forecastTable(forecast),
    ],
    content: {
      form,
      statement,
      forecast,
      isPot,
      poolingBasisWords: poolingBasisWords[poolingBasis],
      previousYear: previousFinancialYear(financialYear),
      isBroughtForwardKnown: cash.broughtForwardPence !== null,
      latePence,
      lateSentences: late.slice(0, LATE_TOLD_MAX).map(lateSentence),
      entriesHref: entriesHref(statement, exactly),
      picture: isPot ? balancesChart(balances, lines) : undefined,
      years: read.years.map((year) => ({
        text: year,
        href: withTimes(`/funds/${pooledFundId}/${year}`, times),
        isCurrent: year === financialYear,
      })),
      changesHref: withTimes('/changes', { asAt }, { report: 'fund-statement', pooledFundId, financialYear }),
      flags: flagSentences(statement.flags),
    },
  };
}

function lateSentence({ agencyName, daysLate, outstandingPence, dueOn, fundingStreamName }: ContributionAgeingRow) {
  const what = `${agencyName}: ${money(outstandingPence)} is late by ${daysWords(daysLate!)}`;
  return `${what}. It was due on ${day(dueOn)} (${fundingStreamName}).`;
}
