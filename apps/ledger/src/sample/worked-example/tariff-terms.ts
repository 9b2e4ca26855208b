import { firstDayOf, lastDayOf, type Terms } from '@app/domain';
import { example } from '../sample-people';
import { type ExampleDays } from './example-days';
import { ofExample } from './place-and-fund';

const { councilId, departmentId } = example;

/** What can be claimed under the tariff. */
export const exampleOutcome = { attached: 'family-attached', turnedAround: 'family-turned-around' } as const;
/** The number of families that the tariff is paid for. */
export const familiesMetricId = 'funded-families';

/**
 * A fee when a family joins and a payment when it is turned around, as in the first year of Troubled Families; the
 * families are few and illustrative.
 */
export const tariffTerms = ({ lastYear, thisYear }: ExampleDays): Terms => ({
  title: ofExample('Families turned around, paid by results'),
  description:
    'The department pays the council £3,200 when a family joins the programme and £800 when it is turned around. The rates are those of the first year of Troubled Families; the families are illustrative.',
  legalBasis: 'Section 31 of the Local Government Act 2003',
  source: 'Structure: financial framework of the Troubled Families programme. Families: illustrative.',
  parties: [
    { agencyId: departmentId, roles: ['COMMISSIONER'], leadContactPost: 'Director of local programmes' },
    { agencyId: councilId, roles: ['HOST', 'PROVIDER'], leadContactPost: 'Head of early help' },
  ],
  investments: [],
  period: {
    from: firstDayOf(lastYear),
    to: lastDayOf(thisYear),
    testPeriods: [lastYear, thisYear].map((year) => ({
      testPeriodId: year,
      from: firstDayOf(year),
      to: lastDayOf(year),
    })),
  },
  metrics: [{ metricId: familiesMetricId, title: 'Families that are funded', unit: 'COUNT' }],
  outcomes: [
    { outcomeCode: exampleOutcome.attached, title: 'Family joined the programme', metricId: familiesMetricId },
    {
      outcomeCode: exampleOutcome.turnedAround,
      title: 'Family turned around',
      metricId: familiesMetricId,
      onceFor: 'PARTICIPANT',
    },
  ],
  clauses: [
    {
      clauseId: 'advance',
      title: 'Attachment fee',
      trigger: { kind: 'PER_UNIT' },
      valuation: { kind: 'TARIFF', rates: [{ outcomeCode: exampleOutcome.attached, pencePerUnit: 3_200_00 }] },
      corrections: [],
      heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: departmentId } },
      distribution: { kind: 'NAMED_PARTNER', to: councilId },
      floors: [],
      payment: { kind: 'ADVANCE', dueDays: 30 },
    },
    {
      clauseId: 'result',
      title: 'Result payment',
      trigger: { kind: 'PER_UNIT' },
      valuation: { kind: 'TARIFF', rates: [{ outcomeCode: exampleOutcome.turnedAround, pencePerUnit: 800_00 }] },
      corrections: [],
      heldBy: { kind: 'PAYERS', share: { kind: 'NAMED_PARTNER', to: departmentId } },
      distribution: { kind: 'NAMED_PARTNER', to: councilId },
      floors: [],
      payment: { kind: 'RESULT', dueDays: 30 },
    },
  ],
  caps: [],
  rounding: { mode: 'HALF_UP', tieOrder: [departmentId, councilId] },
  validation: { methods: ['INTERNAL_AUDIT', 'ADMIN_DATA'], spotCheckFailurePctMax: '5' },
  review: { everyMonths: 12, by: 'The department and the council' },
  dispute: { steps: [{ to: 'The director of local programmes', withinDays: 28 }] },
  exit: { noticeDays: 90, onExit: 'CONTINUES' },
});
