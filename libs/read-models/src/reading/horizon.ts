import { isIsoDate } from '@app/domain';
import { READING_FOLLOWER, READING_SCHEMA } from './reading-schema';
import { instantOf, microsOf } from './instant';
import { type Look } from './reading-database';

/** What a report may be narrowed to, and the two times that it is told for. */
export interface ReportQuery {
  readonly placeId?: string;
  readonly agencyId?: string;
  readonly pooledFundId?: string;
  readonly fundingStreamId?: string;
  readonly financialYear?: string;
  /** Effective date: what had happened by the end of that day. */
  readonly asAt?: string;
  /** Recorded time: what the ledger knew at that instant, or at the end of that day (UTC). */
  readonly asKnownAt?: string;
}

/** The two times of a report, resolved: given again as they are, they give the same report. */
export interface Horizon {
  readonly asAt: string;
  /** Null while the ledger holds nothing and no time was asked for. */
  readonly asKnownAt: string | null;
  /** `asKnownAt` in microseconds. */
  readonly knownAt: number;
  /** True when nothing that the read models hold was recorded later. */
  readonly isLatest: boolean;
}

/** The instant that ends a text such as `2026-11-22` or `2026-11-22T10:15:00Z`. */
export function endOfKnown(text: string): string {
  return isIsoDate(text) ? `${text}T23:59:59.999999Z` : instantOf(microsOf(text));
}

/**
 * Resolves the two times. Without `asKnownAt`, all that is projected now; without `asAt`, the day of `asKnownAt` if that
 * was given, else today.
 */
export async function resolveHorizon(look: Look, query: ReportQuery, today: string): Promise<Horizon> {
  const [checkpoint] = await look.rows<{ recorded_at: string | null }>(
    `select recorded_at from ${READING_SCHEMA}.checkpoint where follower = $1`,
    [READING_FOLLOWER],
  );
  const latest = checkpoint?.recorded_at ?? null;
  const asked = query.asKnownAt === undefined ? undefined : endOfKnown(query.asKnownAt);
  const asKnownAt = asked !== undefined && (latest === null || microsOf(asked) < microsOf(latest)) ? asked : latest;
  const asAt = query.asAt ?? (asked === undefined ? today : asked.slice(0, 10) < today ? asked.slice(0, 10) : today);
  const knownAt = asKnownAt === null ? 0 : microsOf(asKnownAt);
  return { asAt, asKnownAt, knownAt, isLatest: latest === null || knownAt >= microsOf(latest) };
}
