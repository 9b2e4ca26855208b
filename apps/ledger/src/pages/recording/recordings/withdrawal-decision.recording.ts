import { AskPoolYear } from '@app/application';
import { openWithdrawals, pooledFundDetail, resolveHorizon } from '@app/read-models';
import { money } from '../../tables/format';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, bankRef, entryRecorded, given, occurredOn, reason } from './asked-of-all';

/** A withdrawal among those that wait for a step, named by its fund, its year and its id. */
const waiting =
  (status: 'REQUESTED' | 'APPROVED') =>
  async ({ look, today }: Asking): Promise<readonly Option[]> => {
    const rows = await openWithdrawals(look, await resolveHorizon(look, {}, today));
    return rows
      .filter((row) => row.status === status)
      .map((row) => ({
        value: `${row.pooledFundId}/${row.financialYear}/${row.withdrawalId}`,
        text: `${money(row.amountPence)} to ${row.payeeName}, from ${row.pooledFundName}`,
        hint: row.purpose,
      }));
  };

const withdrawalOf = (named: string | undefined) => {
  const [pooledFundId, financialYear, withdrawalId] = named!.split('/');
  return { pooledFundId, financialYear, withdrawalId };
};

/** Approving a withdrawal, or rejecting it. */
export const withdrawalDecision: Recording = {
  name: 'decision',
  title: 'Approve or reject a withdrawal',
  about: 'When somebody has asked for a withdrawal and you hold the power to decide on it.',
  commands: ['ApproveWithdrawal', 'RejectWithdrawal'],
  sends: 'Record the decision',
  questions: [
    {
      name: 'withdrawal',
      kind: 'choice',
      asks: 'Which withdrawal do you decide on?',
      called: 'Withdrawal',
      missing: 'Select the withdrawal',
      nothing: 'No withdrawal waits for approval.',
      options: waiting('REQUESTED'),
    },
    {
      name: 'decision',
      kind: 'choice',
      asks: 'Do you approve it?',
      called: 'Decision',
      missing: 'Select whether you approve it',
      nothing: '',
      options: () =>
        Promise.resolve([
          { value: 'APPROVE', text: 'Yes, approve it' },
          { value: 'REJECT', text: 'No, reject it' },
        ]),
    },
    {
      name: 'delegationId',
      kind: 'choice',
      asks: 'Under which delegation do you approve it?',
      called: 'Delegation',
      hint: 'The power to approve that you were given, up to its limit',
      missing: 'Select the delegation',
      nothing: 'You hold no delegation in this fund: a section 151 officer has to grant one before you can approve.',
      askedIf: ({ decision }) => decision === 'APPROVE',
      options: delegationsHeld,
    },
    { ...reason('Why do you reject it?'), askedIf: ({ decision }) => decision === 'REJECT' },
    occurredOn('When was it decided?'),
    authorityRef,
  ],
  asking: (answers) => {
    const of = { ...askedOf(answers), ...withdrawalOf(answers['withdrawal']) };
    return answers['decision'] === 'APPROVE'
      ? { ask: AskPoolYear, command: { type: 'ApproveWithdrawal', ...of, delegationId: answers['delegationId'] } }
      : { ask: AskPoolYear, command: { type: 'RejectWithdrawal', ...of, reason: answers['reason'] } };
  },
  confirmation: ({ decision }, answer) => ({
    heading: decision === 'APPROVE' ? 'Withdrawal approved' : 'Withdrawal rejected',
    reference: entryRecorded(answer),
    note: decision === 'APPROVE' ? 'It now waits to be paid, by somebody who did not approve it.' : undefined,
    next: [
      { text: 'See what else waits', href: '/approvals' },
      { text: 'See the entry', href: `/entries/${entryRecorded(answer)}` },
    ],
  }),
};

/** Delegations of the fund that the person holds today to approve withdrawals. */
async function delegationsHeld({ look, answers, caller, today }: Asking): Promise<readonly Option[]> {
  const { pooledFundId } = withdrawalOf(answers['withdrawal'] ?? '//');
  if (!pooledFundId) return [];
  const fund = await pooledFundDetail(look, pooledFundId, await resolveHorizon(look, {}, today));
  return (fund?.delegations ?? [])
    .filter((each) => each.holderActorId === caller.actorId && each.actions.includes('APPROVE_WITHDRAWAL'))
    .filter(({ fromOn, untilOn }) => fromOn <= today && (untilOn === null || today < untilOn))
    .map(({ delegationId, limitPence }) => ({
      value: delegationId,
      text: delegationId,
      hint: `Up to ${money(limitPence)}`,
    }));
}

/** Paying a withdrawal that was approved. */
export const withdrawalPayment: Recording = {
  name: 'payment',
  title: 'Pay a withdrawal',
  about: 'When an approved withdrawal has been paid. Whoever approved it does not pay it.',
  commands: ['PayWithdrawal'],
  sends: 'Record the payment',
  questions: [
    {
      name: 'withdrawal',
      kind: 'choice',
      asks: 'Which withdrawal was paid?',
      called: 'Withdrawal',
      missing: 'Select the withdrawal',
      nothing: 'No approved withdrawal waits for payment.',
      options: waiting('APPROVED'),
    },
    occurredOn('When was it paid?'),
    bankRef,
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskPoolYear,
    command: {
      type: 'PayWithdrawal',
      ...askedOf(answers),
      ...withdrawalOf(answers['withdrawal']),
      bankRef: given(answers['bankRef']),
    },
  }),
  confirmation: (_answers, answer) => ({
    heading: 'Payment recorded',
    reference: entryRecorded(answer),
    next: [
      { text: 'See what else waits', href: '/approvals' },
      { text: 'See the entry', href: `/entries/${entryRecorded(answer)}` },
    ],
  }),
};
