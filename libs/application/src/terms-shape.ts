import { type AssumedOutcomes, simulationSchema, type Terms, termsSchema, type Variation } from '@app/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** Every code that the shape of terms, or of a simulation, can be found wrong with, stable for ever. */
export type ShapeIssueCode =
  | 'FIELD_MISSING'
  | 'FIELD_UNKNOWN'
  | 'TYPE_WRONG'
  | 'VALUE_NOT_POSSIBLE'
  | 'OUT_OF_RANGE'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'TOO_FEW'
  | 'TOO_MANY'
  | 'ITEM_TWICE';

/** Something that is not of the shape that the published schema asks for: where, what, and what to do. */
export interface ShapeIssue {
  /** As `checkTerms` writes it: `clauses[0].tiers.bands[2].from`; empty for the whole. */
  readonly path: string;
  readonly code: ShapeIssueCode;
  readonly sentence: string;
}

/** What is wrong with a shape. */
export interface Misshapen {
  /** The first of them, at most `SHAPE_ISSUES_MAX`. */
  readonly issues: readonly ShapeIssue[];
  /** How many more there are. */
  readonly more: number;
}

/** How many issues are told: whoever reads more of them has another document in hand than terms. */
export const SHAPE_ISSUES_MAX = 20;

/** Terms with outcomes to try them on: what a simulation is asked for, and what a file of worked examples holds. */
export interface SimulationAsked {
  readonly title?: string;
  readonly terms: Terms;
  readonly assumed: AssumedOutcomes;
  readonly vary?: Variation;
  /** Figures that the result is expected to have. */
  readonly expect?: object;
}

/**
 * Reads terms that came as JSON.
 * @param value no deeper than a parser with a limit has let through: the check goes along it recursively
 */
export function readTerms(value: unknown): Terms | Misshapen {
  const { terms } = validators();
  return terms(value) ? value : misshapen(terms.errors);
}

/** Reads a simulation that came as JSON; paths begin at its `terms`, `assumed` or `vary`. @see readTerms */
export function readSimulation(value: unknown): SimulationAsked | Misshapen {
  const { simulation } = validators();
  return simulation(value) ? value : misshapen(simulation.errors);
}

/** True when something read was not of its shape. */
export const isMisshapen = (read: object): read is Misshapen => 'issues' in read && 'more' in read;

interface Validators {
  readonly terms: ValidateFunction<Terms>;
  readonly simulation: ValidateFunction<SimulationAsked>;
}

let compiled: Validators | undefined;

/** Compiled when first needed: most commands of the command line read no terms. */
function validators(): Validators {
  if (compiled) return compiled;
  // Verbose, because the sentences are made of the schema's own descriptions.
  const ajv = new Ajv({ strict: true, allErrors: true, discriminator: true, verbose: true });
  return (compiled = {
    terms: ajv.compile<Terms>(termsSchema),
    simulation: ajv.compile<SimulationAsked>(simulationSchema),
  });
}

function misshapen(errors: readonly ErrorObject[] | null | undefined): Misshapen {
  // One issue a place: the first says what to do, and the others are gone when that is done.
  const byPath = new Map<string, ShapeIssue>();
  for (const error of errors ?? []) {
    const issue = isExplained(error) ? undefined : issueOf(error);
    if (issue && !byPath.has(issue.path)) byPath.set(issue.path, issue);
  }
  const all = [...byPath.values()];
  const issues = all.slice(0, SHAPE_ISSUES_MAX);
  return { issues, more: all.length - issues.length };
}

/** True for what went wrong within a choice, or with a name: the error of the whole says it better. */
const isExplained = ({ schemaPath, propertyName }: ErrorObject): boolean =>
  propertyName !== undefined || /\/anyOf\/\d+\//.test(schemaPath);

/** A schema as errors carry it. */
interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly oneOf?: readonly { readonly title?: string }[];
}

