import { type Caller } from '../access/caller';

/** Names among Nest's providers whoever knows what a signed-in person may do. */
export const CALLERS = Symbol('Callers');

/** Knows what a signed-in person may do, at this moment: a grant that was taken back is gone at the next page. */
export interface Callers {
  callerOf(actorId: string, name: string, via: Caller['via']): Promise<Caller>;
}

/** Grants nothing to anybody. */
export const nobodyMay: Callers = {
  callerOf: (actorId, name, via) => Promise.resolve({ actorId, name, grants: [], via }),
};
