import * as fc from 'fast-check';
import {
  accountant,
  agreementContext,
  askAgreement,
  benefitOf,
  cashier,
  claimOf,
  financeDirector,
  only,
  resultsTerms,
} from '../../../../test/support/given-agreement';
import { clock } from '../../../../test/support/given-when-then';
import { sampleClause } from '../../../../test/support/sample-terms';
import { type PoolYearEvent } from '../pool-year/pool-year.events';
import { type Actor, type Decision } from '../shared/decider';
import { Fraction } from '../shared/fraction';
import { type AgreementCommand } from './agreement.commands';
import { type AgreementContext } from './agreement.context';
import { agreementDecider } from './agreement.decide';
import { type AgreementEvent } from './agreement.events';
import {
  type AgreementState,
  approvedCalculation,
  frozenPence,
  isAboutWhatIsThere,
  outstandingPence,
  signingParties,
} from './agreement.state';
import { FUND_PARTY } from './calculation/limits';
import { type Clause, type Distribution, type Terms } from './terms';

const TODAY = '2016-09-30';
const CAP_PENCE = 600_01;
const initialState = () => agreementDecider.initialState();
const evolve = (state: AgreementState, event: AgreementEvent) => agreementDecider.evolve(state, event);

/** Terms with a clause for each source of money: benefits where they fall, payers, the fund's saving and its overspend. */
function termsOf(variant: number): Terms {
  const base = resultsTerms();
  const [results] = base.clauses;
  const without = variant === 2 ? ['nhs'] : [];
  const has = ({ agencyId }: { readonly agencyId: string }): boolean => !without.includes(agencyId);
  const bearers = ['council', 'nhs', 'dwp'].filter((agencyId) => has({ agencyId }));
  const clause = (over: Partial<Clause>): Clause =>
    sampleClause({ corrections: [], heldBy: { kind: 'FUND' }, ...over });
  const charityPct = variant === 1 ? '33.3' : '75';
  const split: Distribution = {
    kind: 'FIXED_PCT',
    shares: [
      { to: 'council', pct: variant === 1 ? '66.7' : '25' },
      { to: 'charity', pct: charityPct },
    ],
  };
  const saving = clause({
    clauseId: 'saving',
    title: 'Cheaper care',
    trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
    valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
    distribution: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'RECEIVED' },
  });
  return {
    ...base,
    parties: [...base.parties, { agencyId: 'nhs', roles: ['INVESTOR' as const] }].filter(has),
    investments: [
      { agencyId: 'council', poolingBasis: 'POOLED' as const, amountPence: 3_000_00 },
      { agencyId: 'nhs', poolingBasis: 'POOLED' as const, amountPence: 1_500_01 },
      { agencyId: 'dwp', poolingBasis: 'ALIGNED' as const, amountPence: 500_00 },
    ].filter(has),
    clauses: [
      sampleClause(variant === 1 ? { corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }] } : {}),
      {
        ...results!,
        distribution: split,
        payment: {
          kind: 'RESULT',
          dueDays: 30,
          instalments: [
            { pct: '80', dueDays: 30 },
            { pct: '20', dueDays: 90 },
          ],
          holdback: { pct: '5', untilTestPeriodId: 'year-2' },
        },
      },
      ...(variant === 2 ? [] : [saving]),
      clause({
        clauseId: 'overspend',
        title: 'Overspend of the pool',
        trigger: { kind: 'BUDGET_VARIANCE' },
        valuation: { kind: 'VARIANCE', counts: 'EITHER', ringFencedLines: 'EXCLUDED' },
        distribution: { kind: 'EQUAL', among: bearers },
      }),
    ],
    caps: [{ capId: 'contract', scope: 'CONTRACT', pence: CAP_PENCE, clauseIds: ['results'] }],
    rounding: {
      mode: 'HALF_UP',
      tieOrder: ['council', 'charity', 'nhs', 'dwp'].filter((agencyId) => has({ agencyId })),
    },
    usageRestriction: { fundingStreamId: 'reinvested-benefit', purposes: ['Early help'] },
    exit: { noticeDays: 30, onExit: variant === 2 ? 'DISSOLVES' : 'CONTINUES' },
  };
}
const variants = [0, 1, 2].map(termsOf);
const unsound: Terms = { ...variants[0]!, rounding: { mode: 'DOWN', tieOrder: [] } };

const context = agreementContext({
  contributions: [
    { agencyId: 'council', agreedPence: 7_00, receivedPence: 4_00, source: 'poolYear-early-help:2013@9' },
    { agencyId: 'nhs', agreedPence: 7_00, receivedPence: 3_00, source: 'poolYear-early-help:2013@9' },
  ],
  claimed: { 'family-9': 'work-programme' },
});

/** An agreement through its life: what was recorded, and the state that it makes, kept as it grows. */
class Ledger {
  readonly log: AgreementEvent[] = [];
  readonly state = initialState();

  decide(command: AgreementCommand): Decision<AgreementEvent> {
    return agreementDecider.decide(command, this.state, this.contextOf(command));
  }

  ask(command: AgreementCommand): Decision<AgreementEvent> {
    const decision = this.decide(command);
    for (const fact of 'accepted' in decision ? decision.accepted : []) {
      this.log.push(fact);
      evolve(this.state, fact);
    }
    return decision;
  }

