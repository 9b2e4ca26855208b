/** Somebody asked this to stop, by Ctrl-C or by a signal. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped.');
  }
}

const asked = new AbortController();

/** Lets signals end the work instead of the process, so that a database that was started for it is ended too. */
export function heedSignals(): void {
  // npm, the shell and the terminal may all pass on the same signal: more of them change nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort());
}

/** Gives what the work gives, or fails as soon as somebody asks this to stop. @throws Interrupted */
export function unlessInterrupted<Result>(work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Interrupted());
    if (asked.signal.aborted) return stop();
    asked.signal.addEventListener('abort', stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => asked.signal.removeEventListener('abort', stop));
  });
}

/** Whether somebody asked this to stop. */
export const isInterrupted = (): boolean => asked.signal.aborted;
