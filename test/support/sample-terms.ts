import { type Clause, type Terms } from '@app/domain';

/**
 * The clause of the investment agreement W14: realised benefit, 15% off for optimism, the cashable part of it, repays
 * the investment first; half of what is left is reinvested and half shared by investment.
 */
export function sampleClause(over: Partial<Clause> = {}): Clause {
  return {
    clauseId: 'returns',
    title: 'Returns on the investment',
    trigger: { kind: 'BENEFIT_RECOGNISED' },
    valuation: { kind: 'RECOGNISED_BENEFIT', stage: 'REALISED' },
    corrections: [
      { kind: 'OPTIMISM_BIAS', by: 'TERMS', part: '15%' },
      { kind: 'CASHABILITY', by: 'EVIDENCE' },
    ],
    heldBy: { kind: 'WHERE_IT_FALLS' },
    distribution: {
      kind: 'WATERFALL',
      steps: [
        {
          stepId: 'repay',
          title: 'Repay the investment',
          upTo: { kind: 'INVESTMENT' },
          over: 'CONTRACT',
          share: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
        },
        {
          stepId: 'net',
          title: 'Share the net benefit',
          share: {
            kind: 'WEIGHTED',
            parts: [
              { title: 'Reinvested', portion: '50%', share: { kind: 'REINVEST' } },
              {
                title: 'By investment',
                portion: '50%',
                share: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
              },
            ],
          },
        },
      ],
    },
    floors: [],
    payment: { kind: 'RESULT', dueDays: 30 },
    ...over,
  };
}

/** The investment agreement W14: council, police, NHS and DWP invest 600,000 and share what it saves over two years. */
export function sampleTerms(over: Partial<Terms> = {}): Terms {
  return {
    title: 'Investment agreement for troubled families',
    legalBasis: 'Section 75 of the National Health Service Act 2006 and section 1 of the Localism Act 2011',
    parties: [
      { agencyId: 'council', roles: ['INVESTOR', 'HOST', 'BENEFICIARY'], leadContactPost: 'Director of Resources' },
      { agencyId: 'police', roles: ['INVESTOR', 'BENEFICIARY'] },
      { agencyId: 'nhs', roles: ['INVESTOR', 'BENEFICIARY'] },
      { agencyId: 'dwp', roles: ['INVESTOR', 'BENEFICIARY'] },
    ],
    investments: [
      { agencyId: 'council', poolingBasis: 'POOLED', amountPence: 300_000_00 },
      { agencyId: 'police', poolingBasis: 'POOLED', amountPence: 100_000_00 },
      { agencyId: 'nhs', poolingBasis: 'POOLED', amountPence: 150_000_00 },
      { agencyId: 'dwp', poolingBasis: 'ALIGNED', amountPence: 50_000_00 },
    ],
    period: {
      from: '2013-04-01',
      to: '2015-03-31',
      testPeriods: [
        { testPeriodId: 'year-1', from: '2013-04-01', to: '2014-03-31' },
        { testPeriodId: 'year-2', from: '2014-04-01', to: '2015-03-31' },
      ],
    },
    metrics: [],
    outcomes: [],
    clauses: [sampleClause()],
    caps: [],
    rounding: { mode: 'HALF_UP', tieOrder: ['council', 'police', 'nhs', 'dwp'] },
    validation: { methods: ['INTERNAL_AUDIT', 'INDEPENDENT_ASSESSOR'] },
    usageRestriction: { fundingStreamId: 'reinvested-benefit', purposes: ['Early help for families in the area'] },
    review: { everyMonths: 12, by: 'The investment board' },
    dispute: {
      steps: [
        { to: 'The investment board', withinDays: 14 },
        { to: 'The chief executives', withinDays: 28 },
      ],
    },
    exit: { noticeDays: 90, onExit: 'CONTINUES' },
    ...over,
  };
}

