import { describeTerms, termsWithNames } from '@app/domain';
import {
  type AgreementOverview,
  type AgreementRow,
  type DisputeRow,
  type DueRow,
  type TestPeriodRow,
} from '@app/read-models';
import { inWords, sentenceCase } from '../rendering/in-words';
import { money } from '../tables/format';
import { type Column, type Table, type TableCell, tableOf } from '../tables/table';
import { type AgreementAddresses, addressesOf, type Times } from './agreement-addresses';
import {
  benefitTypeWords,
  claimWords,
  disputeTags,
  dueKinds,
  listed,
  poolingWords,
  stageWords,
  standingTags,
} from './agreement-words';
import { type ShareSteps, type Step } from './share-steps.service';
import { namesOf } from './words-for-people';

/** The agreements of a list, each leading to its page. */
export const agreementsTable = (rows: readonly AgreementRow[], times: Times): Table =>
  tableOf(
    { id: 'agreements', caption: 'Agreements', nothing: 'There is no agreement within what is shown here.' },
    [
      {
        heading: 'Agreement',
        kind: 'text',
        of: ({ agreementId, title }) => ({ value: title, href: addressesOf(agreementId, times).agreement }),
      },
      { heading: 'Place', kind: 'text', of: ({ placeName }) => placeName },
      { heading: 'How it stands', kind: 'text', of: ({ standing }) => ({ value: '', tag: standingTags[standing] }) },
      { heading: 'First day', kind: 'day', of: ({ periodFrom }) => periodFrom },
      { heading: 'Last day', kind: 'day', of: ({ periodTo }) => periodTo },
      {
        heading: 'Version in force',
        kind: 'text',
        of: ({ versionInForce }) => (versionInForce === null ? 'None' : String(versionInForce)),
      },
      {
        heading: 'Who has not signed the latest version',
        kind: 'text',
        of: ({ unsignedPartyNames, latestVersion }) =>
          unsignedPartyNames.length === 0
            ? 'Every party has signed'
            : `Version ${latestVersion}: ${listed(unsignedPartyNames)}`,
      },
    ],
    rows,
  );

/** Who takes part, and as what. */
export const partiesTable = ({ parties }: AgreementOverview, addresses: AgreementAddresses): Table =>
  tableOf(
    { id: 'parties', caption: 'Parties and what they do', nothing: 'The terms name no party.' },
    [
      {
        heading: 'Party',
        kind: 'text',
        of: ({ agencyId, agencyName }) => ({ value: agencyName, href: addresses.agency(agencyId) }),
      },
      { heading: 'What it does', kind: 'text', of: ({ roles }) => sentenceCase(roles.map(inWords).join(', ')) },
      {
        heading: 'Post that answers for it',
        kind: 'text',
        of: ({ leadContactPost }) => leadContactPost ?? 'None is named',
      },
    ],
    parties,
  );

/** Every version of the terms, with where it can be read. */
export const versionsTable = ({ versions }: AgreementOverview, addresses: AgreementAddresses): Table =>
  tableOf(
    { id: 'versions', caption: 'Versions of the terms', nothing: 'There are no terms.' },
    [
      {
        heading: 'Version',
        kind: 'text',
        of: ({ version }) => ({ value: `Version ${version}`, href: addresses.terms(version) }),
      },
      { heading: 'Drafted on', kind: 'day', of: ({ draftedOn }) => draftedOn },
      { heading: 'Proposed on', kind: 'day', of: ({ proposedOn }) => proposedOn ?? 'not yet' },
      {
        heading: 'In force from',
        kind: 'day',
        of: ({ effectiveFrom, retrospective }) => ({
          value: effectiveFrom ?? 'not yet',
          tag: retrospective ? { text: 'backdated', colour: 'orange' } : undefined,
        }),
      },
      { heading: 'Why', kind: 'text', of: ({ reason }) => reason ?? 'The first terms' },
      {
        heading: 'What it changed',
        kind: 'text',
        of: ({ version }) =>
          version === 1
            ? ''
            : {
                value: `Versions ${version - 1} and ${version} side by side`,
                href: addresses.comparison(version - 1, version),
              },
      },
    ],
    versions,
  );

const notYet = (text: string): TableCell => ({ value: '', tag: { text, colour: 'orange' } });

/** Who has approved and signed each version, and when; the latest comes first. */
export const signaturesTable = ({ versions }: AgreementOverview): Table =>
  tableOf(
    { id: 'signatures', caption: 'Who has approved and signed', nothing: 'No party signs these terms.' },
    [
      { heading: 'Party', kind: 'text', of: ({ agencyName }) => agencyName },
      { heading: 'Version', kind: 'text', of: ({ version }) => String(version) },
      { heading: 'Approved on', kind: 'day', of: ({ approvedOn }) => approvedOn ?? notYet('Not approved') },
      { heading: 'Approved by', kind: 'text', of: ({ approverPost }) => approverPost ?? '' },
      { heading: 'Signed on', kind: 'day', of: ({ signedOn }) => signedOn ?? notYet('Not signed') },
      { heading: 'Signed by', kind: 'text', of: ({ signatoryPost }) => signatoryPost ?? '' },
    ],
    versions.toReversed().flatMap(({ version, signatures }) => signatures.map((each) => ({ ...each, version }))),
  );

