import { financialYearFrom } from '@app/domain';

/** The fund and year that an event stream is of. */
export interface PoolYear {
  readonly pooledFundId: string;
  readonly financialYear: string;
}

const PREFIX = 'poolYear-';

/** True for the event stream of a pool year. */
export const isPoolYear = (eventStream: string): boolean => eventStream.startsWith(PREFIX);

/** The fund and year of an event stream such as `poolYear-troubled-families:2012`. */
export function poolYearOf(eventStream: string): PoolYear {
  const colon = eventStream.lastIndexOf(':');
  return {
    pooledFundId: eventStream.slice(PREFIX.length, colon),
    financialYear: financialYearFrom(Number(eventStream.slice(colon + 1))),
  };
}
