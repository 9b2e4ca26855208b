import { at, changed, sampleTerms, termsOfEveryKind } from '../../../../test/support/sample-terms';
import { type Distribution } from './terms';
import { checkTerms, type TermsIssue, termsIssueCodes } from './terms.check';

type Changes = Readonly<Record<string, unknown>>;
const told = (issues: readonly TermsIssue[]): readonly string[] => issues.map(({ path, code }) => `${path} ${code}`);

const [returns, fee, families, work, atOnce, pooled, custody, growth, admissions, overspend] = Array.from(
  { length: 10 },
  (_, place) => `clauses[${place}]`,
) as [string, string, string, string, string, string, string, string, string, string];

const toCouncil = { kind: 'NAMED_PARTNER', to: 'council' };
const shared = `${work}.distribution`;

const ofChange = { mode: 'MARGINAL', of: 'CHANGE_PCT', bands: [{ from: '0', to: null, payPct: '50' }] };

/** Distributions in one another, the outermost first. */
const nested = (depth: number): Distribution =>
  depth === 1
    ? { kind: 'RETAIN' }
    : { kind: 'FIRST_CALL', first: ['council'], untilPct: '100', basis: 'TERMS', then: nested(depth - 1) };

/** What is changed in sound terms, and all that is then found: a path and a code each. */
const cases: readonly (readonly [what: string, changes: Changes, ...found: readonly string[]])[] = [
  // Days
  ['a day that is not', { 'period.to': '2015-04-31' }, 'period.to DATE_DOES_NOT_EXIST'],
  [
    'a test period on a day that is not',
    { 'period.testPeriods[0].to': '2014-02-30' },
    'period.testPeriods[0].to DATE_DOES_NOT_EXIST',
  ],
  ['a milestone on a day that is not', { 'milestones[0].on': '2013-02-29' }, 'milestones[0].on DATE_DOES_NOT_EXIST'],
  [
    'an end before the beginning',
    { 'period.to': '2013-03-31' },
    'period.to PERIOD_ENDS_BEFORE_IT_BEGINS',
    'period.testPeriods[0] TEST_PERIOD_OUTSIDE_AGREEMENT',
    'period.testPeriods[1] TEST_PERIOD_OUTSIDE_AGREEMENT',
  ],
  [
    'a test period that ends before it begins',
    { 'period.testPeriods[0].to': '2013-03-31' },
    'period.testPeriods[0].to PERIOD_ENDS_BEFORE_IT_BEGINS',
  ],
  [
    'a test period that begins a day too early',
    { 'period.testPeriods[0].from': '2013-03-31' },
    'period.testPeriods[0] TEST_PERIOD_OUTSIDE_AGREEMENT',
  ],
  [
    'a test period that ends a day too late',
    { 'period.testPeriods[1].to': '2015-04-01' },
    'period.testPeriods[1] TEST_PERIOD_OUTSIDE_AGREEMENT',
  ],
  [
    'test periods that share a day',
    { 'period.testPeriods[1].from': '2014-03-31' },
    'period.testPeriods[1] TEST_PERIODS_OVERLAP',
  ],

  // Names
  [
    'two test periods of one name',
    { 'period.testPeriods[0].testPeriodId': 'year-2' },
    'period.testPeriods[1].testPeriodId ID_TWICE',
  ],
  [
    'two metrics of one name',
    { 'metrics[8]': { metricId: 'cost', title: 'Cost', unit: 'PENCE' } },
    'metrics[8].metricId ID_TWICE',
  ],
  [
    'two outcomes of one name',
    { 'outcomes[2]': { outcomeCode: 'in-work', title: 'x', metricId: 'families' } },
    'outcomes[2].outcomeCode ID_TWICE',
  ],
  ['two clauses of one name', { [`${admissions}.clauseId`]: 'growth' }, `${admissions}.clauseId ID_TWICE`],
  ['two caps of one name', { 'caps[1].capId': 'year' }, 'caps[1].capId ID_TWICE'],
  [
    'two steps of one name in a clause',
    { [`${returns}.distribution.steps[1].stepId`]: 'repay' },
    `${returns}.distribution.steps[1].stepId ID_TWICE`,
  ],
  [
    'a step of the payers that is called as one of the receivers',
    {
      [`${fee}.heldBy.share`]: { kind: 'WATERFALL', steps: [{ stepId: 'all', title: 'All', share: toCouncil }] },
      [`${fee}.distribution`]: { kind: 'WATERFALL', steps: [{ stepId: 'all', title: 'All', share: toCouncil }] },
    },
    `${fee}.heldBy.share.steps[0].stepId ID_TWICE`,
  ],

  // Parties
  ['a party twice', { 'parties[6]': { agencyId: 'nhs', roles: ['INVESTOR'] } }, 'parties[6].agencyId PARTY_TWICE'],
  ['an unknown investor', { 'investments[1].agencyId': 'nobody' }, 'investments[1].agencyId PARTY_UNKNOWN'],
  [
    'an assessor that invests',
    { 'investments[1].agencyId': 'assessor' },
    'investments[1].agencyId PARTY_ONLY_ASSESSES',
  ],
  ['an unknown receiver', { [`${families}.distribution.to`]: 'nobody' }, `${families}.distribution.to PARTY_UNKNOWN`],
  [
    'an assessor that shares',
    { [`${families}.distribution.to`]: 'assessor' },
    `${families}.distribution.to PARTY_ONLY_ASSESSES`,
  ],
  [
    'an unknown party among equals',
    { [`${work}.distribution.among[1]`]: 'nobody' },
    `${work}.distribution.among[1] PARTY_UNKNOWN`,
  ],
  [
    'an unknown party among contributors',
    { [`${pooled}.distribution.among[1]`]: 'nobody' },
    `${pooled}.distribution.among[1] PARTY_UNKNOWN`,
  ],
  [
    'an unknown party of a metric',
    { [`${growth}.distribution.among[0]`]: 'nobody' },
    `${growth}.distribution.among[0] PARTY_UNKNOWN`,
  ],
  [
    'an unknown party that comes first',
    { [`${custody}.distribution.first[0]`]: 'nobody' },
    `${custody}.distribution.first[0] PARTY_UNKNOWN`,
  ],
  ['an unknown body that tops up', { [`${fee}.heldBy.share.by`]: 'nobody' }, `${fee}.heldBy.share.by PARTY_UNKNOWN`],
  [
    'an assessor that pays, deep in a distribution',
    { [`${fee}.heldBy.share.rest.shares[1].to`]: 'assessor' },
    `${fee}.heldBy.share.rest.shares[1].to PARTY_ONLY_ASSESSES`,
  ],
  [
    'a floor of an unknown party',
    { [`${returns}.floors[0].agencyId`]: 'nobody' },
    `${returns}.floors[0].agencyId PARTY_UNKNOWN`,
  ],
  ['a cap of an unknown party', { 'caps[4].agencyId': 'nobody' }, 'caps[4].agencyId PARTY_UNKNOWN'],
  ['a party twice among equals', { [`${shared}.among[1]`]: 'council' }, `${shared}.among[1] PARTY_TWICE`],
  [
    'a party twice among percentages',
    { [`${fee}.heldBy.share.rest.shares[1].to`]: 'council' },
    `${fee}.heldBy.share.rest.shares[1].to PARTY_TWICE`,
  ],
  [
    'two floors of a party',
    { [`${returns}.floors[1]`]: { kind: 'AMOUNT', agencyId: 'nhs', pence: 1 } },
    `${returns}.floors[1].agencyId PARTY_TWICE`,
  ],
  [
    'a party left out of the order for ties',
    { 'rounding.tieOrder': ['council', 'police', 'nhs', 'dwp'] },
    'rounding.tieOrder TIE_ORDER_INCOMPLETE',
  ],
  ['a party twice in the order for ties', { 'rounding.tieOrder[5]': 'nhs' }, 'rounding.tieOrder[5] PARTY_TWICE'],
  ['a stranger in the order for ties', { 'rounding.tieOrder[5]': 'nobody' }, 'rounding.tieOrder[5] PARTY_UNKNOWN'],
  [
    'an assessor in the order for ties',
    { 'rounding.tieOrder[5]': 'assessor' },
    'rounding.tieOrder[5] PARTY_ONLY_ASSESSES',
  ],
  [
    'a second investment from the same funding stream',
    { 'investments[3]': { agencyId: 'nhs', poolingBasis: 'POOLED', amountPence: 1 } },
    'investments[3] INVESTMENT_TWICE',
  ],
  [
    'investments beyond what is exact',
    { 'investments[0].amountPence': 1_000_000_000_000_00 },
    'investments INVESTMENT_TOO_LARGE',
  ],

  // What is measured and claimed
  ['an outcome of an unknown metric', { 'outcomes[1].metricId': 'luck' }, 'outcomes[1].metricId METRIC_UNKNOWN'],
  ['an outcome of a metric by agency', { 'outcomes[1].metricId': 'alone' }, 'outcomes[1].metricId METRIC_BY_AGENCY'],
  [
    'an unknown metric to share by',
    { [`${growth}.distribution.metricId`]: 'luck' },
    `${growth}.distribution.metricId METRIC_UNKNOWN`,
  ],
  [
    'a metric to share by that is of all',
    { [`${growth}.distribution.metricId`]: 'families' },
    `${growth}.distribution.metricId METRIC_NOT_BY_AGENCY`,
  ],
  [
    'a saving that is counted in heads',
    { 'metrics[1].unit': 'COUNT' },
    `${custody}.valuation.metricId METRIC_NOT_IN_PENCE`,
  ],
  [
    'an income that is counted in heads',
    { 'metrics[2].unit': 'COUNT' },
    `${growth}.trigger.metricId METRIC_NOT_IN_PENCE`,
    `${growth}.valuation.metricId METRIC_NOT_IN_PENCE`,
  ],
  [
    'a limit that is counted in heads',
    { 'metrics[3].unit': 'COUNT' },
    `${overspend}.distribution.otherwise.otherwise.steps[0].upTo.metricId METRIC_NOT_IN_PENCE`,
  ],
  [
    'no worse off, counted in heads and not by agency',
    { [`${growth}.floors[0].metricId`]: 'families' },
    `${growth}.floors[0].metricId METRIC_NOT_IN_PENCE`,
    `${growth}.floors[0].metricId METRIC_NOT_BY_AGENCY`,
  ],
  [
    'a trigger by agency',
    { 'metrics[7].by': 'AGENCY' },
    `${admissions}.trigger.metricId METRIC_BY_AGENCY`,
    `${admissions}.valuation.metricId METRIC_BY_AGENCY`,
  ],
  [
    'a rate of an unknown outcome',
    { [`${work}.valuation.rates[2]`]: { outcomeCode: 'luck', pencePerUnit: 1 } },
    `${work}.valuation.rates[2].outcomeCode OUTCOME_UNKNOWN`,
  ],
  [
    'a rate of an unknown test period',
    { [`${families}.valuation.rates[1].testPeriodId`]: 'year-9' },
    `${families}.valuation.rates[1].testPeriodId TEST_PERIOD_UNKNOWN`,
  ],
  [
    'a holdback until an unknown test period',
    { [`${families}.payment.holdback.untilTestPeriodId`]: 'year-9' },
    `${families}.payment.holdback.untilTestPeriodId TEST_PERIOD_UNKNOWN`,
  ],
  ['a cap on an unknown clause', { 'caps[1].clauseIds[1]': 'luck' }, 'caps[1].clauseIds[1] CLAUSE_UNKNOWN'],
  [
    'cohorts pooled instead of an unknown clause',
    { [`${pooled}.trigger.insteadOfClauseId`]: 'luck' },
    `${pooled}.trigger.insteadOfClauseId CLAUSE_UNKNOWN`,
  ],
  [
    'cohorts pooled instead of themselves',
    { [`${pooled}.trigger.insteadOfClauseId`]: 'pooled' },
    `${pooled}.trigger.insteadOfClauseId CLAUSE_INSTEAD_OF_ITSELF`,
  ],
  [
    'cohorts pooled instead of a clause of another metric',
    { [`${pooled}.trigger.insteadOfClauseId`]: 'custody' },
    `${pooled}.trigger.insteadOfClauseId CLAUSE_INSTEAD_OF_ANOTHER_SORT`,
  ],
  [
    'cohorts pooled instead of a clause of the other direction',
    { [`${atOnce}.trigger.direction`]: 'RISE' },
    `${pooled}.trigger.insteadOfClauseId CLAUSE_INSTEAD_OF_ANOTHER_SORT`,
  ],
  [
    'cohorts pooled instead of a fee',
    { [`${pooled}.trigger.insteadOfClauseId`]: 'fee' },
    `${pooled}.trigger.insteadOfClauseId CLAUSE_INSTEAD_OF_ANOTHER_SORT`,
  ],

  // Valuation
  ...(
    [
      [returns, { kind: 'PER_UNIT' }],
      [fee, { kind: 'PER_UNIT' }],
      [families, { kind: 'CALENDAR' }],
      [atOnce, { kind: 'PER_UNIT' }],
      [admissions, { kind: 'BENEFIT_RECOGNISED' }],
      [overspend, { kind: 'CALENDAR' }],
    ] as const
  ).map(
    ([clause, trigger]) =>
      [
        `a trigger ${trigger.kind} in ${clause}`,
        { [`${clause}.trigger`]: trigger, [`${pooled}.trigger.insteadOfClauseId`]: undefined },
        `${clause}.trigger.kind TRIGGER_DOES_NOT_FIT_VALUATION`,
      ] as const,
  ),
  [
    'a saving with a trigger that measures nothing',
    { [`${custody}.trigger`]: { kind: 'PER_UNIT' } },
    `${custody}.trigger.kind TRIGGER_DOES_NOT_FIT_VALUATION`,
    `${custody}.tiers.of TIERS_WITHOUT_A_CHANGE`,
  ],
  [
    'growth of income with a trigger of another sort',
    { [`${growth}.trigger`]: { kind: 'METRIC_VS_BASELINE', metricId: 'rates', direction: 'RISE', minChangePct: '0' } },
    `${growth}.trigger.kind TRIGGER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a price on another metric than the trigger looks at',
    { [`${atOnce}.valuation.metricId`]: 'families' },
    `${atOnce}.valuation.metricId TRIGGER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'growth of another income than the trigger looks at',
    { [`${growth}.valuation.metricId`]: 'cost' },
    `${growth}.valuation.metricId TRIGGER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a saving from a rise',
    { [`${custody}.trigger.direction`]: 'RISE' },
    `${custody}.trigger.direction TRIGGER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a target in the other direction',
    { [`${admissions}.valuation.direction`]: 'RISE' },
    `${admissions}.valuation.direction TRIGGER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a target of nothing',
    { [`${admissions}.valuation.targetPct`]: '0.0' },
    `${admissions}.valuation.targetPct TARGET_IS_NOTHING`,
  ],
  [
    'two rates for the same units',
    { [`${work}.valuation.rates[2]`]: { outcomeCode: 'in-work', pencePerUnit: 1, aboveUnits: '100.0' } },
    `${work}.valuation.rates[2] RATE_TWICE`,
  ],
  [
    'no rate for the first units',
    { [`${work}.valuation.rates[0].aboveUnits`]: '1' },
    `${work}.valuation.rates[0].aboveUnits TARIFF_LEAVES_A_HOLE`,
  ],
  [
    'no rate for the first units of one test period',
    { [`${work}.valuation.rates[1].testPeriodId`]: 'year-2' },
    `${work}.valuation.rates[1].aboveUnits TARIFF_LEAVES_A_HOLE`,
  ],
  ['a fee of more than all', { [`${fee}.valuation.pct`]: '100.01' }, `${fee}.valuation.pct PERCENTAGE_OUT_OF_RANGE`],
  [
    'a band that pays more than all',
    { [`${custody}.tiers.bands[1].payPct`]: '101' },
    `${custody}.tiers.bands[1].payPct PERCENTAGE_OUT_OF_RANGE`,
  ],
  [
    'a top-up of more than all',
    { [`${fee}.heldBy.share.pct`]: '101' },
    `${fee}.heldBy.share.pct PERCENTAGE_OUT_OF_RANGE`,
  ],
  [
    'a holdback of more than all',
    { [`${families}.payment.holdback.pct`]: '101' },
    `${families}.payment.holdback.pct PERCENTAGE_OUT_OF_RANGE`,
  ],
  [
    'more failures than there are claims',
    { 'validation.spotCheckFailurePctMax': '101' },
    'validation.spotCheckFailurePctMax PERCENTAGE_OUT_OF_RANGE',
  ],

  // Corrections
  [
    'a fee that is corrected',
    { [`${fee}.corrections[0]`]: { kind: 'DEADWEIGHT', by: 'TERMS', part: '10%' } },
    `${fee}.corrections CORRECTION_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a variance that is corrected',
    { [`${overspend}.corrections[0]`]: { kind: 'DEADWEIGHT', by: 'TERMS', part: '10%' } },
    `${overspend}.corrections CORRECTION_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a correction by evidence that nobody has',
    { [`${work}.corrections[0]`]: { kind: 'DEADWEIGHT', by: 'EVIDENCE' } },
    `${work}.corrections[0].by CORRECTION_WITHOUT_EVIDENCE`,
  ],
  [
    'a correction twice',
    { [`${atOnce}.corrections[1].kind`]: 'ATTRIBUTION' },
    `${atOnce}.corrections[1].kind CORRECTION_TWICE`,
  ],
  [
    'fifteen written for fifteen per cent',
    { [`${returns}.corrections[0].part`]: '15' },
    `${returns}.corrections[0].part CORRECTION_PART_OUT_OF_RANGE`,
  ],
  [
    'INV-47 a benefit of which nobody says how much is cash',
    { [`${returns}.corrections`]: [{ kind: 'OPTIMISM_BIAS', by: 'TERMS', part: '15%' }] },
    `${returns}.corrections CASHABILITY_NOT_STATED`,
  ],

  // Tiers
  [
    'tiers of a fee',
    { [`${fee}.tiers`]: { mode: 'MARGINAL', of: 'AMOUNT_PENCE', bands: [{ from: '0', to: null, payPct: '50' }] } },
    `${fee}.tiers TIERS_DO_NOT_FIT_VALUATION`,
  ],
  [
    'tiers by the whole change of growth above a threshold',
    { [`${growth}.tiers.of`]: 'CHANGE_PCT', [`${growth}.tiers.bands`]: [{ from: '0', to: null, payPct: '50' }] },
    `${growth}.tiers.of TIERS_DO_NOT_FIT_VALUATION`,
  ],
  [
    'tiers of a variance, by a change',
    { [`${overspend}.tiers`]: { mode: 'MARGINAL', of: 'CHANGE_PCT', bands: [{ from: '0', to: null, payPct: '50' }] } },
    `${overspend}.tiers TIERS_DO_NOT_FIT_VALUATION`,
    `${overspend}.tiers.of TIERS_WITHOUT_A_CHANGE`,
  ],
  [
    'tiers by a change that the trigger does not measure',
    { [`${work}.tiers`]: { mode: 'MARGINAL', of: 'CHANGE_PCT', bands: [{ from: '0', to: null, payPct: '50' }] } },
    `${work}.tiers.of TIERS_WITHOUT_A_CHANGE`,
  ],
  [
    'a first band above nought',
    { [`${custody}.tiers.bands[0].from`]: '1' },
    `${custody}.tiers.bands[0].from TIERS_LEAVE_A_HOLE`,
  ],
  [
    'a hole between two bands',
    { [`${custody}.tiers.bands[1].from`]: '5.01' },
    `${custody}.tiers.bands[1].from TIERS_LEAVE_A_HOLE`,
  ],
  [
    'two bands that overlap',
    { [`${custody}.tiers.bands[2].from`]: '19' },
    `${custody}.tiers.bands[2].from TIERS_OVERLAP`,
  ],
  [
    'a last band that ends',
    { [`${custody}.tiers.bands[2].to`]: '25' },
    `${custody}.tiers.bands[2].to TIERS_WITHOUT_END`,
  ],
  [
    'a band of nothing',
    { [`${custody}.tiers.bands[1].to`]: '5', [`${custody}.tiers.bands[2].from`]: '5' },
    `${custody}.tiers.bands[1].to TIER_ENDS_BEFORE_IT_BEGINS`,
  ],
  [
    'a band after one without an end',
    { [`${custody}.tiers.bands[1].to`]: null },
    `${custody}.tiers.bands[2] TIER_AFTER_THE_LAST`,
  ],
  [
    'counted up to nothing',
    { [`${custody}.tiers.countedUpTo`]: '0' },
    `${custody}.tiers.countedUpTo TIERS_COUNT_NOTHING`,
  ],
  [
    'a sum at stake of which less is paid the further the target is passed',
    { [`${admissions}.tiers`]: { ...ofChange, countedUpTo: '10' } },
    `${admissions}.tiers.countedUpTo TIERS_PAY_LESS_FOR_MORE`,
  ],
  [
    'a tariff of which less is paid the further the metric moves',
    {
      [`${work}.trigger`]: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
      [`${work}.tiers`]: { ...ofChange, countedUpTo: '10' },
    },
    `${work}.tiers.countedUpTo TIERS_PAY_LESS_FOR_MORE`,
  ],

  // Who holds and who pays
  [
    'a fee that falls somewhere',
    { [`${fee}.heldBy`]: { kind: 'WHERE_IT_FALLS' } },
    `${fee}.heldBy.kind HOLDER_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'a variance that somebody pays',
    {
      [`${overspend}.heldBy`]: { kind: 'PAYERS', share: toCouncil },
      [`${overspend}.distribution`]: { kind: 'OWN_RISK' },
    },
    `${overspend}.heldBy.kind HOLDER_DOES_NOT_FIT_VALUATION`,
  ],
  ...['RETAIN', 'REINVEST', 'PRO_RATA_COMMISSIONED', 'OWN_RISK'].map(
    (kind) =>
      [
        `payers by ${kind}`,
        { [`${fee}.heldBy.share.rest`]: { kind } },
        `${fee}.heldBy.share.rest.kind PAYERS_DO_NOT_PAY`,
      ] as const,
  ),
  [
    'payers by line',
    {
      [`${fee}.heldBy.share`]: {
        kind: 'BY_LINE',
        lines: [{ lineIds: ['beds'], share: toCouncil }],
        otherwise: toCouncil,
      },
    },
    `${fee}.heldBy.share.kind PAYERS_DO_NOT_PAY`,
  ],
  [
    'a body that tops up what it receives',
    { [`${fee}.distribution.to`]: 'dwp' },
    `${fee}.heldBy.share.by CIRCULAR_TOP_UP`,
  ],
  [
    'an investor that tops up what investors receive',
    {
      [`${fee}.heldBy.share.by`]: 'council',
      [`${fee}.distribution`]: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
    },
    `${fee}.heldBy.share.by CIRCULAR_TOP_UP`,
  ],
  [
    'a top-up among those who receive a benefit',
    { [shared]: { kind: 'TOP_UP', by: 'dwp', pct: '20', rest: toCouncil } },
    `${shared}.kind TOP_UP_OF_A_BENEFIT`,
  ],
  [
    'two top-ups with a sum over the contract',
    {
      [`${families}.heldBy.share.rest`]: { kind: 'TOP_UP', by: 'police', pct: '20', upToPence: 1_00, rest: toCouncil },
    },
    `${families}.heldBy.share.rest.upToPence TOP_UP_TWICE`,
  ],
  [
    'a part of a payment that nobody holds',
    { [`${families}.distribution`]: { kind: 'RETAIN' } },
    `${families}.distribution.kind RETAINED_BY_NOBODY`,
  ],
  [
    'reinvestment without a restriction',
    { usageRestriction: undefined },
    `${returns}.distribution.steps[1].share.parts[0].share.kind REINVESTMENT_WITHOUT_RESTRICTION`,
  ],
  [
    'an overspend that is reinvested',
    { [`${overspend}.distribution`]: { kind: 'REINVEST' } },
    `${overspend}.distribution.kind REINVESTMENT_OF_A_COST`,
  ],
  [
    'what each commissioned where there are no lines',
    { [shared]: { kind: 'PRO_RATA_COMMISSIONED' } },
    `${shared}.kind LINES_WITHOUT_VARIANCE`,
  ],
  [
    'own risk where there are no lines, under a cap',
    { [shared]: { kind: 'OWN_RISK' } },
    `${shared}.kind LINES_WITHOUT_VARIANCE`,
    'caps[0] CAP_ON_LINES',
  ],
  [
    'own risk in a part of the overspend',
    {
      [`${overspend}.distribution`]: {
        kind: 'WEIGHTED',
        parts: [
          { title: 'Half', portion: '1/2', share: { kind: 'OWN_RISK' } },
          { title: 'Half', portion: '1/2', share: toCouncil },
        ],
      },
    },
    `${overspend}.distribution.parts[0].share.kind LINES_OF_A_PART`,
  ],
  [
    'a line in two groups',
    { [`${overspend}.distribution.lines[1]`]: { lineIds: ['beds', 'drugs'], share: toCouncil } },
    `${overspend}.distribution.lines[1].lineIds[1] LINE_TWICE`,
  ],
  [
    'a line outside the scope',
    { [`${overspend}.distribution.lines[0].lineIds[1]`]: 'parks' },
    `${overspend}.distribution.lines[0].lineIds[1] LINE_OUT_OF_SCOPE`,
  ],
  [
    'a cause twice',
    { [`${overspend}.distribution.otherwise.causes[1]`]: { cause: 'MANAGEMENT_ACTION', share: toCouncil } },
    `${overspend}.distribution.otherwise.causes[1].cause CAUSE_TWICE`,
  ],
  [
    'distributions within distributions',
    { [shared]: nested(7) },
    `${shared}${'.then'.repeat(6)} DISTRIBUTION_TOO_DEEP`,
  ],
  [
    'percentages of a penny less than all',
    { [`${fee}.heldBy.share.rest.shares[0].pct`]: '59.9999999999' },
    `${fee}.heldBy.share.rest.shares PERCENTAGES_DO_NOT_ADD_UP`,
  ],
  [
    'portions of less than the whole',
    { [`${returns}.distribution.steps[1].share.parts[1].portion`]: '49%' },
    `${returns}.distribution.steps[1].share.parts PORTIONS_DO_NOT_ADD_UP`,
  ],
  [
    'in proportion to investments of others',
    { [`${atOnce}.distribution.among`]: ['police', 'dwp'] },
    `${atOnce}.distribution.basis BASIS_NOT_STATED`,
  ],
  [
    'a first call of those who invest nothing',
    { [`${custody}.distribution.basis`]: 'TERMS', [`${custody}.distribution.first`]: ['dwp'] },
    `${custody}.distribution.basis BASIS_NOT_STATED`,
  ],
  [
    'a cap at an investment that there is not',
    { 'caps[4].limit': { kind: 'CONTRIBUTION', basis: 'TERMS' }, 'caps[4].agencyId': 'dwp' },
    'caps[4].limit.basis BASIS_NOT_STATED',
  ],
  [
    'no investment at all',
    { investments: [] },
    `${returns}.distribution.steps[0].upTo BASIS_NOT_STATED`,
    `${returns}.distribution.steps[0].share.basis BASIS_NOT_STATED`,
    `${returns}.distribution.steps[1].share.parts[1].share.basis BASIS_NOT_STATED`,
    `${atOnce}.distribution.basis BASIS_NOT_STATED`,
  ],
  [
    'a waterfall without an end',
    { [`${returns}.distribution.steps[1].upTo`]: { kind: 'PENCE', pence: 1_00 } },
    `${returns}.distribution.steps[1].upTo WATERFALL_WITHOUT_AN_END`,
  ],
  [
    'a step that takes all before the last',
    { [`${overspend}.distribution.otherwise.otherwise.steps[0].upTo`]: undefined },
    `${overspend}.distribution.otherwise.otherwise.steps[0] WATERFALL_STEP_WITHOUT_LIMIT`,
  ],
  [
    'a span of a limit that there is not',
    { [`${returns}.distribution.steps[1].over`]: 'CONTRACT' },
    `${returns}.distribution.steps[1].over WATERFALL_LIMIT_MISSING`,
  ],

  // Floors, payment and caps
  [
    'a floor under a variance',
    { [`${overspend}.floors[0]`]: { kind: 'AMOUNT', agencyId: 'nhs', pence: 1 } },
    `${overspend}.floors FLOOR_WITH_VARIANCE`,
  ],
  [
    'a monthly fee for outcomes',
    { [`${work}.payment.kind`]: 'MONTHLY_FEE' },
    `${work}.payment.kind PAYMENT_DOES_NOT_FIT_VALUATION`,
  ],
  [
    'instalments of more than all',
    { [`${families}.payment.instalments[0].pct`]: '80.5' },
    `${families}.payment.instalments INSTALMENTS_DO_NOT_ADD_UP`,
  ],
  [
    'a cap that leaves unpaid what counts as repaid over the contract',
    { 'caps[4].excess': 'UNPAID', 'caps[4].clauseIds': ['returns'] },
    'caps[4].excess CAP_ON_A_LIMIT',
  ],
  ['a cap on what follows lines', { 'caps[0].clauseIds[2]': 'overspend' }, 'caps[0] CAP_ON_LINES'],
  [
    'a cap of a year a penny below the floor',
    { 'caps[0].pence': 999_99, 'caps[0].clauseIds': ['returns'] },
    'caps[0].pence CAP_BELOW_FLOOR',
  ],
  [
    'a cap of a party a penny below its floor',
    { 'caps[4].limit.pence': 999_99 },
    'caps[4].limit.pence CAP_BELOW_FLOOR',
  ],
  [
    'a cap of each party below the floor of one',
    { 'caps[4].limit.pence': 999_99, 'caps[4].agencyId': undefined },
    'caps[4].limit.pence CAP_BELOW_FLOOR',
  ],
  [
    'a cap for each participant of a fee',
    { 'caps[2].clauseIds[1]': 'fee' },
    'caps[2] PARTICIPANT_CAP_WITHOUT_PARTICIPANTS',
  ],
  [
    'a cap for each participant of outcomes that name none',
    { 'outcomes[0].onceFor': undefined },
    'caps[2] PARTICIPANT_CAP_WITHOUT_PARTICIPANTS',
  ],
  [
    'two caps for each participant of one clause',
    { 'caps[5]': { capId: 'family-2', scope: 'PARTICIPANT', pence: 1, clauseIds: ['families'] } },
    'caps[5] PARTICIPANT_CAP_TWICE',
  ],
  [
    'a cap for each participant with an accelerator',
    { [`${families}.valuation.rates[2]`]: { outcomeCode: 'turned-around', pencePerUnit: 1, aboveUnits: '9' } },
    'caps[2] ACCELERATOR_WITH_PARTICIPANT_CAP',
  ],
];

