import { createHash } from 'node:crypto';
import {
  type Actor,
  type AgencyState,
  type AgreementCommand,
  type AgreementContext,
  agreementDecider,
  type AgreementEvent,
  type Asked,
  type PooledFundEvent,
  type PoolYearEvent,
  signingParties,
  type Terms,
  undefinedFundingStream,
} from '@app/domain';
import { asked, fundOf, specify } from './given-when-then';
import { sampleClause, sampleTerms } from './sample-terms';

/** People of the sample agreement, by post: one calculates, one approves, one pays. */
export const accountant: Actor = { actorId: 'accountant', agencyId: 'council', kind: 'PERSON' };
export const financeDirector: Actor = { actorId: 'finance-director', agencyId: 'nhs', kind: 'PERSON' };
export const cashier: Actor = { actorId: 'cashier', agencyId: 'council', kind: 'PERSON' };

/** The day on which everything is asked, unless a test says otherwise. */
export const TODAY = '2015-09-30';

type CommandOf<Type> = Extract<AgreementCommand, { readonly type: Type }>;
type FactOf<Type> = Extract<AgreementEvent, { readonly type: Type }>;
type FieldsOf<Type> = Omit<CommandOf<Type>, 'type' | 'agreementId' | keyof Asked>;

/** A command to the sample agreement, by the accountant; shares are approved and paid by others. */
export const askAgreement = <Type extends AgreementCommand['type']>(
  type: Type,
  occurredOn: string,
  fields: FieldsOf<Type>,
  over: Partial<Asked> = {},
): AgreementCommand => {
  const by = type === 'ApproveShares' ? financeDirector : type === 'PayShare' ? cashier : accountant;
  const authorityRef = 'Investment board 18 April 2013, minute 7';
  const usual = asked(occurredOn, { by, authorityRef, today: TODAY });
  return { ...usual, agreementId: 'investment', ...over, type, ...fields } as unknown as AgreementCommand;
};

/** A fact of the sample agreement. */
export const agreementFact = <Type extends AgreementEvent['type']>(
  type: Type,
  occurredOn: string,
  data: FactOf<Type>['data'],
): AgreementEvent => ({ type, occurredOn, data }) as AgreementEvent;

const registered: AgencyState = { registered: true, alsoKnownAs: [] };
const sampleAgencies: Readonly<Record<string, AgencyState>> = {
  council: registered,
  police: registered,
  nhs: registered,
  dwp: registered,
  probation: registered,
  charity: registered,
  university: registered,
  'primary-care-trust': { ...registered, succeeded: { on: '2013-04-01', by: ['nhs'] } },
};

const fundFact = (type: PooledFundEvent['type'], data: object): PooledFundEvent =>
  ({ type, occurredOn: '2013-04-01', data: { pooledFundId: 'early-help', ...data } }) as unknown as PooledFundEvent;
/** The pooled fund that the sample agreement reinvests into: the council's, joined by the other investors. */
export const sampleFundOfAgreement: readonly PooledFundEvent[] = [
  fundFact('PooledFundEstablished', {
    placeId: 'sheffield',
    name: 'Early help',
    legalBasis: 'S75_NHS_ACT_2006',
    poolingBasis: 'POOLED',
    hostAgencyId: 'council',
    pooledFundManager: { post: 'Head of Early Help', agencyId: 'council' },
    signature: 'REPORTED',
  }),
  ...['police', 'nhs', 'dwp'].map((agencyId) => fundFact('PartnerJoined', { agencyId })),
];

/** What decisions about the sample agreement rest on. Digests are true ones. */
export const agreementContext = (
  over: Partial<Pick<AgreementContext, 'contributions' | 'fundEntry' | 'reinvestment'>> & {
    readonly fund?: readonly PooledFundEvent[];
    /** Agreements under which participants are claimed for already. */
    readonly claimed?: Readonly<Record<string, string>>;
  } = {},
): AgreementContext => ({
  fund: fundOf(over.fund ?? sampleFundOfAgreement),
  fundEntry: over.fundEntry,
  reinvestment: over.reinvestment ?? { fundingStream: undefinedFundingStream },
  contributions: over.contributions ?? [],
  agency: (agencyId) => sampleAgencies[agencyId] ?? { registered: false, alsoKnownAs: [] },
  isPlaceRegistered: (placeId) => placeId === 'sheffield',
  claimedUnder: (_outcomeCode, participantRef) => over.claimed?.[participantRef],
  digestOf: (text) => createHash('sha256').update(text).digest('hex'),
});

