// A log of pooled funds as large as asked for, appended through the event store itself: 20 places, 60 funds, 3 years,
// 40 agencies, some 2,700 providers and 10,000 cells. The same number always makes the same events.
import { randomUUID } from 'node:crypto';

const PLACES = 20;
const FUNDS = 60;
const AGENCIES = 40;
const FUNDING_STREAMS = 8;
const FIRST_YEAR = 2022;
const YEARS = 3;
const PARTNERS_PER_FUND = 4;
const PAYEES_PER_FUND = 48;
const EVENTS_PER_APPEND = 400;
const CONCURRENT_APPENDS = 16;

const two = (n) => String(n).padStart(2, '0');
const times = (count, make) => Array.from({ length: count }, (_, n) => make(n));
export const placeIds = times(PLACES, (n) => `place-${two(n)}`);
export const agencyIds = times(AGENCIES, (n) => `agency-${two(n)}`);
export const pooledFundIds = times(FUNDS, (n) => `fund-${two(n)}`);
export const financialYears = times(YEARS, (n) => `${FIRST_YEAR + n}-${two((FIRST_YEAR + n + 1) % 100)}`);
export const firstDay = `${FIRST_YEAR}-04-01`;
export const days = YEARS * 365;

/** The date so many days after the first. */
export const dayAfter = (count) => new Date(Date.parse(firstDay) + count * 86_400_000).toISOString().slice(0, 10);

/** Numbers from 0 up to 1 that look random and are the same in every run. */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Appends registers, funds and about `entries` facts of pool years, month by month. */
export async function generateLog(store, entries, onProgress) {
  await appendRegisters(store);
  const random = seededRandom(42);
  const funds = pooledFundIds.map((pooledFundId, n) => makeFund(pooledFundId, n, random));
  const perMonth = Math.round(entries / (FUNDS * YEARS * 12));
  let appended = 0;
  for (let month = 0; month < YEARS * 12; month++) {
    for (let start = 0; start < FUNDS; start += CONCURRENT_APPENDS) {
      await Promise.all(
        funds.slice(start, start + CONCURRENT_APPENDS).map(async (fund) => {
          if (month % 12 === 0) fund.version = 0;
          const events = monthOf(fund, month, perMonth, random);
          const stream = `poolYear-${fund.pooledFundId}:${FIRST_YEAR + Math.floor(month / 12)}`;
          for (let from = 0; from < events.length; from += EVENTS_PER_APPEND) {
            const batch = events.slice(from, from + EVENTS_PER_APPEND);
            await append(store, stream, fund.version, batch);
            fund.version += batch.length;
            appended += batch.length;
          }
        }),
      );
    }
    onProgress?.(appended);
  }
  return appended;
}

async function append(store, stream, version, events) {
  const request = { requestId: randomUUID(), fingerprint: 'bench', events };
  const { outcome } = await store.append(stream, version, [request]);
  if (outcome !== 'appended') throw new Error(`${stream} was ${outcome}.`);
}

function event(type, occurredOn, data) {
  const metadata = {
    actor: 'treasurer-of-the-host',
    occurredOn,
    requestId: 'a5f6c2de-3b51-4a0c-9a43-5f9c1b8f6f11',
    agencyId: 'agency-00',
    authorityRef: 'Cabinet 18 March 2024, minute 12',
  };
  return { id: randomUUID(), type, schemaVersion: 1, data, metadata };
}

async function appendRegisters(store) {
  const each = async (ids, prefix, make) => {
    for (const [n, id] of ids.entries()) await append(store, `${prefix}-${id}`, 0, make(id, n));
  };
  await each(placeIds, 'place', (placeId, n) => [
    event('PlaceRegistered', firstDay, { placeId, name: `Place of ${n}`, kind: 'WHOLE_PLACE', gssCodes: [] }),
  ]);
  await each(agencyIds, 'agency', (agencyId, n) => [
    event('AgencyRegistered', firstDay, {
      agencyId,
      legalName: `Agency number ${n} of the county`,
      kind: 'COUNCIL',
      tier: 'LOCAL',
    }),
  ]);
  const streamIds = times(FUNDING_STREAMS, (n) => `stream-${n}`);
  await each(streamIds, 'fundingStream', (fundingStreamId, n) => [
    event('FundingStreamDefined', firstDay, {
      fundingStreamId,
      name: `Funding stream ${n}`,
      originAgencyId: agencyIds[n],
      ringFence: 'NONE',
      permittedSpendTypes: ['REVENUE', 'CAPITAL'],
    }),
  ]);
  await each(pooledFundIds, 'pooledFund', (pooledFundId, n) => [
    event('PooledFundEstablished', firstDay, {
      pooledFundId,
      placeId: placeIds[n % PLACES],
      name: `Pooled fund ${n}`,
      legalBasis: 'S75_NHS_ACT_2006',
      poolingBasis: 'POOLED',
      hostAgencyId: partnersOf(n)[0],
      pooledFundManager: { post: 'Head of Finance', agencyId: partnersOf(n)[0] },
      signature: 'REPORTED',
    }),
    ...partnersOf(n)
      .slice(1)
      .map((agencyId) => event('PartnerJoined', firstDay, { pooledFundId, agencyId })),
  ]);
}

