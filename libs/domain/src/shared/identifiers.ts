import { isFinancialYear } from './dates';

/**
 * Identifiers of places, agencies, pooled funds, funding streams, schemes, contributions and withdrawals: 1 to 64 of
 * `a-z 0-9 -`, beginning and ending with a letter or digit. ASCII only, so that none looks like another.
 */
export const IDENTIFIER_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** True for a well-formed identifier. */
export const isIdentifier = (text: unknown): text is string =>
  typeof text === 'string' && IDENTIFIER_PATTERN.test(text);

/** The event stream of a place. */
export const placeStream = (placeId: string): string => `place-${placeId}`;

/** The event stream of an agency. */
export const agencyStream = (agencyId: string): string => `agency-${agencyId}`;

/** The event stream of a funding stream. */
export const fundingStreamStream = (fundingStreamId: string): string => `fundingStream-${fundingStreamId}`;

/** The event stream of a pooled fund: its agreement, partners, schemes and delegations. */
export const pooledFundStream = (pooledFundId: string): string => `pooledFund-${pooledFundId}`;

/** The event stream of the money of one pooled fund in one financial year. */
export const poolYearStream = (pooledFundId: string, financialYear: string): string =>
  `poolYear-${pooledFundId}:${financialYear.slice(0, 4)}`;

/** The event stream of a benefit-sharing agreement: its terms, its evidence and what it made due. */
export const agreementStream = (agreementId: string): string => `agreement-${agreementId}`;

/** The event stream of what one actor was granted. */
export const accessStream = (actorId: string): string => `access-${actorId}`;

/** The event stream of the import of one file, by the SHA-256 of its bytes. */
export const fileImportStream = (fileDigest: string): string => `fileImport-${fileDigest}`;

/** How people name an entry of the ledger: `troubled-families/2012-13/17`, its place in its pool year. */
export const entryRefOf = (pooledFundId: string, financialYear: string, entryNo: number): string =>
  `${pooledFundId}/${financialYear}/${entryNo}`;

/** How people name an entry of a benefit-sharing agreement: `moj-incentive/17`. Two parts, where a fund's has three. */
export const agreementEntryRefOf = (agreementId: string, entryNo: number): string => `${agreementId}/${entryNo}`;

/** The parts of the reference of an agreement's entry, or undefined when it is not one. */
export function parseAgreementEntryRef(text: string): { agreementId: string; entryNo: number } | undefined {
  const match = /^([^/]+)\/([1-9]\d{0,9})$/.exec(text);
  return match && isIdentifier(match[1]) ? { agreementId: match[1], entryNo: Number(match[2]) } : undefined;
}

/** The parts of an entry's reference, or undefined when it is not one. An entry has one reference only: INV-02 rests on it. */
export function parseEntryRef(
  text: string,
): { pooledFundId: string; financialYear: string; entryNo: number } | undefined {
  const match = /^([^/]+)\/([^/]+)\/([1-9]\d{0,9})$/.exec(text);
  if (!match || !isIdentifier(match[1]) || !isFinancialYear(match[2])) return undefined;
  return { pooledFundId: match[1], financialYear: match[2], entryNo: Number(match[3]) };
}
