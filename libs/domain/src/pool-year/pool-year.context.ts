import { type AgencyContext, refuseAgency } from '../agency/agency.decide';
import { agencyRefusals } from '../agency/agency.refusals';
import { type FundingStreamState } from '../funding-stream/funding-stream.state';
import { isPartnerOn, type PooledFundState, unsignedPartners } from '../pooled-fund/pooled-fund.state';
import { type FinancialYear, firstDayOf, type IsoDate, lastDayOf } from '../shared/dates';
import { sharedRefusals } from '../shared/asked';
import { refusalsOf } from '../shared/refusal';
import { poolYearRefusals } from './pool-year.refusals';
import { type PoolYearState } from './pool-year.state';

/** What a decision about money rests on beside its own year: the rulebook of the fund, read from the log. */
export interface PoolYearContext extends AgencyContext {
  readonly fund: PooledFundState;
  fundingStream(fundingStreamId: string): FundingStreamState;
  poolYearStatus(financialYear: FinancialYear): PoolYearState['status'];
}

/** Refuses with one of the codes that a pool year knows. */
export const refuse = refusalsOf({ ...poolYearRefusals, ...sharedRefusals, ...agencyRefusals });

/** Refuses a funding stream that was never defined. */
export function refuseFundingStream(fundingStreamId: string, context: PoolYearContext) {
  return context.fundingStream(fundingStreamId).defined
    ? undefined
    : refuse('FUNDING_STREAM_UNKNOWN', { fundingStreamId });
}

/** Refuses an agency that is not a partner on that day. */
export function refusePartner(agencyId: string, on: IsoDate, context: PoolYearContext) {
  return isPartnerOn(context.fund, agencyId, on) ? undefined : refuse('AGENCY_NOT_PARTNER', { agencyId, on });
}

/** Refuses an agency that was not a partner on any day of the year: it cannot agree to contribute (INV-14). */
export function refuseStrangerTo(year: FinancialYear, agencyId: string, context: PoolYearContext) {
  const stays = context.fund.memberships.get(agencyId) ?? [];
  const inYear = stays.some(
    (stay) => stay.fromOn <= lastDayOf(year) && (!stay.untilOn || stay.untilOn > firstDayOf(year)),
  );
  return inYear ? undefined : refuse('AGENCY_NOT_PARTNER', { agencyId, on: firstDayOf(year) });
}

/** Refuses an agency that was never a partner up to the end of the year: debts and settlements outlast a partnership. */
export function refuseNeverPartner(year: FinancialYear, agencyId: string, context: PoolYearContext) {
  const stays = context.fund.memberships.get(agencyId) ?? [];
  return stays.some((stay) => stay.fromOn <= lastDayOf(year))
    ? undefined
    : refuse('AGENCY_NOT_PARTNER', { agencyId, on: lastDayOf(year) });
}

/** What is only aligned or in view is no pot: cash goes neither in nor out by decision (finding 2 of the field's papers). */
export function refuseUnpooled(context: PoolYearContext) {
  const { poolingBasis } = context.fund;
  return poolingBasis === 'POOLED' ? undefined : refuse('FUND_NOT_POOLED', { poolingBasis });
}

/** INV-10: in strict mode no money is taken until every partner has signed. */
export function refuseUnsigned(on: IsoDate, context: PoolYearContext) {
  if (context.fund.signature !== 'REQUIRED') return undefined;
  const unsigned = unsignedPartners(context.fund, on);
  return unsigned.length > 0 ? refuse('AGREEMENT_NOT_SIGNED', { unsigned }) : undefined;
}

export { refuseAgency };
