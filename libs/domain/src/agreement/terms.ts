import { type IsoDate } from '../shared/dates';
import { type RoundingMode } from '../shared/fraction';
import { type Pence } from '../shared/money';

/*
 * The terms of a benefit-sharing agreement, as data. They are stored as they were signed, and the calculation reads
 * nothing else: what is not written here is not computed. Percentages and ratios are text (`12.5`, `5/6`), so that
 * they are exact; amounts are whole pence. `terms.schema.ts` is the same as a JSON Schema, `terms.check.ts` the rules
 * that a schema cannot say.
 */

export const partyRoles = [
  'INVESTOR',
  'COMMISSIONER',
  'PROVIDER',
  'BENEFICIARY',
  'HOST',
  'INDEPENDENT_ASSESSOR',
] as const;
/** What a party does in the agreement. An assessor alone judges and neither signs nor shares. */
export type PartyRole = (typeof partyRoles)[number];

export interface Party {
  readonly agencyId: string;
  readonly roles: readonly PartyRole[];
  /** The post that answers for the agreement in that body; never a person. */
  readonly leadContactPost?: string;
}

/** What an investor puts in under these terms. */
export interface Investment {
  readonly agencyId: string;
  readonly fundingStreamId?: string;
  readonly poolingBasis: 'POOLED' | 'ALIGNED' | 'IN_VIEW' | 'IN_KIND';
  readonly amountPence: Pence;
}

