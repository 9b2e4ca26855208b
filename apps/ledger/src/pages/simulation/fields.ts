import { type Correction, type Metric, type NameOf, type Terms, varianceCauses } from '@app/domain';
import { inWords, sentenceCase } from '../rendering/in-words';
import { type BenefitNeed, type MetricNeed, type Needs } from './needs';

/**
 * How a field is filled in. Money is in pounds and pence; a number may be a ratio such as 5/6, a count may not; a share is
 * a part of all, from 0 to 100 per cent; a change may be a negative percentage.
 */
export type FieldKind = 'money' | 'number' | 'count' | 'share' | 'change' | 'choice';

/** One figure that can be assumed. */
export interface AssumptionField {
  /** In the address, and the id of the field. */
  readonly name: string;
  readonly label: string;
  /** What it is called in a sentence about it, such as "the baseline of Cost of demand". */
  readonly called: string;
  readonly hint?: string;
  readonly kind: FieldKind;
  readonly suffix?: string;
  readonly items?: readonly { readonly value: string; readonly text: string }[];
}

/** Figures about one thing. */
export interface AssumptionGroup {
  readonly heading: string;
  readonly hint?: string;
  readonly fields: readonly AssumptionField[];
}

/** The names of fields. Identifiers hold no `_`, so no two fields have the same name. */
export const fieldNames = {
  baseline: (metricId: string) => `baseline_${metricId}`,
  measured: (metricId: string, agencyId?: string) => ['measured', metricId, agencyId].filter(Boolean).join('_'),
  change: (metricId: string) => `change_${metricId}`,
  measuredBefore: (metricId: string, testPeriodId: string) => `before_${metricId}_${testPeriodId}`,
  units: (outcomeCode: string) => `units_${outcomeCode}`,
  benefit: (figure: string, { stage, agencyId }: BenefitNeed) => `${figure}_${stage.toLowerCase()}_${agencyId}`,
  line: (figure: string, lineId: string, agencyId?: string) => [figure, lineId, agencyId].filter(Boolean).join('_'),
  contribution: (basis: string, agencyId: string) => `${basis.toLowerCase()}_${agencyId}`,
  used: (limitId: string) => `used_${limitId.replaceAll('/', '_')}`,
} as const;

/** How a correction of a benefit is asked for, and what it is when nobody says. */
export const correctionFigures: Readonly<
  Record<Correction['kind'], { readonly figure: string; readonly label: string; readonly usual: string }>
> = {
  OPTIMISM_BIAS: { figure: 'optimism', label: 'Taken off because estimates are hopeful', usual: '0' },
  ATTRIBUTION: { figure: 'attribution', label: 'Part that this work brought about', usual: '100' },
  DEADWEIGHT: { figure: 'deadweight', label: 'Part that would have come anyway', usual: '0' },
  CASHABILITY: { figure: 'cashable', label: 'Part that frees cash', usual: '100' },
};

/** The fields by which all that terms look at can be assumed, in groups. */
export function assumptionGroups(terms: Terms, needs: Needs, nameOf: NameOf): readonly AssumptionGroup[] {
  return [
    ...needs.metrics.map((need) => metricGroup(need, nameOf)),
    ...claimsGroup(needs),
    ...needs.benefits.map((benefit) => benefitGroup(benefit, needs, nameOf)),
    ...needs.lineIds.map((lineId) => lineGroup(lineId, terms, needs, nameOf)),
    ...contributionsGroup(needs, nameOf),
    ...limitsGroup(needs),
  ];
}

/** A text as a line or a sentence begins with it. */
export const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const inUnitOf = ({ unit }: Metric): Pick<AssumptionField, 'kind' | 'suffix'> =>
  unit === 'PENCE' ? { kind: 'money' } : { kind: 'number', suffix: unit === 'PERCENT' ? '%' : undefined };

function metricGroup({ metric, direction, agencyIds, pooledWith }: MetricNeed, nameOf: NameOf): AssumptionGroup {
  const { metricId, title } = metric;
  const heading = title;
  if (metric.by !== undefined) {
    const fields = agencyIds.map((agencyId) => ({
      name: fieldNames.measured(metricId, agencyId),
      label: nameOf(agencyId),
      called: `${title} of ${nameOf(agencyId)}`,
      ...inUnitOf(metric),
    }));
    return { heading, hint: 'Each agency has a value of its own.', fields };
  }
  const measured: AssumptionField = {
    name: fieldNames.measured(metricId),
    label: 'Measured',
    called: `what was measured of ${title}`,
    hint: 'What it came to in the test period',
    ...inUnitOf(metric),
  };
  if (direction === undefined) return { heading, fields: [measured] };
  const word = direction === 'FALL' ? 'fall' : 'rise';
  return {
    heading,
    fields: [
      {
        name: fieldNames.baseline(metricId),
        label: 'Baseline',
        called: `the baseline of ${title}`,
        hint: 'What it is measured against',
        ...inUnitOf(metric),
      },
      measured,
      {
        name: fieldNames.change(metricId),
        label: `Or a ${word}, in per cent of the baseline`,
        called: `the ${word} of ${title}`,
        hint: `For example, 11 for a ${word} of 11%. If you enter it, it counts instead of what was measured`,
        kind: 'change',
        suffix: '%',
      },
      ...pooledWith.map(({ testPeriodId }) => ({
        name: fieldNames.measuredBefore(metricId, testPeriodId),
        label: `Measured in ${testPeriodId}`,
        called: `what was measured of ${title} in ${testPeriodId}`,
        hint: 'An earlier test period that is pooled with this one',
        ...inUnitOf(metric),
      })),
    ],
  };
}

