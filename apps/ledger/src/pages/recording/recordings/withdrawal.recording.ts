import { AskPoolYear } from '@app/application';
import { expenditureKinds, financialYearOf, spendTypes } from '@app/domain';
import { type Question } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, codes, entryRecorded, given, occurredOn } from './asked-of-all';
import { agencyOf, fundingStreamId, partnersOf, permittedPurposesOf, pooledFundId, schemesOf } from './of-a-fund';

const payTo: readonly Question[] = [
  {
    name: 'payeeKind',
    kind: 'choice',
    asks: 'Who is to be paid?',
    called: 'Sort of payee',
    missing: 'Select who is to be paid',
    nothing: '',
    options: () =>
      Promise.resolve([
        { value: 'AGENCY', text: 'A public body of the register' },
        { value: 'PROVIDER', text: 'Somebody else, such as a provider of care' },
      ]),
  },
  agencyOf({
    name: 'payeeAgencyId',
    asks: 'Which public body is to be paid?',
    called: 'Payee',
    missing: 'Select the public body',
    askedIf: ({ payeeKind }) => payeeKind === 'AGENCY',
  }),
  {
    name: 'payeeProvider',
    kind: 'text',
    lengthMax: 200,
    asks: 'What is the provider called?',
    called: 'Payee',
    hint: 'The name of an organisation, never of a person who receives care',
    missing: 'Enter the name of the provider',
    askedIf: ({ payeeKind }) => payeeKind === 'PROVIDER',
  },
];

/** A request to draw money out of a fund, for somebody else to approve. */
export const withdrawal: Recording = {
  name: 'withdrawal',
  title: 'Ask for a withdrawal',
  about: 'When money is to be paid out of the fund. Somebody else approves it, and a third pays it.',
  commands: ['RequestWithdrawal'],
  sends: 'Ask for the withdrawal',
  questions: [
    pooledFundId('Which fund is to pay?'),
    fundingStreamId(
      'Which funding stream is to be spent?',
      'Each pound keeps its funding stream; a ring-fenced one may be spent on its own purposes only',
    ),
    {
      name: 'purposeCode',
      kind: 'choice',
      optional: true,
      asks: 'Which of its permitted purposes is it for?',
      called: 'Permitted purpose',
      missing: 'Select the purpose',
      nothing: 'This funding stream names no purposes.',
      options: permittedPurposesOf,
    },
    ...payTo,
    agencyOf({
      name: 'commissioningAgencyId',
      asks: 'On whose behalf is it spent?',
      called: 'Commissioned by',
      hint: 'The public body that commissions the service',
      missing: 'Select who commissions it',
    }),
    {
      name: 'schemeId',
      kind: 'choice',
      optional: true,
      asks: 'Under which scheme?',
      called: 'Scheme',
      missing: 'Select the scheme',
      nothing: 'The fund has no schemes.',
      options: schemesOf,
    },
    {
      name: 'spendType',
      kind: 'choice',
      asks: 'Is it revenue or capital?',
      called: 'Revenue or capital',
      missing: 'Select revenue or capital',
      nothing: '',
      options: () => Promise.resolve(codes(spendTypes)),
    },
    {
      name: 'expenditureKind',
      kind: 'choice',
      asks: 'What sort of spending is it?',
      called: 'Sort of spending',
      missing: 'Select what sort of spending it is',
      nothing: '',
      options: () => Promise.resolve(codes(expenditureKinds)),
    },
    {
      name: 'consentingAgencyIds',
      kind: 'choices',
      asks: 'Which partners have consented to it in writing?',
      called: 'Consent of',
      hint: 'Other spending than the agreement permits needs the written consent of every partner',
      missing: 'Select the partners that have consented',
      nothing: 'You see no partner of this fund that could consent. Choose another sort of spending, or another fund.',
      askedIf: ({ expenditureKind }) => expenditureKind === 'OTHER',
      options: partnersOf,
    },
    {
      name: 'netPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much is it, without VAT?',
      called: 'Amount without VAT',
      missing: 'Enter how much it is without VAT',
    },
    {
      name: 'irrecoverableVatPence',
      kind: 'money',
      fromPence: 0,
      asks: 'How much VAT cannot be reclaimed?',
      called: 'VAT that cannot be reclaimed',
      hint: 'A cost of the fund. Enter 0 if there is none',
      missing: 'Enter how much VAT cannot be reclaimed, or 0',
    },
    {
      name: 'recoverableVatPence',
      kind: 'money',
      fromPence: 0,
      asks: 'How much VAT can be reclaimed?',
      called: 'VAT that can be reclaimed',
      hint: 'No cost of the fund. Enter 0 if there is none',
      missing: 'Enter how much VAT can be reclaimed, or 0',
    },
    {
      name: 'purpose',
      kind: 'text',
      lengthMax: 500,
      isLong: true,
      asks: 'What is it for?',
      called: 'Purpose',
      missing: 'Enter what it is for',
    },
    occurredOn('When is it asked for?', 'The date of the request, such as 27 3 2024'),
    authorityRef,
  ],
  asking: (answers, draftId) => ({
    ask: AskPoolYear,
    command: {
      type: 'RequestWithdrawal',
      ...askedOf(answers),
      pooledFundId: answers['pooledFundId'],
      financialYear: financialYearOf(answers['occurredOn']!),
      withdrawalId: draftId,
      fundingStreamId: answers['fundingStreamId'],
      purposeCode: given(answers['purposeCode']),
      payee:
        answers['payeeKind'] === 'AGENCY'
          ? { agencyId: answers['payeeAgencyId'] }
          : { providerName: answers['payeeProvider'] },
      commissioningAgencyId: answers['commissioningAgencyId'],
      schemeId: given(answers['schemeId']),
      spendType: answers['spendType'],
      expenditureKind: answers['expenditureKind'],
      consentingAgencyIds:
        answers['expenditureKind'] === 'OTHER' ? answers['consentingAgencyIds']!.split(' ') : undefined,
      netPence: Number(answers['netPence']),
      irrecoverableVatPence: Number(answers['irrecoverableVatPence']),
      recoverableVatPence: Number(answers['recoverableVatPence']),
      purpose: answers['purpose'],
    },
  }),
  confirmation: (answers, answer) => ({
    heading: 'Withdrawal asked for',
    reference: entryRecorded(answer),
    note: 'It waits until somebody else, who holds the power to decide on it, approves or rejects it.',
    next: [
      { text: 'See what waits for approval', href: '/approvals' },
      { text: 'See the entry', href: `/entries/${entryRecorded(answer)}` },
      { text: 'See the fund', href: `/funds/${answers['pooledFundId']}` },
    ],
  }),
};
