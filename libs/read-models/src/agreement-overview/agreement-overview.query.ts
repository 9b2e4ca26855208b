import {
  type AgreementState,
  approvedCalculation,
  type Cap,
  type ClaimState,
  currentVersion,
  type PartyRole,
  type Terms,
  usedInOtherPeriods,
  versionInForceOn,
} from '@app/domain';
import {
  type AgreementDetail,
  type CalculationRow,
  detailOf,
  type DueRow,
  testPeriodsOf,
} from '../agreement/agreement.query';
import { readAgreement } from '../agreement/agreements';
import {
  benefitsOf,
  costAgainstBenefit,
  type CostBenefitOfAgreement,
  type CostBenefitRow,
} from '../cost-benefit/cost-benefit.query';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { readNames } from '../register/names';

/** A test period of the terms, how far its calculation has come, and what it made due. */
export interface TestPeriodRow {
  readonly testPeriodId: string;
  readonly from: string;
  readonly to: string;
  readonly calculation: CalculationRow | null;
  /** Sums of its dues; null while no calculation of it is approved. */
  readonly duePence: number | null;
  readonly outstandingPence: number | null;
  readonly latePence: number | null;
  readonly inDisputePence: number | null;
}

/** A cap of the terms, and how much of it approved calculations have used. */
export interface CapInUse {
  readonly capId: string;
  /** Where it stands in the terms, to find what it says in words. */
  readonly path: string;
  /** Null when it is not one sum: it is told by a contribution. */
  readonly limitPence: number | null;
  /** Over all test periods; null where it is counted by period, party or participant. */
  readonly usedPence: number | null;
}

/** One agreement with all that a page about it tells: the terms that count, what became of them, and the figures. */
export interface AgreementOverview extends AgreementDetail {
  readonly pooledFundName: string | null;
  /** The version that counts: the one in force, or before that the latest. */
  readonly termsVersion: number;
  readonly terms: Terms;
  readonly parties: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly roles: readonly PartyRole[];
    readonly leadContactPost: string | null;
  }[];
  readonly investments: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly fundingStreamName: string | null;
    readonly poolingBasis: string;
    readonly amountPence: number;
  }[];
  readonly testPeriods: readonly TestPeriodRow[];
  readonly caps: readonly CapInUse[];
  readonly claimCounts: Readonly<Record<ClaimState['status'], number>>;
  readonly benefits: readonly CostBenefitRow[];
  readonly costBenefit: CostBenefitOfAgreement;
}

/** The agreement is folded once for all of it. @throws NoSuchAgreement */
export async function agreementOverview(look: Look, agreementId: string, horizon: Horizon): Promise<AgreementOverview> {
  const state = await readAgreement(look, agreementId, horizon);
  const names = await readNames(look);
  const { version, terms } = versionInForceOn(state, horizon.asAt) ?? currentVersion(state);
  const detail = detailOf(state, horizon, names);
  return {
    ...detail,
    pooledFundName: state.pooledFundId === undefined ? null : names.pooledFund(state.pooledFundId),
    termsVersion: version,
    terms,
    parties: terms.parties.map(({ agencyId, roles, leadContactPost }) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      roles,
      leadContactPost: leadContactPost ?? null,
    })),
    investments: terms.investments.map(({ agencyId, fundingStreamId, poolingBasis, amountPence }) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      fundingStreamName: fundingStreamId === undefined ? null : names.fundingStream(fundingStreamId),
      poolingBasis,
      amountPence,
    })),
    testPeriods: testPeriodRows(state, terms, detail),
    caps: terms.caps.map((cap, place) => ({
      capId: cap.capId,
      path: `caps[${place}]`,
      limitPence: limitOf(cap),
      usedPence: cap.scope === 'CONTRACT' ? (usedInOtherPeriods(state, '')[cap.capId] ?? 0) : null,
    })),
    claimCounts: countClaims(state),
    benefits: benefitsOf(state, horizon, names),
    costBenefit: costAgainstBenefit(state, horizon),
  };
}

function testPeriodRows(state: AgreementState, terms: Terms, detail: AgreementDetail): readonly TestPeriodRow[] {
  return testPeriodsOf(state, terms).map(({ testPeriodId, from, to }) => {
    const isApproved = approvedCalculation(state, testPeriodId) !== undefined;
    const dues = detail.dues.filter((due) => due.testPeriodId === testPeriodId);
    const sum = (column: 'amountPence' | 'outstandingPence' | 'latePence' | 'inDisputePence'): number | null =>
      isApproved ? sumOfDues(dues, column) : null;
    return {
      testPeriodId,
      from,
      to,
      calculation: detail.calculations.findLast((each) => each.testPeriodId === testPeriodId) ?? null,
      duePence: sum('amountPence'),
      outstandingPence: sum('outstandingPence'),
      latePence: sum('latePence'),
      inDisputePence: sum('inDisputePence'),
    };
  });
}

const sumOfDues = (
  dues: readonly DueRow[],
  column: 'amountPence' | 'outstandingPence' | 'latePence' | 'inDisputePence',
): number => dues.reduce((total, due) => exact(total + due[column]), 0);

function limitOf(cap: Cap): number | null {
  if (cap.scope !== 'PARTNER') return cap.pence;
  return cap.limit.kind === 'PENCE' ? cap.limit.pence : null;
}

function countClaims({ claims }: AgreementState): AgreementOverview['claimCounts'] {
  const counts = { CLAIMED: 0, VALIDATED: 0, REJECTED: 0, WITHDRAWN: 0 };
  for (const { status } of claims.values()) counts[status] += 1;
  return counts;
}
