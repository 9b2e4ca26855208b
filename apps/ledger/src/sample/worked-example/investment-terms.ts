import { firstDayOf, lastDayOf, nextFinancialYear, type Terms } from '@app/domain';
import { example } from '../sample-people';
import { type ExampleDays } from './example-days';
import { EARLY_HELP, ofExample } from './place-and-fund';

const { councilId, policeId, icbId, departmentId } = example;

/** What version 2 would change in version 1. */
export interface Variable {
  readonly optimismBiasPct: string;
  readonly reinvestedPct: string;
  readonly sharedPct: string;
  readonly isExtended: boolean;
}

/** What is in force: 15 per cent off for optimism, half of the net benefit reinvested. */
export const agreedTerms: Variable = {
  optimismBiasPct: '15%',
  reinvestedPct: '50%',
  sharedPct: '50%',
  isExtended: false,
};
/** What is proposed: more caution, more reinvested, and a year more. */
export const proposedTerms: Variable = {
  optimismBiasPct: '20%',
  reinvestedPct: '60%',
  sharedPct: '40%',
  isExtended: true,
};

/**
 * Four agencies invest £600,000; what is saved repays them, then half of it is reinvested. The structure is that of the
 * Investment Agreement Template of Greater Manchester's community budget; the amounts are illustrative.
 */
export function investmentTerms({ lastYear, thisYear }: ExampleDays, variable: Variable): Terms {
  const years = [lastYear, thisYear, ...(variable.isExtended ? [nextFinancialYear(thisYear)] : [])];
  return {
    title: ofExample('Investment in families with complex needs'),
    description: `Four agencies invest £600,000. What is saved is taken where it falls, less ${variable.optimismBiasPct} for optimism, and only its cashable part. It repays the investment first. Of what is left, ${variable.reinvestedPct} is reinvested and ${variable.sharedPct} is shared by investment. The amounts are illustrative.`,
    legalBasis: 'Section 75 of the National Health Service Act 2006 and section 1 of the Localism Act 2011',
    source: 'Structure: Investment Agreement Template, Greater Manchester community budget. Amounts: illustrative.',
    parties: [
      { agencyId: councilId, roles: ['INVESTOR', 'HOST', 'BENEFICIARY'], leadContactPost: 'Director of resources' },
      { agencyId: policeId, roles: ['INVESTOR', 'BENEFICIARY'], leadContactPost: 'Chief finance officer' },
      { agencyId: icbId, roles: ['INVESTOR', 'BENEFICIARY'], leadContactPost: 'Chief finance officer' },
      {
        agencyId: departmentId,
        roles: ['INVESTOR', 'BENEFICIARY'],
        leadContactPost: 'Director of local programmes',
      },
    ],
    investments: [
      { agencyId: councilId, poolingBasis: 'POOLED', amountPence: 300_000_00 },
      { agencyId: policeId, poolingBasis: 'POOLED', amountPence: 100_000_00 },
      { agencyId: icbId, poolingBasis: 'POOLED', amountPence: 150_000_00 },
      { agencyId: departmentId, poolingBasis: 'ALIGNED', amountPence: 50_000_00 },
    ],
    period: {
      from: firstDayOf(years[0]!),
      to: lastDayOf(years.at(-1)!),
      testPeriods: years.map((year) => ({ testPeriodId: year, from: firstDayOf(year), to: lastDayOf(year) })),
    },
    metrics: [],
    outcomes: [],
    clauses: [
      {
        clauseId: 'returns',
        title: 'Returns on the investment',
        trigger: { kind: 'BENEFIT_RECOGNISED' },
        valuation: { kind: 'RECOGNISED_BENEFIT', stage: 'REALISED' },
        corrections: [
          { kind: 'OPTIMISM_BIAS', by: 'TERMS', part: variable.optimismBiasPct },
          { kind: 'CASHABILITY', by: 'EVIDENCE' },
        ],
        heldBy: { kind: 'WHERE_IT_FALLS' },
        distribution: {
          kind: 'WATERFALL',
          steps: [
            {
              stepId: 'repay',
              title: 'Repay the investment',
              upTo: { kind: 'INVESTMENT' },
              over: 'CONTRACT',
              share: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
            },
            {
              stepId: 'net',
              title: 'Share the net benefit',
              share: {
                kind: 'WEIGHTED',
                parts: [
                  { title: 'Reinvested', portion: variable.reinvestedPct, share: { kind: 'REINVEST' } },
                  {
                    title: 'By investment',
                    portion: variable.sharedPct,
                    share: { kind: 'PRO_RATA_CONTRIBUTION', basis: 'TERMS' },
                  },
                ],
              },
            },
          ],
        },
        floors: [],
        payment: { kind: 'RESULT', dueDays: 30 },
      },
    ],
    caps: [],
    rounding: { mode: 'HALF_UP', tieOrder: [councilId, policeId, icbId, departmentId] },
    validation: { methods: ['INTERNAL_AUDIT'] },
    usageRestriction: { fundingStreamId: 'example-reinvested-benefit', purposes: [EARLY_HELP] },
    review: { everyMonths: 12, by: 'The investment board' },
    dispute: {
      steps: [
        { to: 'The investment board', withinDays: 14 },
        { to: 'The chief executives', withinDays: 28 },
      ],
    },
    exit: { noticeDays: 90, onExit: 'CONTINUES' },
  };
}
