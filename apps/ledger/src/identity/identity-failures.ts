/** Somebody could not be signed in. The message is a sentence for them, which says what to do. */
export class SignInFailed extends Error {
  constructor(
    sentence: string,
    /** What went wrong, for the log. */
    override readonly cause?: unknown,
  ) {
    super(sentence);
  }
}

/** A form came without the token of its session: it is too old, or another site's. Nothing was recorded. */
export class FormExpired extends Error {
  constructor() {
    super('This form has expired. Nothing was recorded.');
  }
}

/** A form cannot be read. The message is a sentence for people. */
export class FormUnreadable extends Error {
  constructor(
    readonly status: 400 | 413,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** A page was asked for that only somebody who is signed in may ask for. */
export class NotSignedIn extends Error {
  constructor(
    /** Where to come back to. */
    readonly returnTo: string,
  ) {
    super('You are not signed in.');
  }
}