const named = cases.map(([what, changes, ...found]) => ({ what, changes, found }));

describe('sound terms', () => {
  it('have nothing wrong with them', () => {
    expect(checkTerms(sampleTerms())).toEqual([]);
    expect(checkTerms(termsOfEveryKind())).toEqual([]);
  });

  it.each<[string, Changes]>([
    ['test periods that meet and those of one day', { 'period.testPeriods[0].from': '2014-03-31' }],
    [
      'an assessor that does more as well',
      { 'parties[5].roles': ['INDEPENDENT_ASSESSOR', 'HOST'], 'rounding.tieOrder[5]': 'assessor' },
    ],
    [
      'thirds, which no decimal number writes',
      {
        [`${returns}.distribution.steps[1].share.parts`]: ['a', 'b', 'c'].map((title) => ({
          title,
          portion: '1/3',
          share: { kind: 'REINVEST' },
        })),
      },
    ],
    [
      'a band that pays nothing, and one that pays all',
      { [`${custody}.tiers.bands[0].payPct`]: '0', [`${custody}.tiers.bands[1].payPct`]: '100' },
    ],
    ['six distributions in one another', { [shared]: nested(6) }],
    ['a contract cap below that of a year', { 'caps[1].pence': 1_00 }],
    ['a cap of a year at the floor', { 'caps[0].pence': 1_000_00, 'caps[0].clauseIds': ['returns'] }],
    [
      'an underspend that is reinvested',
      { [`${overspend}.valuation.counts`]: 'UNDERSPEND', [`${overspend}.distribution`]: { kind: 'REINVEST' } },
    ],
    ['a rate of one test period only', { [`${families}.valuation.rates[0].testPeriodId`]: 'year-1' }],
  ])('may have %s', (_what, changes) => {
    expect(checkTerms(changed(termsOfEveryKind(), changes))).toEqual([]);
  });
});

