import { daysBetween, type RingFence, type SpendType } from '@app/domain';
import { type FundStatement } from '../fund-statement/fund-statement.query';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { readNames } from '../register/names';

/** A funding stream of a fund whose money is bound to something, or has to be spent by a day. */
export interface RingFenceRow {
  readonly fundingStreamId: string;
  readonly fundingStreamName: string;
  readonly ringFence: RingFence;
  /** Who set it; null when nobody is named. */
  readonly setBy: 'DEPARTMENT' | 'AGREEMENT' | null;
  readonly permittedPurposes: readonly string[];
  readonly permittedSpendTypes: readonly SpendType[];
  /** What of its money is still in the fund; null when that cannot be known. */
  readonly leftPence: number | null;
  /** The last day on which it may be spent; null when there is none. */
  readonly expiresOn: string | null;
  /** Days from `asAt` to then; negative once it has expired. */
  readonly daysLeft: number | null;
  /** What has to go on to these agencies in full unless they waived it, and by when; null when nothing has to. */
  readonly passThrough: {
    readonly toAgencyNames: readonly string[];
    readonly waivedByAgencyNames: readonly string[];
    readonly dueOn: string;
    readonly outstandingPence: number;
  } | null;
}

interface FundingStreamRow {
  readonly funding_stream_id: string;
  readonly ring_fence_set_by: 'DEPARTMENT' | 'AGREEMENT' | null;
  readonly permitted_purposes: readonly string[];
  readonly permitted_spend_types: readonly SpendType[];
  readonly pass_through: { readonly toAgencyIds: readonly string[] } | null;
  readonly pass_through_waived_by: readonly string[];
}

/** The ring-fences of a fund's year as its statement stood: what is left of each, for what, and until when. */
export async function ringFences(
  look: Look,
  { asAt, cash, fundingStreams }: FundStatement,
): Promise<readonly RingFenceRow[]> {
  const bound = fundingStreams.filter(({ ringFence, expiresOn }) => ringFence !== 'NONE' || expiresOn !== null);
  if (bound.length === 0) return [];
  const rows = await look.rows<FundingStreamRow>(
    `select funding_stream_id, ring_fence_set_by, permitted_purposes, permitted_spend_types, pass_through,
            pass_through_waived_by
       from ${READING_SCHEMA}.funding_stream where funding_stream_id = any($1)`,
    [bound.map(({ fundingStreamId }) => fundingStreamId)],
  );
  const byId = new Map(rows.map((row) => [row.funding_stream_id, row]));
  // Only what has to be passed on names agencies.
  const names = bound.some(({ passThrough }) => passThrough !== null) ? await readNames(look) : undefined;
  const nameOf = (agencyId: string): string => names?.agency(agencyId) ?? agencyId;
  return bound.map(({ fundingStreamId, fundingStreamName, ringFence, expiresOn, passThrough, balancePence }) => {
    const row = byId.get(fundingStreamId)!;
    return {
      fundingStreamId,
      fundingStreamName,
      ringFence: ringFence as RingFence,
      setBy: ringFence === 'NONE' ? null : row.ring_fence_set_by,
      permittedPurposes: row.permitted_purposes,
      permittedSpendTypes: row.permitted_spend_types,
      leftPence: cash.broughtForwardPence === null ? null : balancePence,
      expiresOn,
      daysLeft: expiresOn === null ? null : daysBetween(asAt, expiresOn),
      passThrough: passThrough && {
        toAgencyNames: (row.pass_through?.toAgencyIds ?? []).map(nameOf),
        waivedByAgencyNames: row.pass_through_waived_by.map(nameOf),
        ...passThrough,
      },
    };
  });
}
