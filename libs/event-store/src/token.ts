import { UnknownToken } from './errors';
import { type Token } from './event-store';

/** What a token stands for: the place in the total order, and the epoch of the log in which it was taken. */
export interface Place {
  readonly epoch: number;
  readonly position: number;
}

const TOKEN = /^([1-9]\d{0,8}):([1-9]\d{0,15})$/;

/** The token of the event at `position`, recorded in `epoch`. */
export function tokenOf(epoch: number, position: number): Token {
  return `${epoch}:${position}` as Token;
}

/** The place that a token stands for. @throws UnknownToken for a text that is no token. */
export function placeOf(token: Token): Place {
  const match = TOKEN.exec(token);
  if (!match) throw new UnknownToken(token);
  return { epoch: Number(match[1]), position: Number(match[2]) };
}

/** Negative, zero or positive as `a` stands before, at or after `b`; `undefined` stands before every event. */
export function compareTokens(a: Token | undefined, b: Token | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const [first, second] = [placeOf(a), placeOf(b)];
  return first.epoch - second.epoch || first.position - second.position;
}
