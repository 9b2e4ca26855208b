import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  type AccessEvent,
  type AccessState,
  type AgencyEvent,
  type AgreementEvent,
  type AgreementState,
  evolveAccess,
  evolveAgency,
  evolveAgreement,
  evolveFundingStream,
  evolvePlace,
  evolvePooledFund,
  evolvePoolYear,
  fileImportDecider,
  type FileImportEvent,
  type FileImportState,
  frozenPence,
  type FundingStreamEvent,
  grantsHeld,
  initialAgreement,
  initialPooledFund,
  initialPoolYear,
  isPartnerOn,
  noAccess,
  outstandingPence,
  type PlaceEvent,
  type PooledFundEvent,
  type PooledFundState,
  type PoolYearEvent,
  type PoolYearState,
  undefinedFundingStream,
  unknownAgency,
  unsignedPartners,
  versionInForceOn,
} from '@app/domain';

/** An event as it is stored: what was ever written like this can be read for ever. */
interface Golden {
  readonly file: string;
  readonly eventStream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly metadata: { readonly actor: string; readonly occurredOn: string; readonly authorityRef?: string };
  readonly data: Readonly<Record<string, unknown>>;
}

const goldens: readonly Golden[] = fs
  .readdirSync(__dirname)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => ({
    file,
    ...(JSON.parse(fs.readFileSync(path.join(__dirname, file), 'utf8')) as Omit<Golden, 'file'>),
  }));

/** For each event type, by its file's variant where there is more than one shape: what must be so right after it. */
type Pinned<Event extends { readonly type: string }, State> = {
  readonly [Type in Event['type']]: Readonly<Record<string, readonly [(state: State) => unknown, unknown]>>;
};

