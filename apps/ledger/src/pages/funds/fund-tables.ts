import { monthOfPeriod } from '@app/domain';
import { type AgreementRow, type ContributionAgeingRow, type PooledFundDetail } from '@app/read-models';
import { agencyHref } from '../agencies/agency-address';
import { inWords, sentenceCase } from '../rendering/in-words';
import { type Table, tableOf } from '../tables/table';
import { type Times, withTimes } from './fund-addresses';

/** The partners of a fund: since when, whether they still are, and who has signed and who has not. */
export function partnersTable({ partners, hostAgencyId, signature }: PooledFundDetail, times: Times): Table {
  return tableOf(
    { id: 'partners', caption: 'Partners and signatures', nothing: 'The fund had no partner then.' },
    [
      {
        heading: 'Partner',
        kind: 'text',
        of: ({ agencyId, agencyName }) => ({
          value: agencyName,
          href: agencyHref(agencyId, times),
          tag: agencyId === hostAgencyId ? { text: 'host', colour: 'blue' } : undefined,
        }),
      },
      { heading: 'Since', kind: 'day', of: ({ stays }) => stays[0]?.fromOn ?? '' },
      {
        heading: 'Until',
        kind: 'day',
        of: ({ isPartner, stays }) => (isPartner ? '' : (stays.at(-1)?.untilOn ?? '')),
      },
      {
        heading: 'Signed on',
        kind: 'day',
        of: ({ signedOn, isPartner }) => {
          if (signedOn !== null) return signedOn;
          const isMissing = isPartner && signature !== 'NOT_TRACKED';
          return { value: '', tag: isMissing ? { text: 'not signed', colour: 'red' } : undefined };
        },
      },
    ],
    partners,
  );
}

/** The years of a fund, the latest first, each leading to its statement. */
export function yearsTable({ pooledFundId, years }: PooledFundDetail, times: Times): Table {
  return tableOf(
    { id: 'years', caption: 'Statements by year', nothing: 'No year of this fund was open then.' },
    [
      {
        heading: 'Financial year',
        kind: 'text',
        of: ({ financialYear }) => ({
          value: financialYear,
          href: withTimes(`/funds/${pooledFundId}/${financialYear}`, times),
        }),
      },
      { heading: 'State', kind: 'text', of: ({ status }) => (status === 'OPEN' ? 'Open' : 'Closed') },
      {
        heading: 'Months locked',
        kind: 'text',
        of: ({ lockedPeriods }) => (lockedPeriods.length > 0 ? lockedPeriods.map(monthOfPeriod).join(', ') : 'None'),
      },
    ],
    years.toReversed(),
  );
}

/** The schemes that money of the fund is spent under. */
export const schemesTable = ({ schemes }: PooledFundDetail): Table =>
  tableOf(
    { id: 'schemes', caption: 'Schemes', nothing: 'No scheme is specified.' },
    [
      { heading: 'Scheme', kind: 'text', of: ({ name }) => name },
      {
        heading: 'VAT',
        kind: 'text',
        of: ({ vatRegime }) =>
          vatRegime === 'S33_LOCAL_AUTHORITY'
            ? 'Refunded to the council (section 33, VAT Act 1994)'
            : 'Reclaimed on contracted-out services (NHS)',
      },
    ],
    schemes,
  );

/** Which post may decide what, up to which amount, and in which time. */
export const delegationsTable = ({ delegations }: PooledFundDetail, called: (actorId: string) => string): Table =>
  tableOf(
    { id: 'delegations', caption: 'Who may decide', nothing: 'Nobody was given the power to decide about money.' },
    [
      { heading: 'Post', kind: 'text', of: ({ holderActorId }) => called(holderActorId) },
      {
        heading: 'May',
        kind: 'text',
        of: ({ actions }) => sentenceCase(actions.map(inWords).join(', ')),
      },
      { heading: 'Up to', kind: 'money', of: ({ limitPence }) => limitPence },
      { heading: 'From', kind: 'day', of: ({ fromOn }) => fromOn },
      { heading: 'Until', kind: 'day', of: ({ untilOn }) => untilOn ?? '' },
      { heading: 'Delegation', kind: 'text', of: ({ delegationId }) => delegationId },
    ],
    delegations,
  );

/** The benefit-sharing agreements that are attached to the fund. */
export const agreementsTable = (agreements: readonly AgreementRow[]): Table =>
  tableOf(
    {
      id: 'agreements',
      caption: 'Benefit-sharing agreements attached to this fund',
      nothing: 'No benefit-sharing agreement is attached to this fund.',
    },
    [
      {
        heading: 'Agreement',
        kind: 'text',
        of: ({ agreementId, title }) => ({ value: title, href: `/agreements/${agreementId}` }),
      },
      { heading: 'State', kind: 'text', of: ({ standing }) => sentenceCase(standing) },
      { heading: 'From', kind: 'day', of: ({ periodFrom }) => periodFrom },
      { heading: 'To', kind: 'day', of: ({ periodTo }) => periodTo },
      {
        heading: 'Signatures missing',
        kind: 'count',
        of: ({ unsignedPartyIds }) => unsignedPartyIds.length,
      },
    ],
    agreements,
  );

interface LateYear {
  readonly financialYear: string;
  readonly contributionCount: number;
  readonly latePence: number;
  readonly daysLateMax: number;
}

/** What is late of each year's contributions: how many, how much, and for how long at most. */
export function lateYearsTable(
  pooledFundId: string,
  contributions: readonly ContributionAgeingRow[],
  times: Times,
): Table {
  const byYear = new Map<string, LateYear>();
  for (const { financialYear, daysLate, outstandingPence } of contributions) {
    if (!daysLate) continue;
    const year = byYear.get(financialYear);
    byYear.set(financialYear, {
      financialYear,
      contributionCount: (year?.contributionCount ?? 0) + 1,
      latePence: (year?.latePence ?? 0) + outstandingPence,
      daysLateMax: Math.max(year?.daysLateMax ?? 0, daysLate),
    });
  }
  return tableOf(
    { id: 'late-by-year', caption: 'Contributions that are late', nothing: 'No contribution is late.' },
    [
      {
        heading: 'Financial year',
        kind: 'text',
        of: ({ financialYear }) => ({
          value: financialYear,
          href: `${withTimes(`/funds/${pooledFundId}/${financialYear}`, times)}#late-contributions`,
        }),
      },
      { heading: 'Payments late', kind: 'count', of: ({ contributionCount }) => contributionCount },
      { heading: 'Amount late', kind: 'money', of: ({ latePence }) => latePence },
      { heading: 'Longest, in days', kind: 'count', of: ({ daysLateMax }) => daysLateMax },
    ],
    [...byYear.values()].toSorted((a, b) => (a.financialYear < b.financialYear ? 1 : -1)),
  );
}
