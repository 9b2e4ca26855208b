// The agreements of the benchmark of shares: one with many claims and parties, and many small ones.
const today = '2026-11-22';
const on = '2024-06-03';

/** What every command of the benchmark carries. */
export const treasurer = {
  by: { actorId: 'treasurer', kind: 'PERSON' },
  authorityRef: 'Minute 1',
  occurredOn: on,
  today,
};

const period = {
  from: '2023-04-01',
  to: '2025-03-31',
  testPeriods: [
    { testPeriodId: 'year-1', from: '2023-04-01', to: '2024-03-31' },
    { testPeriodId: 'year-2', from: '2024-04-01', to: '2025-03-31' },
  ],
};
const usual = {
  legalBasis: 'Localism Act 2011',
  period,
  review: { everyMonths: 12, by: 'The board' },
  dispute: { steps: [] },
  exit: { noticeDays: 90, onExit: 'CONTINUES' },
  validation: { methods: ['ADMIN_DATA'] },
};
const payment = { kind: 'RESULT', dueDays: 30 };

/** Payment by results for many participants, each capped, shared among many parties and topped up by one. */
export function largeCase(claimCount, partyCount) {
  const ids = Array.from({ length: partyCount }, (_, n) => `party-${n}`);
  const terms = {
    title: 'Results for many',
    ...usual,
    parties: ids.map((agencyId) => ({ agencyId, roles: ['BENEFICIARY'] })),
    investments: ids.map((agencyId, n) => ({ agencyId, poolingBasis: 'POOLED', amountPence: 1_000_00 + n * 137_77 })),
    metrics: [{ metricId: 'cohort', title: 'Participants in the cohort', unit: 'COUNT' }],
    outcomes: [{ outcomeCode: 'result', title: 'Result', metricId: 'cohort', onceFor: 'PARTICIPANT' }],
    clauses: [
      {
        clauseId: 'results',
        title: 'Results',
        trigger: { kind: 'PER_UNIT' },
        valuation: { kind: 'TARIFF', rates: [{ outcomeCode: 'result', pencePerUnit: 800_00 }] },
        corrections: [{ kind: 'DEADWEIGHT', by: 'TERMS', part: '1/6' }],
        heldBy: { kind: 'PAYERS', share: { kind: 'EQUAL', among: ids.slice(0, 10) } },
        distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
        floors: [],
        payment,
      },
    ],
    caps: [
      { capId: 'participant', scope: 'PARTICIPANT', pence: 1_000_00 },
      { capId: 'contract', scope: 'CONTRACT', pence: 500_000_000_00 },
    ],
    rounding: { mode: 'HALF_UP', tieOrder: ids },
  };
  const claims = Array.from({ length: claimCount }, (_, n) => ({
    testPeriodId: 'year-1',
    outcomeCode: 'result',
    units: n % 7 === 0 ? '1.5' : '1',
    participantRef: `p-${n}`,
    entryNo: n + 10,
  }));
  const none = { baselines: [], measurements: [], benefits: [], outturns: [], contributions: [], usedBefore: {} };
  return { terms, inputs: { agreementId: 'large', testPeriodId: 'year-1', ...none, claims } };
}

const investors = ['council', 'police', 'nhs', 'dwp'];
const terms = {
  title: 'Investment agreement',
  ...usual,
  parties: investors.map((agencyId) => ({ agencyId, roles: ['INVESTOR'] })),
  investments: investors.map((agencyId, n) => ({ agencyId, poolingBasis: 'POOLED', amountPence: (n + 1) * 50_000_00 })),
  metrics: [],
  outcomes: [],
  clauses: [
    {
      clauseId: 'returns',
      title: 'Returns',
      trigger: { kind: 'BENEFIT_RECOGNISED' },
      valuation: { kind: 'RECOGNISED_BENEFIT', stage: 'REALISED' },
      corrections: [
        { kind: 'OPTIMISM_BIAS', by: 'TERMS', part: '15%' },
        { kind: 'CASHABILITY', by: 'EVIDENCE' },
      ],
      heldBy: { kind: 'WHERE_IT_FALLS' },
      distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
      floors: [],
      payment,
    },
  ],
  caps: [],
  rounding: { mode: 'HALF_UP', tieOrder: investors },
};

/** Commands that set up the bodies, and an agreement that is in force with its benefits recognised. */
export const agreementCommands = {
  registers: [
    {
      ask: 'AskPlace',
      command: {
        ...treasurer,
        type: 'RegisterPlace',
        placeId: 'county',
        name: 'County',
        kind: 'WHOLE_PLACE',
        gssCodes: [],
      },
    },
    ...investors.map((agencyId) => ({
      ask: 'AskAgency',
      command: { ...treasurer, type: 'RegisterAgency', agencyId, legalName: agencyId, kind: 'COUNCIL', tier: 'LOCAL' },
    })),
  ],
  of: (agreementId) => {
    const asked = { ...treasurer, agreementId };
    return [
      { ...asked, type: 'DraftBenefitSharingAgreement', placeId: 'county', terms },
      { ...asked, type: 'ProposeTerms', version: 1 },
      ...investors.flatMap((byAgencyId) => [
        { ...asked, type: 'ApproveTerms', version: 1, byAgencyId, approverPost: 'Board' },
        { ...asked, type: 'SignTerms', version: 1, byAgencyId, signatoryPost: 'Chief executive' },
      ]),
      { ...asked, type: 'PutTermsIntoForce', version: 1, occurredOn: '2023-04-01' },
      ...investors.map((agencyId, n) => ({
        ...asked,
        type: 'RecogniseBenefit',
        benefitId: `${agencyId}-1`,
        testPeriodId: 'year-1',
        title: 'Fewer crises',
        agencyId,
        benefitType: 'FISCAL',
        stage: 'REALISED',
        grossPence: 180_000_00 + n * 77_77,
        deliveryCostPence: 0,
        optimismBiasPct: '0',
        attributionPct: '100',
        deadweightPct: '0',
        cashablePct: '80',
      })),
    ];
  },
};
