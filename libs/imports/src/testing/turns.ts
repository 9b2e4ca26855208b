/** Counts the turns of the event loop, in which whatever else the process does has its chance, until it is stopped. */
export function countTurns(): { readonly taken: () => number; readonly stop: () => void } {
  let turns = 0;
  let isCounting = true;
  const takeTurn = (): void => {
    turns += 1;
    if (isCounting) setImmediate(takeTurn);
  };
  takeTurn();
  return { taken: () => turns, stop: () => void (isCounting = false) };
}
