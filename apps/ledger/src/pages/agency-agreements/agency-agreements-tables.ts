import { type AgencyAgreementRow, type AgencyAgreementTotals, type BenefitRow } from '@app/read-models';
import { addressesOf, type Times } from '../agreements/agreement-addresses';
import { calculationTag } from '../agreements/agreement-tables';
import { sentenceCase } from '../rendering/in-words';
import { type Column, type Table, tableOf } from '../tables/table';

type Totals = AgencyAgreementTotals;
type BenefitColumn = keyof AgencyAgreementTotals & keyof BenefitRow;

/** The agreement that a row is about, and where its page is at these times. */
const agreementColumn = (times: Times, total?: string): Column<Pick<AgencyAgreementRow, 'agreementId' | 'title'>> => ({
  heading: 'Agreement',
  kind: 'text',
  of: ({ agreementId, title }) => ({ value: title, href: addressesOf(agreementId, times).agreement }),
  total,
});

const money = (
  heading: string,
  of: (row: AgencyAgreementRow) => number,
  total: number,
): Column<AgencyAgreementRow> => ({ heading, kind: 'money', of, total });

/** Where each agreement is, what is in force and whether the agency has signed it. */
export const standingTable = (rows: readonly AgencyAgreementRow[], times: Times): Table =>
  tableOf(
    { id: 'agreements', caption: 'Its agreements, in every place', nothing: 'It was a party to no agreement then.' },
    [
      agreementColumn(times),
      { heading: 'Place', kind: 'text', of: ({ placeName }) => placeName },
      {
        heading: 'Its role',
        kind: 'text',
        of: ({ roles }) => roles.split(' ').filter(Boolean).map(roleInWords).join(', '),
      },
      { heading: 'How it stands', kind: 'text', of: ({ standing }) => sentenceCase(standing) },
      {
        heading: 'Terms in force',
        kind: 'text',
        of: ({ versionInForce }) => (versionInForce === null ? 'none' : `version ${versionInForce}`),
      },
      { heading: 'In force from', kind: 'day', of: ({ effectiveFrom }) => effectiveFrom ?? { value: '' } },
      { heading: 'Runs from', kind: 'day', of: ({ periodFrom }) => periodFrom },
      { heading: 'Runs to', kind: 'day', of: ({ periodTo }) => periodTo },
      {
        heading: 'Latest version signed by it',
        kind: 'text',
        of: ({ hasSigned }) =>
          hasSigned === null
            ? 'does not sign'
            : hasSigned
              ? 'yes'
              : { value: 'no', tag: { text: 'not signed', colour: 'orange' } },
      },
      {
        heading: 'Parties that have not signed it',
        kind: 'count',
        of: ({ unsignedPartyIds }) => unsignedPartyIds.length,
      },
    ],
    rows,
  );

/** Each sort of gain apart: what can be taken out in cash, what cannot, and what is not sure yet. */
const gained: readonly (readonly [heading: string, column: BenefitColumn])[] = [
  ['Cashable benefit', 'cashableBenefitPence'],
  ['Other fiscal benefit', 'nonCashableBenefitPence'],
  ['Economic benefit', 'economicBenefitPence'],
  ['Social benefit', 'socialBenefitPence'],
  ['Assured, not realised yet', 'assuredBenefitPence'],
  ['Estimated only', 'estimatedBenefitPence'],
  ['Share to receive', 'shareReceivablePence'],
  ['Share to pay', 'sharePayablePence'],
  ['Share received', 'shareReceivedPence'],
  ['Share paid', 'sharePaidPence'],
];

/** Each test period of each agreement, leading to its statement. */
export const statementsTable = (rows: readonly AgencyAgreementRow[], times: Times): Table =>
  tableOf(
    {
      id: 'statements',
      caption: 'Statements of each test period',
      nothing: 'The terms of its agreements name no test period.',
    },
    [
      agreementColumn(times),
      {
        heading: 'Statement',
        kind: 'text',
        of: ({ agreementId, testPeriodId }) => ({
          value: testPeriodId,
          href: addressesOf(agreementId, times).statement(testPeriodId),
        }),
      },
      { heading: 'First day', kind: 'day', of: ({ from }) => from },
      { heading: 'Last day', kind: 'day', of: ({ to }) => to },
      { heading: 'Shares', kind: 'text', of: ({ calculation }) => ({ value: '', tag: calculationTag(calculation) }) },
      { heading: 'Due to it', kind: 'money', of: ({ dueToItPence }) => dueToItPence },
      { heading: 'Due from it', kind: 'money', of: ({ dueFromItPence }) => dueFromItPence },
    ],
    rows.flatMap(({ agreementId, title, testPeriods }) =>
      testPeriods.map((period) => ({ agreementId, title, ...period })),
    ),
  );

const roleInWords = (role: string): string => sentenceCase(role).toLowerCase();

/** What it put in, and what it gained, by sort and sureness: figures that stand side by side and are never added. */
export const gainedTable = (rows: readonly AgencyAgreementRow[], totals: Totals, times: Times): Table =>
  tableOf(
    { id: 'gained', caption: 'What it put in and what it gained', nothing: 'It was a party to no agreement then.' },
    [
      agreementColumn(times, 'All its agreements'),
      money('It invests', (row) => row.investedPence, totals.investedPence),
      ...gained.map(([heading, column]) => money(heading, (row) => row[column], totals[column])),
    ],
    rows,
  );

/** What is still due to it and from it, what of that is late, and what is held up and why. */
export const dueTable = (rows: readonly AgencyAgreementRow[], totals: Totals, times: Times): Table =>
  tableOf(
    { id: 'due', caption: 'What is due, late, capped or in dispute', nothing: 'It was a party to no agreement then.' },
    [
      agreementColumn(times, 'All its agreements'),
      money('Due to it', (row) => row.dueToItPence, totals.dueToItPence),
      money('Late to it', (row) => row.lateToItPence, totals.lateToItPence),
      money('Due from it', (row) => row.dueFromItPence, totals.dueFromItPence),
      money('Late from it', (row) => row.lateFromItPence, totals.lateFromItPence),
      money('Not paid because of a cap', (row) => row.cappedPence, totals.cappedPence),
      money('In dispute', (row) => row.inDisputePence, totals.inDisputePence),
      { heading: 'Claims to check', kind: 'count', of: (row) => row.claimsUnderCheck },
      { heading: 'Calculations to approve', kind: 'count', of: (row) => row.calculationsUnderCheck },
      {
        heading: 'Calculations out of date',
        kind: 'count',
        of: ({ calculationsOutOfDate }) => ({
          value: calculationsOutOfDate,
          tag: calculationsOutOfDate > 0 ? { text: 'out of date', colour: 'orange' } : undefined,
        }),
      },
    ],
    rows,
  );
