import { type TermsVersion } from '@app/domain';
import { type AgreementDetail } from '@app/read-models';
import { type FieldError } from '../rendering/field-error';
import { day } from '../tables/format';
import { type AssumptionGroup, type FieldKind } from './fields';
import { NO_RANGE, type VariedChoice } from './range';
import { typed, type Values } from './read-figures';

interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: FieldKind;
  readonly suffix?: string;
  readonly value: string;
  readonly items?: readonly ItemView[];
  readonly error?: { readonly text: string };
}

interface ItemView {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

/** The form by which outcomes are assumed, as its template takes it. */
export interface SimulationForm {
  readonly action: string;
  readonly version: FieldView;
  readonly testPeriod: FieldView;
  readonly groups: readonly {
    readonly heading: string;
    readonly hint?: string;
    readonly fields: readonly FieldView[];
  }[];
  /** Undefined when nothing in these terms can run over a range. */
  readonly vary?: FieldView;
  readonly ends: readonly FieldView[];
}

/** What a form is made of. */
interface Shown {
  readonly detail: AgreementDetail;
  readonly version: TermsVersion;
  readonly testPeriodId: string;
  readonly groups: readonly AssumptionGroup[];
  readonly choices: readonly VariedChoice[];
  readonly values: Values;
  readonly errors: readonly FieldError[];
}

/** Makes the form: every field with what was typed into it, or was recorded, and what is wrong with it. */
export function formView({ detail, version, testPeriodId, groups, choices, values, errors }: Shown): SimulationForm {
  const errorOf = (name: string) => {
    const found = errors.find(({ href }) => href === `#${name}`);
    return found && { text: found.text };
  };
  const chosen = typed(values, 'vary') || (choices[0]?.value ?? NO_RANGE);
  const usual = choices.find(({ value }) => value === chosen)?.usual ?? choices[0]?.usual;
  const end = (name: 'from' | 'to' | 'step', label: string): FieldView => ({
    name,
    label,
    kind: 'count',
    hint: usual && `Empty: ${usual[name]}`,
    value: typed(values, name),
    error: errorOf(name),
  });
  return {
    action: `/agreements/${detail.agreementId}/simulate`,
    version: {
      name: 'version',
      label: 'Version of the terms',
      kind: 'choice',
      value: String(version.version),
      items: detail.versions.map((each) =>
        itemOf(String(each.version), `Version ${each.version}, ${standingOf(each)}`, String(version.version)),
      ),
      error: errorOf('version'),
    },
    testPeriod: {
      name: 'testPeriodId',
      label: 'Test period',
      hint: 'The time whose outcomes are measured and paid for together',
      kind: 'choice',
      value: testPeriodId,
      items: version.terms.period.testPeriods.map((period) =>
        itemOf(period.testPeriodId, `${period.testPeriodId}: ${day(period.from)} to ${day(period.to)}`, testPeriodId),
      ),
      error: errorOf('testPeriodId'),
    },
    groups: groups.map(({ heading, hint, fields }) => ({
      heading,
      hint,
      fields: fields.map((field) => {
        const value = typed(values, field.name);
        const items = field.items && [
          itemOf('', 'Not said', value),
          ...field.items.map((item) => itemOf(item.value, item.text, value)),
        ];
        return { ...field, value, items, error: errorOf(field.name) };
      }),
    })),
    vary:
      choices.length === 0
        ? undefined
        : {
            name: 'vary',
            label: 'What runs over a range',
            hint: 'Everything else stays as you entered it',
            kind: 'choice',
            value: chosen,
            items: [
              ...choices.map(({ value, text }) => itemOf(value, text, chosen)),
              itemOf(NO_RANGE, 'Nothing: only what I entered', chosen),
            ],
            error: errorOf('vary'),
          },
    ends: [end('from', 'From'), end('to', 'To'), end('step', 'In steps of')],
  };
}

const itemOf = (value: string, text: string, chosen: string): ItemView => ({ value, text, selected: value === chosen });

function standingOf({ effectiveFrom, proposedOn, draftedOn }: AgreementDetail['versions'][number]): string {
  if (effectiveFrom !== null) return `in force from ${day(effectiveFrom)}`;
  return proposedOn === null ? `drafted on ${day(draftedOn)}` : `proposed on ${day(proposedOn)}`;
}