  /** The fund has the entry that a payment names, unless it names one that there is not. */
  private contextOf(command: AgreementCommand): AgreementContext {
    if (command.type !== 'PayShare' || !command.fundEntryRef?.startsWith('early-help/')) return context;
    const due = this.state.dues.get(command.dueId);
    const isIn = due?.toId === FUND_PARTY;
    const { amountPence, paymentId } = command;
    const data = { partnerId: isIn ? due.fromId : due?.toId, amountPence, receiptId: `receipt-${paymentId}` };
    const type = isIn ? 'ContributionReceived' : 'UnderspendReturned';
    return { ...context, fundEntry: { type, occurredOn: command.occurredOn, data } as unknown as PoolYearEvent };
  }
}

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const mostly = <Value>(usual: fc.Arbitrary<Value>, odd: fc.Arbitrary<unknown>, weight = 12) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
const pence = mostly(
  fc.oneof(fc.constantFrom(1, 99, 100_00, 3_333_33, 9_000_01), fc.integer({ min: 1, max: 20_000_00 })),
  fc.constantFrom(0, -1, 0.1, NaN, 1e14, 1e14 + 1, Infinity, undefined),
);
const day = mostly(
  fc.constantFrom('2013-04-01', '2013-06-10', '2014-05-01', '2014-09-10', '2015-05-01', '2016-03-01', TODAY),
  fc.constantFrom('2014-02-29', 'soon', '2016-10-01'),
  30,
);
const testPeriodId = mostly(fc.constantFrom('year-1', 'year-1', 'year-2'), fc.constantFrom('year-3', '__proto__'));
const agencyId = mostly(
  fc.constantFrom('council', 'charity', 'nhs', 'dwp'),
  fc.constantFrom('university', 'police', '@fund'),
);
const metricId = mostly(fc.constantFrom('families', 'cost', 'cost'), fc.constantFrom('demand', 'crime', 'none'));
const figure = mostly(
  fc.constantFrom('8', '800001', '1000000', '940000', '900007', '1'),
  fc.constantFrom('-1', '0', '10/3', '5%', '99999999999999999999', 'many'),
);
const pct = mostly(fc.constantFrom('0', '33.3', '50', '100', '12.5'), fc.constantFrom('101', '-1', '1/3'));
const participantRef = mostly(
  fc.integer({ min: 1, max: 30 }).map((no) => `family-${no < 9 ? no : no + 1}`),
  fc.constantFrom('family-9', undefined),
);
const reason = { reason: fc.constant('As the board decided') };
const version = mostly(fc.constantFrom(1, 2, 3), fc.constantFrom(0, 1.5, -1));
const terms = mostly(fc.constantFrom(...variants), fc.constant(unsound));
const agreedBy = fc.constantFrom(['council', 'charity', 'nhs', 'dwp'], ['council']);
const claim = fc.record({
  claimId: fc.constantFrom('c-1', 'c-2', 'c-3', 'c-4'),
  claimantId: fc.constant('charity'),
  outcomeCode: mostly(fc.constantFrom('turned-around', 'in-work'), fc.constant('famous')),
  testPeriodId,
  units: mostly(fc.constantFrom('1', '1', '0.5', '1/3'), fc.constantFrom('0', '-1', '99')),
  participantRef,
  achievedOn: day,
  evidence: fc.constant('Records'),
});
const figures = {
  agencyId,
  benefitType: fc.constantFrom('FISCAL', 'FISCAL', 'FISCAL', 'SOCIAL'),
  stage: fc.constantFrom('REALISED', 'REALISED', 'REALISED', 'ESTIMATE'),
  grossPence: pence,
  deliveryCostPence: mostly(fc.constantFrom(0, 0, 1_00, 333_33), fc.constantFrom(undefined, -1)),
  optimismBiasPct: pct,
  attributionPct: pct,
  deadweightPct: pct,
  cashablePct: pct,
};
const position = {
  sharePence: mostly(fc.integer({ min: -1_000_00, max: 1_000_00 }), fc.constant(0.5)),
  statement: fc.constant('We say so'),
};
const line = fc.record({
  lineId: fc.constantFrom('care', 'beds', 'drugs'),
  budgetPence: pence,
  outturnPence: pence,
  cause: fc.constantFrom('DEMAND', 'WINDFALL'),
  ringFenced: fc.constantFrom(false, false, true),
  ownerAgencyId: optional(agencyId),
});

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
const commands: readonly (readonly [AgreementCommand['type'], number, Fields])[] = [
  [
    'DraftBenefitSharingAgreement',
    1,
    { placeId: fc.constant('sheffield'), pooledFundId: fc.constant('early-help'), terms },
  ],
  ['DraftTerms', 3, { terms, ...reason }],
  ['ProposeTerms', 3, { version }],
  ['ApproveTerms', 4, { version, byAgencyId: agencyId, approverPost: fc.constant('Cabinet') }],
  ['SignTerms', 4, { version, byAgencyId: agencyId, signatoryPost: fc.constant('Chief executive') }],
  ['PutTermsIntoForce', 3, { version }],
  ['CallInAgreement', 1, { scrutinyBody: fc.constant('Scrutiny'), ...reason }],
  ['ResolveCallIn', 10, { outcome: fc.constantFrom('CONFIRMED', 'REFERRED_BACK'), decision: fc.constant('Council') }],
  ['SuspendAgreement', 1, reason],
  ['ResumeAgreement', 10, reason],
  ['GivePartyExitNotice', 4, { agencyId, exitsOn: day, ...reason }],
  ['RecordPartyExit', 6, { agencyId }],
  ['TerminateAgreement', 1, { occurredOn: fc.constantFrom(TODAY, TODAY, '2016-10-01'), ...reason }],
  ['WindUpAgreement', 2, {}],
  [
    'AgreeBaseline',
    6,
    { metricId, testPeriodId: optional(testPeriodId), value: figure, source: fc.constant('List'), agreedBy },
  ],
  ['RebaseBaseline', 3, { metricId, testPeriodId: optional(testPeriodId), value: figure, agreedBy, ...reason }],
  ['MeasureOutcome', 8, { metricId, testPeriodId, value: figure, method: fc.constant('Records') }],
  ['RestateOutcome', 5, { metricId, testPeriodId, value: figure, ...reason }],
  ['ClaimOutcomes', 16, { claims: fc.array(claim, { minLength: 1, maxLength: 3 }) }],
  [
    'ValidateClaims',
    14,
    {
      method: fc.constantFrom('SELF_DECLARED', 'SPOT_CHECK', 'INTERNAL_AUDIT', 'ADMIN_DATA', 'INDEPENDENT_ASSESSOR'),
      claimIds: fc.constant(['c-1', 'c-2']),
      byAgencyId: agencyId,
    },
  ],
  ['RejectClaims', 3, { claimIds: fc.constant(['c-1', 'c-1']), ...reason }],
  ['WithdrawClaim', 3, { claimId: fc.constant('c-1'), ...reason }],
  [
    'RecordSpotCheck',
    6,
    { testPeriodId, checkedCount: fc.integer({ min: 0, max: 4 }), invalidCount: fc.constantFrom(0, 0, 0, 1) },
  ],
  [
    'RecogniseBenefit',
    14,
    { ...figures, benefitId: fc.constant('b-1'), testPeriodId, title: fc.constant('Fewer crises') },
  ],
  ['RestateBenefit', 8, { benefitId: fc.constant('b-1'), to: fc.record(figures), ...reason }],
  [
    'DeclareOutturn',
    6,
    { testPeriodId, lines: fc.array(line, { maxLength: 3 }), restatedBecause: optional(fc.constant('Late invoices')) },
  ],
  ['CalculateShares', 12, { testPeriodId }],
  ['ApproveShares', 16, { calculationId: fc.constantFrom('calculation-1', 'calculation-2') }],
  [
    'PayShare',
    40,
    { dueId: fc.constant('calculation-1-due-1'), paymentId: fc.constantFrom('p-1', 'p-2'), amountPence: pence },
  ],
  ['ReverseSharePayment', 4, { paymentId: fc.constantFrom('p-1', 'p-2'), ...reason }],
  [
    'RaiseDispute',
    6,
    {
      disputeId: fc.constantFrom('d-1', 'd-2'),
      testPeriodId,
      agencyId,
      amountPence: pence,
      positions: fc.array(fc.record({ agencyId, ...position }), { maxLength: 2 }),
    },
  ],
  ['TakeDisputePosition', 8, { disputeId: fc.constantFrom('d-1', 'd-2'), agencyId, ...position }],
  ['EscalateDispute', 8, { disputeId: fc.constantFrom('d-1', 'd-2') }],
  [
    'ResolveDispute',
    6,
    { disputeId: fc.constantFrom('d-1', 'd-2'), decision: fc.constant('Board'), notDuePence: pence },
  ],
];

