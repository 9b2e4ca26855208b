import { AskPoolYear } from '@app/application';
import { type Instalment, type InstalmentRhythm, instalmentRhythms, instalmentsFrom, LAST_DATE } from '@app/domain';
import { type Answers } from '@app/platform';
import { type AgreedContribution, agreedContributions, resolveHorizon } from '@app/read-models';
import { money } from '../../tables/format';
import { type Table, tableOf } from '../../tables/table';
import { type Asking, type Option } from '../questions/question';
import { type Recording } from '../recording';
import { askedOf, authorityRef, entryRecorded, occurredOn } from './asked-of-all';
import { fundOf, openYears, pooledFundId } from './of-a-fund';

const rhythmWords: Readonly<Record<InstalmentRhythm, Omit<Option, 'value'>>> = {
  ONCE: { text: 'Once' },
  QUARTERLY: { text: 'Every quarter', hint: 'From the first day on, until the year ends' },
  MONTHLY: { text: 'Every month', hint: 'From the first day on, until the year ends' },
};

type Named = Pick<AgreedContribution, 'financialYear' | 'contributionId' | 'amountPence'>;

/**
 * An agreed contribution of a fund as an answer names it: with its amount, which its instalments are worked out from. One
 * that is varied while somebody records its schedule can be chosen no more, and is chosen anew.
 */
export const contributionNamed = ({ financialYear, contributionId, amountPence }: Named): string =>
  `${financialYear}/${contributionId}/${amountPence}`;

function contributionOf({ agreed }: Answers): Named {
  const [financialYear, contributionId, pence] = agreed!.split('/');
  return { financialYear: financialYear!, contributionId: contributionId!, amountPence: Number(pence) };
}

function instalmentsOf(answers: Answers): readonly Instalment[] {
  const { financialYear, amountPence } = contributionOf(answers);
  return instalmentsFrom(answers['firstDueOn']!, answers['rhythm'] as InstalmentRhythm, financialYear, amountPence);
}

/** When a contribution is due: its instalments, which are worked out from how often and from when. */
export const instalments: Recording = {
  name: 'instalments',
  title: 'Set the instalments of a contribution',
  about: 'When it is agreed on which days a contribution is due, or that has changed.',
  commands: ['ScheduleContribution'],
  sends: 'Record the instalments',
  correctedBy: 'setting the instalments again: the last ones count',
  questions: [
    pooledFundId('Which fund is the contribution for?'),
    {
      name: 'agreed',
      kind: 'choice',
      asks: 'Which contribution is paid in instalments?',
      called: 'Contribution',
      missing: 'Select the contribution',
      nothing: 'You see no contribution that is agreed in an open year of this fund: agree one first.',
      options: contributionsAgreed,
    },
    {
      name: 'rhythm',
      kind: 'choice',
      asks: 'How often is an instalment due?',
      called: 'How often',
      missing: 'Select how often an instalment is due',
      nothing: '',
      options: () => Promise.resolve(instalmentRhythms.map((value) => ({ value, ...rhythmWords[value] }))),
    },
    {
      name: 'firstDueOn',
      kind: 'day',
      asks: 'When is the first instalment due?',
      called: 'First due on',
      hint: 'Such as 1 4 2026. From the last day of a month on, each is due on the last day of its month',
      missing: 'Enter when the first instalment is due',
    },
    occurredOn('When was this agreed?'),
    authorityRef,
  ],
  comesTo: ({ answers }) =>
    Promise.resolve(instalmentsTable(instalmentsOf(answers), contributionOf(answers).amountPence)),
  asking: (answers) => {
    const { financialYear, contributionId } = contributionOf(answers);
    return {
      ask: AskPoolYear,
      command: {
        type: 'ScheduleContribution',
        ...askedOf(answers),
        pooledFundId: answers['pooledFundId'],
        financialYear,
        contributionId,
        instalments: instalmentsOf(answers),
      },
    };
  },
  confirmation: (answers, answer) => {
    const entryRef = entryRecorded(answer);
    return {
      heading: 'Instalments recorded',
      reference: entryRef,
      next: [
        { text: 'See the entry', href: `/entries/${entryRef}` },
        {
          text: 'See the statement of the year',
          href: `/funds/${answers['pooledFundId']}/${contributionOf(answers).financialYear}`,
        },
      ],
    };
  },
};

const instalmentsTable = (rows: readonly Instalment[], amountPence: number): Table =>
  tableOf(
    { id: 'instalments', caption: 'Instalments to be recorded', nothing: '' },
    [
      { heading: 'Due on', kind: 'day', of: ({ dueOn }) => dueOn, total: 'Total' },
      { heading: 'Amount', kind: 'money', of: (row) => row.amountPence, total: amountPence },
    ],
    rows,
  );

/** The contributions of the open years of the fund that was chosen, whatever day they were agreed or varied for. */
async function contributionsAgreed(asking: Asking): Promise<readonly Option[]> {
  const { look, answers, today } = asking;
  const open = openYears(await fundOf(asking));
  if (open.length === 0) return [];
  const horizon = await resolveHorizon(look, { asAt: LAST_DATE }, today);
  const rows = await agreedContributions(look, { pooledFundId: answers['pooledFundId'] }, horizon);
  return rows
    .filter(({ financialYear }) => open.includes(financialYear))
    .toReversed()
    .map((row) => ({
      value: contributionNamed(row),
      text: `${row.agencyName}: ${money(row.amountPence)} for ${row.financialYear}`,
      hint: `${row.contributionId}, ${row.fundingStreamName}. ${scheduleWords(row)}`,
    }));
}

function scheduleWords({ instalments: { length }, amountPence, instalments: set }: AgreedContribution): string {
  if (length === 0) return 'Its instalments are not set yet';
  const scheduledPence = set.reduce((sum, instalment) => sum + instalment.amountPence, 0);
  const varied = scheduledPence === amountPence ? '' : `, which come to ${money(scheduledPence)}`;
  return `It has ${length} ${length === 1 ? 'instalment' : 'instalments'}${varied}: new ones take their place`;
}