const place: Pinned<PlaceEvent, ReturnType<typeof evolvePlace>> = {
  PlaceRegistered: { v1: [(s) => s.registered, true] },
  PlaceReorganised: { v1: [(s) => s.reorganisedOn, '2026-04-01'] },
};
const agency: Pinned<AgencyEvent, ReturnType<typeof evolveAgency>> = {
  AgencyRegistered: {
    v1: [(s) => [s.legalName, s.alsoKnownAs], ['NHS Trafford Clinical Commissioning Group', ['Trafford CCG']]],
  },
  AgencySucceeded: { v1: [(s) => s.succeeded, { on: '2022-07-01', by: ['gm-icb'] }] },
};
const held = (s: AccessState) => grantsHeld(s).map(({ role, scope }) => `${role} ${scope.kind}`);
const access: Pinned<AccessEvent, AccessState> = {
  RoleGranted: {
    v1: [held, ['APPROVER POOLED_FUND']],
    'v1.of-a-key': [held, ['APPROVER POOLED_FUND', 'AUDITOR EVERYTHING']],
  },
  RoleRevoked: { v1: [held, ['AUDITOR EVERYTHING']] },
};
const fundingStream: Pinned<FundingStreamEvent, ReturnType<typeof evolveFundingStream>> = {
  FundingStreamDefined: { v1: [(s) => [s.ringFence, s.passThrough?.dueOn], ['PASS_THROUGH', '2017-06-30']] },
  PassThroughWaived: { v1: [(s) => s.passThroughWaivedBy, ['south-district']] },
  RingFenceRemoved: { v1: [(s) => [s.ringFence, s.permittedSpendTypes], ['NONE', ['CAPITAL']]] },
};
const fileImport: Pinned<FileImportEvent, FileImportState> = {
  FileImportStarted: { v1: [(s) => s.started?.target.fundingStreamId, 'nhs-minimum'] },
  FileImportWindowSplit: { v1: [(s) => [...s.splitWindows], ['april.csv:401']] },
  FileImportCompleted: { v1: [(s) => s.completedOn, '2025-06-02'] },
};
const pooledFund: Pinned<PooledFundEvent, PooledFundState> = {
  PooledFundEstablished: { v1: [(s) => isPartnerOn(s, 'trafford-council', '2022-04-01'), true] },
  PartnerJoined: { v1: [(s) => isPartnerOn(s, 'gm-icb', '2022-07-01'), true] },
  AgreementDrafted: { v1: [(s) => Object.keys(s.agreement.items!).length, 7] },
  AgreementApproved: { v1: [(s) => s.agreement.effectiveFrom, undefined] },
  AgreementSigned: { v1: [(s) => unsignedPartners(s, '2022-11-14'), ['trafford-council']] },
  AgreementEffective: { v1: [(s) => s.agreement.effectiveFrom, '2022-07-01'] },
  SchemeSpecified: { v1: [(s) => s.schemes.get('reablement'), { vatRegime: 'S33_LOCAL_AUTHORITY' }] },
  DelegationGranted: { v1: [(s) => s.delegations.get('director-50k')?.limitPence, 50_000_00] },
  DelegationRevoked: { v1: [(s) => s.delegations.get('director-50k')?.untilOn, '2025-01-01'] },
  HostPartnerChanged: { v1: [(s) => s.hostAgencyId, 'gm-icb'] },
  PartnerExitNoticeGiven: { v1: [(s) => s.memberships.get('trafford-council')?.[0]?.exitNoticeFor, '2023-10-01'] },
  PartnerExited: { v1: [(s) => isPartnerOn(s, 'trafford-council', '2023-10-01'), false] },
};
const balance = (fundingStreamId: string) => (s: PoolYearState) => s.fundingStreams.get(fundingStreamId)?.balancePence;
const nhs = balance('nhs-minimum');
const icb = (s: PoolYearState) => s.contributions.get('icb-2024')!;
const poolYear: Pinned<PoolYearEvent, PoolYearState> = {
  PoolYearOpened: { v1: [(s) => [s.status, s.financialYear], ['OPEN', '2024-25']] },
  BalancesBroughtForward: { v1: [(s) => [nhs(s), balance('dfg')(s)], [12_345_67, -43_21]] },
  ContributionAgreed: {
    v1: [(s) => icb(s).amountPence, 4_000_000_00],
    'v1.in-kind': [(s) => s.contributions.get('nurses-2024')?.terms.mode, 'IN_KIND'],
  },
  ContributionScheduled: { v1: [(s) => icb(s).instalments.length, 4] },
  ContributionInvoiced: { v1: [(s) => icb(s).invoicedPence, 1_000_000_00] },
  ContributionReceived: {
    v1: [nhs, 912_345_67],
    'v1.late-and-imported': [(s) => [nhs(s), s.matchHolds.get('2023-24/icb-2023')?.heldPence], [912_422_67, 5_077_00]],
  },
  ReceiptAllocated: { v1: [(s) => icb(s).allocatedPence.get(1), 800_000_00] },
  NonCashContributionRecorded: { v1: [(s) => s.contributions.get('nurses-2024')?.receivedPence, 12_000_00] },
  ContributionOverdue: { v1: [(s) => [...icb(s).overdueFlagged], [2]] },
  ContributionWithheld: { v1: [(s) => icb(s).withheldPence, 30_000_00] },
  WithholdingLifted: { v1: [(s) => icb(s).withheldPence, 20_000_00] },
  ContributionWaived: { v1: [(s) => icb(s).waivedPence, 5_000_00] },
  ContributionVaried: { v1: [(s) => [icb(s).amountPence, icb(s).baselinePence], [4_100_000_00, 4_100_000_00]] },
  MatchConditionSet: { v1: [(s) => s.matchHolds.get('icb-2024')?.heldPence, 900_000_00] },
  MatchConditionMet: { v1: [(s) => s.matchHolds.has('icb-2024'), false] },
  MatchConditionFailed: { v1: [(s) => s.matchHolds.get('2023-24/icb-2023')?.failed, true] },
  PeriodLocked: { v1: [(s) => s.lockedPeriods.has(6), true] },
  PeriodReopeningRequested: { v1: [(s) => s.reopeningRequestedBy.get(6), 'treasurer'] },
  PeriodReopened: { v1: [(s) => s.lockedPeriods.has(6), false] },
  WithdrawalRequested: {
    v1: [(s) => s.fundingStreams.get('nhs-minimum')?.reservedPence, 12_623_45],
    'v1.with-consent': [(s) => s.withdrawals.get('w-2')?.status, 'REQUESTED'],
  },
  WithdrawalApproved: { v1: [(s) => s.withdrawals.get('w-1')?.approvedBy, 'director'] },
  WithdrawalPaid: { v1: [(s) => s.fundingStreams.get('nhs-minimum'), { balancePence: 899_799_22, reservedPence: 0 }] },
  WithdrawalRejected: { v1: [(s) => s.fundingStreams.get('nhs-minimum')?.reservedPence, 0] },
  PaymentRecorded: {
    v1: [balance('dfg'), -12_666_66],
    'v1.spend-type-untold': [balance('general'), -512_34],
  },
  RefundRecorded: { v1: [nhs, 900_199_22] },
  IncomeRecorded: { v1: [nhs, 901_186_87] },
  UnderspendReturned: {
    v1: [(s) => [nhs(s), s.matchHolds.get('2023-24/icb-2023')?.heldPence], [899_186_87, 3_077_00]],
    'v1.imported': [balance('general'), -589_34],
  },
  ContributionReversed: {
    v1: [(s) => [nhs(s), icb(s).allocatedPence.get(1)], [-813_13, 0]],
    'v1.non-cash': [(s) => s.contributions.get('nurses-2024')?.receivedPence, 0],
  },
  WithdrawalReversed: { v1: [(s) => [nhs(s), s.withdrawals.get('w-1')?.status], [11_810_32, 'REVERSED']] },
  RefundReversed: { v1: [nhs, 11_410_32] },
  IncomeReversed: { v1: [nhs, 10_422_67] },
  ReturnReversed: { v1: [(s) => [nhs(s), s.matchHolds.get('2023-24/icb-2023')?.heldPence], [12_422_67, 5_077_00]] },
  PoolYearClosed: { v1: [(s) => [s.status, s.version], ['CLOSED', 37]] },
};