/** The column of the next steps; none where there is no step for this reader. */
function nextSteps<Row>(rows: readonly Row[], stepOf: (row: Row) => Step | undefined): readonly Column<Row>[] {
  if (!rows.some((row) => stepOf(row) !== undefined)) return [];
  const step = (row: Row): TableCell => {
    const { text = '', href } = stepOf(row) ?? {};
    return { value: text, href };
  };
  return [{ heading: 'Next', kind: 'text', of: step }];
}

/** The test periods, each leading to its statement. */
export const testPeriodsTable = (
  { testPeriods }: AgreementOverview,
  addresses: AgreementAddresses,
  { ofTestPeriod }: ShareSteps,
): Table =>
  tableOf(
    { id: 'test-periods', caption: 'Test periods and their statements', nothing: 'The terms name no test period.' },
    [
      {
        heading: 'Test period',
        kind: 'text',
        of: ({ testPeriodId }) => ({ value: testPeriodId, href: addresses.statement(testPeriodId) }),
      },
      { heading: 'First day', kind: 'day', of: ({ from }) => from },
      { heading: 'Last day', kind: 'day', of: ({ to }) => to },
      { heading: 'Shares', kind: 'text', of: ({ calculation }) => ({ value: '', tag: calculationTag(calculation) }) },
      { heading: 'Due', kind: 'money', of: ({ duePence }) => duePence },
      { heading: 'Still to pay', kind: 'money', of: ({ outstandingPence }) => outstandingPence },
      { heading: 'Late', kind: 'money', of: ({ latePence }) => latePence },
      { heading: 'In dispute', kind: 'money', of: ({ inDisputePence }) => inDisputePence },
      ...nextSteps(testPeriods, ofTestPeriod),
    ],
    testPeriods,
  );

/** How far the shares of a test period have come. */
export function calculationTag(
  calculation: Pick<
    NonNullable<TestPeriodRow['calculation']>,
    'approvedOn' | 'hasLaterEvidence' | 'changesNothing'
  > | null,
): NonNullable<TableCell['tag']> {
  if (calculation === null) return { text: 'Not calculated', colour: 'grey' };
  if (calculation.hasLaterEvidence) return { text: 'Out of date', colour: 'orange' };
  if (calculation.changesNothing) return { text: 'As approved before', colour: 'green' };
  if (calculation.approvedOn === null) return { text: 'Not approved', colour: 'blue' };
  return { text: 'Approved', colour: 'green' };
}

const sumOf = (
  dues: readonly DueRow[],
  column: 'amountPence' | 'paidPence' | 'outstandingPence' | 'inDisputePence' | 'latePence',
) => dues.reduce((sum, due) => sum + due[column], 0);

/** What is due, paid, late and in dispute. */
export const duesTable = (
  dues: readonly DueRow[],
  addresses: AgreementAddresses,
  stepOf: ShareSteps['ofDue'] = () => undefined,
): Table => {
  const columns: readonly Column<DueRow>[] = [
    { heading: 'Who pays', kind: 'text', of: ({ fromName }) => fromName, total: 'Total' },
    { heading: 'Who receives', kind: 'text', of: ({ toName }) => toName },
    { heading: 'What for', kind: 'text', of: ({ kind }) => dueKinds[kind] },
    {
      heading: 'Test period',
      kind: 'text',
      of: ({ testPeriodId }) => ({ value: testPeriodId, href: addresses.statement(testPeriodId) }),
    },
    { heading: 'Due on', kind: 'day', of: ({ dueOn }) => dueOn },
    { heading: 'Due', kind: 'money', of: (due) => due.amountPence, total: sumOf(dues, 'amountPence') },
    { heading: 'Paid', kind: 'money', of: (due) => due.paidPence, total: sumOf(dues, 'paidPence') },
    {
      heading: 'Still to pay',
      kind: 'money',
      of: (due) => due.outstandingPence,
      total: sumOf(dues, 'outstandingPence'),
    },
    {
      heading: 'In dispute',
      kind: 'money',
      of: (due) => due.inDisputePence,
      total: sumOf(dues, 'inDisputePence'),
    },
    {
      heading: 'Late',
      kind: 'money',
      of: ({ latePence }) => ({
        value: latePence,
        tag: latePence > 0 ? { text: 'late', colour: 'red' } : undefined,
      }),
      total: sumOf(dues, 'latePence'),
    },
    ...nextSteps(dues, stepOf),
  ];
  const nothing = 'Nothing is due: no shares are approved yet, or they come to nothing.';
  return tableOf({ id: 'dues', caption: 'What is due, paid, late and in dispute', nothing }, columns, dues);
};

