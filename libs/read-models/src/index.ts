export { type RoleGrantRow, roleGrants } from './access/role-grants.query';
export { type Flag } from './agreement-status/agreement-status.query';
export { type Movement, movements } from './journal/journal.query';
export {
  type ChangedFigure,
  type Changes,
  changes,
  type ChangingReport,
  changingReports,
  latestResponsible,
} from './changes/changes.query';
export { type AgreedContribution, agreedContributions } from './contribution-ageing/agreed-contributions.query';
export {
  contributionAgeing,
  type ContributionAgeingRow,
  type ContributionAgeingTotals,
} from './contribution-ageing/contribution-ageing.query';
export { agencyDetail, type AgencyDetail, type RelatedAgency } from './agency/agency.query';
export {
  agencyAgreements,
  type AgencyAgreementRow,
  type AgencyAgreementTotals,
} from './agency-agreements/agency-agreements.query';
export {
  type AgreementDispute,
  agreementDispute,
  type DisputeFact,
  NoSuchDispute,
} from './agreement-dispute/agreement-dispute.query';
export {
  type AgreementOverview,
  agreementOverview,
  type TestPeriodRow,
} from './agreement-overview/agreement-overview.query';
export { type AgreementTerms, agreementTerms, type VersionOfTerms } from './agreement-terms/agreement-terms.query';
export { agreementSummary, type AgreementSummary } from './agreement-summary/agreement-summary.query';
export {
  type AgreementDetail,
  agreementDetail,
  agreementList,
  type AgreementRow,
  agreementTitle,
  type DisputeRow,
  type DueRow,
  termsOf,
  traceOf,
} from './agreement/agreement.query';
export { type AgreementStanding, NoSuchAgreement } from './agreement/agreements';
export {
  type BenefitShareStatement,
  benefitShareStatement,
  type CapRow,
  type ClauseRow,
  type MetricRow,
  NoSuchTestPeriod,
  type StatementPartyRow,
} from './benefit-share-statement/benefit-share-statement.query';
export { type ClaimRow, claims } from './claims/claims.query';
export { costBenefit, type CostBenefitRow } from './cost-benefit/cost-benefit.query';
export { type Measure } from './entry/measure';
export { type FundStatement, fundStatement, NoSuchPoolYear } from './fund-statement/fund-statement.query';
export { type FundBalances, fundBalances, type MonthEnd } from './fund-balances/fund-balances.query';
export { type Forecast, type FundForecast, fundForecast } from './fund-forecast/fund-forecast.query';
export { fundList, type FundListAsked, type FundRow } from './fund-list/fund-list.query';
export { type RingFenceRow, ringFences } from './ring-fences/ring-fences.query';
export { endOfKnown, type Horizon, type ReportQuery, resolveHorizon } from './reading/horizon';
export { instantOf, microsOf } from './reading/instant';
export { LedgerProjection } from './reading/ledger.projection';
export { netPosition, type NetPositionRow } from './net-position/net-position.query';
export { type OpenCalculation, type OpenDue, type OpenShares, openShares } from './open-shares/open-shares.query';
export { needsRebuild, rebuild } from './reading/rebuild';
export { FiguresTooLarge } from './reading/exact';
export { type Look, look } from './reading/reading-database';
export { READING_FOLLOWER, READING_SCHEMA } from './reading/reading-schema';
export { type Report } from './reading/report';
export { type Sight } from './reading/sight';
export { type Difference, verifyReadModels } from './reading/verify';
export { type EntryKind, entryKinds, type EntryType, kindOfEntry, typesOfKind } from './transactions/entry-kinds';
export { type EntryQuery } from './transactions/entry-scope';
export { type EntryStory, entryStory, type RelatedEntries } from './transactions/entry-story.query';
export {
  CursorMalformed,
  SEARCHED_MAX,
  type Transaction,
  transaction,
  type Transactions,
  type TransactionsPage,
  transactions,
} from './transactions/transactions.query';
export { benefitColumns, type BenefitRow } from './who-gained/benefit-rows';
export { type WhoGained, whoGained, type WhoGainedRow, type WhoGainedTotals } from './who-gained/who-gained.query';
export { whoPaidIn, type WhoPaidInRow, type WhoPaidInTotals } from './who-paid-in/who-paid-in.query';
export {
  type Choice,
  type Choosable,
  choicesNamed,
  choicesOf,
  choosable,
  permittedPurposes,
  yearsKnown,
} from './register/choices.query';
export {
  AgencyEntry,
  FundingStreamEntry,
  PlaceEntry,
  PooledFundEntry,
  readingEntities,
} from './register/register.entities';
export { isThere, pooledFundsInSight } from './register/found.query';
export { type PooledFundDetail, pooledFundDetail } from './pooled-fund/pooled-fund.query';
export {
  type OpenWithdrawal,
  openWithdrawals,
  type WithdrawalRow,
  withdrawals,
  type WithdrawalStatus,
  withdrawalStatuses,
} from './withdrawals/withdrawals.query';
