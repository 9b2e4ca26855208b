import { type Pence } from '../../shared/money';
import { type BenefitStage, type VarianceCause } from '../terms';

/**
 * Where an input came from: an event of the agreement (`moj-incentive/17`), several of one kind (`moj-incentive/12-340`),
 * or the event streams of a fund up to a version (`poolYear-bcf:2012@88`). A simulation says `assumed`.
 */
export type InputSource = string;

export interface BaselineInput {
  readonly metricId: string;
  /** Of this test period alone; of all when absent. */
  readonly testPeriodId?: string;
  readonly agencyId?: string;
  readonly value: string;
  readonly source: InputSource;
}

export interface MeasurementInput {
  readonly metricId: string;
  readonly testPeriodId: string;
  readonly agencyId?: string;
  readonly value: string;
  readonly source: InputSource;
}

/** A claim that was validated as the terms require. */
export interface ClaimInput {
  readonly testPeriodId: string;
  readonly outcomeCode: string;
  readonly units: string;
  readonly participantRef?: string;
  /** Its place among the events of the agreement; 0 when assumed. */
  readonly entryNo: number;
}

export const benefitTypes = ['FISCAL', 'ECONOMIC', 'SOCIAL'] as const;
/** A saving to a public body, a gain to people and business, or wellbeing. Only the first is money that can be shared. */
export type BenefitType = (typeof benefitTypes)[number];

export interface BenefitInput {
  readonly benefitId: string;
  readonly testPeriodId: string;
  readonly agencyId: string;
  readonly benefitType: BenefitType;
  readonly stage: BenefitStage;
  readonly grossPence: Pence;
  /** What it cost to bring about: taken off before anything is corrected or shared (INV-54). */
  readonly deliveryCostPence: Pence;
  readonly optimismBiasPct: string;
  readonly attributionPct: string;
  readonly deadweightPct: string;
  readonly cashablePct: string;
  readonly source: InputSource;
}

/** One budget line at its outturn. */
export interface OutturnLine {
  readonly lineId: string;
  readonly title?: string;
  readonly budgetPence: Pence;
  readonly outturnPence: Pence;
  readonly cause: VarianceCause;
  readonly ringFenced: boolean;
  /** Whose line it is, where each bears its own. */
  readonly ownerAgencyId?: string;
  /** What each commissioned in it, where shares follow that. */
  readonly commissioned?: readonly { readonly agencyId: string; readonly pence: Pence }[];
}

export interface OutturnInput {
  readonly testPeriodId: string;
  readonly lines: readonly OutturnLine[];
  readonly source: InputSource;
}

/** What a party put into the fund, as its years have it. */
export interface ContributionInput {
  readonly agencyId: string;
  readonly agreedPence: Pence;
  readonly receivedPence: Pence;
  readonly source: InputSource;
}

/** All that a calculation rests on beside the terms. In any order: the order never changes the result. */
export interface CalculationInputs {
  /** The agreement whose entries the claims are; absent when everything is assumed. */
  readonly agreementId?: string;
  readonly testPeriodId: string;
  readonly baselines: readonly BaselineInput[];
  readonly measurements: readonly MeasurementInput[];
  readonly claims: readonly ClaimInput[];
  readonly benefits: readonly BenefitInput[];
  readonly outturns: readonly OutturnInput[];
  readonly contributions: readonly ContributionInput[];
  /** What approved calculations of other test periods used of each limit that runs over the contract. */
  readonly usedBefore: Readonly<Record<string, Pence>>;
}
