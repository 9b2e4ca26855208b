/**
 * Microseconds since 1970 of an instant such as `2026-11-22T08:40:52.123456Z`: a safe integer until the year 2255, and
 * the order of the whole log, for no two events share one.
 */
export function microsOf(instant: string): number {
  const fraction = instant.slice(20, -1).padEnd(6, '0');
  return Date.parse(`${instant.slice(0, 19)}Z`) * 1000 + Number(fraction);
}

/** The instant of so many microseconds since 1970, with six decimals. */
export function instantOf(micros: number): string {
  const millis = Math.floor(micros / 1000);
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros - millis * 1000).padStart(3, '0')}Z`;
}