/** The specification of the sample agreement. */
export const agreement = specify(agreementDecider, agreementContext());

/** Facts, and what follows when these are asked one after another; none may be refused. */
export function happened(
  facts: readonly AgreementEvent[],
  commands: readonly AgreementCommand[],
  context: AgreementContext = agreementContext(),
): readonly AgreementEvent[] {
  const log = [...facts];
  const state = log.reduce(agreementDecider.evolve.bind(agreementDecider), agreementDecider.initialState());
  for (const command of commands) {
    const decision = agreementDecider.decide(command, state, context);
    if ('refused' in decision) throw new Error(`${command.type} is refused: ${decision.refused.sentence}`);
    for (const event of decision.accepted) {
      log.push(event);
      agreementDecider.evolve(state, event);
    }
  }
  return log;
}

/** The facts of one kind among others. */
export const only = <Type extends AgreementEvent['type']>(
  facts: readonly AgreementEvent[],
  type: Type,
): readonly FactOf<Type>[] => facts.filter((each): each is FactOf<Type> => each.type === type);

/** The agreement was drafted with these terms. */
export const draftedWith = (terms: Terms = sampleTerms()): readonly AgreementEvent[] => [
  agreementFact('BenefitSharingAgreementDrafted', '2013-02-01', {
    agreementId: 'investment',
    placeId: 'sheffield',
    pooledFundId: 'early-help',
  }),
  agreementFact('TermsDrafted', '2013-02-01', { version: 1, terms }),
];

/** A version was proposed, and approved and signed by these bodies; by all that sign its terms when none are named. */
export const agreedBy = (
  terms: Terms,
  {
    version = 1,
    on = '2013-03-01',
    by = signingParties(terms),
  }: { version?: number; on?: string; by?: readonly string[] } = {},
): readonly AgreementEvent[] => [
  agreementFact('TermsProposed', on, { version }),
  ...by.flatMap((byAgencyId) => [
    agreementFact('TermsApproved', on, { version, byAgencyId, approverPost: 'Cabinet or board' }),
    agreementFact('TermsSigned', on, { version, byAgencyId, signatoryPost: 'Chief executive' }),
  ]),
];

/** A version counts from that day on. */
export const tookEffect = (version: number, on: string, retrospective = false): AgreementEvent =>
  agreementFact('TermsTookEffect', on, { version, retrospective });

/** An agreement that is in force from 1 April 2013, on these terms. */
export const inForce = (terms: Terms = sampleTerms()): readonly AgreementEvent[] => [
  ...draftedWith(terms),
  ...agreedBy(terms),
  tookEffect(1, '2013-04-01'),
];

/** The second version of the terms, in force from that day; by default everybody affected had agreed on it then. */
export const varied = (terms: Terms, from: string, by?: readonly string[]): readonly AgreementEvent[] => [
  agreementFact('TermsDrafted', '2014-02-01', { version: 2, terms, reason: 'Reviewed after the first year' }),
  ...agreedBy(terms, { version: 2, on: '2014-03-01', ...(by ? { by } : {}) }),
  tookEffect(2, from, from < '2014-03-01'),
];

type Benefit = FactOf<'BenefitRecognised'>['data'];
/** A realised fiscal benefit of one agency in the first year, all of it cash, nothing spent to bring it about. */
export const benefitOf = (agencyId: string, grossPence: number, over: Partial<Benefit> = {}): Benefit => ({
  benefitId: `${agencyId}-2013`,
  testPeriodId: 'year-1',
  title: 'Fewer crises in families',
  agencyId,
  benefitType: 'FISCAL',
  stage: 'REALISED',
  grossPence,
  deliveryCostPence: 0,
  optimismBiasPct: '0',
  attributionPct: '100',
  deadweightPct: '0',
  cashablePct: '100',
  ...over,
});
export const recognised = (...data: Parameters<typeof benefitOf>): AgreementEvent =>
  agreementFact('BenefitRecognised', '2014-05-01', benefitOf(...data));

/** The benefits of the worked example W14. */
export const headlineBenefits: readonly AgreementEvent[] = [
  recognised('council', 180_000_00, { cashablePct: '80' }),
  recognised('police', 420_000_00, { cashablePct: '40' }),
  recognised('nhs', 350_000_00, { cashablePct: '50' }),
  recognised('dwp', 250_000_00),
];

export const calculate = (testPeriodId = 'year-1', on = '2014-06-02'): AgreementCommand =>
  askAgreement('CalculateShares', on, { testPeriodId });
