/**
 * The financial year that a cell or heading names, as `2012-13`; undefined when it names none. `2012` alone names none:
 * it could be the year that begins or the one that ends in 2012.
 */
export function parseFinancialYear(cell: string): string | undefined {
  if (cell.length > 60) return undefined;
  const text = cell
    .trim()
    .replace(/^="(.*)"$/s, '$1')
    .replace(/^'(?=\d)/, '');
  const named = /^(?:f\.?\/?y\.?|financial year|year)?\s*(\d{4}|\d{2})\s*(?:[-/–—_]|to)?\s*(\d{4}|\d{2})$/i.exec(text);
  if (!named) return undefined;
  const [first = '', second = ''] = [named[1], named[2]];
  // `1213` and `12/13/…` are too short to be sure of without a separator.
  if (first.length === 2 && (second.length !== 2 || !/\d\D+\d/.test(text))) return undefined;
  const begins = first.length === 2 ? 2000 + Number(first) : Number(first);
  const ends = begins + 1;
  if (begins < 1980 || begins > 2100) return undefined;
  const follows = second.length === 2 ? Number(second) === ends % 100 : Number(second) === ends;
  return follows ? `${begins}-${String(ends % 100).padStart(2, '0')}` : undefined;
}
