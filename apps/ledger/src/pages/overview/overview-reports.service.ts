import { Injectable } from '@nestjs/common';
import { type ReportQuery, type WhoGained, whoGained, whoPaidIn } from '@app/read-models';
import { type Caller } from '../../access/caller';
import { sightOf } from '../../access/sight-of';
import { Reports } from '../../api/reports.service';
import { moneyFlow } from './money-flow';

/** Who paid in and who gained, at the same two times. */
export interface OverviewReports {
  readonly paidIn: Awaited<ReturnType<typeof whoPaidIn>>;
  readonly gained: WhoGained;
}

/** What the rows of both reports tell apart: all that there is, or so much less that the largest ledger is told at once. */
export type Grain = 'EVERY_LINE' | 'YEARS_TOGETHER' | 'YEARS_ALONE';

const grains = {
  EVERY_LINE: { paidIn: {}, gained: {} },
  YEARS_TOGETHER: {
    paidIn: { apart: ['placeId', 'pooledFundId', 'fundingStreamId', 'party'] },
    gained: { apart: ['placeId', 'pooledFundId', 'fundingStreamId', 'party', 'commissionerId'] },
  },
  YEARS_ALONE: {
    paidIn: { apart: ['placeId', 'pooledFundId', 'financialYear'] },
    gained: { apart: ['placeId', 'pooledFundId', 'financialYear'] },
  },
} as const satisfies Record<Grain, object>;

/** Of a large ledger each holds some megabytes. */
const KEPT_MAX = 4;

/**
 * Tells both reports, and keeps the latest few: whoever opens the same view, takes its files or turns its pages is told
 * what was told before. Of the same sight at the same two times it cannot be anything else.
 */
@Injectable()
export class Overviews {
  private readonly kept = new Map<string, OverviewReports>();

  private readonly pictures = new WeakMap<
    OverviewReports,
    { readonly url: string; readonly svg: string | undefined }
  >();

  constructor(private readonly reports: Reports) {}

  /** The picture of both, whose parts lead on from this address. */
  picture(told: OverviewReports, url: string): string | undefined {
    const drawn = this.pictures.get(told);
    if (drawn?.url === url) return drawn.svg;
    const svg = moneyFlow(told.paidIn.rows, told.gained, url);
    this.pictures.set(told, { url, svg });
    return svg;
  }

  tell(caller: Caller | undefined, view: ReportQuery, grain: Grain): Promise<OverviewReports> {
    const sight = sightOf(caller);
    return this.reports.tell(sight, view, async (look, horizon) => {
      const { asAt, asKnownAt } = horizon;
      const key = JSON.stringify([sight, grain, { ...view, asAt, asKnownAt }]);
      const told = this.kept.get(key) ?? {
        paidIn: await whoPaidIn(look, view, horizon, grains[grain].paidIn),
        gained: await whoGained(look, view, horizon, { ...grains[grain].gained, namesBreaches: false }),
      };
      // The latest told stands last, and the first is dropped.
      this.kept.delete(key);
      if (asKnownAt !== null) this.kept.set(key, told);
      if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value!);
      return told;
    });
  }
}
