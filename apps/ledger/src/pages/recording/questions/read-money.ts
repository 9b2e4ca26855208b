const POUNDS = /^£?\s*((?:\d{1,3}(?:,\d{3})+)|\d{1,15})(?:\.(\d{1,2}))?$/;

/**
 * An amount in whole pence as a person types it, read by its digits; undefined when it is none. It may be larger than
 * any amount of the ledger, and is not exact then: whoever reads it says so.
 */
export function readMoney(typed: string): number | undefined {
  const match = POUNDS.exec(typed.trim());
  if (!match) return undefined;
  const pounds = match[1]!.replaceAll(',', '');
  return Number(`${pounds}${(match[2] ?? '').padEnd(2, '0')}`);
}

/** An amount as the field shows it again: `1234.56`. */
export const moneyTyped = (pence: number): string =>
  `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