/** Sound terms in which every kind of trigger, valuation, distribution, limit, cap and floor stands at least once. */
export function termsOfEveryKind(): Terms {
  const result = { kind: 'RESULT', dueDays: 30 } as const;
  const clause = { corrections: [], floors: [], payment: result } as const;
  const byInvestment = { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' } as const;
  const toProvider = { kind: 'NAMED_PARTNER', to: 'provider' } as const;
  const payers = {
    kind: 'PAYERS',
    share: {
      kind: 'TOP_UP',
      by: 'dwp',
      pct: '20',
      upToPence: 1_000_000_00,
      rest: {
        kind: 'FIXED_PCT',
        shares: [
          { to: 'council', pct: '60' },
          { to: 'nhs', pct: '40' },
        ],
      },
    },
  } as const;
  return sampleTerms({
    description: 'Every kind of term at least once.',
    source: 'Made up for tests',
    parties: [
      ...sampleTerms().parties,
      { agencyId: 'provider', roles: ['PROVIDER'] },
      { agencyId: 'assessor', roles: ['INDEPENDENT_ASSESSOR'] },
    ],
    investments: [
      { agencyId: 'council', fundingStreamId: 'council-money', poolingBasis: 'POOLED', amountPence: 300_000_00 },
      { agencyId: 'council', poolingBasis: 'IN_KIND', amountPence: 20_000_00 },
      { agencyId: 'nhs', poolingBasis: 'IN_VIEW', amountPence: 150_000_00 },
    ],
    metrics: [
      { metricId: 'reconvictions', title: 'Reconvictions', unit: 'COUNT' },
      { metricId: 'cost', title: 'Cost of custody', unit: 'PENCE' },
      { metricId: 'rates', title: 'Business rates', unit: 'PENCE' },
      { metricId: 'risk-pool', title: 'Risk pool', unit: 'PENCE' },
      { metricId: 'alone', title: 'Income alone', unit: 'PENCE', by: 'AGENCY' },
      { metricId: 'population', title: 'Population', unit: 'COUNT', by: 'AGENCY' },
      { metricId: 'families', title: 'Families in the cohort', unit: 'COUNT' },
      { metricId: 'admissions', title: 'Emergency admissions', unit: 'RATE' },
    ],
    outcomes: [
      {
        outcomeCode: 'turned-around',
        title: 'Family turned around',
        metricId: 'families',
        onceFor: 'PARTICIPANT',
        notAlsoClaimedUnder: ['work-programme'],
      },
      { outcomeCode: 'in-work', title: 'Parent in work', metricId: 'families' },
    ],
    clauses: [
      sampleClause({ floors: [{ kind: 'AMOUNT', agencyId: 'nhs', pence: 1_000_00 }] }),
      {
        ...clause,
        clauseId: 'fee',
        title: 'Delivery fee',
        trigger: { kind: 'CALENDAR' },
        valuation: { kind: 'FEE', estimatedContractValuePence: 18_000_000_00, pct: '30', months: 24 },
        heldBy: payers,
        distribution: toProvider,
        payment: { kind: 'MONTHLY_FEE', dueDays: 0 },
      },
      {
        ...clause,
        clauseId: 'families',
        title: 'Families turned around',
        trigger: { kind: 'PER_UNIT', minUnits: '10' },
        valuation: {
          kind: 'TARIFF',
          rates: [
            { outcomeCode: 'turned-around', pencePerUnit: 800_00 },
            { outcomeCode: 'turned-around', pencePerUnit: 1_600_00, testPeriodId: 'year-2' },
          ],
        },
        heldBy: payers,
        distribution: toProvider,
        payment: {
          ...result,
          instalments: [
            { pct: '80', dueDays: 30 },
            { pct: '20', dueDays: 90 },
          ],
          holdback: { pct: '5', untilTestPeriodId: 'year-2' },
        },
      },
      {
        ...clause,
        clauseId: 'work',
        title: 'Parents in work',
        trigger: { kind: 'PER_UNIT' },
        valuation: {
          kind: 'TARIFF',
          rates: [
            { outcomeCode: 'in-work', pencePerUnit: 500_00 },
            { outcomeCode: 'in-work', pencePerUnit: 750_00, aboveUnits: '100' },
          ],
        },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'EQUAL', among: ['council', 'dwp'] },
        payment: { kind: 'ADVANCE', dueDays: 0 },
      },
      {
        ...clause,
        clauseId: 'at-once',
        title: 'Fewer reconvictions, paid at once',
        trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'reconvictions', direction: 'FALL', minChangePct: '10' },
        valuation: { kind: 'UNIT_COST', metricId: 'reconvictions', pencePerUnit: 2_000_00 },
        corrections: [
          { kind: 'ATTRIBUTION', by: 'TERMS', part: '5/6' },
          { kind: 'DEADWEIGHT', by: 'TERMS', part: '0.1' },
        ],
        heldBy: { kind: 'FUND' },
        distribution: byInvestment,
      },
      {
        ...clause,
        clauseId: 'pooled',
        title: 'Fewer reconvictions, cohorts pooled',
        trigger: {
          kind: 'POOLED_COHORTS',
          metricId: 'reconvictions',
          direction: 'FALL',
          minChangePct: '7.5',
          insteadOfClauseId: 'at-once',
        },
        valuation: { kind: 'UNIT_COST', metricId: 'reconvictions', pencePerUnit: 2_000_00 },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED', among: ['council', 'nhs'] },
      },
      {
        ...clause,
        clauseId: 'custody',
        title: 'Cheaper custody',
        trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
        valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
        tiers: {
          mode: 'MARGINAL',
          of: 'CHANGE_PCT',
          bands: [
            { from: '0', to: '5', payPct: '50' },
            { from: '5', to: '20', payPct: '100' },
            { from: '20', to: null, payPct: '0' },
          ],
        },
        heldBy: { kind: 'FUND' },
        distribution: {
          kind: 'FIRST_CALL',
          first: ['council'],
          untilPct: '110',
          basis: 'AGREED',
          then: { kind: 'RETAIN' },
        },
      },
      {
        ...clause,
        clauseId: 'growth',
        title: 'Growth of business rates',
        trigger: { kind: 'INCOME_GROWTH', metricId: 'rates', abovePence: 1_000_00 },
        valuation: { kind: 'INCOME_GROWTH', metricId: 'rates' },
        tiers: {
          mode: 'CLIFF_EDGE',
          of: 'AMOUNT_PENCE',
          bands: [
            { from: '0', to: '100000', payPct: '0' },
            { from: '100000', to: null, payPct: '50' },
          ],
          countedUpTo: '900000',
        },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'PRO_RATA_METRIC', metricId: 'population', among: ['council', 'police'] },
        floors: [{ kind: 'NO_WORSE_OFF', metricId: 'alone' }],
      },
      {
        ...clause,
        clauseId: 'admissions',
        title: 'Emergency admissions',
        trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'admissions', direction: 'FALL', minChangePct: '0' },
        valuation: {
          kind: 'AT_STAKE',
          pence: 2_800_000_00,
          metricId: 'admissions',
          direction: 'FALL',
          targetPct: '4.2',
          earned: 'IN_PROPORTION',
        },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'NAMED_PARTNER', to: 'council' },
      },
      {
        ...clause,
        clauseId: 'overspend',
        title: 'Overspend of the pool',
        trigger: { kind: 'BUDGET_VARIANCE' },
        valuation: {
          kind: 'VARIANCE',
          counts: 'OVERSPEND',
          lineIds: ['drugs', 'beds', 'home-care'],
          ringFencedLines: 'EXCLUDED',
        },
        heldBy: { kind: 'FUND' },
        distribution: {
          kind: 'BY_LINE',
          lines: [{ lineIds: ['drugs'], share: { kind: 'OWN_RISK' } }],
          otherwise: {
            kind: 'BY_CAUSE',
            causes: [{ cause: 'MANAGEMENT_ACTION', share: { kind: 'PRO_RATA_COMMISSIONED' } }],
            otherwise: {
              kind: 'WATERFALL',
              steps: [
                {
                  stepId: 'risk-pool',
                  title: 'Risk pool',
                  upTo: { kind: 'METRIC', metricId: 'risk-pool' },
                  share: { kind: 'RETAIN' },
                },
                {
                  stepId: 'uncommitted',
                  title: 'Uncommitted allocations',
                  upTo: { kind: 'PENCE', pence: 200_000_00 },
                  over: 'PERIOD',
                  share: { kind: 'RETAIN' },
                },
                {
                  stepId: 'partners',
                  title: 'The partners',
                  share: {
                    kind: 'TOP_UP',
                    by: 'dwp',
                    pct: '10',
                    rest: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'AGREED' },
                  },
                },
              ],
            },
          },
        },
      },
    ],
    caps: [
      { capId: 'year', scope: 'PERIOD', pence: 9_000_000_00, clauseIds: ['families', 'work'] },
      { capId: 'contract', scope: 'CONTRACT', pence: 7_100_000_00, clauseIds: ['families'] },
      { capId: 'family', scope: 'PARTICIPANT', pence: 4_000_00, clauseIds: ['families'] },
      {
        capId: 'own-contribution',
        scope: 'PARTNER',
        limit: { kind: 'CONTRIBUTION', basis: 'AGREED' },
        excess: 'UNPAID',
        clauseIds: ['overspend'],
      },
      {
        capId: 'nhs',
        scope: 'PARTNER',
        agencyId: 'nhs',
        limit: { kind: 'PENCE', pence: 500_000_00 },
        excess: 'BY_OTHERS',
      },
    ],
    rounding: { mode: 'HALF_EVEN', tieOrder: ['council', 'police', 'nhs', 'dwp', 'provider'] },
    validation: { methods: ['SPOT_CHECK', 'ADMIN_DATA'], spotCheckFailurePctMax: '5' },
    exit: { noticeDays: 180, onExit: 'DISSOLVES' },
    milestones: [{ title: 'First report to the board', on: '2013-10-01' }],
  });
}

