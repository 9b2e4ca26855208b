import { type Times, withTimes } from '../funds/fund-addresses';

/** Where the page of an agency is, for the two times of the page that leads to it. */
export const agencyHref = (agencyId: string, times: Times = {}): string => withTimes(`/agencies/${agencyId}`, times);