/** Something that somebody wants; what it names is settled when its turn comes, so that much of it can be done. */
interface Wish {
  readonly fields: Readonly<Record<string, unknown>> & {
    readonly type: AgreementCommand['type'] | 'VaryTerms' | 'Settle' | 'Pause' | 'Arbitrate';
  };
  readonly by: Actor;
  readonly occurredOn: string;
  /** Aimed at something that is there; otherwise it names whatever it names. */
  readonly isAimed: boolean;
  readonly pick: number;
}

const anyWish: fc.Arbitrary<Wish> = fc.record({
  fields: fc.oneof(
    ...commands.map(([type, weight, fields]) => ({
      weight,
      arbitrary: fc.record({ type: fc.constant(type), ...fields }),
    })),
    // What takes several steps, one after another: by chance alone they would hardly ever come in order.
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constant('VaryTerms' as const),
        terms,
        occurredOn: fc.constantFrom('2013-04-01', '2013-04-01', '2014-05-01'),
      }),
    },
    { weight: 16, arbitrary: fc.record({ type: fc.constant('Settle' as const), testPeriodId }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('Pause' as const, 'Arbitrate' as const) }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant('Arbitrate' as const) }) },
  ),
  by: fc.constantFrom(accountant, financeDirector, cashier, clock),
  occurredOn: day as fc.Arbitrary<string>,
  isAimed: fc.constantFrom(true, true, true, true, true, false),
  pick: fc.nat(),
});
/** So many that each sort of command is done and refused; the last property sees to it. */
const history = fc.array(anyWish, { minLength: 40, maxLength: 110 });

type Asking = readonly [type: AgreementCommand['type'], fields: object, by?: Actor];

