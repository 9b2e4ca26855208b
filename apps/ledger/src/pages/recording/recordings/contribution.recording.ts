import { AskPoolYear } from '@app/application';
import { contributionAgeing, resolveHorizon } from '@app/read-models';
import { money } from '../../tables/format';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, bankRef, entryRecorded, given, occurredOn } from './asked-of-all';
import { fundingStreamId, partnersOf, pooledFundId } from './of-a-fund';

/** Cash that arrived from a partner. */
export const contribution: Recording = {
  name: 'contribution',
  title: 'Record a contribution received',
  about: 'When cash from a partner has arrived in the fund.',
  commands: ['RecordContributionReceipt'],
  sends: 'Record the contribution',
  questions: [
    pooledFundId('Which fund did the money arrive in?'),
    {
      name: 'partnerId',
      kind: 'choice',
      asks: 'Who paid it?',
      called: 'Paid by',
      missing: 'Select who paid it',
      nothing: 'The fund has no partner yet: a partner has to be admitted first.',
      options: partnersOf,
    },
    fundingStreamId('Which funding stream is the money from?'),
    {
      name: 'contribution',
      kind: 'choice',
      optional: true,
      asks: 'Which agreed contribution does it pay?',
      called: 'Agreed contribution',
      hint: 'Leave empty when it pays none that was agreed',
      missing: 'Select the contribution',
      nothing: 'No contribution of this partner and funding stream is outstanding. The money is recorded all the same.',
      options: outstandingContributions,
    },
    {
      name: 'amountPence',
      kind: 'money',
      fromPence: 1,
      asks: 'How much was received?',
      called: 'Amount',
      missing: 'Enter how much was received',
    },
    occurredOn('When was it received?'),
    bankRef,
    authorityRef,
  ],
  asking: (answers, draftId) => {
    const [contributionFinancialYear, contributionId] = (answers['contribution'] || '/').split('/');
    return {
      ask: AskPoolYear,
      command: {
        type: 'RecordContributionReceipt',
        ...askedOf(answers),
        pooledFundId: answers['pooledFundId'],
        receiptId: draftId,
        partnerId: answers['partnerId'],
        fundingStreamId: answers['fundingStreamId'],
        amountPence: Number(answers['amountPence']),
        contributionId: given(contributionId),
        contributionFinancialYear: given(contributionFinancialYear),
        bankRef: given(answers['bankRef']),
      },
    };
  },
  confirmation: (answers, answer) => {
    const entryRef = entryRecorded(answer);
    return {
      heading: 'Contribution recorded',
      reference: entryRef,
      next: [
        { text: 'See the entry', href: `/entries/${entryRef}` },
        { text: 'See the fund', href: `/funds/${answers['pooledFundId']}` },
      ],
    };
  },
};

/** Contributions of the partner and the funding stream that something is still due of; each told once. */
async function outstandingContributions({ look, answers, today }: Asking): Promise<readonly Option[]> {
  const { pooledFundId: fund, partnerId: agencyId, fundingStreamId: stream } = answers;
  if (!fund || !agencyId || !stream) return [];
  const horizon = await resolveHorizon(look, {}, today);
  const query = { pooledFundId: fund, agencyId, fundingStreamId: stream };
  const { rows } = await contributionAgeing(look, query, horizon);
  const outstanding = new Map<string, { pence: number; text: string }>();
  for (const row of rows.filter(({ mode, outstandingPence }) => mode === 'CASH_TRANSFER' && outstandingPence > 0)) {
    const value = `${row.financialYear}/${row.contributionId}`;
    const pence = (outstanding.get(value)?.pence ?? 0) + row.outstandingPence;
    outstanding.set(value, { pence, text: `${row.contributionId}, ${row.financialYear}` });
  }
  return [...outstanding].map(([value, { pence, text }]) => ({
    value,
    text,
    hint: `${money(pence)} still to come`,
  }));
}
