/** The values of a query; a value that is undefined or empty is left out. */
export type QueryValues = Readonly<Record<string, string | number | null | undefined>>;

/** An address of a page with its query, in the order given. */
export function addressOf(pathname: string, query: QueryValues): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') text.set(name, String(value));
  }
  return text.size > 0 ? `${pathname}?${text.toString()}` : pathname;
}

/** The same address with some values of its query changed, or taken out when undefined. */
export function addressWith(url: string, changes: QueryValues): string {
  const { pathname, query } = partsOf(url);
  return addressOf(pathname, { ...query, ...changes });
}

interface Parts {
  readonly url: string;
  readonly pathname: string;
  readonly query: QueryValues;
}
let latest: Parts = { url: '/', pathname: '/', query: {} };

/** A page makes thousands of links from its own address, so the latest one is taken apart once. */
function partsOf(url: string): Parts {
  if (latest.url !== url) {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    latest = { url, pathname, query: Object.fromEntries(searchParams) };
  }
  return latest;
}
