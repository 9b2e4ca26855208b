import { type LegalBasis, type PoolingBasis, type RingFence, type SignatureRule } from '@app/domain';
import { type RingFenceRow } from '@app/read-models';
import { inWords } from '../rendering/in-words';
import { day } from '../tables/format';

/** The power under which partners pool their money, in words. */
export const legalBasisWords: Readonly<Record<LegalBasis, string>> = {
  S75_NHS_ACT_2006:
    'Section 75 of the NHS Act 2006: NHS bodies and councils may pool money and use each other’s powers',
  S256_NHS_ACT_2006: 'Section 256 of the NHS Act 2006: an NHS body pays towards what a council does',
  S31_LOCAL_GOVERNMENT_ACT_2003: 'Section 31 of the Local Government Act 2003: a grant from a minister to a council',
  S38_CRIME_AND_DISORDER_ACT_1998:
    'Section 38 of the Crime and Disorder Act 1998: local bodies fund youth justice together',
  BUSINESS_RATES_POOL: 'A business rates pool: councils share the growth of business rates',
  INVESTMENT_AGREEMENT: 'An investment agreement between its partners',
  MEMORANDUM_OF_UNDERSTANDING: 'A memorandum of understanding, which binds nobody by law',
  OTHER: 'Another basis, as its agreement says',
};

/** How far the money is one pot, in words. */
export const poolingBasisWords: Readonly<Record<PoolingBasis, string>> = {
  POOLED: 'Pooled: the money is one pot, held by the host',
  ALIGNED: 'Aligned: the money is planned together, and each partner keeps its own',
  IN_VIEW: 'In view: the money is only watched together, and each partner keeps and decides about its own',
};

/** What the ledger holds of signatures, in words. */
export const signatureWords: Readonly<Record<SignatureRule, string>> = {
  REQUIRED: 'No money may move until every partner has signed.',
  REPORTED: 'Money may move before every partner has signed, and every report then says so.',
  NOT_TRACKED: 'This ledger does not hold the agreement of this fund, so it says nothing of signatures.',
};

/** How a funding stream's money is bound, in words. */
export const ringFenceWords: Readonly<Record<RingFence, string>> = {
  NONE: 'Not ring-fenced',
  PURPOSE: 'Only for some purposes',
  CAPITAL_ONLY: 'Only for capital: buildings and equipment',
  PASS_THROUGH: 'Must be passed on in full',
};

// Purposes are identifiers, such as `early-help`.
const purposeWords = (purpose: string): string => inWords(purpose).replaceAll('-', ' ');

/** What the money of a ring-fence may be spent on, in words. */
export function permittedWords({ permittedPurposes, permittedSpendTypes, setBy }: RingFenceRow): string {
  const what = permittedPurposes.length > 0 ? permittedPurposes.map(purposeWords).join(', ') : 'any purpose';
  const [only] = permittedSpendTypes.length === 1 ? permittedSpendTypes : [];
  const how = only === undefined ? '' : `; ${inWords(only)} only`;
  const who = { DEPARTMENT: '; set by a government department', AGREEMENT: '; set by the partners’ agreement' };
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}${how}${setBy === null ? '' : who[setBy]}`;
}

/** What has still to be passed on, to whom and by when, in words; empty when nothing has to be. */
export function passThroughWords({ passThrough }: RingFenceRow): string {
  if (passThrough === null) return '';
  const { toAgencyNames, waivedByAgencyNames, dueOn } = passThrough;
  const waived = waivedByAgencyNames.length > 0 ? ` (${waivedByAgencyNames.join(', ')} agreed otherwise)` : '';
  return `To ${toAgencyNames.join(', ')} by ${day(dueOn)}${waived}`;
}

/** A number of days, in words: `1 day`, `34 days`. */
export const daysWords = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;
