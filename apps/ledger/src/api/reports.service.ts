import { Inject, Injectable } from '@nestjs/common';
import { type Token } from '@app/event-store';
import {
  endOfKnown,
  type EntryQuery,
  type Horizon,
  look,
  type Look,
  microsOf,
  isThere,
  resolveHorizon,
  type Sight,
} from '@app/read-models';
import { OPEN_LEDGER, type OpenLedger, todayInLondon, waitForReadModels } from '@app/runtime';
import { ProblemError } from './problems/problem';

/** How long a question waits for the read models to show what it must. */
const WAIT_MS = 5_000;

/** What a report is asked for: beside its query, the token of a command that it must show. */
export type AskedReport = EntryQuery & { readonly readAfter?: string };

const registers = [
  ['placeId', 'place'],
  ['agencyId', 'agency'],
  ['pooledFundId', 'pooled fund'],
  ['fundingStreamId', 'funding stream'],
  ['agreementId', 'agreement'],
] as const;

/**
 * Looks at the read models for a report: never before they show what they must, never for what does not exist, and
 * never beyond what the reader may see.
 */
@Injectable()
export class Reports {
  constructor(@Inject(OPEN_LEDGER) private readonly ledger: OpenLedger) {}

  /** Tells a report in one look, at its two times. @throws ProblemError for an identifier that is not registered */
  async tell<Result>(
    sight: Sight,
    query: AskedReport,
    tell: (look: Look, horizon: Horizon) => Promise<Result>,
  ): Promise<Result> {
    return this.look(sight, query, async (looking) =>
      tell(looking, await resolveHorizon(looking, query, todayInLondon())),
    );
  }

  /** Looks for what is told without the two times resolved. @throws ProblemError as `tell` does */
  async look<Result>(
    sight: Sight,
    query: AskedReport,
    see: (look: Look, today: string) => Promise<Result>,
  ): Promise<Result> {
    await this.waitUntilKnown(query);
    return look(this.ledger.pool, sight, async (looking) => {
      await refuseUnknown(looking, query);
      return see(looking, todayInLondon());
    });
  }

  /** Waits until the read models show what a command recorded. @throws ProblemError for a token that no command gave */
  async waitUntilShown(readAfter: string): Promise<void> {
    const { pool, store } = this.ledger;
    const token = readAfter as Token;
    if (!TOKEN.test(readAfter) || store.compareTokens(await store.head(), token) < 0) {
      throw new ProblemError(
        400,
        'TOKEN_UNKNOWN',
        'readAfter takes the token of an answer to a command of this ledger.',
      );
    }
    await waitForReadModels(pool, store, token, WAIT_MS);
  }

  private async waitUntilKnown({ readAfter, asKnownAt }: AskedReport): Promise<void> {
    const { pool, store } = this.ledger;
    if (readAfter !== undefined) await this.waitUntilShown(readAfter);
    // A time that the read models may not have reached: everything recorded by now must be in them first.
    if (asKnownAt !== undefined && microsOf(endOfKnown(asKnownAt)) > (Date.now() - WAIT_MS) * 1000) {
      const head = await store.head();
      if (head !== undefined) await waitForReadModels(pool, store, head, WAIT_MS);
    }
  }
}

const TOKEN = /^[1-9]\d{0,8}:[1-9]\d{0,15}$/;

/** A question about what does not exist is not answered with zeros; nor is one about what the reader sees nothing of. */
async function refuseUnknown(looking: Look, query: AskedReport): Promise<void> {
  for (const [field, noun] of registers) {
    const id = query[field];
    if (id === undefined || (await isThere(looking, field, id))) continue;
    throw new ProblemError(404, `${noun.replace(' ', '_').toUpperCase()}_UNKNOWN`, `There is no ${noun} ${id}.`);
  }
}
