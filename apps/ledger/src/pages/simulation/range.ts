import {
  type AssumedOutcomes,
  type ChangeDirection,
  Fraction,
  rowsOf,
  SIMULATION_ROWS_MAX,
  type Variation,
} from '@app/domain';
import { type FieldError } from '../rendering/field-error';
import { count } from '../tables/format';
import { type Needs } from './needs';
import { readNumber, typed, type Values } from './read-figures';

/** An assumption that can run over a range. */
export interface VariedChoice {
  readonly value: string;
  readonly text: string;
  /** What stands behind each value of it, such as "%". */
  readonly unit: string;
  /** Where it runs when nobody says. */
  readonly usual: Ends;
  readonly variation: (ends: Ends) => Variation;
  /** What must be assumed before it can run; undefined when it is. */
  readonly lacks: (assumed: AssumedOutcomes) => string | undefined;
  /** Where in the range lies what is assumed; undefined when that is not known. */
  readonly assumedAt: (assumed: AssumedOutcomes) => string | undefined;
}

interface Ends {
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** No range: the terms are tried on one outcome alone. */
export const NO_RANGE = 'none';

/** The assumptions of these terms that can run over a range. */
export function variedChoices({ metrics, outcomes, benefits }: Needs): readonly VariedChoice[] {
  return [
    ...metrics.flatMap(({ metric, direction }): VariedChoice[] => {
      if (direction === undefined || metric.by !== undefined) return [];
      const { metricId, title } = metric;
      const isThere = ({ baselines = [] }: AssumedOutcomes): boolean =>
        baselines.some((each) => each.metricId === metricId);
      return [
        {
          value: `change_${metricId}`,
          text: `${direction === 'FALL' ? 'Fall' : 'Rise'} in per cent: ${title}`,
          unit: '%',
          usual: { from: '0', to: '25', step: '1' },
          variation: (ends) => ({ of: 'CHANGE_PCT', metricId, direction, ...ends }),
          lacks: (assumed) => (isThere(assumed) ? undefined : `the baseline of ${title}`),
          assumedAt: (assumed) => changeAssumed(assumed, metricId, direction),
        },
      ];
    }),
    ...outcomes.map(({ outcomeCode, title }): VariedChoice => ({
      value: `units_${outcomeCode}`,
      text: `How many: ${title}`,
      unit: '',
      usual: { from: '0', to: '100', step: '5' },
      variation: (ends) => ({ of: 'UNITS', outcomeCode, ...ends }),
      lacks: () => undefined,
      assumedAt: ({ claims = [] }) => claims.find((claim) => claim.outcomeCode === outcomeCode)?.units,
    })),
    ...(benefits.length === 0
      ? []
      : [
          {
            value: 'benefits',
            text: 'All benefits, in per cent of what is assumed',
            unit: '%',
            usual: { from: '0', to: '200', step: '10' },
            variation: (ends: Ends): Variation => ({ of: 'BENEFIT_PCT', ...ends }),
            lacks: (assumed: AssumedOutcomes) => (assumed.benefits?.length ? undefined : 'a benefit'),
            assumedAt: () => '100',
          },
        ]),
  ];
}

const PLACES_SHOWN = 4;

function changeAssumed(
  { baselines = [], measurements = [], testPeriodId }: AssumedOutcomes,
  metricId: string,
  direction: ChangeDirection,
): string | undefined {
  const baseline = baselines.find((each) => each.metricId === metricId)?.value;
  const isNow = (each: { readonly testPeriodId?: string }): boolean =>
    (each.testPeriodId ?? testPeriodId) === testPeriodId;
  const measured = measurements.find((each) => each.metricId === metricId && isNow(each))?.value;
  if (baseline === undefined || measured === undefined || Fraction.parse(baseline).isZero) return undefined;
  const rise = Fraction.parse(measured).minus(Fraction.parse(baseline)).over(Fraction.parse(baseline));
  const change = (direction === 'FALL' ? rise.negated() : rise).times(Fraction.of(100));
  return change.toText(PLACES_SHOWN);
}

/** What an address asks for, and what is wrong with it. */
export interface RangeRead {
  readonly chosen?: VariedChoice;
  readonly vary?: Variation;
  readonly errors: readonly FieldError[];
}

/** Reads which assumption is to run over which range. Nothing said: the first that can. */
export function readRange(choices: readonly VariedChoice[], assumed: AssumedOutcomes, values: Values): RangeRead {
  const asked = typed(values, 'vary');
  if (asked === NO_RANGE || choices.length === 0) return { errors: [] };
  const chosen =
    asked === ''
      ? choices.find(({ lacks }) => lacks(assumed) === undefined)
      : choices.find(({ value }) => value === asked);
  if (chosen === undefined) {
    return { errors: asked === '' ? [] : [{ text: 'Select what is to run over a range', href: '#vary' }] };
  }
  const lacking = chosen.lacks(assumed);
  const errors: FieldError[] = [];
  if (lacking !== undefined) {
    errors.push({ text: `Enter ${lacking}, or let something else run over a range`, href: '#vary' });
  }
  const read = (name: keyof Ends): string => {
    const text = typed(values, name).replace(/\s*%$/, '');
    const number = text === '' ? chosen.usual[name] : readNumber(text);
    const isWrong = number === undefined || number.includes('/') || Fraction.parse(number).isNegative;
    if (isWrong)
      errors.push({ text: `${labels[name]} must be a number, such as ${chosen.usual[name]}`, href: `#${name}` });
    return isWrong ? chosen.usual[name] : number;
  };
  const vary = chosen.variation({ from: read('from'), to: read('to'), step: read('step') });
  if (errors.length === 0) errors.push(...unendingIn(vary));
  return errors.length > 0 ? { chosen, errors } : { chosen, vary, errors };
}

function unendingIn(vary: Variation): readonly FieldError[] {
  const [from, to, step] = [vary.from, vary.to, vary.step].map((text) => Fraction.parse(text));
  if (step!.isZero) return [{ text: 'Step must be more than 0', href: '#step' }];
  if (to!.compare(from!) < 0) return [{ text: 'To must be at least what From is', href: '#to' }];
  if (rowsOf(vary) !== undefined) return [];
  const text = `Step must be larger: a range has at most ${count(SIMULATION_ROWS_MAX)} rows`;
  return [{ text, href: '#step' }];
}

const labels: Readonly<Record<keyof Ends, string>> = { from: 'From', to: 'To', step: 'Step' };