const partnersOf = (n) => times(PARTNERS_PER_FUND, (p) => agencyIds[(n * 3 + p * 7) % AGENCIES]);

/** Who pays in and who is paid, the same in every year of the fund. */
function makeFund(pooledFundId, n, random) {
  const partners = partnersOf(n);
  const contributions = partners.flatMap((partnerId, p) =>
    [0, 1].map((s) => ({
      contributionId: `c-${p}-${s}`,
      partnerId,
      fundingStreamId: `stream-${(n + p * 2 + s) % FUNDING_STREAMS}`,
    })),
  );
  const payees = times(PAYEES_PER_FUND, (p) => ({
    fundingStreamId: contributions[p % contributions.length].fundingStreamId,
    payee:
      p % 15 === 0
        ? { agencyId: partners[p % partners.length] }
        : { providerName: `Provider ${p} of fund ${n} Limited` },
    commissioningAgencyId: partners[Math.floor(random() * partners.length)],
    schemeId: `scheme-${p % 6}`,
    spendType: p % 8 === 0 ? 'CAPITAL' : 'REVENUE',
  }));
  return { pooledFundId, contributions, payees, line: 0, version: 0 };
}

/** One month of a pool year: agreements and schedules in April, then receipts, payments, refunds and reversals. */
function monthOf(fund, month, count, random) {
  const year = FIRST_YEAR + Math.floor(month / 12);
  const financialYear = financialYears[Math.floor(month / 12)];
  const { pooledFundId } = fund;
  const calendarMonth = ((month + 3) % 12) + 1;
  const calendarYear = year + (calendarMonth < 4 ? 1 : 0);
  const day = () => `${calendarYear}-${two(calendarMonth)}-${two(1 + Math.floor(random() * 28))}`;
  const period = (month % 12) + 1;
  const events = [];
  if (month % 12 === 0) {
    events.push(event('PoolYearOpened', `${year}-04-01`, { pooledFundId, financialYear, placeId: 'place' }));
    for (const contribution of fund.contributions) {
      const terms = { amountPence: 120_000_000_00, mode: 'CASH_TRANSFER', recurrence: 'RECURRENT' };
      events.push(event('ContributionAgreed', `${year}-04-01`, { ...contribution, ...terms }));
      const instalments = times(12, (n) => ({
        instalmentNo: n + 1,
        dueOn: `${year + (n > 8 ? 1 : 0)}-${two(((n + 3) % 12) + 1)}-15`,
        amountPence: 10_000_000_00,
      }));
      events.push(
        event('ContributionScheduled', `${year}-04-01`, { contributionId: contribution.contributionId, instalments }),
      );
    }
  }
  for (const contribution of fund.contributions) {
    const receipt = { receiptId: `r-${month}-${contribution.contributionId}`, amountPence: 10_000_000_00, period };
    events.push(event('ContributionReceived', day(), { ...receipt, ...contribution, bankRef: `BACS ${month}` }));
  }
  const before = fund.version;
  while (events.length < count)
    events.push(payment(fund, day(), period, before + events.length, financialYear, random));
  return events;
}

function payment(fund, occurredOn, period, entriesBefore, financialYear, random) {
  const { pooledFundId, payees } = fund;
  const chance = random();
  const netPence = 1 + Math.floor(random() * 2_000_000);
  const irrecoverableVatPence = chance < 0.1 ? Math.floor(netPence / 5) : 0;
  const spending = {
    ...payees[Math.floor(random() ** 2 * payees.length)],
    netPence,
    irrecoverableVatPence,
    recoverableVatPence: chance < 0.3 ? Math.floor(netPence / 5) : 0,
    purpose: 'Care at home, week 14, purchase order 4500123987',
    amountPence: netPence + irrecoverableVatPence,
    period,
    bankRef: `BACS ${100_000 + entriesBefore}`,
  };
  const source = {
    fileDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    line: (fund.line += 1),
  };
  if (chance > 0.98) return event('RefundRecorded', occurredOn, { ...spending, source });
  if (chance > 0.97 && entriesBefore > 0) {
    const reversesEntry = `${pooledFundId}/${financialYear}/${entriesBefore}`;
    return event('WithdrawalReversed', occurredOn, { ...spending, reversesEntry, reason: 'Booked twice' });
  }
  const breaches = chance > 0.965 ? { breaches: ['FUNDING_STREAM_OVERDRAWN'] } : {};
  const late = chance > 0.955 && chance <= 0.965 ? { priorPeriod: true } : {};
  return event('PaymentRecorded', occurredOn, { ...spending, ...breaches, ...late, source });
}
