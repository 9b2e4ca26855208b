import { Injectable } from '@nestjs/common';
import { type DueRow, type TestPeriodRow } from '@app/read-models';
import { Access } from '../../access/access.service';
import { type GivenCommand } from '../../access/permissions';
import { type HttpExchange } from '../../api/http.decorator';
import { approveHref, calculateHref, payHref } from '../recording/share-addresses';

/** A step that the reader can take now: its words, and where it begins. */
export interface Step {
  readonly text: string;
  readonly href: string;
}

/** A test period, and how far its shares have come. */
interface OfTestPeriod extends Pick<TestPeriodRow, 'testPeriodId' | 'from'> {
  readonly calculation: Pick<
    NonNullable<TestPeriodRow['calculation']>,
    'calculationId' | 'approvedOn' | 'hasLaterEvidence' | 'changesNothing'
  > | null;
}

/** The next steps on the shares of an agreement, for whoever may take them. */
export interface ShareSteps {
  /** Undefined for a test period that has no next step, or none for this reader. */
  readonly ofTestPeriod: (row: OfTestPeriod) => Step | undefined;
  readonly ofDue: (row: DueRow) => Step | undefined;
}

/** Finds out which steps on shares a page of an agreement offers. */
@Injectable()
export class ShareStepsOffered {
  constructor(private readonly access: Access) {}

  /** @param told of which agreement, and the day that is today when no other time is asked for */
  async to(
    { request }: HttpExchange,
    { agreementId, asAt }: { readonly agreementId: string; readonly asAt: string },
  ): Promise<ShareSteps> {
    // What is told for an earlier time may have been done since.
    const query = request.query as Readonly<Record<string, unknown>>;
    const isNow = query['asAt'] === undefined && query['asKnownAt'] === undefined;
    const may = async (command: GivenCommand): Promise<boolean> =>
      isNow && request.caller !== undefined && 'grant' in (await this.access.refuse(request.caller, command));
    const asked = { agreementId, occurredOn: '', authorityRef: '' };
    const [mayCalculate, mayApprove, mayPay] = await Promise.all([
      may({ type: 'CalculateShares', ...asked, testPeriodId: '' }),
      may({ type: 'ApproveShares', ...asked, calculationId: '' }),
      may({ type: 'PayShare', ...asked, dueId: '', paymentId: '', amountPence: 0 }),
    ]);
    return {
      ofTestPeriod({ testPeriodId, from, calculation }) {
        if (calculation === null || calculation.hasLaterEvidence) {
          const text = calculation === null ? 'Calculate the shares' : 'Calculate the shares again';
          return mayCalculate && from <= asAt
            ? { text, href: calculateHref({ agreementId, testPeriodId }) }
            : undefined;
        }
        const { calculationId, approvedOn, changesNothing } = calculation;
        return mayApprove && approvedOn === null && !changesNothing
          ? { text: 'Approve the shares', href: approveHref({ agreementId, testPeriodId, calculationId }) }
          : undefined;
      },
      ofDue: (due) =>
        mayPay && due.outstandingPence > due.inDisputePence
          ? { text: 'Pay', href: payHref({ agreementId, ...due }) }
          : undefined,
    };
  }
}
