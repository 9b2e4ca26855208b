import { addressWith } from './addresses';

/** Links to the pages of something, as GOV.UK's pagination takes them. */
export interface PageLinks {
  readonly previous?: { readonly href: string };
  readonly next?: { readonly href: string };
  readonly items: readonly ({ readonly number: number; readonly href: string; readonly current: boolean } | Gap)[];
}
interface Gap {
  readonly ellipsis: true;
}

/** The numbers shown on each side of the current one. */
const NEIGHBOURS = 1;

/**
 * Links to all pages: the first, the last, and those beside the current one.
 * @param parameter the value of the query that names the page
 */
export function pageLinks(url: string, parameter: string, current: number, last: number): PageLinks {
  const href = (number: number): string => addressWith(url, { [parameter]: number === 1 ? undefined : number });
  const shown = [...Array(last).keys()]
    .map((place) => place + 1)
    .filter((number) => number === 1 || number === last || Math.abs(number - current) <= NEIGHBOURS);
  const items = shown.flatMap((number, place) => {
    const item = { number, href: href(number), current: number === current };
    return number - (shown[place - 1] ?? number - 1) > 1 ? [{ ellipsis: true } as const, item] : [item];
  });
  return {
    previous: current > 1 ? { href: href(current - 1) } : undefined,
    next: current < last ? { href: href(current + 1) } : undefined,
    items,
  };
}