/** The disputes, each leading to its page. */
export const disputesTable = (disputes: readonly DisputeRow[], addresses: AgreementAddresses): Table =>
  tableOf(
    { id: 'disputes', caption: 'Disputes', nothing: 'Nothing is in dispute.' },
    [
      {
        heading: 'Dispute',
        kind: 'text',
        of: ({ disputeId, agencyName }) => ({ value: `Share of ${agencyName}`, href: addresses.dispute(disputeId) }),
      },
      { heading: 'Test period', kind: 'text', of: ({ testPeriodId }) => testPeriodId },
      { heading: 'Raised on', kind: 'day', of: ({ raisedOn }) => raisedOn },
      { heading: 'Amount in dispute', kind: 'money', of: ({ amountPence }) => amountPence },
      { heading: 'How it stands', kind: 'text', of: ({ status }) => ({ value: '', tag: disputeTags[status] }) },
    ],
    disputes,
  );

/** How many claims stand where. */
export const claimsTable = ({ claimCounts }: AgreementOverview): Table =>
  tableOf(
    { id: 'claims', caption: 'Claims', nothing: 'Nothing has been claimed under these terms.' },
    [
      { heading: 'What became of them', kind: 'text', of: ({ text }) => text },
      { heading: 'What that means', kind: 'text', of: ({ says }) => says },
      { heading: 'Claims', kind: 'count', of: ({ count }) => count },
    ],
    Object.values(claimCounts).some((count) => count > 0)
      ? (Object.keys(claimWords) as (keyof typeof claimWords)[]).map((status) => ({
          ...claimWords[status],
          count: claimCounts[status],
        }))
      : [],
  );

/** What the parties put in. */
export const investmentsTable = ({ investments, costBenefit }: AgreementOverview): Table =>
  tableOf(
    { id: 'investments', caption: 'What the parties put in', nothing: 'Nobody puts anything in under these terms.' },
    [
      { heading: 'Party', kind: 'text', of: ({ agencyName }) => agencyName, total: 'Total' },
      { heading: 'From', kind: 'text', of: ({ fundingStreamName }) => fundingStreamName ?? 'Its own budget' },
      { heading: 'How', kind: 'text', of: ({ poolingBasis }) => poolingWords[poolingBasis] ?? inWords(poolingBasis) },
      { heading: 'Amount', kind: 'money', of: ({ amountPence }) => amountPence, total: costBenefit.costPence },
    ],
    investments,
  );

/** Partners that leave. */
export const exitsTable = ({ exits }: AgreementOverview): Table =>
  tableOf(
    { id: 'exits', caption: 'Parties that leave', nothing: 'No party has given notice to leave.' },
    [
      { heading: 'Party', kind: 'text', of: ({ agencyName }) => agencyName },
      { heading: 'Notice given on', kind: 'day', of: ({ noticeOn }) => noticeOn },
      { heading: 'Leaves on', kind: 'day', of: ({ exitsOn }) => exitsOn },
      { heading: 'Left on', kind: 'day', of: ({ exitedOn }) => exitedOn ?? 'not yet' },
    ],
    exits,
  );

/** The caps of the terms, in words, and how much of each is used. */
export function capsTable({ caps, terms, parties }: AgreementOverview): Table {
  const says = new Map(describeTerms(termsWithNames(terms, namesOf(parties))).map((term) => [term.path, term.says]));
  return tableOf(
    {
      id: 'caps',
      caption: 'Caps: the most that is paid',
      nothing: 'There are no caps: nothing limits what is paid.',
    },
    [
      { heading: 'Cap', kind: 'text', of: ({ capId }) => capId },
      { heading: 'What it says', kind: 'text', of: ({ path }) => says.get(path) ?? '' },
      {
        heading: 'Used so far',
        kind: 'text',
        of: ({ usedPence }) => (usedPence === null ? 'See each statement' : money(usedPence)),
      },
    ],
    caps,
  );
}

/** Every benefit recognised under an agreement, by whom it falls to and how sure it is. */
export const benefitsTable = ({ benefits }: AgreementOverview): Table =>
  tableOf(
    { id: 'benefits', caption: 'Benefits so far', nothing: 'No benefit has been recognised under these terms.' },
    [
      { heading: 'Where it falls', kind: 'text', of: ({ agencyName }) => agencyName },
      { heading: 'Benefit', kind: 'text', of: ({ outcome }) => outcome },
      { heading: 'Test period', kind: 'text', of: ({ testPeriodId }) => testPeriodId },
      { heading: 'Kind', kind: 'text', of: ({ benefitType }) => benefitTypeWords[benefitType] ?? inWords(benefitType) },
      { heading: 'How sure', kind: 'text', of: ({ stage }) => stageWords[stage] ?? inWords(stage) },
      { heading: 'Before corrections', kind: 'money', of: ({ grossPence }) => grossPence },
      { heading: 'After corrections', kind: 'money', of: ({ netPence }) => netPence },
      { heading: 'Of which cash', kind: 'money', of: ({ cashablePence }) => cashablePence },
    ],
    benefits,
  );
