import { type OpenCalculation, type OpenDue } from '@app/read-models';
import { addressOf } from '../rendering/addresses';

/** A calculation as an answer names it. */
export const calculationNamed = (of: Pick<OpenCalculation, 'agreementId' | 'testPeriodId' | 'calculationId'>): string =>
  `${of.agreementId}/${of.testPeriodId}/${of.calculationId}`;

/** A due as an answer names it: with how it is settled, because what is asked next depends on it. */
export const dueNamed = (of: Pick<OpenDue, 'agreementId' | 'dueId' | 'settledThrough'>): string =>
  `${of.agreementId}/${of.dueId}/${of.settledThrough}`;

/** Where somebody begins to calculate the shares of a test period. */
export const calculateHref = (of: Pick<OpenCalculation, 'agreementId' | 'testPeriodId'>): string =>
  addressOf('/record/share-calculation/new', { agreementId: of.agreementId, testPeriodId: of.testPeriodId });

/** Where somebody begins to approve calculated shares. */
export const approveHref = (of: Parameters<typeof calculationNamed>[0]): string =>
  addressOf('/record/share-approval/new', { calculation: calculationNamed(of) });

/** Where somebody begins to pay a due. */
export const payHref = (of: Parameters<typeof dueNamed>[0]): string =>
  addressOf('/record/share-payment/new', { due: dueNamed(of) });
