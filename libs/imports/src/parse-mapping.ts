import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ImportFileError } from './import-errors';
import {
  type AmountUnit,
  type DateFormat,
  IMPORT_FIELDS,
  type ImportField,
  type ImportMapping,
  type MappingKind,
  plainMapping,
} from './mapping';
import { PRESETS, presetNamed } from './presets/presets';

const KINDS: readonly MappingKind[] = ['payments', 'contributions', 'auto'];
const UNITS: readonly AmountUnit[] = ['pence', 'pounds', 'thousands', 'millions', 'billions'];
const SIGNS = ['asPublished', 'reversed'] as const;
const SHORT_ROWS = ['reject', 'accept'] as const;
const DATE_FORMATS: readonly DateFormat[] = [
  'dd/mm/yyyy',
  'dd/mm/yy',
  'mm/dd/yyyy',
  'mm/dd/yy',
  'ddmmyyyy',
  'yyyymmdd',
  'month-end',
  'excel-serial',
];
const KEYS = [
  'name',
  'basedOn',
  'kind',
  'columns',
  'useSynonyms',
  'dateFormats',
  'amountUnit',
  'sign',
  'skipMarkedRepeats',
  'emptyTexts',
  'payerWhenMissing',
  'payeeWhenMissing',
  'shortRows',
];

/** One thing wrong with a mapping, and where. */
interface MappingFault {
  readonly path: string;
  readonly reason: string;
}

/**
 * The mapping of that name, or the one in the JSON file at that path.
 * @throws ImportFileError MAPPING_UNKNOWN or MAPPING_INVALID
 */
export async function loadMapping(nameOrPath: string): Promise<ImportMapping> {
  if (Object.hasOwn(PRESETS, nameOrPath) || !/[./\\]/.test(nameOrPath)) return presetNamed(nameOrPath);
  const text = await readFile(nameOrPath, 'utf8').catch((error: unknown) => {
    throw new ImportFileError('MAPPING_UNKNOWN', `The mapping file ${nameOrPath} cannot be read.`, { cause: error });
  });
  return parseMapping(text, basename(nameOrPath));
}

/**
 * A mapping from the text of a JSON file. What it leaves out comes from the preset that `basedOn` names, if any.
 * @throws ImportFileError MAPPING_INVALID, naming every fault by its path
 */
export function parseMapping(json: string, source: string): ImportMapping {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw invalid(source, [
      { path: '', reason: `is not JSON: ${error instanceof Error ? error.message : String(error)}` },
    ]);
  }
  if (!isObject(value)) throw invalid(source, [{ path: '', reason: 'must be an object' }]);
  return fromObject(value, source);
}

function fromObject(value: Record<string, unknown>, source: string): ImportMapping {
  const faults: MappingFault[] = [];
  const fault = (path: string, reason: string) => void faults.push({ path, reason });
  for (const key of Object.keys(value))
    if (!KEYS.includes(key)) fault(key, `is not known; known are ${KEYS.join(', ')}`);
  const oneOf = <T extends string>(key: string, allowed: readonly T[]): T | undefined => {
    const given = value[key];
    if (given === undefined || allowed.includes(given as T)) return given as T | undefined;
    return fault(key, `is ${JSON.stringify(given)}; it must be one of ${allowed.join(', ')}`);
  };
  const text = (key: string): string | undefined => {
    const given = value[key];
    if (given === undefined || (typeof given === 'string' && given.trim() !== '' && given.length <= 200)) return given;
    return fault(key, 'must be a text of 1 to 200 characters');
  };
  const flag = (key: string): boolean | undefined => {
    const given = value[key];
    if (given === undefined || typeof given === 'boolean') return given;
    return fault(key, 'must be true or false');
  };

  const basedOn = oneOf('basedOn', Object.keys(PRESETS));
  const base = basedOn === undefined ? plainMapping(source, 'auto') : presetNamed(basedOn);
  if (basedOn === undefined && value['kind'] === undefined)
    fault('kind', `is missing; it must be one of ${KINDS.join(', ')} (or name a preset in basedOn)`);
  const dateFormats = dateFormatsOf(value['dateFormats'], fault);
  const amountUnit = oneOf('amountUnit', UNITS);
  const payerWhenMissing = text('payerWhenMissing');
  const payeeWhenMissing = text('payeeWhenMissing');
  const mapping: ImportMapping = {
    ...base,
    name: text('name') ?? source,
    kind: oneOf('kind', KINDS) ?? base.kind,
    columns: { ...base.columns, ...columnsOf(value['columns'], fault) },
    useSynonyms: flag('useSynonyms') ?? base.useSynonyms,
    sign: oneOf('sign', SIGNS) ?? base.sign,
    skipMarkedRepeats: flag('skipMarkedRepeats') ?? base.skipMarkedRepeats,
    emptyTexts: textsOf('emptyTexts', value['emptyTexts'], fault) ?? base.emptyTexts,
    shortRows: oneOf('shortRows', SHORT_ROWS) ?? base.shortRows,
    ...(dateFormats && { dateFormats }),
    ...(amountUnit && { amountUnit }),
    ...(payerWhenMissing !== undefined && { payerWhenMissing }),
    ...(payeeWhenMissing !== undefined && { payeeWhenMissing }),
  };
  if (faults.length > 0) throw invalid(source, faults);
  return mapping;
}

