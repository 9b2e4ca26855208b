import { type AgreementOverview } from '@app/read-models';
import { day } from '../tables/format';
import { counted } from './agreement-words';

/** A date that matters in the life of an agreement, or how often something comes round. */
export interface KeyDate {
  readonly what: string;
  readonly when: string;
}

/** The dates of an agreement, in words. */
export function keyDates({ versions, effectiveFrom, terms }: AgreementOverview): readonly KeyDate[] {
  const { period, review, exit, milestones = [] } = terms;
  const after = exit.onExit === 'CONTINUES' ? 'the others go on' : 'the agreement then ends for all';
  return [
    { what: 'Drafted', when: day(versions[0]!.draftedOn) },
    { what: 'In force from', when: effectiveFrom === null ? 'Not in force' : day(effectiveFrom) },
    { what: 'First day', when: day(period.from) },
    { what: 'Last day', when: day(period.to) },
    ...milestones.map(({ title, on }) => ({ what: title, when: day(on) })),
    { what: 'Review', when: `Every ${counted(review.everyMonths, 'month', 'months')}, by ${lowerThe(review.by)}` },
    { what: 'Notice to leave', when: `${counted(exit.noticeDays, 'day', 'days')}; ${after}` },
  ];
}

const lowerThe = (name: string): string => name.replace(/^The /, 'the ');
