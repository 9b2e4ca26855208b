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

  tell(caller: Caller | undefined, view: ReportQuery): Promise<OverviewReports> {
    const sight = sightOf(caller);
    return this.reports.tell(sight, view, async (look, horizon) => {
      const { asAt, asKnownAt } = horizon;
      const key = JSON.stringify([sight, { ...view, asAt, asKnownAt }]);
      const told = this.kept.get(key) ?? {
        paidIn: await whoPaidIn(look, view, horizon),
        gained: await whoGained(look, view, horizon),
      };
      // The latest told stands last, and the first is dropped.
      this.kept.delete(key);
      if (asKnownAt !== null) this.kept.set(key, told);
      if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value!);
      return told;
    });
  }
}
