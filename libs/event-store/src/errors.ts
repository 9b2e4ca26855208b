/** The event stream stands at another version than the caller decided on: read its tail and decide again. */
export class WrongVersion extends Error {
  constructor(
    readonly eventStream: string,
    readonly expectedVersion: number,
    readonly currentVersion: number,
  ) {
    super(`Event stream ${eventStream} is at version ${currentVersion}, not ${expectedVersion}.`);
  }
}

/** The event stream was closed and takes no more events. */
export class StreamClosed extends Error {
  constructor(readonly eventStream: string) {
    super(`Event stream ${eventStream} is closed.`);
  }
}

/** An event or an append is larger than the log takes. */
export class TooLarge extends Error {
  constructor(
    readonly what: 'event' | 'append',
    readonly bytes: number,
    readonly bytesMax: number,
  ) {
    super(`The ${what} has ${bytes} bytes; at most ${bytesMax} can be recorded.`);
  }
}

/** A name, an id or a payload that no log can hold. */
export class InvalidAppend extends Error {}

/**
 * The store could not be reached or did not answer. `notApplied`: nothing was recorded. `unknown`: it may have been;
 * send the same request again (its ids make that safe), never decide again.
 */
export class Unavailable extends Error {
  constructor(
    readonly outcome: 'notApplied' | 'unknown',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A token that this log never gave: of another log, or of the part that was lost when the log was restored. */
export class UnknownToken extends Error {
  constructor(readonly token: string) {
    super(`This log has no event at token ${token}. Whoever kept it must rebuild from the first event.`);
  }
}

/** The log contradicts itself: a hole in an order that has none. Stop, alarm, and restore; never read on. */
export class LogCorrupted extends Error {}
