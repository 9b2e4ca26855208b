/** What was typed cannot be done. The message is one line, fit for a person. */
export class UsageError extends Error {}