describe('unsound terms', () => {
  it.each(named)('with $what', ({ changes, found }) => {
    const issues = checkTerms(changed(termsOfEveryKind(), changes));
    expect(told(issues)).toEqual(found);
    // Each says what is wrong, and then what to do.
    for (const { sentence } of issues) {
      expect(sentence).toMatch(/^\S.*(?::|\.) .*\.$/);
      expect(sentence).not.toMatch(/undefined|NaN|\[object|null pence/);
    }
  });

  it('with parties that only assess', () => {
    const terms = changed(sampleTerms(), { parties: [{ agencyId: 'assessor', roles: ['INDEPENDENT_ASSESSOR'] }] });
    expect(told(checkTerms(terms))).toContain('parties NO_PARTY_SHARES');
  });

  it('are told everything at once, each time in the same order', () => {
    const terms = changed(termsOfEveryKind(), {
      usageRestriction: undefined,
      'caps[1].capId': 'year',
      'period.to': '2015-02-30',
    });
    expect(told(checkTerms(terms))).toEqual([
      'period.to DATE_DOES_NOT_EXIST',
      'period.testPeriods[1] TEST_PERIOD_OUTSIDE_AGREEMENT',
      `${returns}.distribution.steps[1].share.parts[0].share.kind REINVESTMENT_WITHOUT_RESTRICTION`,
      'caps[1].capId ID_TWICE',
    ]);
  });

  it('are shown with every code that there is', () => {
    const shown = cases.flatMap(([, , ...found]) => found.map((each) => each.split(' ')[1]));
    expect([...new Set([...shown, 'NO_PARTY_SHARES'])].sort()).toEqual([...termsIssueCodes].sort());
  });

  it('point at something that is there', () => {
    for (const [, changes] of cases) {
      const terms = changed(termsOfEveryKind(), changes);
      for (const { path } of checkTerms(terms)) {
        const parent = path.replace(/(^|\.)?[^.[]*(\[\d+\])?$/, '');
        expect({ path, parent: typeof at(terms, parent) }).toEqual({ path, parent: 'object' });
      }
    }
  });
});
