import { AskAgreement } from '@app/application';
import { parseEntryRef } from '@app/domain';
import {
  benefitShareStatement,
  type BenefitShareStatement,
  openShares,
  type OpenShares,
  resolveHorizon,
} from '@app/read-models';
import { day, money } from '../../tables/format';
import { type Table, tableOf } from '../../tables/table';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { calculationNamed, dueNamed } from '../share-addresses';
import { askedOf, authorityRef, bankRef, given, occurredOn } from './asked-of-all';
import { agreementEntryRecorded, agreementId, testPeriodId } from './of-an-agreement';

/** What waits under the agreements that the person sees. */
const waiting = async ({ look, today }: Asking): Promise<OpenShares> =>
  openShares(look, await resolveHorizon(look, {}, today));

/** Working out the shares of a test period. Nothing falls due by it. */
export const shareCalculation: Recording = {
  name: 'share-calculation',
  title: 'Calculate the shares of a test period',
  about: 'When its results are recorded and checked. Nothing is due until somebody else approves the shares.',
  commands: ['CalculateShares'],
  sends: 'Calculate the shares',
  correctedBy: 'putting the evidence right and calculating again',
  questions: [
    agreementId('Under which agreement are shares calculated?'),
    testPeriodId('Which test period are they for?'),
    occurredOn('When are they calculated?', 'Usually today'),
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskAgreement,
    command: {
      type: 'CalculateShares',
      ...askedOf(answers),
      agreementId: answers['agreementId'],
      testPeriodId: answers['testPeriodId'],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Shares calculated',
    reference: agreementEntryRecorded(answer),
    note: 'Nothing is due yet: they wait until somebody else approves them.',
    next: [
      {
        text: 'See what each party gets, and every step of the working',
        href: statementHref(answers['agreementId']!, answers['testPeriodId']!),
      },
      { text: 'See what waits for approval', href: '/approvals' },
      { text: 'See the agreement', href: `/agreements/${answers['agreementId']}` },
    ],
  }),
};

const statementHref = (agreement: string, testPeriod: string): string =>
  `/agreements/${agreement}/periods/${testPeriod}`;

function calculationOf(named: string | undefined) {
  const [agreement, testPeriod, calculationId] = named!.split('/');
  return { agreementId: agreement!, testPeriodId: testPeriod!, calculationId: calculationId! };
}

/** Approving shares that somebody else calculated: they fall due by it. */
export const shareApproval: Recording = {
  name: 'share-approval',
  title: 'Approve calculated shares',
  about: 'When somebody else has calculated the shares of a test period. What they come to is then due.',
  commands: ['ApproveShares'],
  sends: 'Approve the shares',
  correctedBy: 'calculating again and approving that: the difference is then due',
  questions: [
    {
      name: 'calculation',
      kind: 'choice',
      asks: 'Which shares do you approve?',
      called: 'Shares',
      missing: 'Select the shares',
      nothing: 'No calculated shares wait for approval.',
      options: calculationsToApprove,
    },
    occurredOn('When were they approved?'),
    authorityRef,
  ],
  comesTo: async ({ look, answers, today }) => {
    const { agreementId: agreement, testPeriodId: testPeriod } = calculationOf(answers['calculation']);
    const horizon = await resolveHorizon(look, {}, today);
    return settlementTable(await benefitShareStatement(look, agreement, testPeriod, horizon));
  },
  asking: (answers) => {
    const { agreementId: agreement, calculationId } = calculationOf(answers['calculation']);
    return {
      ask: AskAgreement,
      command: { type: 'ApproveShares', ...askedOf(answers), agreementId: agreement, calculationId },
    };
  },
  confirmation: (answers, answer) => {
    const { agreementId: agreement, testPeriodId: testPeriod } = calculationOf(answers['calculation']);
    return {
      heading: 'Shares approved',
      reference: agreementEntryRecorded(answer),
      note: 'What they come to is now due; after an earlier approval, what differs from it. Somebody who did not approve them pays it.',
      next: [
        { text: 'See what waits for payment', href: '/approvals' },
        { text: 'See the statement', href: statementHref(agreement, testPeriod) },
        { text: 'See the agreement', href: `/agreements/${agreement}` },
      ],
    };
  },
};

async function calculationsToApprove(asking: Asking): Promise<readonly Option[]> {
  const { calculations } = await waiting(asking);
  return calculations.map((row) => ({
    value: calculationNamed(row),
    text: `${row.title}, ${row.testPeriodId}`,
    hint: [
      `${money(row.settlementPence)} to be settled, calculated on ${day(row.calculatedOn)} by ${asking.called(row.calculatedBy)}`,
      ...(row.isCorrection ? ['Shares were approved before: only what differs from them becomes due'] : []),
      ...(row.isPartial ? ['Not all of it could be calculated'] : []),
      ...(row.hasLaterEvidence ? ['Out of date: it has to be calculated again'] : []),
    ].join('. '),
  }));
}