/** A stretch of time whose outcomes are measured and paid for together: a test year, a cohort, a financial year. */
export interface TestPeriod {
  readonly testPeriodId: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export const metricUnits = ['COUNT', 'PENCE', 'PERCENT', 'RATE'] as const;
/** What is measured. A metric by agency has a value for each of some parties: a population, an income, a demand. */
export interface Metric {
  readonly metricId: string;
  readonly title: string;
  readonly unit: (typeof metricUnits)[number];
  readonly by?: 'AGENCY';
}

/** A result that can be claimed. Its metric's baseline is the cohort: no more units are claimed than that (INV-46). */
export interface Outcome {
  readonly outcomeCode: string;
  readonly title: string;
  readonly metricId: string;
  /** PARTICIPANT: each claim names a participant by an opaque reference, and is not claimed for it again (INV-51). */
  readonly onceFor?: 'PARTICIPANT';
  /** Other agreements that may not pay for the same participant either (INV-51). */
  readonly notAlsoClaimedUnder?: readonly string[];
}

export type ChangeDirection = 'FALL' | 'RISE';

/** What must have happened before a clause pays. */
export type Trigger =
  /** The metric moved by at least so much of its baseline. */
  | {
      readonly kind: 'METRIC_VS_BASELINE';
      readonly metricId: string;
      readonly direction: ChangeDirection;
      readonly minChangePct: string;
    }
  /**
   * The metric moved by at least so much over all test periods together: paid with the last of them, for those that
   * `insteadOf` did not pay at once.
   */
  | {
      readonly kind: 'POOLED_COHORTS';
      readonly metricId: string;
      readonly direction: ChangeDirection;
      readonly minChangePct: string;
      readonly insteadOfClauseId?: string;
    }
  /** Claims were validated; at least so many units when a minimum is set. */
  | { readonly kind: 'PER_UNIT'; readonly minUnits?: string }
  /** The outturn of budget lines was declared. */
  | { readonly kind: 'BUDGET_VARIANCE' }
  /** Income rose above its baseline by more than so much. */
  | { readonly kind: 'INCOME_GROWTH'; readonly metricId: string; readonly abovePence: Pence }
  /** Benefits were recognised. */
  | { readonly kind: 'BENEFIT_RECOGNISED' }
  /** Each month of the test period, with no claim. */
  | { readonly kind: 'CALENDAR' };

/** The price of an outcome. Of several rates for one code, the one with the highest `aboveUnits` that is passed counts. */
export interface Rate {
  readonly outcomeCode: string;
  readonly pencePerUnit: Pence;
  /** Only in this test period; in all when absent. */
  readonly testPeriodId?: string;
  /** Only for units beyond this number, counted over the contract: an accelerator. */
  readonly aboveUnits?: string;
}

export const benefitStages = ['ESTIMATE', 'ASSURED', 'REALISED'] as const;
/** How sure a benefit is. The three are kept apart and never added. */
export type BenefitStage = (typeof benefitStages)[number];

/** How what happened becomes an amount: the distributable benefit, or with a variance perhaps a cost to be borne. */
export type Valuation =
  | { readonly kind: 'TARIFF'; readonly rates: readonly Rate[] }
  /** Units by which the metric moved, at a price. */
  | { readonly kind: 'UNIT_COST'; readonly metricId: string; readonly pencePerUnit: Pence }
  /** The fall of a metric in pence. */
  | { readonly kind: 'MEASURED_SAVING'; readonly metricId: string }
  /** Budget less outturn of the lines in scope: an underspend is shared out, an overspend borne. */
  | {
      readonly kind: 'VARIANCE';
      readonly counts: 'OVERSPEND' | 'UNDERSPEND' | 'EITHER';
      /** The lines in scope; all when absent. */
      readonly lineIds?: readonly string[];
      readonly ringFencedLines: 'EXCLUDED' | 'INCLUDED';
    }
  /** Benefits recognised for the test period at this stage: fiscal ones only, each after the corrections (INV-47). */
  | { readonly kind: 'RECOGNISED_BENEFIT'; readonly stage: BenefitStage }
  /** The rise of a metric in pence above its baseline. */
  | { readonly kind: 'INCOME_GROWTH'; readonly metricId: string }
  /** A sum held back until performance is known. */
  | {
      readonly kind: 'AT_STAKE';
      readonly pence: Pence;
      readonly metricId: string;
      readonly direction: ChangeDirection;
      readonly targetPct: string;
      readonly earned: 'ALL_OR_NOTHING' | 'IN_PROPORTION';
    }
  /** A percentage of the estimated contract value in equal parts, one for each month. */
  | {
      readonly kind: 'FEE';
      readonly estimatedContractValuePence: Pence;
      readonly pct: string;
      readonly months: number;
    };

export const correctionKinds = ['OPTIMISM_BIAS', 'ATTRIBUTION', 'DEADWEIGHT', 'CASHABILITY'] as const;
/**
 * A correction of a gross amount, applied in the order written. OPTIMISM_BIAS and DEADWEIGHT take their part off,
 * ATTRIBUTION and CASHABILITY leave their part. EVIDENCE: the part that each benefit was recognised with.
 */
export type Correction =
  | { readonly kind: (typeof correctionKinds)[number]; readonly by: 'TERMS'; readonly part: string }
  | { readonly kind: (typeof correctionKinds)[number]; readonly by: 'EVIDENCE' };

/** A band of a tier table, `from` included and `to` not; the last has no end. */
export interface Band {
  readonly from: string;
  readonly to: string | null;
  readonly payPct: string;
}

/**
 * How much of the amount is paid, by the change in per cent of the baseline or by the amount itself in pence.
 * MARGINAL: each band pays its rate on its own part. CLIFF_EDGE: the band that is reached pays its rate on all of it
 * (INV-48). `countedUpTo` leaves out what lies beyond, of amounts that grow with it.
 */
export interface Tiers {
  readonly mode: 'MARGINAL' | 'CLIFF_EDGE';
  readonly of: 'CHANGE_PCT' | 'AMOUNT_PENCE';
  readonly bands: readonly Band[];
  readonly countedUpTo?: string;
}

export const contributionBases = ['TERMS', 'AGREED', 'RECEIVED'] as const;
/** Which contributions count: the investments that these terms state, or what the fund's years agreed or received. */
export type ContributionBasis = (typeof contributionBases)[number];

/** How much a step takes at the most. */
export type Limit =
  | { readonly kind: 'PENCE'; readonly pence: Pence }
  /** All investments of these terms together. */
  | { readonly kind: 'INVESTMENT' }
  /** The value of a metric in pence in the test period. */
  | { readonly kind: 'METRIC'; readonly metricId: string };

export interface WaterfallStep {
  readonly stepId: string;
  readonly title: string;
  /** Absent in the last step, which takes what is left. */
  readonly upTo?: Limit;
  /** CONTRACT: what earlier test periods took counts too. */
  readonly over?: 'PERIOD' | 'CONTRACT';
  readonly share: Distribution;
}

/** Who gets, or bears, how much. Composed freely; the shares always sum to what is shared (INV-04, INV-50). */
export type Distribution =
  | { readonly kind: 'FIXED_PCT'; readonly shares: readonly { readonly to: string; readonly pct: string }[] }
  | { readonly kind: 'EQUAL'; readonly among: readonly string[] }
  | { readonly kind: 'NAMED_PARTNER'; readonly to: string }
  | {
      readonly kind: 'PRO_RATA_CONTRIBUTION';
      readonly basis: ContributionBasis;
      /** All parties that contribute when absent. */
      readonly among?: readonly string[];
    }
  /** By what each commissioned in the lines shared. */
  | { readonly kind: 'PRO_RATA_COMMISSIONED' }
  /** By a metric by agency. */
  | { readonly kind: 'PRO_RATA_METRIC'; readonly metricId: string; readonly among: readonly string[] }
  /** Each bears the lines that are its own. */
  | { readonly kind: 'OWN_RISK' }
  | {
      readonly kind: 'BY_LINE';
      readonly lines: readonly { readonly lineIds: readonly string[]; readonly share: Distribution }[];
      readonly otherwise: Distribution;
    }
  | {
      readonly kind: 'BY_CAUSE';
      readonly causes: readonly { readonly cause: VarianceCause; readonly share: Distribution }[];
      readonly otherwise: Distribution;
    }
  /** Portions (`50%`, `1/3`) of the whole, each shared in its own way. */
  | {
      readonly kind: 'WEIGHTED';
      readonly parts: readonly { readonly title: string; readonly portion: string; readonly share: Distribution }[];
    }
  /** One body pays so much of all, up to a sum over the contract when one is set, and the others the rest. */
  | {
      readonly kind: 'TOP_UP';
      readonly by: string;
      readonly pct: string;
      readonly upToPence?: Pence;
      readonly rest: Distribution;
    }
  /** Some come first, each until it has had so much of its contribution; then the rest is shared. */
  | {
      readonly kind: 'FIRST_CALL';
      readonly first: readonly string[];
      readonly untilPct: string;
      readonly basis: ContributionBasis;
      readonly then: Distribution;
    }
  | { readonly kind: 'WATERFALL'; readonly steps: readonly WaterfallStep[] }
  /** Goes into the pooled fund, under the restriction of these terms. */
  | { readonly kind: 'REINVEST' }
  /** Stays where it is. */
  | { readonly kind: 'RETAIN' };

export const varianceCauses = ['MANAGEMENT_ACTION', 'WINDFALL', 'DEMAND', 'OTHER'] as const;
/** Why a budget line was over- or underspent. */
export type VarianceCause = (typeof varianceCauses)[number];

/** Where the money is before it is shared. */
export type Holder =
  /** In the pooled fund. */
  | { readonly kind: 'FUND' }
  /** With the agencies in whose budgets the benefit arises. */
  | { readonly kind: 'WHERE_IT_FALLS' }
  /** With those who undertook to pay. */
  | { readonly kind: 'PAYERS'; readonly share: Distribution };

/** The least that a party gets of a clause; the others give it up in proportion to what they have above their own. */
export type Floor =
  | { readonly kind: 'AMOUNT'; readonly agencyId: string; readonly pence: Pence }
  /** Nobody gets less than it would have had alone, as the metric tells (in pence, by agency). */
  | { readonly kind: 'NO_WORSE_OFF'; readonly metricId: string };

/** When what is approved becomes due, in calendar days after the approval. */
export interface Payment {
  readonly kind: 'ADVANCE' | 'RESULT' | 'MONTHLY_FEE';
  readonly dueDays: number;
  /** Parts that become due one after another; their percentages come to 100. */
  readonly instalments?: readonly { readonly pct: string; readonly dueDays: number }[];
  /** A part that is due only once this test period has ended. */
  readonly holdback?: { readonly pct: string; readonly untilTestPeriodId: string };
}

/** One rule that makes an amount and shares it. Clauses are computed in the order written. */
export interface Clause {
  readonly clauseId: string;
  readonly title: string;
  readonly trigger: Trigger;
  readonly valuation: Valuation;
  readonly corrections: readonly Correction[];
  readonly tiers?: Tiers;
  readonly heldBy: Holder;
  readonly distribution: Distribution;
  readonly floors: readonly Floor[];
  readonly payment: Payment;
}

/**
 * The most that is paid. PERIOD and CONTRACT: by some clauses (all when none are named) in a test period or over all of
 * them. PARTICIPANT: for one participant over the contract. PARTNER: to one party, or borne by it; each party when
 * none is named (INV-40, INV-49). What is not paid is recorded.
 */
export type Cap = {
  readonly capId: string;
  readonly clauseIds?: readonly string[];
} & (
  | { readonly scope: 'PERIOD' | 'CONTRACT' | 'PARTICIPANT'; readonly pence: Pence }
  | {
      readonly scope: 'PARTNER';
      readonly agencyId?: string;
      readonly limit:
        | { readonly kind: 'PENCE'; readonly pence: Pence }
        | { readonly kind: 'CONTRIBUTION'; readonly basis: ContributionBasis };
      /** UNPAID: stays where it is. BY_OTHERS: the others take it, in proportion to their own shares. */
      readonly excess: 'UNPAID' | 'BY_OTHERS';
    }
);

export const validationMethods = [
  'SELF_DECLARED',
  'INTERNAL_AUDIT',
  'SPOT_CHECK',
  'INDEPENDENT_ASSESSOR',
  'ADMIN_DATA',
] as const;
/** Who found a claim to be right, from the weakest to the strongest. */
export type ValidationMethod = (typeof validationMethods)[number];

export interface Validation {
  /** Methods that these terms accept. */
  readonly methods: readonly ValidationMethod[];
  /** More invalid claims than this in a spot check, and every claim must be checked before anything more is paid (W16). */
  readonly spotCheckFailurePctMax?: string;
}

/** What reinvested benefit may be spent on: a ring-fence of its own in the pooled fund (INV-55). */
export interface UsageRestriction {
  readonly fundingStreamId: string;
  readonly purposes: readonly string[];
}

/** All that the parties agreed on. */
export interface Terms {
  readonly title: string;
  readonly description?: string;
  readonly legalBasis: string;
  /** Where these terms were found, when they are those of a published agreement. */
  readonly source?: string;
  readonly parties: readonly Party[];
  readonly investments: readonly Investment[];
  readonly period: { readonly from: IsoDate; readonly to: IsoDate; readonly testPeriods: readonly TestPeriod[] };
  readonly metrics: readonly Metric[];
  readonly outcomes: readonly Outcome[];
  readonly clauses: readonly Clause[];
  readonly caps: readonly Cap[];
  /** Rounded once; pence left over go by largest remainder, equal remainders in this order of all parties (INV-05). */
  readonly rounding: { readonly mode: RoundingMode; readonly tieOrder: readonly string[] };
  readonly validation: Validation;
  readonly usageRestriction?: UsageRestriction;
  readonly review: { readonly everyMonths: number; readonly by: string };
  readonly dispute: { readonly steps: readonly { readonly to: string; readonly withinDays: number }[] };
  /** DISSOLVES: the agreement ends when any party leaves. CONTINUES: the others vary it and go on. */
  readonly exit: { readonly noticeDays: number; readonly onExit: 'CONTINUES' | 'DISSOLVES' };
  readonly milestones?: readonly { readonly title: string; readonly on: IsoDate }[];
}
