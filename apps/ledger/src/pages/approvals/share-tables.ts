import { type OpenCalculation, type OpenDue, type OpenShares } from '@app/read-models';
import { standingTags } from '../agreements/agreement-words';
import { approveHref, payHref } from '../recording/share-addresses';
import { type Column, type Table, tableOf } from '../tables/table';

/** The column that leads to the next step; none for a reader who may not take it. */
const nextStep = <Row>(does: string, hrefOf: (row: Row) => string, may: boolean): readonly Column<Row>[] =>
  may ? [{ heading: 'Next', kind: 'text', of: (row) => ({ value: does, href: hrefOf(row) }) }] : [];

const agreementColumns: readonly Column<OpenCalculation | OpenDue>[] = [
  {
    heading: 'Agreement',
    kind: 'text',
    of: ({ agreementId, title, standing }) => ({
      value: title,
      href: `/agreements/${agreementId}`,
      // While it is halted, neither step can be taken.
      tag: standing === 'CALLED_IN' || standing === 'SUSPENDED' ? standingTags[standing] : undefined,
    }),
  },
  {
    heading: 'Test period',
    kind: 'text',
    of: ({ agreementId, testPeriodId }) => ({
      value: testPeriodId,
      href: `/agreements/${agreementId}/periods/${testPeriodId}`,
    }),
  },
];

/**
 * Shares that are calculated, to be approved by somebody else.
 * @param called what people call whoever calculated them
 */
export const sharesToApprove = (
  { calculations }: OpenShares,
  called: (actorId: string) => string,
  may: boolean,
): Table =>
  tableOf<OpenCalculation>(
    {
      id: 'shares-to-approve',
      caption: 'Calculated shares, to be approved',
      nothing: 'No calculated shares wait for approval.',
    },
    [
      ...agreementColumns,
      {
        heading: 'To be settled',
        kind: 'money',
        of: ({ settlementPence, isPartial, isCorrection }) => {
          const marks = [isPartial && 'not all is known', isCorrection && 'less what was due before'].filter(Boolean);
          const colour = isPartial ? 'orange' : 'blue';
          return { value: settlementPence, tag: marks.length > 0 ? { text: marks.join(', '), colour } : undefined };
        },
      },
      { heading: 'Calculated by', kind: 'text', of: ({ calculatedBy }) => called(calculatedBy) },
      {
        heading: 'On',
        kind: 'day',
        of: ({ calculatedOn, hasLaterEvidence }) => ({
          value: calculatedOn,
          tag: hasLaterEvidence ? { text: 'out of date', colour: 'orange' } : undefined,
        }),
      },
      ...nextStep('Approve', approveHref, may),
    ],
    calculations,
  );

/** What is due under agreements, to be paid by somebody who did not approve it. */
export const sharesToPay = ({ dues }: OpenShares, may: boolean): Table =>
  tableOf<OpenDue>(
    {
      id: 'shares-to-pay',
      caption: 'Due under agreements, to be paid',
      nothing: 'Nothing that is due under an agreement waits for payment.',
    },
    [
      ...agreementColumns,
      { heading: 'Amount', kind: 'money', of: ({ payablePence }) => payablePence },
      { heading: 'From', kind: 'text', of: ({ fromName }) => fromName },
      { heading: 'To', kind: 'text', of: ({ toName }) => toName },
      {
        heading: 'Due on',
        kind: 'day',
        of: ({ dueOn, latePence }) => ({
          value: dueOn,
          tag: latePence > 0 ? { text: 'late', colour: 'red' } : undefined,
        }),
      },
      ...nextStep('Pay', payHref, may),
    ],
    dues,
  );
