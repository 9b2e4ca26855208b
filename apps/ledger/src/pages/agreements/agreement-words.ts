import { type AgreementStanding, type DisputeRow, type DueRow } from '@app/read-models';
import { type TableCell } from '../tables/table';

type Tag = NonNullable<TableCell['tag']>;

/** How an agreement stands, as a tag beside its title. */
export const standingTags: Readonly<Record<AgreementStanding, Tag>> = {
  DRAFTED: { text: 'Draft', colour: 'grey' },
  PROPOSED: { text: 'Proposed', colour: 'blue' },
  IN_FORCE: { text: 'In force', colour: 'green' },
  CALLED_IN: { text: 'Called in', colour: 'orange' },
  SUSPENDED: { text: 'Suspended', colour: 'orange' },
  ENDED: { text: 'Ended', colour: 'grey' },
  TERMINATED: { text: 'Terminated', colour: 'red' },
  WOUND_UP: { text: 'Wound up', colour: 'grey' },
};

/** What the standing of an agreement means, in a sentence. */
export const standingSentences: Readonly<Record<AgreementStanding, string>> = {
  DRAFTED: 'Its terms are a draft: nobody has been asked to sign them yet.',
  PROPOSED: 'Its terms are proposed: they bind nobody until every party has signed and they take effect.',
  IN_FORCE: 'It is in force: its terms bind every party that signed.',
  CALLED_IN: 'It is called in: a scrutiny body looks at it, and until that is done nothing is approved under it.',
  SUSPENDED: 'It is suspended: until it is resumed, nothing is approved under it.',
  ENDED: 'It has ended: its last day is past, and what is still due can still be paid.',
  TERMINATED: 'It was terminated: it ended before its last day.',
  WOUND_UP: 'It is wound up: nothing is due under it any more.',
};

/** Where a sum that is due comes from. */
export const dueKinds: Readonly<Record<DueRow['kind'], string>> = {
  SHARE: 'Share of the benefit',
  TOP_UP: 'More, after it was calculated again',
  CLAWBACK: 'Clawback: paid too much before',
};

/** Whether a dispute is settled. */
export const disputeTags: Readonly<Record<DisputeRow['status'], Tag>> = {
  OPEN: { text: 'Open', colour: 'orange' },
  RESOLVED: { text: 'Settled', colour: 'green' },
};

/** What becomes of claims, with what each word means. */
export const claimWords = {
  CLAIMED: { text: 'Waiting to be checked', says: 'Somebody says that it was achieved. Nothing is paid for it yet.' },
  VALIDATED: { text: 'Found right', says: 'It was checked in a way that the terms accept, so it counts.' },
  REJECTED: { text: 'Rejected', says: 'The check found it wrong. It does not count.' },
  WITHDRAWN: { text: 'Withdrawn', says: 'Whoever claimed it took it back. It does not count.' },
} as const;

/** How money that is put in stands to the pooled fund. */
export const poolingWords: Readonly<Record<string, string>> = {
  POOLED: 'Into the pooled fund',
  ALIGNED: 'Planned together, kept in its own budget',
  IN_VIEW: 'Told to the others, kept in its own budget',
  IN_KIND: 'In kind: staff, buildings or goods, not cash',
};

/** How sure a benefit is. */
export const stageWords: Readonly<Record<string, string>> = {
  ESTIMATE: 'Expected',
  ASSURED: 'Checked, not yet seen',
  REALISED: 'Realised: it has happened',
};

/** Whom a benefit is good for. */
export const benefitTypeWords: Readonly<Record<string, string>> = {
  FISCAL: 'Fiscal: saves public money',
  ECONOMIC: 'Economic: good for people and business',
  SOCIAL: 'Social: good for wellbeing',
};

/** What a metric is counted in. */
export const unitWords: Readonly<Record<string, string>> = {
  COUNT: 'number',
  PENCE: 'money',
  PERCENT: 'per cent',
  RATE: 'rate',
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? 'nobody') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** `1 party`, `3 parties`. */
export const counted = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
