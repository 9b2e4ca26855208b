/** Gives what a source gives, and asks it for the next while the one given is still being handled. */
export async function* ahead<Value>(source: AsyncIterable<Value>): AsyncGenerator<Value, void, undefined> {
  const values = source[Symbol.asyncIterator]();
  let next = values.next();
  try {
    for (let given = await next; !given.done; given = await next) {
      next = values.next();
      // Heard when it is awaited; a failure before that must not end the process.
      next.catch(() => undefined);
      yield given.value;
    }
  } finally {
    // Not awaited: a source that waits for its next value ends only when that comes.
    void values.return?.();
  }
}
