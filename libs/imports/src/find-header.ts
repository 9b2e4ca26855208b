import { chooseColumns, type ColumnChoice, FIELD_LABELS, type IncompleteChoice } from './choose-columns';
import { ImportFileError } from './import-errors';
import { HEADER_SEARCH_ROWS } from './import-limits';
import { type ImportField, type ImportMapping } from './mapping';
import { type ImportPart } from './open-import-file';
import { PAYMENT_SYNONYMS, CONTRIBUTION_SYNONYMS } from './presets/synonyms';
import { RowSplitter, type SplitRow } from './split-rows';

/** Where the header of a part stands and what its columns mean. */
export interface PartLayout extends ColumnChoice {
  readonly part: ImportPart;
  readonly delimiter: string;
  readonly headerLine: number;
  /** The headings as published, trimmed; columns without any heading at the end are left out. */
  readonly header: readonly string[];
  /** Rows before the header, blank ones left out: titles and notes of the publisher. */
  readonly preamble: readonly SplitRow[];
}

const DELIMITERS = [',', '\t', ';', '|'];
/** Enough for any preamble; a part is not read further to find its header. */
const HEAD_CHARACTERS_MAX = 1024 * 1024;

/**
 * Finds the header: the first of the top rows in which date or year, amount, and payee or payer are all recognised,
 * under the delimiter that recognises most.
 * @throws ImportFileError HEADER_NOT_FOUND, COLUMN_AMBIGUOUS or AMOUNT_UNIT_CONFLICT
 */
export async function findHeader(part: ImportPart, mapping: ImportMapping): Promise<PartLayout> {
  const head = await readHead(part);
  let best: { layout: PartLayout; fields: number } | undefined;
  let nearest: { row: SplitRow; choice: IncompleteChoice } | undefined;
  let refusal: ImportFileError | undefined;
  for (const delimiter of DELIMITERS) {
    const rows = topRows(head, delimiter, part);
    for (const [at, row] of rows.entries()) {
      if (row.broken) continue;
      let choice: ColumnChoice | IncompleteChoice;
      try {
        choice = chooseColumns(row.cells, mapping);
      } catch (error) {
        if (!(error instanceof ImportFileError)) throw error;
        refusal ??= error;
        break;
      }
      if ('missing' in choice) {
        const found = choice.recognised.length;
        const named = row.cells.filter((cell) => cell.trim() !== '').length;
        const before = nearest?.row.cells.filter((cell) => cell.trim() !== '').length ?? -1;
        if (
          !nearest ||
          found > nearest.choice.recognised.length ||
          (found === nearest.choice.recognised.length && named > before)
        )
          nearest = { row, choice };
        continue;
      }
      const fields = Object.keys(choice.columns).length + choice.yearColumns.length;
      if (!best || fields > best.fields)
        best = {
          fields,
          layout: {
            ...choice,
            part,
            delimiter,
            headerLine: row.line,
            header: trimmedHeader(row.cells),
            preamble: rows.slice(0, at).filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
          },
        };
      break;
    }
  }
  if (best) return best.layout;
  throw refusal ?? headerNotFound(part, mapping, nearest);
}

async function readHead(part: ImportPart): Promise<string> {
  let head = '';
  for await (const { text } of part.readText()) {
    head += text;
    if (head.length >= HEAD_CHARACTERS_MAX || linesIn(head, part.scan.lineEnd) > HEADER_SEARCH_ROWS * 4) break;
  }
  return head;
}

function linesIn(text: string, lineEnd: string): number {
  let lines = 0;
  for (let at = text.indexOf(lineEnd); at !== -1 && lines <= HEADER_SEARCH_ROWS * 4; at = text.indexOf(lineEnd, at + 1))
    lines += 1;
  return lines;
}

function topRows(head: string, delimiter: string, part: ImportPart): SplitRow[] {
  const splitter = new RowSplitter({ delimiter, lineEnd: part.scan.lineEnd });
  return [...splitter.write(head), ...splitter.end()].slice(0, HEADER_SEARCH_ROWS);
}

function trimmedHeader(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
  while (header.length > 0 && header.at(-1) === '') header.pop();
  return header;
}

function headerNotFound(
  part: ImportPart,
  mapping: ImportMapping,
  nearest: { row: SplitRow; choice: IncompleteChoice } | undefined,
): ImportFileError {
  const synonyms = mapping.kind === 'contributions' ? CONTRIBUTION_SYNONYMS : PAYMENT_SYNONYMS;
  const examples = (field: ImportField) =>
    [...(mapping.columns[field] ?? []), ...(mapping.useSynonyms ? synonyms[field] : [])].slice(0, 4).join(', ');
  const fields: ImportField[] = ['date', 'financialYear', 'amount', 'payee', 'payer'];
  const wanted = fields
    .filter((field) => examples(field) !== '')
    .map((field) => `${FIELD_LABELS[field]} (${examples(field)}, …)`);
  const cells = nearest?.row.cells.map((cell) => cell.trim()).filter((cell) => cell !== '') ?? [];
  const has = cells.length
    ? ` The likeliest header, on line ${nearest?.row.line}, has ${cells
        .slice(0, 30)
        .map((cell) => `“${cell.slice(0, 60)}”`)
        .join(', ')}; in it there is no ${nearest?.choice.missing.join(', no ')}.`
    : ' Those rows are all blank.';
  return new ImportFileError(
    'HEADER_NOT_FOUND',
    `${part.name} has no header in its first ${HEADER_SEARCH_ROWS} rows that the mapping “${mapping.name}” understands. Looked for ${wanted.join('; ')}.${has} A mapping file can name the columns.`,
  );
}