export const approve = (calculationId = 'calculation-1', on = '2014-06-10'): AgreementCommand =>
  askAgreement('ApproveShares', on, { calculationId });
export const pay = (
  dueId: string,
  amountPence: number,
  over: Partial<FieldsOf<'PayShare'>> = {},
  on = '2014-07-01',
): AgreementCommand => askAgreement('PayShare', on, { dueId, paymentId: `pay-${dueId}`, amountPence, ...over });

/** The headline of W14: in force, its benefits recognised, its shares calculated and approved. */
export const headlineApproved = (): readonly AgreementEvent[] =>
  happened([...inForce(), ...headlineBenefits], [calculate(), approve()]);

/**
 * Terms that pay by result: the DWP pays the council and a charity for families turned around, 800.00 each, to be
 * claimed once for each family and not when the work programme has paid; a university assesses.
 */
export function resultsTerms(over: Partial<Terms> = {}): Terms {
  return sampleTerms({
    title: 'Payment by results for troubled families',
    parties: [
      { agencyId: 'council', roles: ['COMMISSIONER', 'HOST'] },
      { agencyId: 'charity', roles: ['PROVIDER'] },
      { agencyId: 'dwp', roles: ['INVESTOR'] },
      { agencyId: 'university', roles: ['INDEPENDENT_ASSESSOR'] },
    ],
    investments: [],
    metrics: [
      { metricId: 'families', title: 'Families in the cohort', unit: 'COUNT' },
      { metricId: 'crime', title: 'Offences', unit: 'COUNT' },
      { metricId: 'cost', title: 'Cost of care', unit: 'PENCE' },
      { metricId: 'demand', title: 'Calls for help', unit: 'COUNT', by: 'AGENCY' },
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
      sampleClause({
        clauseId: 'results',
        title: 'Families turned around',
        trigger: { kind: 'PER_UNIT' },
        valuation: {
          kind: 'TARIFF',
          rates: [
            { outcomeCode: 'turned-around', pencePerUnit: 800_00 },
            { outcomeCode: 'in-work', pencePerUnit: 100_00 },
          ],
        },
        corrections: [],
        heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: 'dwp' } },
        distribution: {
          kind: 'FIXED_PCT',
          shares: [
            { to: 'council', pct: '25' },
            { to: 'charity', pct: '75' },
          ],
        },
      }),
    ],
    rounding: { mode: 'HALF_UP', tieOrder: ['council', 'charity', 'dwp'] },
    validation: {
      methods: ['SELF_DECLARED', 'SPOT_CHECK', 'INTERNAL_AUDIT', 'INDEPENDENT_ASSESSOR', 'ADMIN_DATA'],
      spotCheckFailurePctMax: '10',
    },
    usageRestriction: undefined,
    ...over,
  });
}

/** A baseline that every party of the terms by result agreed to: the cohort of families, for the whole agreement. */
export const cohort = (value: string, testPeriodId?: string): AgreementEvent =>
  agreementFact('BaselineAgreed', '2013-04-02', {
    metricId: 'families',
    testPeriodId,
    value,
    source: 'List of families, March 2013',
    agreedBy: ['council', 'charity', 'dwp'],
  });

type Claim = FactOf<'OutcomeClaimed'>['data'];
/** A claim of the charity for one family, known by an opaque reference. */
export const claimOf = (claimId: string, over: Partial<Claim> = {}): Claim => ({
  claimId,
  claimantId: 'charity',
  outcomeCode: 'turned-around',
  testPeriodId: 'year-1',
  achievedOn: '2013-11-04',
  units: '1',
  participantRef: `family-${claimId}`,
  evidence: 'School attendance and offence records',
  ...over,
});
export const claimed = (...data: Parameters<typeof claimOf>): AgreementEvent =>
  agreementFact('OutcomeClaimed', '2013-12-02', claimOf(...data));
export const validated = (claimIds: readonly string[], over: Partial<FactOf<'ClaimsValidated'>['data']> = {}) =>
  agreementFact('ClaimsValidated', '2014-01-15', { claimIds, method: 'SELF_DECLARED', byAgencyId: 'charity', ...over });

/** An entry of the pooled fund that a payment can name. */
export const fundEntry = (
  type: 'ContributionReceived' | 'UnderspendReturned',
  partnerId: string,
  amountPence: number,
) =>
  ({
    type,
    occurredOn: '2014-07-01',
    data: { receiptId: 'r-1', partnerId, amountPence, fundingStreamId: 'reinvested-benefit', period: 4 },
  }) as unknown as PoolYearEvent;
