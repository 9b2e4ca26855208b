import { benefitParts, currentVersion, describeTerms, Fraction, metricKey, versionInForceOn } from '@app/domain';
import { agreementRow, type AgreementRow } from '../agreement/agreement.query';
import { readAgreement } from '../agreement/agreements';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { readNames } from '../register/names';

/** An investment agreement on a page, after the template of Greater Manchester's community budget (D9). */
export interface AgreementSummary extends AgreementRow {
  readonly report: 'agreement-summary';
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly description: string | null;
  readonly legalBasis: string;
  readonly source: string | null;
  /** The version that is summed up: the one in force, or before that the latest. */
  readonly termsVersion: number;
  readonly investors: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly fundingStreamId: string | null;
    readonly poolingBasis: string;
    readonly amountPence: number;
  }[];
  readonly costPence: number;
  readonly outcomes: readonly { readonly outcomeCode: string; readonly title: string }[];
  readonly performanceFramework: readonly {
    readonly metricId: string;
    readonly title: string;
    readonly unit: string;
    readonly baseline: string | null;
  }[];
  /** Fiscal benefit by how sure it is, corrected as recognised; never added up. */
  readonly returnOnInvestment: {
    readonly estimatedPence: number;
    readonly assuredPence: number;
    readonly realisedPence: number;
    readonly realisedCashablePence: number;
    /** Realised fiscal benefit for each pound invested; null when nothing is invested, or none is realised yet. */
    readonly realisedPerPound: string | null;
  };
  readonly reinvestment: { readonly fundingStreamId: string; readonly purposes: readonly string[] } | null;
  readonly milestones: readonly { readonly title: string; readonly on: string }[];
  readonly leadContacts: readonly { readonly agencyId: string; readonly post: string }[];
  /** Every term in plain English. */
  readonly terms: readonly { readonly path: string; readonly heading: string; readonly says: string }[];
}

/** @throws NoSuchAgreement */
export async function agreementSummary(look: Look, agreementId: string, horizon: Horizon): Promise<AgreementSummary> {
  const state = await readAgreement(look, agreementId, horizon);
  const names = await readNames(look);
  const { version, terms } = versionInForceOn(state, horizon.asAt) ?? currentVersion(state);
  const costPence = terms.investments.reduce((sum, { amountPence }) => exact(sum + amountPence), 0);
  const roi = { estimatedPence: 0, assuredPence: 0, realisedPence: 0, realisedCashablePence: 0 };
  for (const { figures } of state.benefits.values()) {
    if (figures.benefitType !== 'FISCAL') continue;
    const { cashablePence, nonCashablePence } = benefitParts(figures);
    const pence = cashablePence + nonCashablePence;
    if (figures.stage === 'ESTIMATE') roi.estimatedPence = exact(roi.estimatedPence + pence);
    else if (figures.stage === 'ASSURED') roi.assuredPence = exact(roi.assuredPence + pence);
    else {
      roi.realisedPence = exact(roi.realisedPence + pence);
      roi.realisedCashablePence = exact(roi.realisedCashablePence + cashablePence);
    }
  }
  const isRealised = [...state.benefits.values()].some(
    ({ figures }) => figures.stage === 'REALISED' && figures.benefitType === 'FISCAL',
  );
  return {
    report: 'agreement-summary',
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    ...agreementRow(state, horizon, names),
    description: terms.description ?? null,
    legalBasis: terms.legalBasis,
    source: terms.source ?? null,
    termsVersion: version,
    investors: terms.investments.map(({ agencyId, fundingStreamId, poolingBasis, amountPence }) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      fundingStreamId: fundingStreamId ?? null,
      poolingBasis,
      amountPence,
    })),
    costPence,
    outcomes: terms.outcomes.map(({ outcomeCode, title }) => ({ outcomeCode, title })),
    performanceFramework: terms.metrics.map(({ metricId, title, unit }) => ({
      metricId,
      title,
      unit,
      baseline: state.baselines.get(metricKey({ metricId }))?.value ?? null,
    })),
    returnOnInvestment: { ...roi, realisedPerPound: isRealised ? perPound(roi.realisedPence, costPence) : null },
    reinvestment: terms.usageRestriction ?? null,
    milestones: terms.milestones ?? [],
    leadContacts: terms.parties.flatMap(({ agencyId, leadContactPost }) =>
      leadContactPost === undefined ? [] : [{ agencyId, post: leadContactPost }],
    ),
    terms: describeTerms(terms),
  };
}

/** Benefit for each pound of cost, to two places; null when nothing was spent: there is then no such ratio. */
export function perPound(benefitPence: number, costPence: number): string | null {
  if (costPence === 0) return null;
  const ratio = Fraction.of(benefitPence).over(Fraction.of(costPence));
  return (ratio.times(Fraction.of(100)).round('HALF_UP') / 100).toFixed(2);
}
