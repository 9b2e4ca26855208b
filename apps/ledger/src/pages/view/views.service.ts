import { Injectable } from '@nestjs/common';
import {
  type Choice,
  choicesNamed,
  choicesOf,
  choosable,
  type Choosable,
  type Look,
  type ReportQuery,
  yearsKnown,
} from '@app/read-models';
import { type HttpExchange } from '../../api/http.decorator';
import { addressOf } from '../rendering/addresses';
import { errorMessage, type FieldError } from '../rendering/field-error';
import { dayTyped, type TypedDay, typedDay } from './typed-day';
import { readView } from './view';

/** A register with more entries is searched by name instead of chosen from a list. */
const LISTED_MAX = 60;
/** Names that a text may stand for before it has to be made longer. */
const NAMED_MAX = 30;

/** A field of the form: a list to choose from, or a text to search by. */
interface ViewField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** Undefined: a text field. */
  readonly items?: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[];
  readonly error?: { readonly text: string };
}

/** The form of a view, as its template takes it. */
export interface ViewForm {
  readonly action: string;
  readonly fields: readonly ViewField[];
  readonly asAt: TypedDay;
  readonly asAtError?: { readonly text: string };
  readonly asKnownAt: TypedDay;
  readonly asKnownAtExact?: string;
  readonly asKnownAtError?: { readonly text: string };
  /** True when a time is chosen, or wrongly typed: its fields are then in sight. */
  readonly hasTimes: boolean;
  /** Values of the address that the form keeps. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
}

/** What a page shows, found out from its address. */
export interface ViewFound {
  readonly view: ReportQuery;
  readonly errors: readonly FieldError[];
  readonly form: ViewForm;
  /** Where the browser is to go instead: the plain address of what the form asked for. */
  readonly redirectTo?: string;
}

const labels: Readonly<Record<Choosable | 'financialYear', string>> = {
  placeId: 'Place',
  agencyId: 'Agency',
  pooledFundId: 'Fund',
  fundingStreamId: 'Funding stream',
  financialYear: 'Financial year',
};

/** Reads what pages are narrowed to, and makes the form by which people narrow them. */
@Injectable()
export class Views {
  /**
   * Finds out what an address asks for; names that a person typed become what they stand for.
   * @param kept names of further values of the query that belong to the page
   */
  async find(look: Look, { request }: HttpExchange, kept: readonly string[] = []): Promise<ViewFound> {
    const values = request.query as Record<string, unknown>;
    const pathname = request.url.split('?', 1)[0]!;
    const read = readView(values);
    const errors = [...read.errors];
    const resolved: Record<string, string | undefined> = { ...read.view };
    const fields: ViewField[] = [];
    for (const register of Object.keys(choosable) as Choosable[]) {
      const typed = read.view[register];
      const listed = await choicesOf(look, register, LISTED_MAX + 1);
      const named = typed === undefined ? [] : await choicesNamed(look, register, typed, NAMED_MAX);
      if (named.length === 1) resolved[register] = named[0]!.id;
      const error = typed === undefined ? undefined : nameError(register, typed, named);
      if (error) errors.push(error);
      const options = listed.length <= LISTED_MAX ? listed : named.length > 1 ? named : undefined;
      fields.push(fieldOf(register, typed ?? '', named, options, error));
    }
    const years = await yearsKnown(look);
    const year = read.view.financialYear ?? '';
    fields.push({
      name: 'financialYear',
      label: labels.financialYear,
      value: year,
      items: itemsOf(
        'All years',
        year,
        years.map((each) => ({ id: each, name: each })),
      ),
      error: errorMessage(errors, 'financialYear'),
    });
    const view = resolved as ReportQuery;
    const keptValues = kept
      .map((name) => ({ name, value: values[name] }))
      .filter((each): each is { name: string; value: string } => typeof each.value === 'string' && each.value !== '');
    const plain = addressOf(pathname, {
      ...view,
      ...Object.fromEntries(keptValues.map((each) => [each.name, each.value])),
    });
    const isTyped = Object.entries(resolved).some(([name, value]) => value !== (read.view as typeof resolved)[name]);
    return {
      view,
      errors,
      form: {
        action: pathname,
        fields,
        asAt: read.isFromForm ? typedDay('asAt', values) : dayTyped(view.asAt),
        asAtError: errorMessage(errors, 'asAt'),
        asKnownAt: read.isFromForm ? typedDay('asKnownAt', values) : dayTyped(view.asKnownAt?.slice(0, 10)),
        asKnownAtExact: (view.asKnownAt?.length ?? 0) > 10 ? view.asKnownAt : undefined,
        asKnownAtError: errorMessage(errors, 'asKnownAt'),
        hasTimes: [values['asAt'], values['asKnownAt']].some(Boolean) || errors.some(({ href }) => /^#as/.test(href)),
        kept: keptValues,
      },
      redirectTo: errors.length === 0 && (read.isFromForm || isTyped) ? plain : undefined,
    };
  }
}

function nameError(register: Choosable, typed: string, named: readonly Choice[]): FieldError | undefined {
  const { noun } = choosable[register];
  if (named.length === 1) return undefined;
  const href = `#${register}`;
  if (named.length === 0) return { text: `There is no ${noun} “${typed}”: check its name`, href };
  const many = named.length >= NAMED_MAX ? 'Many' : String(named.length);
  return { text: `${many} names hold “${typed}”: choose the ${noun} that you mean`, href };
}

function fieldOf(
  register: Choosable,
  typed: string,
  named: readonly Choice[],
  options: readonly Choice[] | undefined,
  error: FieldError | undefined,
): ViewField {
  const about = { name: register, label: labels[register], error: error && { text: error.text } };
  const [only] = named.length === 1 ? named : [];
  if (options) {
    const all = `All ${register === 'agencyId' ? 'agencies' : `${choosable[register].noun}s`}`;
    const value = only?.id ?? '';
    return { ...about, value, items: itemsOf(all, value, options) };
  }
  return { ...about, hint: 'Type a name or a part of it', value: only?.name ?? typed };
}

const itemsOf = (all: string, value: string, options: readonly Choice[]) => [
  { value: '', text: all, selected: value === '' },
  ...options.map(({ id, name }) => ({ value: id, text: name, selected: id === value })),
];
