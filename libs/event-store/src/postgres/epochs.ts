import { UnknownToken } from '../errors';
import { type Token } from '../event-store';
import { placeOf, tokenOf } from '../token';

/** A stretch of the log between two restores: the events after `afterPosition`, up to the next epoch's. */
export interface Epoch {
  readonly epoch: number;
  readonly afterPosition: number;
}

/**
 * Tokens of a log that may have been restored. Events that outlived a restore keep the tokens that they had; a token of
 * an event that was lost is known as such, although another event stands at its position now.
 */
export class Epochs {
  readonly #newestFirst: readonly Epoch[];

  constructor(epochs: readonly Epoch[]) {
    this.#newestFirst = [...epochs].sort((a, b) => b.epoch - a.epoch);
  }

  /** The token of the event at a position. */
  tokenAt(position: number): Token {
    for (const { epoch, afterPosition } of this.#newestFirst) {
      if (position > afterPosition) return tokenOf(epoch, position);
    }
    throw new RangeError(`There is no event at position ${position}.`);
  }

  /** The position of a token's event. @throws UnknownToken when that event was lost, or never was. */
  positionOf(token: Token): number {
    const { epoch, position } = placeOf(token);
    // The first event of an epoch tells its number, so a position belongs to one epoch only.
    if (this.#newestFirst.find(({ afterPosition }) => position > afterPosition)?.epoch !== epoch) {
      throw new UnknownToken(token);
    }
    return position;
  }
}
