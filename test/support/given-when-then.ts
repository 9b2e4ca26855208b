import {
  type Actor,
  type AgencyState,
  type Asked,
  type Decider,
  type Decision,
  evolvePooledFund,
  type FinancialYear,
  type FundingStreamState,
  initialPooledFund,
  type PooledFundEvent,
  type PoolYearCommand,
  type PoolYearContext,
  poolYearDecider,
  type PoolYearEvent,
  type PoolYearState,
  undefinedFundingStream,
} from '@app/domain';

/** What was decided, to be compared with what should have been. */
export interface Outcome<Event> {
  /** The facts that follow, all of them and in this order; none when nothing is named. */
  then(...expected: readonly Event[]): void;
  /** The command is refused with this code; details that are named must be among the refusal's. */
  thenRefused(code: string, details?: Readonly<Record<string, unknown>>): void;
  /** The figures of the one fact that follows. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly decision: Decision<Event>;
}

/** A decider's specification: given these facts, when this is asked, then those facts, or that refusal. */
export function specify<Command, State, Event extends { readonly data: unknown }, Context>(
  decider: Decider<Command, State, Event, Context>,
  usualContext: Context,
) {
  const fold = (facts: readonly Event[]): State =>
    facts.reduce((state, fact) => decider.evolve(state, fact), decider.initialState());
  return {
    given: (...facts: readonly Event[]) => ({
      state: fold(facts),
      when(command: Command, context: Context = usualContext): Outcome<Event> {
        const state = fold(facts);
        const before = structuredClone(state);
        const decision = decider.decide(command, state, context);
        expect(state).toEqual(before);
        return outcomeOf(decision);
      },
    }),
  };
}

function outcomeOf<Event extends { readonly data: unknown }>(decision: Decision<Event>): Outcome<Event> {
  return {
    decision,
    then: (...expected) => expect(decision).toEqual({ accepted: expected }),
    thenRefused(code, details = {}) {
      expect(decision).toMatchObject({ refused: { code, details } });
      expect('refused' in decision && decision.refused.sentence).toMatch(/\.$/);
    },
    get data() {
      if ('refused' in decision) throw new Error(`Refused: ${decision.refused.sentence}`);
      expect(decision.accepted).toHaveLength(1);
      return decision.accepted[0]!.data as Readonly<Record<string, unknown>>;
    },
  };
}

/** People of the sample fund, by post. */
export const treasurer: Actor = { actorId: 'treasurer', agencyId: 'trafford-council', kind: 'PERSON' };
export const commissioner: Actor = { actorId: 'commissioner', agencyId: 'gm-icb', kind: 'PERSON' };
export const director: Actor = { actorId: 'director', agencyId: 'trafford-council', kind: 'PERSON' };
export const serviceHead: Actor = { actorId: 'service-head', agencyId: 'trafford-council', kind: 'PERSON' };
export const clock: Actor = { actorId: 'system:clock', kind: 'SYSTEM' };

/** What every command carries: by the treasurer, under a minute, and today is 30 September 2025. */
export const asked = (occurredOn: string, over: Partial<Asked> = {}): Asked => ({
  by: treasurer,
  authorityRef: 'Cabinet 18 March 2024, minute 12',
  occurredOn,
  today: '2025-09-30',
  ...over,
});

type Within<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
type InYear = Pick<PoolYearCommand, 'pooledFundId' | 'financialYear'>;
type CommandOf<Type> = Extract<PoolYearCommand, { readonly type: Type }>;
type FactOf<Type> = Extract<PoolYearEvent, { readonly type: Type }>;

/** A command to the sample fund's year 2024-25. */
export const ask = <Type extends PoolYearCommand['type']>(
  type: Type,
  occurredOn: string,
  fields: Within<CommandOf<Type>, 'type' | keyof Asked | keyof InYear>,
  over: Partial<Asked & InYear> = {},
): PoolYearCommand =>
  ({
    ...asked(occurredOn),
    pooledFundId: 'trafford-bcf',
    financialYear: '2024-25',
    ...over,
    type,
    ...fields,
  }) as unknown as PoolYearCommand;

/** A fact of a pool year. */
export const fact = <Type extends PoolYearEvent['type']>(
  type: Type,
  occurredOn: string,
  data: FactOf<Type>['data'],
): PoolYearEvent => ({ type, occurredOn, data }) as PoolYearEvent;

const fundFact = <Type extends PooledFundEvent['type']>(
  type: Type,
  occurredOn: string,
  data: Omit<Extract<PooledFundEvent, { readonly type: Type }>['data'], 'pooledFundId'>,
): PooledFundEvent =>
  ({ type, occurredOn, data: { pooledFundId: 'trafford-bcf', ...data } }) as unknown as PooledFundEvent;

/** The sample fund: hosted by Trafford Council, joined by the integrated care board, left by the police. */
export const sampleFund: readonly PooledFundEvent[] = [
  fundFact('PooledFundEstablished', '2022-04-01', {
    placeId: 'trafford',
    name: 'Trafford Better Care Fund',
    legalBasis: 'S75_NHS_ACT_2006',
    poolingBasis: 'POOLED',
    hostAgencyId: 'trafford-council',
    pooledFundManager: { post: 'Head of Integrated Commissioning', agencyId: 'trafford-council' },
    signature: 'REPORTED',
  }),
  fundFact('PartnerJoined', '2022-07-01', { agencyId: 'gm-icb' }),
  fundFact('PartnerJoined', '2022-07-01', { agencyId: 'gm-police' }),
  fundFact('PartnerExitNoticeGiven', '2023-01-09', { agencyId: 'gm-police', exitsOn: '2023-10-01', reason: 'Budget' }),
  fundFact('PartnerExited', '2023-10-01', { agencyId: 'gm-police' }),
  fundFact('SchemeSpecified', '2022-07-01', {
    schemeId: 'reablement',
    name: 'Reablement at home',
    leadCommissionerId: 'trafford-council',
    vatRegime: 'S33_LOCAL_AUTHORITY',
  }),
  fundFact('DelegationGranted', '2022-07-01', {
    delegationId: 'head-25k',
    holderActorId: 'service-head',
    actions: ['APPROVE_WITHDRAWAL'],
    limitPence: 25_000_00,
    untilOn: '2025-02-01',
  }),
  fundFact('DelegationGranted', '2022-07-01', {
    delegationId: 'director-50k',
    holderActorId: 'director',
    actions: ['APPROVE_WITHDRAWAL', 'REOPEN_PERIOD'],
    limitPence: 50_000_00,
  }),
  fundFact('DelegationGranted', '2022-07-01', {
    delegationId: 'icb-100k',
    holderActorId: 'commissioner',
    actions: ['APPROVE_WITHDRAWAL'],
    limitPence: 100_000_00,
  }),
];

/** The rulebook that the facts of a pooled fund make. */
export const fundOf = (facts: readonly PooledFundEvent[]) => facts.reduce(evolvePooledFund, initialPooledFund());

/** The sample fund in strict mode: no money until every partner has signed. */
export const strictFund = sampleFund.map((event) =>
  event.type === 'PooledFundEstablished'
    ? { ...event, data: { ...event.data, signature: 'REQUIRED' as const } }
    : event,
);

/** The sample fund when its money is only aligned: planned together, and kept by each partner. */
export const alignedFund = sampleFund.map((event) =>
  event.type === 'PooledFundEstablished'
    ? { ...event, data: { ...event.data, poolingBasis: 'ALIGNED' as const } }
    : event,
);

const bothSpendTypes = ['REVENUE', 'CAPITAL'] as const;
const freeStream: FundingStreamState = {
  ...undefinedFundingStream,
  defined: true,
  permittedSpendTypes: bothSpendTypes,
};

/** Funding streams of the sample fund, one for each sort of ring-fence. */
export const sampleFundingStreams: Readonly<Record<string, FundingStreamState>> = {
  'nhs-minimum': freeStream,
  additional: freeStream,
  'revenue-grant': { ...freeStream, permittedSpendTypes: ['REVENUE'] },
  dfg: { ...freeStream, ringFence: 'CAPITAL_ONLY', ringFenceSetBy: 'DEPARTMENT', permittedSpendTypes: ['CAPITAL'] },
  discharge: {
    ...freeStream,
    ringFence: 'PURPOSE',
    ringFenceSetBy: 'DEPARTMENT',
    permittedPurposes: ['hospital-discharge'],
    expiresOn: '2024-12-31',
  },
  'dfg-two-tier': {
    ...freeStream,
    ringFence: 'PASS_THROUGH',
    ringFenceSetBy: 'DEPARTMENT',
    permittedSpendTypes: ['CAPITAL'],
    passThrough: { toAgencyIds: ['north-district', 'south-district'], dueOn: '2024-06-30' },
    passThroughWaivedBy: ['south-district'],
  },
  'dfg-waived': {
    ...freeStream,
    ringFence: 'PASS_THROUGH',
    ringFenceSetBy: 'DEPARTMENT',
    passThrough: { toAgencyIds: ['north-district', 'south-district'], dueOn: '2024-06-30' },
    passThroughWaivedBy: ['south-district', 'north-district'],
  },
};

const registered: AgencyState = { registered: true, alsoKnownAs: [] };
/** Agencies that the sample fund deals with; the primary care trust had a successor. */
export const sampleAgencies: Readonly<Record<string, AgencyState>> = {
  'trafford-council': registered,
  'gm-icb': registered,
  'gm-police': registered,
  'north-district': registered,
  'south-district': registered,
  'trafford-pct': { ...registered, succeeded: { on: '2013-04-01', by: ['trafford-ccg'] } },
};

/** What decisions about money rest on, in the sample fund. Years are unopened unless `statuses` says otherwise. */
export const poolYearContext = (
  over: {
    readonly fund?: readonly PooledFundEvent[];
    readonly statuses?: Readonly<Record<FinancialYear, PoolYearState['status']>>;
  } = {},
): PoolYearContext => {
  const fund = fundOf(over.fund ?? sampleFund);
  return {
    fund,
    agency: (agencyId) => sampleAgencies[agencyId] ?? { registered: false, alsoKnownAs: [] },
    fundingStream: (fundingStreamId) => sampleFundingStreams[fundingStreamId] ?? undefinedFundingStream,
    poolYearStatus: (financialYear) => over.statuses?.[financialYear] ?? 'UNOPENED',
  };
};

/** The specification of the money of the sample fund. */
export const poolYear = specify(poolYearDecider, poolYearContext());

/** The year 2024-25 of the sample fund was opened. */
export const opened = fact('PoolYearOpened', '2024-04-01', {
  pooledFundId: 'trafford-bcf',
  financialYear: '2024-25',
  placeId: 'trafford',
});

/** A contribution of the integrated care board. */
export const agreed = (amountPence: number, over: Partial<FactOf<'ContributionAgreed'>['data']> = {}): PoolYearEvent =>
  fact('ContributionAgreed', '2024-04-01', {
    contributionId: 'icb-2024',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence,
    mode: 'CASH_TRANSFER',
    recurrence: 'RECURRENT',
    ...over,
  });

/** Cash of the integrated care board. */
export const received = (
  amountPence: number,
  over: Partial<FactOf<'ContributionReceived'>['data']> = {},
): PoolYearEvent =>
  fact('ContributionReceived', '2024-04-02', {
    receiptId: 'receipt-1',
    partnerId: 'gm-icb',
    fundingStreamId: 'nhs-minimum',
    amountPence,
    period: 1,
    ...over,
  });

/** What a withdrawal for reablement is for. */
export const spending = {
  fundingStreamId: 'nhs-minimum',
  payee: { providerName: 'Homecare North CIC' },
  commissioningAgencyId: 'trafford-council',
  spendType: 'REVENUE' as const,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  purpose: 'Reablement at home',
};

/** A withdrawal that the treasurer asked for on 10 June 2024. */
export const requested = (netPence: number, over: Partial<FactOf<'WithdrawalRequested'>['data']> = {}): PoolYearEvent =>
  fact('WithdrawalRequested', '2024-06-10', {
    withdrawalId: 'w-1',
    ...spending,
    netPence,
    expenditureKind: 'CONTRACT_PRICE',
    requestedBy: 'treasurer',
    ...over,
  });

/** The director approved it on 12 June 2024. */
export const approved = (amountPence: number, withdrawalId = 'w-1'): PoolYearEvent =>
  fact('WithdrawalApproved', '2024-06-12', {
    withdrawalId,
    delegationId: 'director-50k',
    amountPence,
    approvedBy: 'director',
  });