const due = (s: AgreementState, no: number, calculationNo = 1) => s.dues.get(`calculation-${calculationNo}-due-${no}`)!;
const outstanding =
  (no: number, calculationNo = 1) =>
  (s: AgreementState) =>
    outstandingPence(due(s, no, calculationNo));
const calculation = (s: AgreementState, no: number) => s.calculations.get(`calculation-${no}`)!;
const settlement = (s: AgreementState, no: number) =>
  calculation(s, no).settlement.map(({ partyId, settlementPence }) => [partyId, settlementPence]);
const agreement: Pinned<AgreementEvent, AgreementState> = {
  BenefitSharingAgreementDrafted: {
    v1: [(s) => [s.agreementId, s.placeId, s.pooledFundId], ['stronger-families', 'trafford', 'trafford-bcf']],
    'v1.without-a-fund': [(s) => [s.drafted, s.pooledFundId], [true, undefined]],
  },
  TermsDrafted: {
    v1: [(s) => s.versions[0]!.terms.clauses.map(({ clauseId }) => clauseId), ['returns', 'results', 'overspend']],
    'v1.variation': [(s) => [s.versions.length, s.versions[1]!.reason], [2, 'The police join, and a third year']],
  },
  TermsProposed: { v1: [(s) => s.versions[0]!.proposedOn, '2024-02-19'] },
  TermsApproved: {
    v1: [(s) => [...s.versions[0]!.approvals], [['trafford-council', { on: '2024-03-18', post: 'Cabinet' }]]],
  },
  TermsSigned: {
    v1: [(s) => [...s.versions[0]!.signatures], [['trafford-council', { on: '2024-03-25', post: 'Chief executive' }]]],
  },
  AgreementCalledIn: { v1: [(s) => s.isCalledIn, true] },
  CallInResolved: { v1: [(s) => [s.isCalledIn, s.isSuspended], [false, false]] },
  TermsTookEffect: {
    v1: [(s) => [versionInForceOn(s, '2024-03-31'), versionInForceOn(s, '2024-04-01')?.version], [undefined, 1]],
    'v1.retrospective': [
      (s) => [versionInForceOn(s, '2025-02-28')?.version, versionInForceOn(s, '2025-03-01')?.version],
      [1, 2],
    ],
  },
  PartyJoined: { v1: [(s) => s.exits.has('gm-police'), false] },
  AgreementExtended: { v1: [(s) => versionInForceOn(s, '2026-03-31')?.terms.period.to, '2027-03-31'] },
  BaselineAgreed: {
    v1: [(s) => s.baselines.get('families||'), { metricId: 'families', value: '120', entryNo: 9 }],
    'v1.of-one-agency': [(s) => s.baselines.get('calls|year-1|gm-icb')?.value, '4380'],
  },
  BaselineRebased: { v1: [(s) => s.baselines.get('families||'), { metricId: 'families', value: '118', entryNo: 11 }] },
  OutcomeMeasured: {
    v1: [(s) => s.measurements.get('calls|year-1|gm-icb')?.value, '3911'],
    'v1.ungraded': [(s) => s.measurements.get('families|year-1|')?.value, '117'],
  },
  OutcomeRestated: { v1: [(s) => s.measurements.get('calls|year-1|gm-icb')?.value, '3924'] },
  OutcomeClaimed: {
    v1: [(s) => s.participants.get('turned-around|f-7c1e'), 1],
    'v1.of-no-participant': [(s) => s.unitsClaimed.get('in-work|year-1')?.toText(2), '2.5'],
  },
  ClaimsValidated: {
    v1: [
      (s) => [...s.claims.values()].map(({ status, method }) => `${status} ${method}`),
      Array(2).fill('VALIDATED INDEPENDENT_ASSESSOR'),
    ],
  },
  SpotCheckRecorded: { v1: [(s) => s.fullCheckOf.has('year-1'), true] },
  BenefitRecognised: {
    v1: [(s) => s.benefits.get('admissions-2024')?.figures.grossPence, 180_000_00],
    'v1.social-estimate': [(s) => s.benefits.get('wellbeing-2024')?.figures.benefitType, 'SOCIAL'],
  },
  OutturnDeclared: {
    v1: [(s) => s.outturns.get('year-1')?.lines[0]?.outturnPence, 512_000_01],
    'v1.restated': [(s) => s.outturns.get('year-1')?.lines[0]?.outturnPence, 514_000_01],
  },
  BenefitShareCalculated: {
    v1: [
      (s) => settlement(s, 1),
      [
        ['trafford-council', 10_179_99],
        ['gm-icb', -47_680_00],
        ['@fund', 37_500_01],
      ],
    ],
    'v1.clause-without-evidence': [
      (s) => [calculation(s, 2).termsVersion, calculation(s, 2).clauses.map(({ status }) => status)],
      [2, ['PAYS', 'NOTHING_TO_SHARE', 'PAYS', 'EVIDENCE_MISSING']],
    ],
  },
  CapReached: {
    v1: [(s) => calculation(s, 1).limitUse, { 'results-in-all': 1_000_00 }],
    'v1.of-one-party': [(s) => calculation(s, 1).clauses[0], expect.objectContaining({ retainedPence: 200_00 })],
  },
  BenefitShareApproved: {
    v1: [
      (s) => [...s.dues.values()].map(({ toId, amountPence }) => [toId, amountPence]),
      [
        ['trafford-council', 15_300_00],
        ['@fund', 25_500_00],
        ['trafford-council', 900_00],
        ['trafford-council', 100_00],
        ['@fund', 6_120_01],
        ['@fund', 5_880_00],
      ],
    ],
    'v1.top-up': [
      (s) => [due(s, 1, 2).kind, due(s, 1, 2).amountPence, due(s, 1).amountPence],
      ['TOP_UP', 1_020_00, 15_300_00],
    ],
  },
  DisputeRaised: { v1: [(s) => [...frozenPence(s, 'year-1')], [['calculation-1-due-1', 3_000_00]]] },
  DisputePositionTaken: {
    v1: [(s) => [...s.disputes.get('cash-2024')!.positions.keys()], ['gm-icb', 'trafford-council']],
  },
  DisputeEscalated: { v1: [(s) => s.disputes.get('cash-2024')?.stepNo, 1] },
  DisputeResolved: { v1: [(s) => [frozenPence(s, 'year-1').size, due(s, 1).reducedPence], [0, 1_200_00]] },
  BenefitSharePaid: {
    v1: [outstanding(3), 0],
    'v1.into-the-fund': [
      (s) => [outstanding(5)(s), s.payments.get('payment-2')?.fundEntryRef],
      [0, 'trafford-bcf/2025-26/14'],
    ],
  },
  BenefitReinvested: { v1: [(s) => [outstanding(2)(s), s.payments.get('payment-3')?.isReinvestment], [0, true]] },
  SharePaymentReversed: { v1: [(s) => [outstanding(3)(s), s.payments.get('payment-1')?.reversed], [900_00, true]] },
  ClaimsRejected: { v1: [(s) => s.unitsClaimed.get('in-work')?.isZero, true] },
  ClaimWithdrawn: { v1: [(s) => s.participants.has('turned-around|f-7c1e'), false] },
  BenefitRestated: { v1: [(s) => s.benefits.get('admissions-2024')?.figures.grossPence, 190_000_00] },
  ClawbackRaised: {
    v1: [
      (s) => [due(s, 3, 2).kind, due(s, 3, 2).fromId, due(s, 3, 2).amountPence],
      ['CLAWBACK', 'trafford-council', 1_000_00],
    ],
  },
  ClawbackSettled: { v1: [outstanding(3, 2), 0] },
  AgreementSuspended: { v1: [(s) => s.isSuspended, true] },
  AgreementResumed: { v1: [(s) => s.isSuspended, false] },
  PartyExitNoticeGiven: { v1: [(s) => s.exits.get('gm-police')?.exitsOn, '2026-07-31'] },
  PartyExited: { v1: [(s) => s.exits.get('gm-police')?.exitedOn, '2026-07-31'] },
  AgreementTerminated: { v1: [(s) => s.terminatedOn, '2026-08-31'] },
  AgreementWoundUp: { v1: [(s) => s.isWoundUp, true] },
};

