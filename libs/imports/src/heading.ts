import { type AmountUnit } from './mapping';

/** A heading reduced to what matters when headings are compared: `Amount (£)`, `AMOUNT` and `amount_` are one. */
export const squash = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '');

/**
 * The names under which a heading may be known, closest first: as it stands; without currency and unit; without a
 * number in front (`1. Department family`); without brackets (`Date (payment not invoice date)`); without the `T` that
 * SAP adds (`Supplier T`).
 */
export function headingNames(heading: string): string[] {
  const words = spaced(unwrapped(heading));
  const names: string[] = [];
  const add = (text: string) => {
    const name = squash(text);
    if (name !== '' && !names.includes(name)) names.push(name);
  };
  add(words);
  add(withoutUnit(words));
  const bare = words.replace(/^\s*\d+[.):\s]+/, '').replace(/\sT\s*$/, '');
  add(bare);
  const unbracketed = bare.replace(/\([^)]*\)?|\[[^\]]*\]?/g, ' ');
  add(unbracketed);
  add(withoutUnit(unbracketed));
  return names;
}

/** The unit that a heading states for its amounts (`£000`, `(£m)`, `amount_pence`), if it states one. */
export function amountUnitOfHeading(heading: string): AmountUnit | undefined {
  const words = spaced(heading).toLowerCase();
  if (/pounds?\s*(and|&)\s*pence/.test(words)) return 'pounds';
  if (/\b(pence|pennies)\b/.test(words)) return 'pence';
  // Not after a digit or comma: `Payments over £25,000` states a threshold, not a unit.
  if (/(?<![\d,.])['‘’`]?000(['‘’`]?s)?(?!\d)|£\s*k\b|\(\s*k\s*\)|\bthousands?\b|\bgbp\s*k\b/.test(words))
    return 'thousands';
  if (/£\s*(mn?|mil|mill)\b|\(\s*mn?\s*\)|\bmillions?\b|\bgbp\s*mn?\b|\bamount\s+mn?\b/.test(words)) return 'millions';
  if (/£\s*bn\b|\bbillions?\b|\bgbp\s*bn\b/.test(words)) return 'billions';
  if (/£|\b(gbp|pounds?)\b/.test(words)) return 'pounds';
  return undefined;
}

const withoutUnit = (words: string): string =>
  words.replace(
    /(?:\bin\s+)?(?:£\s*['‘’`]?(?:000'?s?|k|mn?|bn|mil|mill)?\b|['‘’`]000'?s?|\b(?:gbp|sterling|pounds?|pence|thousands?|millions?|billions?|000s?|mn?|bn|k)\b)/gi,
    ' ',
  );

/** Underscores and camel case (`PaymentDate`, `VATRegistrationNumber`) as words. */
const spaced = (heading: string): string =>
  heading
    .replace(/_/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');

const unwrapped = (heading: string): string => heading.replace(/^\s*="(.*)"\s*$/s, '$1');