/** What a settlement does not say by its figures: whether they are whole, and what of them becomes due. */
function settlementCaption({ testPeriodId: testPeriod, clauses, dues }: BenefitShareStatement): string {
  const isPartial = clauses.some(({ status }) => status === 'EVIDENCE_MISSING');
  return [
    `What each party gets for ${testPeriod}`,
    isPartial ? ', as far as it is known: evidence is missing' : '',
    dues.length > 0 ? '; what differs from what was approved before becomes due' : '',
  ].join('');
}

const settlementTable = (statement: BenefitShareStatement): Table =>
  tableOf(
    {
      id: 'settlement',
      caption: settlementCaption(statement),
      nothing: 'By these shares nobody gets anything.',
    },
    [
      { heading: 'Party', kind: 'text', of: ({ partyName }) => partyName },
      { heading: 'Share', kind: 'money', of: ({ sharePence }) => sharePence },
      { heading: 'Holds already', kind: 'money', of: ({ heldPence }) => heldPence },
      { heading: 'To receive (+) or to pay (−)', kind: 'money', of: ({ settlementPence }) => settlementPence },
    ],
    statement.parties,
  );

function dueOf(named: string | undefined) {
  const [agreement, dueId, settledThrough] = (named ?? '//').split('/');
  return { agreementId: agreement!, dueId: dueId!, settledThrough };
}

/** Paying a sum that is due under an agreement, in part or in full. */
export const sharePayment: Recording = {
  name: 'share-payment',
  title: 'Pay a share',
  about: 'When a sum that is due under an agreement has been paid. Whoever approved it does not pay it.',
  commands: ['PayShare'],
  sends: 'Record the payment',
  correctedBy:
    'a reversal of the payment, which a system records through the API. What was reinvested is returned from the fund',
  questions: [
    {
      name: 'due',
      kind: 'choice',
      asks: 'Which sum was paid?',
      called: 'Due',
      hint: 'What is in dispute is frozen, and not offered',
      missing: 'Select the sum',
      nothing: 'Nothing that is due under an agreement waits for payment.',
      options: duesToPay,
    },
    {
      name: 'amountPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much was paid?',
      called: 'Amount',
      hint: 'All that is due, or a part of it',
      missing: 'Enter how much was paid',
    },
    occurredOn('When was it paid?'),
    {
      name: 'fundEntryRef',
      kind: 'text',
      lengthMax: 100,
      fromLinks: true,
      asks: 'Which entry of the pooled fund is this payment?',
      called: 'Entry of the fund',
      hint: 'The fund paid or was paid: record that in the fund first, and enter its reference, such as early-help/2014-15/2',
      missing: 'Enter the reference of the entry',
      askedIf: ({ due }) => dueOf(due).settledThrough === 'FUND_ENTRY',
      refusedIf: (entryRef) =>
        parseEntryRef(entryRef) ? undefined : 'Entry of the fund must be a reference such as early-help/2014-15/2',
    },
    bankRef,
    authorityRef,
  ],
  asking: (answers, draftId) => {
    const { agreementId: agreement, dueId, settledThrough } = dueOf(answers['due']);
    return {
      ask: AskAgreement,
      command: {
        type: 'PayShare',
        ...askedOf(answers),
        agreementId: agreement,
        dueId,
        paymentId: draftId,
        amountPence: Number(answers['amountPence']),
        bankRef: given(answers['bankRef']),
        fundEntryRef: settledThrough === 'FUND_ENTRY' ? answers['fundEntryRef'] : undefined,
      },
    };
  },
  confirmation: (answers, answer) => {
    const { agreementId: agreement, settledThrough } = dueOf(answers['due']);
    return {
      heading: 'Payment recorded',
      reference: agreementEntryRecorded(answer),
      note:
        settledThrough === 'REINVESTMENT'
          ? 'It is reinvested: the pooled fund records it as a contribution of whoever paid it.'
          : undefined,
      next: [
        { text: 'See what else waits', href: '/approvals' },
        { text: 'See the entry', href: `/entries/${agreementEntryRecorded(answer)}` },
        { text: 'See the agreement', href: `/agreements/${agreement}` },
      ],
    };
  },
};

async function duesToPay(asking: Asking): Promise<readonly Option[]> {
  const { dues } = await waiting(asking);
  // A list that opens shows no hints, and two dues may differ by their days alone.
  return dues.map((row) => ({
    value: dueNamed(row),
    text: `${money(row.payablePence)} from ${row.fromName} to ${row.toName}, due on ${day(row.dueOn)}: ${row.title}, ${row.testPeriodId}`,
  }));
}
