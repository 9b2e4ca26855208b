/** Largest page of the total order. */
export const PAGE_EVENTS_MAX = 10_000;

/** @throws RangeError when a page size is not within 1 to `PAGE_EVENTS_MAX`. */
export function checkPageSize(events: number): void {
  if (!Number.isInteger(events) || events < 1 || events > PAGE_EVENTS_MAX) {
    throw new RangeError(`A page holds 1 to ${PAGE_EVENTS_MAX} events, not ${events}.`);
  }
}
