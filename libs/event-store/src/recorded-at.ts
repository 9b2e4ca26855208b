/** An instant as the port gives it, ISO 8601 in UTC with six decimals, from whole microseconds since 1970. Exact until 2255. */
export function isoFromMicroseconds(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = microseconds - milliseconds * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`;
}
