/** Figures add up to more than can be told to the penny: ask for fewer of them. */
export class FiguresTooLarge extends Error {
  constructor() {
    super('These figures add up to more than can be told to the penny. Ask for one place, fund or year of them.');
  }
}

/** The sum itself, when a number can hold it to the penny (INV-09). @throws FiguresTooLarge otherwise */
export function exact(sumPence: number): number {
  if (!Number.isSafeInteger(sumPence)) throw new FiguresTooLarge();
  return sumPence;
}