function claimsGroup({ outcomes }: Needs): readonly AssumptionGroup[] {
  if (outcomes.length === 0) return [];
  const fields = outcomes.map(({ outcomeCode, title }) => ({
    name: fieldNames.units(outcomeCode),
    label: title,
    called: `how many of ${title}`,
    kind: 'count' as const,
  }));
  return [{ heading: 'Outcomes claimed', hint: 'How many were claimed and found right.', fields }];
}

function benefitGroup(benefit: BenefitNeed, { corrections }: Needs, nameOf: NameOf): AssumptionGroup {
  const who = nameOf(benefit.agencyId);
  const benefitName = `${inWords(benefit.stage)} benefit of ${who}`;
  return {
    heading: capitalised(benefitName),
    hint: 'What its budget saved, before anything is taken off.',
    fields: [
      { name: fieldNames.benefit('gross', benefit), label: 'Benefit', called: `the ${benefitName}`, kind: 'money' },
      {
        name: fieldNames.benefit('cost', benefit),
        label: 'What it cost to bring about',
        called: `what the ${benefitName} cost`,
        kind: 'money',
      },
      ...corrections.map((kind): AssumptionField => {
        const { figure, label, usual } = correctionFigures[kind];
        return {
          name: fieldNames.benefit(figure, benefit),
          label,
          called: `${label.toLowerCase()}, of ${who}`,
          hint: `Leave empty for ${usual}%`,
          kind: 'share',
          suffix: '%',
        };
      }),
    ],
  };
}

function lineGroup(lineId: string, { parties }: Terms, needs: Needs, nameOf: NameOf): AssumptionGroup {
  const { causes, ringFences, owners, commissioners } = needs.linesHave;
  const choice = (figure: string, label: string, items: AssumptionField['items']): AssumptionField => ({
    name: fieldNames.line(figure, lineId),
    label,
    called: `${label.toLowerCase()}, of ${lineId}`,
    kind: 'choice',
    items,
  });
  const money = (figure: string, label: string): AssumptionField => ({
    name: fieldNames.line(figure, lineId),
    label,
    called: `the ${label.toLowerCase()} of ${lineId}`,
    kind: 'money',
  });
  const partyItems = parties.map(({ agencyId }) => ({ value: agencyId, text: nameOf(agencyId) }));
  return {
    heading: `Budget line ${lineId}`,
    hint: 'Leave it empty if there is no such line.',
    fields: [
      money('budget', 'Budget'),
      money('outturn', 'Outturn'),
      ...(causes
        ? [
            choice(
              'cause',
              'Why it was over or under',
              varianceCauses.map((value) => ({ value, text: sentenceCase(value) })),
            ),
          ]
        : []),
      ...(ringFences
        ? [
            choice('ringfence', 'Is it ring-fenced?', [
              { value: 'no', text: 'No' },
              { value: 'yes', text: 'Yes' },
            ]),
          ]
        : []),
      ...(owners ? [choice('owner', 'Whose line it is', partyItems)] : []),
      ...(commissioners
        ? needs.partyIds.map((agencyId) => ({
            ...money('commissioned', `Commissioned by ${nameOf(agencyId)}`),
            name: fieldNames.line('commissioned', lineId, agencyId),
          }))
        : []),
    ],
  };
}

function contributionsGroup({ contributions, partyIds }: Needs, nameOf: NameOf): readonly AssumptionGroup[] {
  return contributions.map((basis) => ({
    heading: basis === 'AGREED' ? 'Contributions agreed' : 'Contributions received',
    hint: `What each party ${basis === 'AGREED' ? 'agreed to pay' : 'paid'} into the fund. Shares follow it.`,
    fields: partyIds.map((agencyId) => ({
      name: fieldNames.contribution(basis, agencyId),
      label: nameOf(agencyId),
      called: `what ${nameOf(agencyId)} ${basis === 'AGREED' ? 'agreed' : 'paid'}`,
      kind: 'money' as const,
    })),
  }));
}

function limitsGroup({ limits }: Needs): readonly AssumptionGroup[] {
  if (limits.length === 0) return [];
  const fields = limits.map(({ limitId, title }) => ({
    name: fieldNames.used(limitId),
    label: capitalised(title),
    called: `what was used of ${title}`,
    kind: 'money' as const,
  }));
  return [
    {
      heading: 'Used by earlier test periods',
      hint: 'Limits that run over the whole agreement: how much of each is gone already. Leave empty for nothing.',
      fields,
    },
  ];
}
