import {
  type AgreementState,
  approvedCalculation,
  currentVersion,
  hasLaterEvidence,
  signingParties,
  versionInForceOn,
} from '@app/domain';
import {
  agreementRow,
  type AgreementRow,
  type CalculationRow,
  calculationRows,
  changesNothing,
  dueRows,
  testPeriodsOf,
} from '../agreement/agreement.query';
import { agreementIdsOf, readAgreements } from '../agreement/agreements';
import { sumCells } from '../entry/sums';
import { exact } from '../reading/exact';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { inOrderOf, type Report, reportOf, totalsOf } from '../reading/report';
import { type Names, readNames } from '../register/names';
import {
  benefitMeasures,
  benefitRows,
  type BenefitColumn,
  benefitColumns,
  noBenefit,
} from '../who-gained/benefit-rows';

const ownColumns = [
  'investedPence',
  'dueToItPence',
  'dueFromItPence',
  'lateToItPence',
  'lateFromItPence',
  'cappedPence',
  'inDisputePence',
] as const;

/** A test period of an agreement as one of its parties sees it. */
export interface AgencyTestPeriodRow {
  readonly testPeriodId: string;
  readonly from: string;
  readonly to: string;
  /** The latest; null while there is none. */
  readonly calculation: CalculationRow | null;
  /** What is still to be paid to the party and by it; null while no calculation is approved. */
  readonly dueToItPence: number | null;
  readonly dueFromItPence: number | null;
}

/** One agreement as one of its parties sees it. Claims and shares under check stand apart from what is due. */
export type AgencyAgreementRow = Omit<AgreementRow, 'partyIds'> & {
  readonly roles: string;
  /** Null for an assessor, who does not sign. */
  readonly hasSigned: boolean | null;
  /** What it invests under the terms that count. */
  readonly investedPence: number;
  /** What is still to be paid to it, by it; and the part of that which is late. */
  readonly dueToItPence: number;
  readonly dueFromItPence: number;
  readonly lateToItPence: number;
  readonly lateFromItPence: number;
  /** What caps left unpaid in the latest calculations: those of the agreement and its own, not those of other parties. */
  readonly cappedPence: number;
  /** In open disputes about its settlement, or frozen by others in dues to it or from it: whichever is more. */
  readonly inDisputePence: number;
  /** Claims that nobody has validated yet, and calculations that nobody has approved. */
  readonly claimsUnderCheck: number;
  readonly calculationsUnderCheck: number;
  /** Approved calculations that evidence came in after. */
  readonly calculationsOutOfDate: number;
  /** Each has a statement. */
  readonly testPeriods: readonly AgencyTestPeriodRow[];
} & Record<BenefitColumn, number>;

export type AgencyAgreementTotals = Record<(typeof ownColumns)[number] | BenefitColumn, number>;

/**
 * The department's view, or any party's: its agreements in every place, the terms in force, who has signed, what it put
 * in, what it gained, what is due, late, capped, in dispute or under check.
 */
export async function agencyAgreements(
  look: Look,
  query: ReportQuery & { readonly agencyId: string },
  horizon: Horizon,
): Promise<Report<AgencyAgreementRow, AgencyAgreementTotals>> {
  const ids = await agreementIdsOf(look, query, horizon);
  const states = await readAgreements(look, ids, horizon);
  const names = await readNames(look);
  const sums = await sumCells(look, query, horizon, benefitMeasures);
  const gained = new Map<string, Record<BenefitColumn, number>>();
  for (const row of benefitRows(sums, names).benefits) {
    if (row.agencyId !== query.agencyId) continue;
    const sum = gained.get(row.agreementId) ?? noBenefit();
    for (const column of benefitColumns) sum[column] = exact(sum[column] + row[column]);
    gained.set(row.agreementId, sum);
  }
  const rows = [...states.values()].map((state) => ({
    ...agencyRow(state, query.agencyId, horizon, names),
    ...(gained.get(state.agreementId) ?? noBenefit()),
  }));
  const totals = totalsOf(rows, [...ownColumns, ...benefitColumns]);
  return reportOf('agency-agreements', query, horizon, {
    rows: inOrderOf(rows, 'placeId', 'agreementId'),
    totals,
    flags: [],
  });
}

function agencyRow(
  state: AgreementState,
  agencyId: string,
  horizon: Horizon,
  names: Names,
): Omit<AgencyAgreementRow, BenefitColumn> {
  const { partyIds: _partyIds, ...listed } = agreementRow(state, horizon, names);
  const { terms } = versionInForceOn(state, horizon.asAt) ?? currentVersion(state);
  const dues = dueRows(state, horizon, names);
  const to = dues.filter((due) => due.toId === agencyId);
  const from = dues.filter((due) => due.fromId === agencyId);
  const calculations = calculationRows(state);
  const sum = (of: typeof dues, column: 'outstandingPence' | 'latePence' | 'inDisputePence'): number =>
    of.reduce((total, due) => exact(total + due[column]), 0);
  const latest = new Map([...state.calculations.values()].map((each) => [each.testPeriodId, each]));
  const reached = [...latest.values()].flatMap(({ capsReached }) => capsReached);
  const capped = reached.filter((cap) => cap.agencyId === undefined || cap.agencyId === agencyId);
  const contested = [...state.disputes.values()]
    .filter((dispute) => dispute.status === 'OPEN' && dispute.agencyId === agencyId)
    .reduce((total, { amountPence }) => exact(total + amountPence), 0);
  return {
    ...listed,
    roles: terms.parties.find((party) => party.agencyId === agencyId)?.roles.join(' ') ?? '',
    hasSigned: signingParties(terms).includes(agencyId) ? !listed.unsignedPartyIds.includes(agencyId) : null,
    investedPence: terms.investments
      .filter((investment) => investment.agencyId === agencyId)
      .reduce((total, { amountPence }) => exact(total + amountPence), 0),
    dueToItPence: sum(to, 'outstandingPence'),
    dueFromItPence: sum(from, 'outstandingPence'),
    lateToItPence: sum(to, 'latePence'),
    lateFromItPence: sum(from, 'latePence'),
    cappedPence: capped.reduce((total, { unpaidExcessPence }) => exact(total + unpaidExcessPence), 0),
    inDisputePence: Math.max(contested, sum([...to, ...from], 'inDisputePence')),
    claimsUnderCheck: [...state.claims.values()].filter(({ status }) => status === 'CLAIMED').length,
    calculationsUnderCheck: [...latest.values()].filter(
      (calculation) => calculation.approvedBy === undefined && !changesNothing(state, calculation),
    ).length,
    calculationsOutOfDate: [...latest.values()].filter(
      (calculation) => calculation.approvedBy !== undefined && hasLaterEvidence(state, calculation),
    ).length,
    testPeriods: testPeriodsOf(state, terms).map((period) => {
      const isOfPeriod = ({ testPeriodId }: { readonly testPeriodId: string }): boolean =>
        testPeriodId === period.testPeriodId;
      const isApproved = approvedCalculation(state, period.testPeriodId) !== undefined;
      return {
        ...period,
        calculation: calculations.findLast(isOfPeriod) ?? null,
        dueToItPence: isApproved ? sum(to.filter(isOfPeriod), 'outstandingPence') : null,
        dueFromItPence: isApproved ? sum(from.filter(isOfPeriod), 'outstandingPence') : null,
      };
    }),
  };
}