function issueOf(error: ErrorObject): ShapeIssue {
  const path = pathOf(error.instancePath);
  const { data } = error;
  const schema = error.parentSchema as Described;
  const params = error.params as Readonly<Record<string, unknown>>;
  const about = schema.description === undefined ? '' : ` ${schema.description}`;
  const here = (code: ShapeIssueCode, sentence: string): ShapeIssue => ({ path, code, sentence });
  switch (error.keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      const description = schema.properties?.[name]?.description ?? '';
      return { path: within(path, name), code: 'FIELD_MISSING', sentence: `It is missing: add it. ${description}` };
    }
    case 'additionalProperties': {
      const names = Object.keys(schema.properties ?? {}).join(', ');
      const sentence = `There is no such field here: take it out, or use one of ${names}.`;
      return { path: within(path, String(params['additionalProperty'])), code: 'FIELD_UNKNOWN', sentence };
    }
    case 'propertyNames': {
      const sentence = `There can be no such field here.${about}`;
      return { path: within(path, String(params['propertyName'])), code: 'FIELD_UNKNOWN', sentence };
    }
    case 'discriminator': {
      const tag = String(params['tag']);
      if (params['tagValue'] === undefined) {
        const sentence = `It is missing: add it. ${kindsOf(schema)}`;
        return { path: within(path, tag), code: 'FIELD_MISSING', sentence };
      }
      const sentence = `${shown(params['tagValue'])} is none of the kinds that there are here. ${kindsOf(schema)}`;
      return { path: within(path, tag), code: 'VALUE_NOT_POSSIBLE', sentence };
    }
    case 'type':
      return here('TYPE_WRONG', `${otherType(String(params['type']), data)}${about}`);
    case 'enum':
    case 'const': {
      const choices = [error.schema].flat().map(String).join(', ');
      return here('VALUE_NOT_POSSIBLE', `${shown(data)} is not possible here: it must be ${choices}.${about}`);
    }
    case 'pattern':
      return here(
        'VALUE_NOT_POSSIBLE',
        `${shown(data)} is not possible here.${about || ' It must be text of one line.'}`,
      );
    case 'anyOf':
      return here('VALUE_NOT_POSSIBLE', `${shown(data)} is not possible here.${numberAsText(data)}${about}`);
    case 'minimum':
      return here(
        'OUT_OF_RANGE',
        `${shown(data)} is too small: it must be at least ${String(params['limit'])}.${about}`,
      );
    case 'maximum':
      return here(
        'OUT_OF_RANGE',
        `${shown(data)} is too large: it must be at most ${String(params['limit'])}.${about}`,
      );
    case 'minLength':
      return here('TOO_SHORT', `It is empty: write something.${about}`);
    case 'maxLength':
      return here('TOO_LONG', `It is too long: at most ${String(params['limit'])} characters.${about}`);
    case 'minItems':
      return here('TOO_FEW', `It has too few items: at least ${String(params['limit'])}.${about}`);
    case 'maxItems':
    case 'maxProperties':
      return here('TOO_MANY', `It has too many items: at most ${String(params['limit'])}.${about}`);
    case 'uniqueItems':
      return here(
        'ITEM_TWICE',
        `The items ${String(params['j'])} and ${String(params['i'])} are the same (the first is 0): name each once.`,
      );
    default:
      return here('VALUE_NOT_POSSIBLE', `It ${error.message ?? 'is not as it must be'}.${about}`);
  }
}

/** The kinds that a choice has, for a sentence. */
const kindsOf = ({ oneOf = [] }: Described): string =>
  oneOf.length === 0 ? '' : `It is one of ${oneOf.map(({ title = '' }) => title).join(', ')}.`;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function otherType(type: string, data: unknown): string {
  if (type === 'string') return `${shown(data)} is not text.${numberAsText(data)}`;
  if (type === 'integer' && typeof data === 'string' && /^-?\d{1,15}$/.test(data)) {
    return `${shown(data)} is text: write it as the number ${data}.`;
  }
  return `${shown(data)} is not ${typeNames[type] ?? type}.`;
}

/** What people get wrong most: a percentage or a ratio as a number, which is not exact. */
const numberAsText = (data: unknown): string =>
  typeof data === 'number' ? ` Write it as text, "${data}", so that it stays exact.` : '';

const SHOWN_CHARACTERS_MAX = 40;

/** A value as a sentence shows it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'A list';
  if (value === undefined) return 'Nothing';
  if (typeof value === 'object' && value !== null) return 'An object';
  if (typeof value !== 'string' || value.length <= SHOWN_CHARACTERS_MAX) return JSON.stringify(value);
  return JSON.stringify(`${value.slice(0, SHOWN_CHARACTERS_MAX)}…`);
}

/** A JSON pointer in the notation of `checkTerms`. */
const pathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : within(path, part)), '');

/** The path of a field; a name that no field of ours could have is put in quotes and cut short. */
function within(path: string, name: string): string {
  if (!/^\w{1,64}$/.test(name)) return `${path}[${shown(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