/** The commands that a wish comes to, given what has happened so far: one, or all the steps of something. */
function* commandsOf(wish: Wish, { state }: Ledger): Generator<AgreementCommand> {
  const { fields, by, occurredOn, isAimed } = wish;
  const aimed = isAimed ? aim(wish, state) : {};
  const steps = stepsOf(wish, state) ?? [[fields.type as AgreementCommand['type'], { ...fields, ...aimed }] as const];
  for (const [each, of, who = by] of steps) {
    yield askAgreement(each, (fields['occurredOn'] as string | undefined) ?? occurredOn, of as never, {
      by: who,
      today: TODAY,
      ...aimed,
    });
  }
}

function stepsOf({ fields, pick }: Wish, state: AgreementState): readonly Asking[] | undefined {
  const { versions, calculations } = state;
  switch (fields.type) {
    case 'VaryTerms':
      return stepsTo(['DraftTerms', { terms: fields['terms'], reason: 'Reviewed' }], versions.length + 1);
    case 'Settle':
      return [
        ['CalculateShares', { testPeriodId: fields['testPeriodId'] }, accountant],
        ['ApproveShares', { calculationId: `calculation-${calculations.size + 1}` }, financeDirector],
      ];
    case 'Pause':
      return [
        ['SuspendAgreement', { reason: 'Audit' }],
        ['CallInAgreement', { scrutinyBody: 'Scrutiny', reason: 'Audit' }],
        ['CallInAgreement', { scrutinyBody: 'Scrutiny', reason: 'Again' }],
        ['ResolveCallIn', { outcome: 'REFERRED_BACK', decision: 'Council' }],
        ['SuspendAgreement', { reason: 'Audit' }],
        ['ResumeAgreement', { reason: 'Nothing was found' }],
      ];
    case 'Arbitrate': {
      const dispute = disputeOf(state, pick);
      const { disputeId, amountPence } = dispute;
      return [
        ['RaiseDispute', dispute],
        ['TakeDisputePosition', { disputeId, agencyId: 'dwp', sharePence: -1, statement: 'We do not' }],
        ['EscalateDispute', { disputeId }],
        ['ResolveDispute', { disputeId, decision: 'Board', notDuePence: Math.floor(amountPence / (1 + (pick % 3))) }],
      ];
    }
    default:
      return undefined;
  }
}

/** A dispute about a part of something that is due, where there is such a thing. */
function disputeOf({ dues, calculations, disputes }: AgreementState, pick: number) {
  const outstanding = [...dues.values()].filter((each) => outstandingPence(each) > 0);
  const due = outstanding[pick % Math.max(1, outstanding.length)];
  const { settlement = [], testPeriodId: of } = calculations.get(due?.calculationId ?? '') ?? {};
  const settled = settlement.find(({ partyId }) => partyId === due?.fromId);
  return {
    disputeId: `d-${disputes.size}`,
    testPeriodId: of,
    agencyId: settled?.partyId,
    amountPence: Math.ceil(
      Math.min(Math.abs(settled?.settlementPence ?? 0), due ? outstandingPence(due) : 0) / (1 + (pick % 2)),
    ),
    positions: [{ agencyId: 'council', sharePence: 1, statement: 'We say so' }],
  };
}

/** A version is drafted, proposed, approved and signed by all, and put into force. */
const stepsTo = (draft: Asking, version: number): readonly Asking[] => [
  draft,
  ['ProposeTerms', { version }],
  ...['council', 'charity', 'nhs', 'dwp'].flatMap((byAgencyId): readonly Asking[] => [
    ['ApproveTerms', { version, byAgencyId, approverPost: 'Cabinet' }],
    ['SignTerms', { version, byAgencyId, signatoryPost: 'Chief executive' }],
  ]),
  ['PutTermsIntoForce', { version }],
];

