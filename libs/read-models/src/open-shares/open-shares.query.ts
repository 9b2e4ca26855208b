import { type AgreementEvent, type AgreementState, approvedCalculation, hasLaterEvidence } from '@app/domain';
import { agreementRow, type AgreementRow, changesNothing, type DueRow, dueRows } from '../agreement/agreement.query';
import { agreementIdsOf, factsOfTerms, readAgreements } from '../agreement/agreements';
import { exact } from '../reading/exact';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { readNames } from '../register/names';

interface OfAgreement extends Pick<AgreementRow, 'agreementId' | 'title' | 'standing'> {
  readonly testPeriodId: string;
}

/** Shares that are calculated and wait for approval. */
export interface OpenCalculation extends OfAgreement {
  readonly calculationId: string;
  readonly calculatedOn: string;
  readonly calculatedBy: string;
  /** What parties are to get from others by the clauses that could be calculated. */
  readonly settlementPence: number;
  /** Shares of the test period were approved before: only what differs from them becomes due. */
  readonly isCorrection: boolean;
  /** Some clause could not be calculated: its evidence is missing. */
  readonly isPartial: boolean;
  /** Evidence came in since: it is to be calculated again, not approved. */
  readonly hasLaterEvidence: boolean;
}

/** A sum that is due and can be paid. */
export interface OpenDue extends OfAgreement, DueRow {
  /** What is outstanding and not in dispute. */
  readonly payablePence: number;
}

/** What waits under agreements: shares to be approved, and dues to be paid. */
export interface OpenShares {
  readonly calculations: readonly OpenCalculation[];
  /** Those due first come first. */
  readonly dues: readonly OpenDue[];
}

/** What tells shares and dues. Evidence, of which there may be tens of thousands of facts, is left out. */
const factsOfShares: readonly AgreementEvent['type'][] = [
  ...factsOfTerms,
  'BenefitShareCalculated',
  'BenefitShareApproved',
  'ClawbackRaised',
  'BenefitSharePaid',
  'ClawbackSettled',
  'BenefitReinvested',
  'SharePaymentReversed',
  'DisputeRaised',
  'DisputePositionTaken',
  'DisputeEscalated',
  'DisputeResolved',
];

/** The shares that wait for approval and the dues that wait for payment, under the agreements in sight. */
export async function openShares(look: Look, horizon: Horizon): Promise<OpenShares> {
  const ids = await agreementIdsOf(look, {}, horizon);
  const read = await readAgreements(look, ids, horizon, factsOfShares);
  const states = [...read.values()].filter(({ isWoundUp }) => !isWoundUp);
  const names = await readNames(look);
  const about = (state: AgreementState) => {
    const { agreementId, title, standing } = agreementRow(state, horizon, names);
    return { agreementId, title, standing };
  };
  const waiting = states.filter((state) => waitingIn(state).length > 0).map(({ agreementId }) => agreementId);
  // Only all facts tell whether evidence came in since; they are read of the few agreements where that matters.
  const whole = await readAgreements(look, waiting, horizon);
  const dues = states.flatMap((state) =>
    dueRows(state, horizon, names)
      .map((due) => ({ ...about(state), ...due, payablePence: due.outstandingPence - due.inDisputePence }))
      .filter(({ payablePence }) => payablePence > 0),
  );
  return {
    calculations: [...whole.values()].flatMap((state) =>
      waitingIn(state).map((calculation) => {
        const { calculationId, testPeriodId, calculatedOn, calculatedBy, settlement, clauses } = calculation;
        return {
          ...about(state),
          ...{ testPeriodId, calculationId, calculatedOn, calculatedBy },
          settlementPence: settlement.reduce((sum, party) => exact(sum + Math.max(0, party.settlementPence)), 0),
          isCorrection: approvedCalculation(state, testPeriodId) !== undefined,
          isPartial: clauses.some(({ status }) => status === 'EVIDENCE_MISSING'),
          hasLaterEvidence: hasLaterEvidence(state, calculation),
        };
      }),
    ),
    dues: dues.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)),
  };
}

/** The latest calculation of each test period, where it is not approved and differs from what was approved before. */
function waitingIn(state: AgreementState) {
  const latest = new Map([...state.calculations.values()].map((each) => [each.testPeriodId, each]));
  return [...latest.values()].filter(
    (calculation) => calculation.approvedBy === undefined && !changesNothing(state, calculation),
  );
}
