import { type Actor, type FinancialYear, type IsoDate, type RequestWithdrawal } from '@app/domain';
import { approver, example, pooledFundManager, section151Officer, treasurer } from '../sample-people';
import { type SampleRecorder } from '../sample-recorder';
import { EARLY_HELP, exampleDelegation, exampleScheme, exampleStream, ofExample, saidBy } from './place-and-fund';

/** What a withdrawal of the worked example is for. */
export type Asked = Pick<RequestWithdrawal, 'fundingStreamId' | 'payee' | 'commissioningAgencyId' | 'purpose'> &
  Pick<Partial<RequestWithdrawal>, 'purposeCode'> & {
    readonly withdrawalId: string;
    readonly financialYear: FinancialYear;
    readonly schemeId: string;
    readonly amountPence: number;
  };

/** How far a withdrawal has come, and when. */
export interface Came {
  readonly requestedOn: IsoDate;
  readonly approvedOn?: IsoDate;
  readonly paidOn?: IsoDate;
  readonly rejected?: { readonly on: IsoDate; readonly reason: string };
}

/** What the head of finance may approve alone; the section 151 officer approves above it. */
const HEAD_OF_FINANCE_MAX_PENCE = 25_000_00;

const approvalOf = (amountPence: number): { readonly by: Actor; readonly delegationId: string } =>
  amountPence <= HEAD_OF_FINANCE_MAX_PENCE
    ? { by: approver, delegationId: exampleDelegation.approver }
    : { by: section151Officer, delegationId: exampleDelegation.section151Officer };

/** Asks for a withdrawal, and records as much of its way as it has come: three posts, one step each. */
export async function withdraw(recorder: SampleRecorder, asked: Asked, came: Came): Promise<void> {
  const { withdrawalId, amountPence, financialYear, ...spending } = asked;
  const of = { pooledFundId: example.pooledFundId, financialYear, withdrawalId };
  await recorder.poolYear(
    `example:${withdrawalId}:request`,
    saidBy(pooledFundManager, came.requestedOn, `request ${withdrawalId}`),
    {
      type: 'RequestWithdrawal',
      ...of,
      ...spending,
      spendType: 'REVENUE',
      expenditureKind: 'APPROVED_EXPENDITURE',
      netPence: amountPence,
      irrecoverableVatPence: 0,
      recoverableVatPence: 0,
    },
  );
  if (came.rejected) {
    const { on, reason } = came.rejected;
    const said = saidBy(approver, on, `decision on ${withdrawalId}`);
    await recorder.poolYear(`example:${withdrawalId}:reject`, said, { type: 'RejectWithdrawal', ...of, reason });
  }
  if (came.approvedOn === undefined) return;
  const { by, delegationId } = approvalOf(amountPence);
  const approved = saidBy(by, came.approvedOn, `decision on ${withdrawalId}`);
  await recorder.poolYear(`example:${withdrawalId}:approve`, approved, {
    type: 'ApproveWithdrawal',
    ...of,
    delegationId,
  });
  if (came.paidOn === undefined) return;
  const paid = saidBy(treasurer, came.paidOn, `payment of ${withdrawalId}`);
  await recorder.poolYear(`example:${withdrawalId}:pay`, paid, {
    type: 'PayWithdrawal',
    ...of,
    bankRef: `BACS ${withdrawalId}`,
  });
}

const { councilId, icbId, policeId } = example;

/** Paid for families in early help, from the grant that is for nothing else. */
export const earlyHelpSpending = {
  fundingStreamId: exampleStream.earlyHelp,
  schemeId: exampleScheme.earlyHelp,
  commissioningAgencyId: councilId,
  payee: { providerName: ofExample('Example Families Trust') },
} as const;
/** Paid for care at home by a provider. */
export const homeCareSpending = {
  fundingStreamId: exampleStream.own,
  schemeId: exampleScheme.safeAtHome,
  commissioningAgencyId: icbId,
  payee: { providerName: ofExample('Example Home Care') },
} as const;
/** Paid to the NHS body for its nurses. */
export const nursesSpending = { ...homeCareSpending, payee: { agencyId: icbId } } as const;
/** Paid to the police for neighbourhood officers. */
export const officersSpending = {
  fundingStreamId: exampleStream.own,
  schemeId: exampleScheme.communitySafety,
  commissioningAgencyId: policeId,
  payee: { agencyId: policeId },
} as const;
/** Paid for alterations to homes, which are capital. */
export const adaptationsSpending = {
  fundingStreamId: exampleStream.adaptations,
  schemeId: exampleScheme.safeAtHome,
  commissioningAgencyId: councilId,
  payee: { providerName: ofExample('Example Adaptations') },
} as const;
/** What a withdrawal from the early help grant says that it serves. */
export const forEarlyHelp = { ...earlyHelpSpending, purposeCode: EARLY_HELP } as const;
