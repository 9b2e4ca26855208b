/** Wakes whoever waits for the log to grow. Counts growths, so that one between a look and a wait is not missed. */
export class Arrivals {
  #count = 0;
  readonly #waiters = new Set<() => void>();

  /** How often the log has been said to have grown. */
  get count(): number {
    return this.#count;
  }

  /** The log has grown, or a waiter should look again for another reason. */
  announce(): void {
    this.#count++;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** Resolves when the count has passed `seen`, when the signal aborts, or after `timeoutMs` (never, when absent). */
  async past(seen: number, signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (this.#count > seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiters.delete(wake);
        resolve();
      };
      if (timeoutMs !== undefined) timer = setTimeout(wake, timeoutMs);
      signal.addEventListener('abort', wake);
      this.#waiters.add(wake);
    });
  }
}