/** Names in a wish something of this agreement that it can be done to. */
function aim({ fields, pick, occurredOn }: Wish, state: AgreementState): Readonly<Record<string, unknown>> {
  const { versions, claims, benefits, measurements, baselines, calculations, dues, payments, disputes, exits } = state;
  const oneOf = <Value>(values: readonly Value[]): Value | undefined => values[pick % values.length];
  /** By the one whose task it is, and late enough; now and then by somebody else, on whatever day. */
  const mostlyBy = (by: Actor): object => (pick % 5 > 0 ? { by, occurredOn: TODAY } : {});
  const latest = versions.at(-1);
  const lacking = (of: 'approvals' | 'signatures') =>
    oneOf(signingParties(latest!.terms).filter((party) => !latest![of].has(party)));
  const standing = [...claims.values()].filter(({ status }) => status === 'CLAIMED' || status === 'VALIDATED');
  const dispute = oneOf([...disputes.values()].filter(({ status }) => status === 'OPEN'))?.disputeId;
  switch (fields.type) {
    case 'ProposeTerms':
    case 'PutTermsIntoForce':
      return { version: versions.length };
    case 'ApproveTerms':
      return { version: versions.length, byAgencyId: lacking('approvals') };
    case 'SignTerms':
      return { version: versions.length, byAgencyId: lacking('signatures') };
    case 'GivePartyExitNotice':
      return occurredOn < '2015' ? { exitsOn: '2015-06-30' } : {};
    case 'RecordPartyExit':
      return { agencyId: oneOf([...exits.keys()]), occurredOn: TODAY };
    case 'WindUpAgreement':
      return { occurredOn: TODAY };
    case 'AgreeBaseline':
      return {
        agreedBy: ['council', 'charity', 'nhs', 'dwp'],
        ...(fields['metricId'] === 'families' ? { value: '9' } : {}),
      };
    case 'RebaseBaseline':
      return { agreedBy: ['council', 'charity', 'nhs', 'dwp'], ...pointOf(oneOf([...baselines.values()])) };
    case 'RestateOutcome':
      return pointOf(oneOf([...measurements.values()]));
    case 'ClaimOutcomes':
      return {
        claims: (fields['claims'] as readonly object[]).map((each, place) => ({
          ...claimOf(`c-${claims.size + place}`),
          ...each,
          claimId: `c-${claims.size + place}`,
          achievedOn: 'testPeriodId' in each && each.testPeriodId === 'year-2' ? '2014-11-04' : '2013-11-04',
        })),
      };
    case 'ValidateClaims': {
      const by: Readonly<Record<string, string>> = {
        ADMIN_DATA: 'dwp',
        SPOT_CHECK: 'dwp',
        INDEPENDENT_ASSESSOR: 'university',
      };
      const some = standing.slice(pick % 2).map(({ claim: { claimId } }) => claimId);
      return { claimIds: some, byAgencyId: by[String(fields['method'])] ?? 'charity' };
    }
    case 'RejectClaims':
    case 'WithdrawClaim': {
      const claimId = oneOf(standing)?.claim.claimId;
      return fields.type === 'RejectClaims' ? { claimIds: [claimId, claimId] } : { claimId };
    }
    case 'RecordSpotCheck': {
      const checked = oneOf(standing.filter(({ status }) => status === 'VALIDATED'));
      return { testPeriodId: checked?.claim.testPeriodId, checkedCount: 1 };
    }
    case 'RecogniseBenefit':
      return { benefitId: `b-${benefits.size}` };
    case 'RestateBenefit':
      return { benefitId: oneOf([...benefits.keys()]) };
    case 'CalculateShares':
      return { by: accountant };
    case 'ApproveShares':
      return { ...mostlyBy(financeDirector), calculationId: [...calculations.keys()].at(-1) };
    case 'PayShare': {
      const due = oneOf([...dues.values()].filter((each) => outstandingPence(each) > 0));
      if (!due) return {};
      const whole = outstandingPence(due);
      const amountPence = [whole, whole, Math.ceil(whole / 3), whole + 1][pick % 4];
      const fundEntryRef = [due.fromId, due.toId].includes(FUND_PARTY)
        ? `early-help/2014-15/${payments.size + 1}`
        : undefined;
      return {
        ...mostlyBy(cashier),
        dueId: due.dueId,
        paymentId: `p-${payments.size}`,
        amountPence,
        fundEntryRef,
      };
    }
    case 'ReverseSharePayment':
      return { ...mostlyBy(cashier), paymentId: oneOf([...payments.keys()]) };
    case 'RaiseDispute':
      return disputeOf(state, pick);
    case 'TakeDisputePosition':
    case 'EscalateDispute':
      return { disputeId: dispute };
    case 'ResolveDispute': {
      const open = dispute === undefined ? undefined : disputes.get(dispute);
      return { disputeId: dispute, notDuePence: Math.floor((open?.amountPence ?? 0) / (2 + (pick % 3))) };
    }
    default:
      return {};
  }
}

const pointOf = (
  of: { readonly metricId: string; readonly testPeriodId?: string; readonly agencyId?: string } | undefined,
) => (of === undefined ? {} : { metricId: of.metricId, testPeriodId: of.testPeriodId, agencyId: of.agencyId });

const RUNS = { numRuns: 100 };
/** All of a value as text, its maps and sets too, and numbers that JSON cannot tell apart. */
const picture = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set
      ? [...part]
      : part instanceof Fraction
        ? part.toText(30)
        : typeof part === 'bigint'
          ? `${part}`
          : part,
  );

/** An agreement that is in force, with its cohort and the cost that it is to bring down, and nothing measured. */
function* beginning(): Generator<AgreementCommand> {
  const draft = { placeId: 'sheffield', pooledFundId: 'early-help', terms: variants[0] };
  for (const [type, fields] of stepsTo(['DraftBenefitSharingAgreement', draft], 1)) {
    yield askAgreement(type, '2013-04-01', fields as never, { today: TODAY });
  }
  for (const [metric, value] of [
    ['families', '12'],
    ['cost', '1000001'],
  ] as const) {
    const all = ['council', 'charity', 'nhs', 'dwp'];
    const baseline = { metricId: metric, value, source: 'Records of 2012', agreedBy: all };
    yield askAgreement('AgreeBaseline', '2013-04-02', baseline, { today: TODAY });
  }
}

function play(wishes: readonly Wish[], watch?: (command: AgreementCommand, ledger: Ledger) => void): Ledger {
  const ledger = new Ledger();
  const ask = (commands: Iterable<AgreementCommand>): void => {
    for (const command of commands) {
      if (watch) watch(command, ledger);
      else ledger.ask(command);
    }
  };
  ask(beginning());
  for (const wish of wishes) ask(commandsOf(wish, ledger));
  return ledger;
}