type Branching = Record<string, unknown>;

const keysOf = (path: string): readonly string[] => path.split(/[.[\]]+/).filter((key) => key !== '');

/** What stands in some data at a path such as `clauses[0].tiers.bands[2].from`; undefined when nothing does. */
export const at = (data: unknown, path: string): unknown =>
  keysOf(path).reduce((within, key) => (within as Branching | null | undefined)?.[key], data);

/** A copy of some terms with something else at some paths; `undefined` takes away what stands there. */
export function changed<Data = Terms>(terms: Data, changes: Readonly<Record<string, unknown>>): Data {
  // Not `structuredClone`, which would keep one object that stands in two places one.
  const copy = JSON.parse(JSON.stringify(terms)) as Data;
  for (const [path, value] of Object.entries(changes)) {
    const keys = keysOf(path);
    const parent = keys.slice(0, -1).reduce((within, key) => within[key] as Branching, copy as Branching);
    const last = keys.at(-1)!;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}

/** Every place in some data, itself not, with what stands there. */
export function* placesIn(data: unknown, path = ''): Iterable<{ readonly path: string; readonly value: unknown }> {
  if (path !== '') yield { path, value: data };
  if (typeof data !== 'object' || data === null) return;
  for (const [key, value] of Object.entries(data)) {
    yield* placesIn(value, Array.isArray(data) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  }
}
