/**
 * Microseconds since 1970 of an instant such as `2026-11-22T08:40:52.123456Z`: a safe integer until the year 2255, and
 * the order of the whole log, for no two events share one.
 */
export function microsOf(instant: string): number {
  if (instant.length !== STORED_LENGTH || !instant.endsWith('Z')) return microsOfAny(instant);
  const second = instant.slice(0, 19);
  if (second !== lastSecond) {
    lastSecond = second;
    lastSecondMillis = Date.parse(`${second}Z`);
  }
  return lastSecondMillis * 1000 + Number(instant.slice(20, 26));
}

/** Length of an instant as the store gives it. */
const STORED_LENGTH = '2026-11-22T08:40:52.123456Z'.length;
/** The second that was parsed last: thousands of events of a batch share it, and parsing a date is slow. */
let lastSecond = '';
let lastSecondMillis = 0;

/** People may ask for an instant with fewer decimals, or in another zone. */
function microsOfAny(instant: string): number {
  const [, second, decimals = '', zone] = /^(.{16,19}?)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)$/.exec(instant) ?? [];
  if (second === undefined) return Date.parse(instant) * 1000;
  return Date.parse(`${second}${zone}`) * 1000 + Number(decimals.padEnd(6, '0'));
}

/** The instant of so many microseconds since 1970, with six decimals. */
export function instantOf(micros: number): string {
  const millis = Math.floor(micros / 1000);
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros - millis * 1000).padStart(3, '0')}Z`;
}