type Net = Readonly<Record<string, number>>;
/** What is left of sums by party, those that come to nought left out. */
function sumUp(parts: Iterable<readonly [string, number]>): Net {
  const net: Record<string, number> = {};
  for (const [party, amount] of parts) net[party] = (net[party] ?? 0) + amount;
  return Object.fromEntries(
    Object.entries(net)
      .filter(([, amount]) => amount !== 0)
      .sort(),
  );
}

/** What is due to each party (positive) or by it, worked out from nothing but the facts of one test period. */
function netDueFrom(log: readonly AgreementEvent[], periodId: string): Net {
  const raised = [
    ...only(log, 'BenefitShareApproved').flatMap(({ data }) => (data.testPeriodId === periodId ? data.dues : [])),
    ...only(log, 'ClawbackRaised').flatMap(({ data }) => (data.testPeriodId === periodId ? [data] : [])),
  ];
  const mine = new Set(raised.map(({ dueId }) => dueId));
  const off = only(log, 'DisputeResolved')
    .flatMap(({ data }) => data.reductions)
    .filter(({ dueId }) => mine.has(dueId));
  return sumUp([
    ...raised.flatMap((due) => [[due.fromId, -due.amountPence] as const, [due.toId, due.amountPence] as const]),
    ...off.flatMap(({ fromId, toId, byPence }) => [[fromId, byPence] as const, [toId, -byPence] as const]),
  ]);
}

/** What each clause last came to, by the approved calculations; a clause that could not be calculated stays as it was. */
function settledFrom(log: readonly AgreementEvent[], periodId: string): Net {
  const byId = new Map(only(log, 'BenefitShareCalculated').map(({ data }) => [data.calculationId, data]));
  const last = new Map<string, Net>();
  for (const { data } of only(log, 'BenefitShareApproved')) {
    if (data.testPeriodId !== periodId) continue;
    const { clauses } = byId.get(data.calculationId)!;
    for (const clauseId of last.keys()) if (!clauses.some((each) => each.clauseId === clauseId)) last.delete(clauseId);
    for (const each of clauses) {
      if (each.status === 'EVIDENCE_MISSING') continue;
      last.set(each.clauseId, sumUp(each.settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence])));
    }
  }
  return sumUp([...last.values()].flatMap((net) => Object.entries(net)));
}

/** What disputes took off dues of a test period, by the party that was to receive it, or that was to pay it. */
const reducedFrom = (
  log: readonly AgreementEvent[],
  periodId: string,
  { dues }: AgreementState,
  of: 'fromId' | 'toId',
) =>
  sumUp(
    only(log, 'DisputeResolved')
      .flatMap(({ data }) => data.reductions)
      .filter(({ dueId }) => dues.get(dueId)!.testPeriodId === periodId)
      .map((each) => [each[of], each.byPence] as const),
  );

const periods = ['year-1', 'year-2'];

