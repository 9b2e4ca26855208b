import { type AgencyContext, refuseAgency } from '../agency/agency.decide';
import { agencyRefusals } from '../agency/agency.refusals';
import { type FundingStreamState } from '../funding-stream/funding-stream.state';
import { type PlaceContext } from '../place/place.decide';
import { type PooledFundState } from '../pooled-fund/pooled-fund.state';
import { type PoolYearEvent } from '../pool-year/pool-year.events';
import { sharedRefusals } from '../shared/asked';
import { type Refusal, refusalsOf } from '../shared/refusal';
import { type OfMetric } from './agreement.events';
import { agreementRefusals } from './agreement.refusals';
import { type AgreementState, currentVersion, testPeriodOf, versionInForceOn } from './agreement.state';
import { type ContributionInput } from './calculation/inputs';
import { type Metric, type Terms } from './terms';

/** What a decision about an agreement rests on beside its own facts, read from the log. */
export interface AgreementContext extends AgencyContext, PlaceContext {
  /** The pooled fund that the agreement names, or that a new one would name. */
  readonly fund: PooledFundState;
  /** The entry of the fund that a payment names; absent when there is none. */
  readonly fundEntry?: PoolYearEvent;
  /** The funding stream that a reinvestment goes into, and what the fund would refuse of it. */
  readonly reinvestment: { readonly fundingStream: FundingStreamState; readonly refusal?: Refusal };
  /** What partners put into the fund in the years of the test period asked about. */
  readonly contributions: readonly ContributionInput[];
  /** The agreement under which a participant is claimed for already, of those that the terms name. */
  claimedUnder(outcomeCode: string, participantRef: string): string | undefined;
  /** SHA-256 of a text, in hexadecimal. */
  digestOf(text: string): string;
}

/** Refuses with one of the codes that an agreement knows. */
export const refuse = refusalsOf({ ...agreementRefusals, ...sharedRefusals, ...agencyRefusals });

/** Refuses agencies of the terms that are not registered. */
export function refuseAgencies({ parties }: Terms, on: string, context: AgreementContext) {
  for (const { agencyId } of parties) {
    const refusal = refuseAgency(agencyId, on, context);
    if (refusal) return refusal;
  }
  return undefined;
}

/**
 * The terms that evidence of a test period is recorded under: those that it is calculated under, so that what a party
 * brought before it left can still be corrected; where none are in force for it, and of no test period, those that
 * count now.
 */
export function termsFor(state: AgreementState, testPeriodId: string | undefined): Terms {
  const period = testPeriodId === undefined ? undefined : testPeriodOf(state, testPeriodId);
  return ((period && versionInForceOn(state, period.to)) ?? currentVersion(state)).terms;
}

/** Refuses a body that is not a party to the terms of a test period, or to those that count now. */
export function refuseStranger(state: AgreementState, agencyId: string, testPeriodId?: string) {
  const { parties } = termsFor(state, testPeriodId);
  return parties.some((party) => party.agencyId === agencyId) ? undefined : refuse('PARTY_UNKNOWN', { agencyId });
}

/** Refuses a test period that no version of the terms has. */
export function refuseTestPeriod(state: AgreementState, testPeriodId: string) {
  return testPeriodOf(state, testPeriodId) ? undefined : refuse('TEST_PERIOD_UNKNOWN', { testPeriodId });
}

/** The metric of the terms of a test period, or of those that count now. */
export const metricOf = (state: AgreementState, { metricId, testPeriodId }: OfMetric): Metric | undefined =>
  termsFor(state, testPeriodId).metrics.find((metric) => metric.metricId === metricId);