/** One event stream that the golden events make, and what must be so after each of them. */
interface Story {
  readonly eventStream: string;
  readonly pinned: Readonly<Record<string, Readonly<Record<string, readonly [(state: never) => unknown, unknown]>>>>;
  readonly initial: () => unknown;
  readonly evolve: (state: never, event: never) => unknown;
}
const stories: readonly Story[] = [
  { eventStream: 'place-trafford', pinned: place, initial: () => ({ registered: false }), evolve: evolvePlace },
  { eventStream: 'agency-trafford-ccg', pinned: agency, initial: () => unknownAgency, evolve: evolveAgency },
  { eventStream: 'access-service-head', pinned: access, initial: noAccess, evolve: evolveAccess },
  {
    eventStream: 'fundingStream-dfg',
    pinned: fundingStream,
    initial: () => undefinedFundingStream,
    evolve: evolveFundingStream,
  },
  {
    eventStream: `fileImport-9f2b6c0e4d1a87f35b6e0c9a1d4478e2b3c5f60718293a4b5c6d7e8f90a1b2c3`,
    pinned: fileImport,
    initial: () => fileImportDecider.initialState(),
    evolve: (state, event) => fileImportDecider.evolve(state, event),
  },
  { eventStream: 'pooledFund-trafford-bcf', pinned: pooledFund, initial: initialPooledFund, evolve: evolvePooledFund },
  { eventStream: 'poolYear-trafford-spend:2024', pinned: poolYear, initial: initialPoolYear, evolve: evolvePoolYear },
  { eventStream: 'poolYear-trafford-bcf:2024', pinned: poolYear, initial: initialPoolYear, evolve: evolvePoolYear },
  {
    eventStream: 'agreement-stronger-families',
    pinned: agreement,
    initial: initialAgreement,
    evolve: evolveAgreement,
  },
  {
    eventStream: 'agreement-parents-into-work',
    pinned: agreement,
    initial: initialAgreement,
    evolve: evolveAgreement,
  },
];