describe('whatever is asked of an agreement through its life', () => {
  it('decides without throwing, without touching the state, and the same when asked again', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const before = picture(ledger.state);
          const first = ledger.decide(command);
          expect(picture(ledger.state)).toBe(before);
          if ('refused' in first) expect(first.refused.sentence).toMatch(/\.$/);
          expect(picture(ledger.ask(command))).toBe(picture(first));
        });
      }),
      { numRuns: 30 },
    );
  });

  it('INV-50 makes due, by test period, what was last approved, but for what disputes took off, and it nets to nought', () => {
    let approvals = 0;
    let reductions = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        const { log, state } = play(wishes);
        approvals += only(log, 'BenefitShareApproved').length;
        reductions += only(log, 'DisputeResolved').filter(({ data }) => data.reductions.length > 0).length;
        for (const periodId of periods) {
          const net = netDueFrom(log, periodId);
          expect(Object.values(net).reduce((sum, each) => sum + each, 0)).toBe(0);
          const settled = settledFrom(log, periodId);
          const [lessToReceive, lessToPay] = (['toId', 'fromId'] as const).map((of) =>
            reducedFrom(log, periodId, state, of),
          ) as [Net, Net];
          for (const party of new Set([...Object.keys(net), ...Object.keys(settled)])) {
            const due = net[party] ?? 0;
            // All of it stays off, or less where a restatement has taken the same off since.
            expect(due).toBeGreaterThanOrEqual((settled[party] ?? 0) - (lessToReceive[party] ?? 0));
            expect(due).toBeLessThanOrEqual((settled[party] ?? 0) + (lessToPay[party] ?? 0));
          }
        }
      }),
      RUNS,
    );
    expect(approvals).toBeGreaterThan(50);
    expect(reductions).toBeGreaterThan(0);
  });

  it('INV-50 calculates shares, retained and reinvested that sum to what was distributable, and settlements to nought', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        for (const { data } of only(play(wishes).log, 'BenefitShareCalculated')) {
          expect(data.sharesPence + data.reinvestedPence + data.retainedPence).toBe(data.distributablePence);
          expect(data.settlement.reduce((sum, { settlementPence }) => sum + settlementPence, 0)).toBe(0);
        }
      }),
      RUNS,
    );
  });

  it('INV-52 pays never more than is due nor what is in dispute, and never alters what was made due or paid', () => {
    let payments = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        const ledger = play(wishes, (command, watched) => {
          const { state } = watched;
          const due = command.type === 'PayShare' ? state.dues.get(command.dueId) : undefined;
          const free = due && outstandingPence(due) - (frozenPence(state, due.testPeriodId).get(due.dueId) ?? 0);
          const decision = watched.ask(command);
          if ('refused' in decision || command.type !== 'PayShare') return;
          payments += 1;
          expect(command.amountPence).toBeLessThanOrEqual(free!);
        });
        const { log, state } = ledger;
        const raised = [
          ...only(log, 'BenefitShareApproved').flatMap(({ data }) => data.dues),
          ...only(log, 'ClawbackRaised').map(({ data }) => data),
        ];
        expect(raised).toHaveLength(state.dues.size);
        for (const { dueId, clauseId, fromId, toId, amountPence, dueOn } of raised) {
          const due = state.dues.get(dueId)!;
          expect(due).toMatchObject({ clauseId, fromId, toId, amountPence, dueOn });
          const paid = sumUp([
            ...['BenefitSharePaid', 'ClawbackSettled', 'BenefitReinvested'].flatMap((type) =>
              only(log, type as 'BenefitSharePaid').map(({ data }) => [data.dueId, data.amountPence] as const),
            ),
            ...only(log, 'SharePaymentReversed').map(({ data }) => [data.dueId, -data.amountPence] as const),
          ]);
          expect(due.paidPence).toBe(paid[dueId] ?? 0);
          expect(due.paidPence).toBeGreaterThanOrEqual(0);
          expect(due.paidPence + due.reducedPence).toBeLessThanOrEqual(amountPence);
        }
      }),
      RUNS,
    );
    expect(payments).toBeGreaterThan(20);
  });

  it('INV-49 pays over the contract no more than its cap', () => {
    let reached = 0;
    fc.assert(
      fc.property(history, (wishes) => {
        const { log, state } = play(wishes);
        reached += only(log, 'CapReached').length;
        const used = periods.map((periodId) => approvedCalculation(state, periodId)?.limitUse['contract'] ?? 0);
        expect(used.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(CAP_PENCE);
      }),
      RUNS,
    );
    expect(reached).toBeGreaterThan(0);
  });

  it('INV-51 lets one claim stand for each participant', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        const { claims } = play(wishes).state;
        const standing = [...claims.values()]
          .filter(
            ({ claim: of, status }) =>
              of.outcomeCode === 'turned-around' && status !== 'REJECTED' && status !== 'WITHDRAWN',
          )
          .map(({ claim: of }) => of.participantRef);
        expect(new Set(standing).size).toBe(standing.length);
      }),
      RUNS,
    );
  });

  it('INV-31 has one person calculate, another approve and a third pay', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const decision = ledger.ask(command);
          if ('refused' in decision || command.by.kind === 'SYSTEM') return;
          const { actorId } = command.by;
          if (command.type === 'ApproveShares') {
            expect(ledger.state.calculations.get(command.calculationId)!.calculatedBy).not.toBe(actorId);
          } else if (command.type === 'PayShare') {
            expect(ledger.state.dues.get(command.dueId)!.approvedBy).not.toBe(actorId);
          }
        });
      }),
      RUNS,
    );
  });

  it('INV-53 calculates under the version in force on the last day of the test period, and says which', () => {
    const used = new Set<number>();
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const decision = ledger.ask(command);
          if ('refused' in decision || command.type !== 'CalculateShares') return;
          const { termsVersion } = only(decision.accepted, 'BenefitShareCalculated')[0]!.data;
          used.add(termsVersion);
          const lastDay = command.testPeriodId === 'year-1' ? '2014-03-31' : '2015-03-31';
          const inForce = only(ledger.log, 'TermsTookEffect').filter(({ occurredOn }) => occurredOn <= lastDay);
          expect(termsVersion).toBe(inForce.at(-1)!.data.version);
        });
      }),
      RUNS,
    );
    expect(used.size).toBeGreaterThan(1);
  });

  it('INV-06 makes the same state again from its events as stored: JSON, from the first to the last', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        const { log, state } = play(wishes);
        const stored = JSON.parse(JSON.stringify(log)) as AgreementEvent[];
        expect(stored).toEqual(log);
        expect(stored.reduce(evolve, initialState())).toEqual(state);
      }),
      RUNS,
    );
  });

  it('INV-06 can be told as at any day, from what is dated by then', () => {
    fc.assert(
      fc.property(history, (wishes) => {
        const { log, state } = play(wishes);
        for (const asAt of ['2013-04-01', '2013-06-10', '2014-05-01', '2015-05-01', TODAY]) {
          const told = log
            .filter(({ occurredOn }) => occurredOn <= asAt)
            .reduce((so, each) => (isAboutWhatIsThere(so, each) ? evolve(so, each) : so), initialState());
          expect(told.entryNo).toBeLessThanOrEqual(state.entryNo);
          if (asAt === TODAY) expect(told).toEqual(state);
        }
      }),
      RUNS,
    );
  });

  it('INV-52 ends where it began when a figure is restated and restated back, and both are approved', () => {
    let moved = 0;
    fc.assert(
      fc.property(history, fc.nat(), pence, (wishes, pick, to) => {
        const ledger = play(wishes);
        const { log, state } = ledger;
        const restated = [...state.benefits.values()][pick % Math.max(1, state.benefits.size)];
        if (!restated) return;
        const { benefitId, testPeriodId: periodId } = restated;
        const settle = () => {
          const on = (type: 'CalculateShares' | 'ApproveShares', fields: object) =>
            ledger.ask(askAgreement(type, TODAY, fields as never, { today: TODAY }));
          on('CalculateShares', { testPeriodId: periodId });
          return on('ApproveShares', { calculationId: `calculation-${state.calculations.size}` });
        };
        const change = (figure: object) =>
          ledger.ask(
            askAgreement('RestateBenefit', TODAY, { benefitId, to: figure, reason: 'Audited' } as never, {
              today: TODAY,
            }),
          );
        const agreed = ['BenefitShareApproved', 'CALCULATION_CHANGES_NOTHING'];
        const codeOf = (decision: Decision<AgreementEvent>) =>
          'refused' in decision ? decision.refused.code : decision.accepted[0]!.type;
        const before = restated.figures;
        if (!agreed.includes(codeOf(settle()))) return;
        const net = netDueFrom(log, periodId);
        if ('refused' in change({ ...before, grossPence: to })) return;
        const changed = codeOf(settle());
        if (!agreed.includes(changed)) return;
        expect(change(before)).toHaveProperty('accepted');
        expect(agreed).toContain(codeOf(settle()));
        expect(netDueFrom(log, periodId)).toEqual(net);
        if (changed === 'BenefitShareApproved') moved += 1;
      }),
      RUNS,
    );
    expect(moved).toBeGreaterThan(3);
  });
});

