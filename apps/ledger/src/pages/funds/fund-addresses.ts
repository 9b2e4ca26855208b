import { addressOf, type QueryValues } from '../rendering/addresses';

/** The two times of a page, as its address asks for them. */
export interface Times {
  readonly asAt?: string | null;
  readonly asKnownAt?: string | null;
}

/** An address with the two times that a page is for, so that a link leads to the same moment. */
export const withTimes = (pathname: string, { asAt, asKnownAt }: Times, query: QueryValues = {}): string =>
  addressOf(pathname, { ...query, asAt, asKnownAt });
