import { AMOUNT_PENCE_MAX } from './import-limits';
import { type AmountUnit } from './mapping';

/** Why a cell is no amount. */
export type AmountRefusal =
  | 'AMOUNT_MISSING'
  | 'AMOUNT_FORMULA'
  | 'AMOUNT_SPREADSHEET_ERROR'
  | 'AMOUNT_SCIENTIFIC'
  | 'AMOUNT_FOREIGN_CURRENCY'
  | 'AMOUNT_EUROPEAN'
  | 'AMOUNT_BADLY_GROUPED'
  | 'AMOUNT_SIGN_UNCLEAR'
  | 'AMOUNT_NOT_EXACT'
  | 'AMOUNT_TOO_LARGE'
  | 'AMOUNT_NOT_A_NUMBER';

/** Decimal places from the unit down to the penny. */
const PLACES: Readonly<Record<AmountUnit, number>> = { pence: 0, pounds: 2, thousands: 5, millions: 8, billions: 11 };

/** No amount needs more; it also bounds what the expressions below can be made to try. */
const CELL_CHARACTERS_MAX = 60;

const PLAIN = /^(-?)(\d{1,11})(?:\.(\d{1,2}))?$/;
const NO_AMOUNT = /^(£?\s*[-–—]?|nil|n\/?a|none|null|tbc|not applicable|£?\s*-\s*£?)$/i;
/** `œ`, `ú` and `Â£` are pound signs that went through a wrong encoding (DOS and UTF-8 read as Windows-1252). */
const POUND = '(?:£|Â£|â£|œ|ú|￡|GBP|gbp)';
const SIGNED = new RegExp(`^([-+−–(]*)\\s*${POUND}?\\s*([-+−–(]*)\\s*([\\d.,\\s]+?)\\s*(?:GBP|gbp)?\\s*([-−–)]*)$`);
const GROUPED = /^(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d+))?$/;

/**
 * The exact whole pence that a cell states, negative for credits; 0 when it states zero; else why it states nothing.
 * Parsed by digits, never through a float. `(1.00)`, `1.00-` and `-1.00` are the same credit.
 */
export function parseAmount(cell: string, unit: AmountUnit = 'pounds'): number | AmountRefusal {
  if (unit === 'pounds') {
    // Nine cells in ten look like this; at most thirteen digits, so the integers below are exact.
    const plain = PLAIN.exec(cell);
    if (plain) {
      const pence = Number(plain[2]) * 100 + Number((plain[3] ?? '').padEnd(2, '0'));
      return plain[1] === '-' && pence !== 0 ? -pence : pence;
    }
  }
  return parseWritten(cell, PLACES[unit]);
}

function parseWritten(cell: string, places: number): number | AmountRefusal {
  if (cell.length > CELL_CHARACTERS_MAX && cell.trim().length > CELL_CHARACTERS_MAX) return 'AMOUNT_NOT_A_NUMBER';
  let text = cell.trim();
  text = text.replace(/^="(.*)"$/s, '$1').trim();
  // Excel's mark for "this is text", kept by some exports.
  text = text.replace(/^'['\s]*(?=[\d£(+\-=@.])/, '');
  if (NO_AMOUNT.test(text)) return 'AMOUNT_MISSING';
  if (/^[=@]|^[+-]\s*[A-Za-z]/.test(text) && !/^[+-]\s*GBP/i.test(text)) return 'AMOUNT_FORMULA';
  if (/^#/.test(text)) return 'AMOUNT_SPREADSHEET_ERROR';
  if (/^[-+]?[\d.,]+e[-+]?\d+$/i.test(text)) return 'AMOUNT_SCIENTIFIC';
  if (/[$€¥]|\b(USD|EUR)\b/i.test(text)) return 'AMOUNT_FOREIGN_CURRENCY';
  const parts = SIGNED.exec(text);
  if (!parts) return 'AMOUNT_NOT_A_NUMBER';
  const sign = signOf(`${parts[1]}${parts[2]}`, parts[4] ?? '');
  if (sign === undefined) return 'AMOUNT_SIGN_UNCLEAR';
  const digits = parts[3] ?? '';
  const grouped = GROUPED.exec(digits);
  if (!grouped || digits === '.') {
    if (/\s/.test(digits)) return 'AMOUNT_BADLY_GROUPED';
    if (/\.\d*,|^\d+,\d{1,2}$|\..*\./.test(digits)) return 'AMOUNT_EUROPEAN';
    return digits.includes(',') ? 'AMOUNT_BADLY_GROUPED' : 'AMOUNT_NOT_A_NUMBER';
  }
  const whole = (grouped[1] ?? '').replaceAll(',', '');
  const fraction = grouped[2] ?? '';
  if (/[1-9]/.test(fraction.slice(places))) return 'AMOUNT_NOT_EXACT';
  const pence = BigInt(whole + fraction.slice(0, places).padEnd(places, '0') || '0');
  if (pence > BigInt(AMOUNT_PENCE_MAX)) return 'AMOUNT_TOO_LARGE';
  return pence === 0n ? 0 : sign * Number(pence);
}

/** 1 or -1; undefined when two signs meet (`(-1.00)`) or a bracket stays open. */
function signOf(before: string, after: string): 1 | -1 | undefined {
  switch (before + '|' + after) {
    case '|':
    case '+|':
      return 1;
    case '(|)':
      return -1;
    default:
      return /^[-−–]\|$|^\|[-−–]$/.test(before + '|' + after) ? -1 : undefined;
  }
}
