import { type ReportQuery } from '@app/read-models';
import { agencyHref } from '../agencies/agency-address';
import { addressOf } from '../rendering/addresses';

/** The two times of a view, which every link to another page of an agreement keeps. */
export type Times = Pick<ReportQuery, 'asAt' | 'asKnownAt'>;

/** The addresses of one agreement's pages, told for the same two times. */
export interface AgreementAddresses {
  readonly agreement: string;
  readonly simulation: string;
  terms(version: number): string;
  comparison(from: number, to: number): string;
  statement(testPeriodId: string): string;
  dispute(disputeId: string): string;
  entry(entryNo: number): string;
  readonly entries: string;
  agency(agencyId: string): string;
}

/** Makes the addresses of an agreement's pages. */
export function addressesOf(agreementId: string, { asAt, asKnownAt }: Times): AgreementAddresses {
  const agreement = `/agreements/${agreementId}`;
  const times = { asAt, asKnownAt };
  const at = (path: string): string => addressOf(path, times);
  return {
    agreement: at(agreement),
    simulation: at(`${agreement}/simulate`),
    terms: (version) => at(`${agreement}/terms/${version}`),
    comparison: (from, to) => addressOf(`${agreement}/compare`, { from, to, ...times }),
    statement: (testPeriodId) => at(`${agreement}/periods/${testPeriodId}`),
    dispute: (disputeId) => at(`${agreement}/disputes/${disputeId}`),
    entry: (entryNo) => at(`/entries/${agreementId}/${entryNo}`),
    entries: addressOf('/transactions', { agreementId, ...times }),
    agency: (agencyId) => agencyHref(agencyId, times),
  };
}