describe('evidence', () => {
  const measured = fc.integer({ min: 0, max: 1_200_000 }).map((value) =>
    askAgreement('MeasureOutcome', '2014-05-01', {
      ...{ metricId: 'cost', testPeriodId: 'year-1', value: `${value}`, method: 'Records' },
    }),
  );
  const benefits = fc
    .array(fc.tuple(fc.constantFrom('council', 'nhs', 'dwp'), fc.integer({ min: 0, max: 9_000_00 })), { maxLength: 5 })
    .map((all) =>
      all.map(([of, grossPence], place) =>
        askAgreement('RecogniseBenefit', '2014-05-01', {
          ...benefitOf(of, grossPence, { benefitId: `b-${place}`, cashablePct: '33.3' }),
        }),
      ),
    );
  const claims = fc
    .array(fc.constantFrom('1', '0.5', '1/3', '2'), { maxLength: 5 })
    .map((all) =>
      all.map((units, place) =>
        askAgreement('ClaimOutcomes', '2013-12-02', { claims: [claimOf(`${place}`, { units })] }),
      ),
    );
  const outturn = fc.array(fc.integer({ min: 0, max: 500_00 }), { minLength: 1, maxLength: 3 }).map((all) =>
    askAgreement('DeclareOutturn', '2014-05-01', {
      testPeriodId: 'year-1',
      lines: all.map((outturnPence, place) => ({
        ...{ lineId: `line-${place}`, budgetPence: 250_01, outturnPence },
        ...{ cause: 'DEMAND' as const, ringFenced: false },
      })),
    }),
  );
  const commuting = fc
    .tuple(measured, benefits, claims, outturn)
    .map(([one, several, claimed, lines]) => ({ all: [one, ...several, ...claimed, lines], count: claimed.length }));

  /** A calculation without the numbers of entries, which alone may differ. */
  function calculated(evidence: readonly AgreementCommand[], claimIds: readonly string[]): unknown {
    const ledger = play([]);
    for (const command of evidence) expect(ledger.ask(command)).toHaveProperty('accepted');
    for (const claimId of claimIds) {
      const validation = { claimIds: [claimId], method: 'SELF_DECLARED' as const, byAgencyId: 'charity' };
      expect(ledger.ask(askAgreement('ValidateClaims', '2014-01-15', validation))).toHaveProperty('accepted');
    }
    const decision = ledger.ask(askAgreement('CalculateShares', '2014-06-02', { testPeriodId: 'year-1' }));
    if ('refused' in decision) return decision;
    const [first, ...caps] = decision.accepted;
    const { inputsDigest: _digest, trace, ...figures } = only([first!], 'BenefitShareCalculated')[0]!.data;
    return [figures, trace.map(({ sources: _sources, ...told }) => told), caps];
  }

  it('comes to the same in whatever order it is recorded', () => {
    const inTwoOrders = commuting.chain(({ all, count }) => {
      const ids = Array.from({ length: count }, (_, place) => `${place}`);
      const shuffled = <Value>(values: readonly Value[]) =>
        fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });
      return fc.tuple(fc.constant({ all, ids }), shuffled(all), shuffled(ids));
    });
    fc.assert(
      fc.property(inTwoOrders, ([{ all, ids }, shuffled, shuffledIds]) => {
        expect(calculated(shuffled, shuffledIds)).toEqual(calculated(all, ids));
      }),
      RUNS,
    );
  });
});

describe('these histories', () => {
  it('are rich: each sort of command is done in some and refused in others', () => {
    const done: Record<string, number> = {};
    const refused: Record<string, number> = {};
    fc.assert(
      fc.property(history, (wishes) => {
        play(wishes, (command, ledger) => {
          const counts = 'refused' in ledger.ask(command) ? refused : done;
          counts[command.type] = (counts[command.type] ?? 0) + 1;
        });
      }),
      { numRuns: 200 },
    );
    for (const [type] of commands) {
      expect({ type, done: (done[type] ?? 0) > 0, refused: (refused[type] ?? 0) > 0 }).toEqual({
        type,
        done: true,
        refused: true,
      });
    }
  });
});
