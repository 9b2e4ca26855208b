import {
  benefitParts,
  type BenefitStage,
  type BenefitState,
  type BenefitType,
  currentVersion,
  testPeriodOf,
  type AgreementState,
  versionInForceOn,
} from '@app/domain';
import { perPound } from '../agreement-summary/agreement-summary.query';
import { agreementIdsOf, readAgreements } from '../agreement/agreements';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { inOrderOf } from '../reading/report';
import { type Names, readNames } from '../register/names';

/** One benefit, to whom it falls, and how it was corrected. */
export interface CostBenefitRow {
  readonly placeId: string;
  readonly placeName: string;
  readonly agreementId: string;
  readonly agreementTitle: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly benefitId: string;
  readonly outcome: string;
  readonly testPeriodId: string;
  readonly benefitType: BenefitType;
  readonly stage: BenefitStage;
  readonly volume: string | null;
  readonly unitValuePence: number | null;
  readonly grossPence: number;
  readonly deliveryCostPence: number;
  readonly optimismBiasPct: string;
  readonly attributionPct: string;
  readonly deadweightPct: string;
  readonly cashablePct: string;
  /** After the cost of delivery and all corrections. */
  readonly netPence: number;
  readonly cashablePence: number;
  readonly nonCashablePence: number;
  /** The year in which it was expected to begin. */
  readonly horizonYear: number | null;
}

/** Cost against benefit of one agreement. Benefit of different sureness and type is never added up. */
export interface CostBenefitOfAgreement {
  readonly agreementId: string;
  readonly costPence: number;
  readonly realisedFiscalPence: number;
  readonly realisedCashablePence: number;
  readonly realisedEconomicPence: number;
  readonly realisedSocialPence: number;
  readonly assuredFiscalPence: number;
  readonly estimatedFiscalPence: number;
  /** Realised fiscal benefit for each pound of cost; null without cost, and while none is realised. */
  readonly benefitCostRatio: string | null;
  /** The first test period by whose end realised fiscal benefit had paid back the cost; null while it has not. */
  readonly paidBackIn: string | null;
}

export interface CostBenefit {
  readonly report: 'cost-benefit';
  readonly query: ReportQuery;
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly rows: readonly CostBenefitRow[];
  readonly agreements: readonly CostBenefitOfAgreement[];
}

/** The view of a cost-benefit analysis (D10): every benefit by agency, and cost against benefit by agreement. */
export async function costBenefit(look: Look, query: ReportQuery, horizon: Horizon): Promise<CostBenefit> {
  const ids = await agreementIdsOf(look, query, horizon);
  const states = [...(await readAgreements(look, ids, horizon)).values()];
  const names = await readNames(look);
  const rows = states
    .flatMap((state) => benefitsOf(state, horizon, names))
    .filter(({ agencyId }) => query.agencyId === undefined || agencyId === query.agencyId);
  return {
    report: 'cost-benefit',
    query,
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    rows: inOrderOf(rows, 'placeId', 'agreementId', 'agencyId', 'benefitId'),
    agreements: states.map((state) => costAgainstBenefit(state, horizon)),
  };
}

/** Every benefit that was recognised under an agreement. */
export function benefitsOf(state: AgreementState, { asAt }: Horizon, names: Names): readonly CostBenefitRow[] {
  const { title } = (versionInForceOn(state, asAt) ?? currentVersion(state)).terms;
  return [...state.benefits.values()].map((benefit): CostBenefitRow => {
    const { figures } = benefit;
    const parts = benefitParts(figures);
    return {
      placeId: state.placeId,
      placeName: names.place(state.placeId),
      agreementId: state.agreementId,
      agreementTitle: title,
      agencyId: figures.agencyId,
      agencyName: names.agency(figures.agencyId),
      benefitId: benefit.benefitId,
      outcome: benefit.title,
      testPeriodId: benefit.testPeriodId,
      benefitType: figures.benefitType,
      stage: figures.stage,
      volume: benefit.volume ?? null,
      unitValuePence: benefit.unitValuePence ?? null,
      grossPence: figures.grossPence,
      deliveryCostPence: figures.deliveryCostPence,
      optimismBiasPct: figures.optimismBiasPct,
      attributionPct: figures.attributionPct,
      deadweightPct: figures.deadweightPct,
      cashablePct: figures.cashablePct,
      netPence: exact(parts.cashablePence + parts.nonCashablePence),
      ...parts,
      horizonYear: benefit.horizonYear ?? null,
    };
  });
}

/** What an agreement costs its investors, against the benefit recognised under it. */
export function costAgainstBenefit(state: AgreementState, { asAt }: Horizon): CostBenefitOfAgreement {
  const { terms } = versionInForceOn(state, asAt) ?? currentVersion(state);
  const benefits = [...state.benefits.values()];
  const sum = (stage: BenefitStage, type: BenefitType, of: 'net' | 'cashable' = 'net'): number =>
    benefits
      .filter(({ figures }) => figures.stage === stage && figures.benefitType === type)
      .map(({ figures }) => benefitParts(figures))
      .reduce((total, parts) => exact(total + parts.cashablePence + (of === 'net' ? parts.nonCashablePence : 0)), 0);
  const costPence = terms.investments.reduce((total, { amountPence }) => exact(total + amountPence), 0);
  const realisedFiscalPence = sum('REALISED', 'FISCAL');
  const isRealised = benefits.some(({ figures }) => figures.stage === 'REALISED' && figures.benefitType === 'FISCAL');
  return {
    agreementId: state.agreementId,
    costPence,
    realisedFiscalPence,
    realisedCashablePence: sum('REALISED', 'FISCAL', 'cashable'),
    realisedEconomicPence: sum('REALISED', 'ECONOMIC'),
    realisedSocialPence: sum('REALISED', 'SOCIAL'),
    assuredFiscalPence: sum('ASSURED', 'FISCAL'),
    estimatedFiscalPence: sum('ESTIMATE', 'FISCAL'),
    benefitCostRatio: isRealised ? perPound(realisedFiscalPence, costPence) : null,
    paidBackIn: costPence === 0 ? null : paidBackIn(state, benefits, costPence),
  };
}

function paidBackIn(state: AgreementState, benefits: readonly BenefitState[], costPence: number): string | null {
  const byPeriod = new Map<string, number>();
  for (const { testPeriodId, figures } of benefits) {
    if (figures.stage !== 'REALISED' || figures.benefitType !== 'FISCAL') continue;
    const { cashablePence, nonCashablePence } = benefitParts(figures);
    byPeriod.set(testPeriodId, (byPeriod.get(testPeriodId) ?? 0) + cashablePence + nonCashablePence);
  }
  const endOf = (testPeriodId: string): string => testPeriodOf(state, testPeriodId)?.to ?? '';
  let sum = 0;
  for (const [testPeriodId, pence] of [...byPeriod].sort(([a], [b]) => (endOf(a) < endOf(b) ? -1 : 1))) {
    sum += pence;
    if (sum >= costPence) return testPeriodId;
  }
  return null;
}