type Fault = (path: string, reason: string) => void;

function columnsOf(given: unknown, fault: Fault): Partial<Record<ImportField, readonly string[]>> {
  if (given === undefined) return {};
  if (!isObject(given)) {
    fault('columns', 'must be an object of fields, each with a list of headings');
    return {};
  }
  const columns: Partial<Record<ImportField, readonly string[]>> = {};
  for (const [field, headings] of Object.entries(given)) {
    const path = `columns.${field}`;
    if (!IMPORT_FIELDS.includes(field as ImportField)) {
      fault(path, `is not a field; fields are ${IMPORT_FIELDS.join(', ')}`);
      continue;
    }
    const list = textsOf(path, typeof headings === 'string' ? [headings] : headings, fault);
    if (list) columns[field as ImportField] = list;
    list?.forEach((heading, at) => {
      if (!/[a-z0-9]/i.test(heading)) fault(`${path}[${at}]`, 'has no letter or digit');
    });
  }
  return columns;
}

function dateFormatsOf(given: unknown, fault: Fault): readonly DateFormat[] | undefined {
  const list = textsOf('dateFormats', given, fault);
  if (!list) return undefined;
  const known = list.flatMap((written, at): DateFormat[] => {
    const format = DATE_FORMATS.find((name) => squashedFormat(name) === squashedFormat(written));
    if (format) return [format];
    fault(
      `dateFormats[${at}]`,
      `is ${JSON.stringify(list[at])}; it must be one of ${DATE_FORMATS.join(', ')} (ISO dates and named months need no declaration)`,
    );
    return [];
  });
  for (const year of ['yyyy', 'yy'])
    if (known.includes(`dd/mm/${year}` as DateFormat) && known.includes(`mm/dd/${year}` as DateFormat))
      fault('dateFormats', `names both dd/mm/${year} and mm/dd/${year}: a date such as 03/04 would have two readings`);
  return known;
}

/** Separators are interchangeable, but `ddmmyyyy` without any is a format of its own. */
const squashedFormat = (format: string): string => format.trim().toLowerCase().replace(/[-. ]/g, '/');

function textsOf(path: string, given: unknown, fault: Fault): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const isTexts =
    Array.isArray(given) && given.every((text) => typeof text === 'string' && text !== '' && text.length <= 200);
  if (isTexts && given.length <= 100) return given as string[];
  fault(path, 'must be a list of at most 100 texts of 1 to 200 characters');
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (source: string, faults: readonly MappingFault[]): ImportFileError =>
  new ImportFileError(
    'MAPPING_INVALID',
    `The mapping ${source} cannot be used: ${faults.map(({ path, reason }) => (path === '' ? `it ${reason}` : `${path} ${reason}`)).join('; ')}.`,
  );
