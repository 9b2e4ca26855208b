import { AskPoolYear } from '@app/application';
import { contributionModes, isIdentifier } from '@app/domain';
import { addressOf } from '../../rendering/addresses';
import { type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, entryRecorded, given, occurredOn } from './asked-of-all';
import { contributionNamed } from './instalments.recording';
import { fundingStreamId, openYearOf, partnersOf, pooledFundId, schemesOf } from './of-a-fund';

const modeWords: Readonly<Record<(typeof contributionModes)[number], Omit<Option, 'value'>>> = {
  CASH_TRANSFER: { text: 'Cash is paid into the fund' },
  RETAINED_BY_PARTNER: { text: 'The partner keeps the money and spends it itself', hint: 'No part of the balance' },
  GRANT_DIRECT: { text: 'A grant is paid directly to whoever spends it', hint: 'No part of the balance' },
  IN_KIND: { text: 'In kind: staff, goods, rooms', hint: 'No part of the balance' },
};

/** What a partner agreed to put into a fund in a year. When it is due is said by its schedule. */
export const agreedContribution: Recording = {
  name: 'agreed-contribution',
  title: 'Agree a contribution',
  about: 'When a partner has agreed what it puts into the fund in a year. When it is due comes next.',
  commands: ['AgreeContribution'],
  sends: 'Record what was agreed',
  correctedBy: 'a variation of the contribution, which its partners agree to',
  questions: [
    pooledFundId('Which fund is it for?'),
    openYearOf('Which year is it for?'),
    {
      name: 'partnerId',
      kind: 'choice',
      asks: 'Which partner contributes?',
      called: 'Partner',
      missing: 'Select the partner',
      nothing: 'The fund has no partner yet: a partner has to be admitted first.',
      options: partnersOf,
    },
    fundingStreamId('Which funding stream is the money from?'),
    {
      name: 'mode',
      kind: 'choice',
      asks: 'How is it contributed?',
      called: 'How',
      missing: 'Select how it is contributed',
      nothing: '',
      options: () => Promise.resolve(contributionModes.map((value) => ({ value, ...modeWords[value] }))),
    },
    {
      name: 'valuationBasis',
      kind: 'text',
      lengthMax: 500,
      isLong: true,
      asks: 'How was it valued?',
      called: 'Valued by',
      hint: 'Such as “Two analysts for a year, at the middle of their grade”',
      missing: 'Enter how it was valued',
      askedIf: ({ mode }) => mode === 'IN_KIND',
    },
    {
      name: 'amountPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much is it for the year?',
      called: 'Amount',
      hint: 'For the whole year, and without client charges that were taken off',
      missing: 'Enter how much it is for the year',
    },
    {
      name: 'clientChargesPence',
      kind: 'money',
      fromPence: 1,
      optional: true,
      asks: 'How much was taken off for client charges?',
      called: 'Client charges taken off',
      hint: 'What people who receive care pay towards it. Leave empty if nothing was taken off',
      missing: 'Enter the client charges',
    },
    {
      name: 'recurrence',
      kind: 'choice',
      asks: 'Does it come again next year?',
      called: 'Next year',
      missing: 'Select whether it comes again next year',
      nothing: '',
      options: () =>
        Promise.resolve([
          { value: 'RECURRENT', text: 'Yes, next year begins with it' },
          { value: 'NON_RECURRENT', text: 'No, it is for this year only' },
        ]),
    },
    {
      name: 'requirement',
      kind: 'choice',
      optional: true,
      asks: 'Does it meet a published minimum, or come on top?',
      called: 'Minimum or additional',
      missing: 'Select what it is',
      nothing: '',
      options: () =>
        Promise.resolve([
          { value: 'MINIMUM', text: 'It meets a published minimum' },
          { value: 'ADDITIONAL', text: 'It comes on top' },
        ]),
    },
    {
      name: 'publishedMinimumPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much is the published minimum?',
      called: 'Published minimum',
      hint: 'For this place and year. The contribution may not fall below it, now or later',
      missing: 'Enter how much the published minimum is',
      askedIf: ({ requirement }) => requirement === 'MINIMUM',
    },
    {
      name: 'schemeId',
      kind: 'choice',
      optional: true,
      asks: 'Is it for one scheme of the fund?',
      called: 'Scheme',
      missing: 'Select the scheme',
      nothing: 'The fund has no schemes.',
      options: schemesOf,
    },
    {
      name: 'determinationRef',
      kind: 'text',
      lengthMax: 64,
      optional: true,
      asks: 'Which grant determination is it from?',
      called: 'Grant determination',
      hint: 'Its number, such as 31/7245. Leave empty if the money is no grant',
      missing: 'Enter the number of the determination',
    },
    {
      name: 'contributionId',
      kind: 'text',
      lengthMax: 64,
      asks: 'What is the contribution called?',
      called: 'Name',
      hint: 'A short name that tells it apart in this year, of small letters, digits and hyphens, such as council-minimum',
      missing: 'Enter what the contribution is called',
      refusedIf: (text) =>
        isIdentifier(text) ? undefined : 'Name must be small letters, digits and hyphens, such as council-minimum',
    },
    occurredOn('When was it agreed?'),
    authorityRef,
  ],
  asking: (answers) => ({
    ask: AskPoolYear,
    command: {
      type: 'AgreeContribution',
      ...askedOf(answers),
      pooledFundId: answers['pooledFundId'],
      financialYear: answers['financialYear'],
      contributionId: answers['contributionId'],
      partnerId: answers['partnerId'],
      fundingStreamId: answers['fundingStreamId'],
      amountPence: Number(answers['amountPence']),
      mode: answers['mode'],
      recurrence: answers['recurrence'],
      requirement: given(answers['requirement']),
      schemeId: given(answers['schemeId']),
      valuationBasis: answers['mode'] === 'IN_KIND' ? answers['valuationBasis'] : undefined,
      publishedMinimumPence:
        answers['requirement'] === 'MINIMUM' ? Number(answers['publishedMinimumPence']) : undefined,
      clientChargesPence: penceGiven(answers['clientChargesPence']),
      determinationRef: given(answers['determinationRef']),
    },
  }),
  confirmation: (answers, answer) => {
    const entryRef = entryRecorded(answer);
    const named = contributionNamed({
      financialYear: answers['financialYear']!,
      contributionId: answers['contributionId']!,
      amountPence: Number(answers['amountPence']),
    });
    return {
      heading: 'Contribution agreed',
      reference: entryRef,
      note: 'Until its instalments are set, nobody is told when it is late.',
      next: [
        {
          text: 'Set when its instalments are due',
          href: addressOf('/record/instalments/new', { pooledFundId: answers['pooledFundId'], agreed: named }),
        },
        { text: 'See the entry', href: `/entries/${entryRef}` },
        { text: 'See the fund', href: `/funds/${answers['pooledFundId']}` },
      ],
    };
  },
};

const penceGiven = (answer: string | undefined): number | undefined => (answer ? Number(answer) : undefined);