describe('golden events', () => {
  it('are there for every event type and every shape of it that was ever stored, and for nothing else', () => {
    const expected = stories.flatMap(({ pinned }) =>
      Object.entries(pinned).flatMap(([type, shapes]) => Object.keys(shapes).map((shape) => `${type}.${shape}.json`)),
    );
    expect(goldens.map(({ file }) => file)).toEqual([...new Set(expected)].sort());
  });

  it('are named for what they hold', () => {
    for (const { file, type, schemaVersion } of goldens)
      expect(file.startsWith(`${type}.v${schemaVersion}.`)).toBe(true);
  });

  describe.each(stories)('of $eventStream', ({ eventStream, pinned, initial, evolve }) => {
    const story = goldens.filter((golden) => golden.eventStream === eventStream).sort((a, b) => a.version - b.version);

    it('follow one another without a gap', () => {
      expect(story.map(({ version }) => version)).toEqual(story.map((_, place) => place + 1));
    });

    it.each(story.map(({ file, version }) => [file, version] as const))(
      '%s still means what it meant',
      (file, version) => {
        const state = story
          .slice(0, version)
          .reduce<unknown>(
            (folded, { type, data, metadata: { occurredOn } }) =>
              evolve(folded as never, { type, occurredOn, data } as never),
            initial(),
          );
        const [look, expected] = pinned[story[version - 1]!.type]![file.split('.').slice(1, -1).join('.')]!;
        expect(look(state as never)).toEqual(expected);
      },
    );
  });

  it('INV-07 carry who did it, and under which authority when that was a person', () => {
    for (const { metadata } of goldens) {
      expect(metadata.actor).not.toBe('');
      if (!metadata.actor.startsWith('system:')) expect(metadata.authorityRef).toMatch(/\S/);
    }
  });

  it('INV-01 were never edited: what was stored once is stored for ever, so a new shape is a new file', () => {
    const manifest = fs.readFileSync(path.join(__dirname, 'manifest.sha256'), 'utf8').trimEnd().split('\n');
    const actual = goldens.map(({ file }) => {
      const digest = createHash('sha256')
        .update(fs.readFileSync(path.join(__dirname, file)))
        .digest('hex');
      return `${digest}  ${file}`;
    });
    expect([...manifest].sort()).toEqual(actual.sort());
    expect(manifest.length).toBeGreaterThanOrEqual(116);
  });
});
