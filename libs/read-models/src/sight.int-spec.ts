import { type RecordedEvent } from '@app/event-store';
import { type OpenLedger } from '@app/runtime';
import { followToEnd, withLedger } from '../../../test/support/ledger-of-its-own';
import { knownEvents, naiveWhoGained } from '../../../test/support/naive-reports';
import { appendFacts } from '../../../test/support/reading-history';
import { fundingStreams, years } from '../../../test/support/reading-registers';
import { agreementsInStory, fundsInStory, sights, sightStory } from '../../../test/support/sight-history';
import * as readModels from '.';
import { type Horizon, look, type Look, type ReportQuery, type Sight, type Transaction } from '.';

const TODAY = '2026-11-22';
const NOTHING: Sight = { placeIds: [], pooledFundIds: [], agencyIds: [] };
const agencies = ['council', 'icb', 'police', 'nhs', 'dwp', 'moj', 'nobody'];
const funds = Object.keys(fundsInStory);
const agreements = Object.keys(agreementsInStory);

/** One ledger for all questions: none of them changes it. */
async function withStory(ask: (ledger: OpenLedger, events: readonly RecordedEvent[]) => Promise<void>): Promise<void> {
  await withLedger(async (ledger) => {
    await appendFacts(ledger.store, sightStory());
    await followToEnd(ledger);
    await ask(ledger, await ledger.store.readAll({ limit: 10_000 }));
  });
}

type Ask<Answer> = (look: Look, horizon: Horizon) => Promise<Answer>;
const askAs = <Answer>({ pool }: OpenLedger, sight: Sight, times: ReportQuery, ask: Ask<Answer>): Promise<Answer> =>
  look(pool, sight, async (seen) => ask(seen, await readModels.resolveHorizon(seen, times, TODAY)));

/** Now, an earlier day, and what was known half-way. */
const someTimes = (events: readonly RecordedEvent[]): readonly ReportQuery[] => [
  {},
  { asAt: '2024-02-29' },
  { asAt: '2025-03-31', asKnownAt: events[Math.floor(events.length / 2)]!.recordedAt },
];

/** Narrowings of a report, the whole among them. */
const narrowings: readonly ReportQuery[] = [
  {},
  { placeId: 'trafford' },
  { placeId: 'oxford' },
  ...funds.map((pooledFundId) => ({ pooledFundId })),
  { pooledFundId: 'bcf', financialYear: '2023-24' },
  { financialYear: '2024-25' },
  { fundingStreamId: 'grant' },
  ...['council', 'icb', 'dwp'].map((agencyId) => ({ agencyId })),
  { placeId: 'trafford', agencyId: 'icb' },
];

/** What a sight holds, told without the read models, by its definition. */
class Naive {
  readonly wholeFunds: ReadonlySet<string>;
  readonly agreements: ReadonlySet<string>;
  private readonly own: ReadonlySet<string>;
  private readonly partners: ReadonlyMap<string, string>;

  constructor(sight: Exclude<Sight, 'EVERYTHING'>, events: readonly RecordedEvent[]) {
    const { placeIds, pooledFundIds, agencyIds } = sight;
    const isIn = (placeId: string): boolean =>
      placeIds.includes(placeId) || (placeId === 'oxford' && placeIds.includes('trafford'));
    const ofFunds = Object.entries(fundsInStory).filter(
      ([id, { placeId, hostAgencyId }]) =>
        isIn(placeId) || pooledFundIds.includes(id) || agencyIds.includes(hostAgencyId),
    );
    this.wholeFunds = new Set(ofFunds.map(([id]) => id));
    const ofAgreements = Object.entries(agreementsInStory).filter(
      ([, { placeId, pooledFundId, partyIds }]) =>
        isIn(placeId) || this.wholeFunds.has(pooledFundId ?? '') || partyIds.some((id) => agencyIds.includes(id)),
    );
    this.agreements = new Set(ofAgreements.map(([id]) => id));
    this.own = new Set(agencyIds);
    this.partners = new Map(
      events
        .filter(({ type }) => type === 'ContributionAgreed')
        .map(({ eventStream, data }) => [
          `${eventStream} ${data['contributionId'] as string}`,
          data['partnerId'] as string,
        ]),
    );
  }

  isOwn(...agencyIds: (string | null | undefined)[]): boolean {
    return agencyIds.some((agencyId) => this.own.has(agencyId ?? ''));
  }

  seesRow = (row: { readonly pooledFundId: string | null; readonly agencyId: string | null }): boolean =>
    this.wholeFunds.has(row.pooledFundId ?? '') || this.isOwn(row.agencyId);

  seesEntry = (row: Transaction): boolean => {
    const { pooledFundId, agreementId, agencyId, commissioningAgencyId } = row;
    if (this.wholeFunds.has(pooledFundId ?? '') || this.agreements.has(agreementId ?? '')) return true;
    if (row.measure !== null) return this.isOwn(agencyId, commissioningAgencyId);
    const start = row.financialYear.slice(0, 4);
    return this.isOwn(this.partners.get(`poolYear-${pooledFundId}:${start} ${row.contributionId}`));
  };

  seesEvent = ({ eventStream, data }: RecordedEvent): boolean => {
    const fund = /^poolYear-(.*):/.exec(eventStream)?.[1] ?? '';
    const payee = data['payee'] as { agencyId?: string } | undefined;
    return (
      this.wholeFunds.has(fund) || this.isOwn(payee?.agencyId, data['commissioningAgencyId'] as string | undefined)
    );
  };
}

const entriesOf = async (
  seen: Look,
  query: readModels.EntryQuery,
  horizon: Horizon,
  limit = 1_000,
  filter: Partial<readModels.TransactionsPage> = {},
): Promise<Transaction[]> => {
  const rows: Transaction[] = [];
  let cursor: string | undefined;
  do {
    const page = await readModels.transactions(seen, query, horizon, { ...filter, limit, cursor });
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
};

/** Adds up every figure of some rows by its name. */
const totalsOf = (rows: readonly object[], columns: object): Record<string, number> =>
  Object.fromEntries(
    Object.keys(columns).map((column) => [
      column,
      rows.reduce((sum, row) => sum + ((row as Record<string, number>)[column] ?? 0), 0),
    ]),
  );

/** The flags of a report that has only these rows: what was booked late is told of their part alone. */
const flagsOf = (
  flags: readonly readModels.Flag[],
  rows: readonly { readonly pooledFundId: string; readonly priorPeriodPence?: number }[],
): readonly readModels.Flag[] =>
  flags.flatMap((flag) => {
    const ofFund = rows.filter(({ pooledFundId }) => pooledFundId === flag.pooledFundId);
    if (flag.kind !== 'PRIOR_PERIOD') return ofFund.length > 0 ? [flag] : [];
    const pence = ofFund.reduce((sum, { priorPeriodPence = 0 }) => sum + priorPeriodPence, 0);
    return pence === 0 ? [] : [{ ...flag, pence }];
  });

/** Asks the same for everything and for a sight, for each sight, narrowed in some ways, each at another time. */
async function forEachSight(
  ask: (
    everything: <Answer>(ask: Ask<Answer>) => Promise<Answer>,
    narrowed: <Answer>(ask: Ask<Answer>) => Promise<Answer>,
    naive: Naive,
    query: ReportQuery,
  ) => Promise<void>,
  queries: readonly ReportQuery[] = narrowings,
): Promise<void> {
  await withStory(async (ledger, events) => {
    const times = someTimes(events);
    let asked = 0;
    for (const [, sight] of sights) {
      const naive = new Naive(sight, events);
      for (const query of queries) {
        const when = times[(asked += 1) % times.length]!;
        await ask(
          (one) => askAs(ledger, 'EVERYTHING', when, one),
          (one) => askAs(ledger, sight, when, one),
          naive,
          query,
        );
      }
    }
  });
}

describe('what is outside a sight looks absent', () => {
  it('in transactions, on every page, and in one entry', async () => {
    await forEachSight(async (everything, narrowed, naive, query) => {
      const all = await everything((seen, horizon) => entriesOf(seen, query, horizon));
      const expected = all.filter(naive.seesEntry);
      expect(await narrowed((seen, horizon) => entriesOf(seen, query, horizon))).toEqual(expected);
      expect(await narrowed((seen, horizon) => entriesOf(seen, query, horizon, 7))).toEqual(expected);
    });
    await forEachSight(
      async (everything, narrowed, naive) => {
        const all = await everything((seen, horizon) => entriesOf(seen, {}, horizon));
        const seenRefs = new Set(all.filter(naive.seesEntry).map(({ entryRef }) => entryRef));
        await narrowed(async (seen, horizon) => {
          for (const { entryRef } of all.filter((_, place) => place % 5 === 0)) {
            const found = await readModels.transaction(seen, entryRef, horizon);
            expect(found?.entryRef).toBe(seenRefs.has(entryRef) ? entryRef : undefined);
            const story = await readModels.entryStory(seen, entryRef, horizon);
            const whole = await everything((look, at) => readModels.entryStory(look, entryRef, at));
            expect(story).toEqual(seenRefs.has(entryRef) ? storySeen(whole!, naive) : undefined);
          }
        });
      },
      [{}],
    );
  }, 120_000);

  it('in transactions of one agreement, which are those of its scope in every narrowing', async () => {
    const types = readModels.typesOfKind('agreements');
    const bankRef = 'bacs 4711';
    const found = { entries: 0, searched: 0, ofBankRef: 0 };
    await forEachSight(async (everything, narrowed, naive, query) => {
      const all = await everything((seen, horizon) => entriesOf(seen, query, horizon));
      for (const agreementId of agreements) {
        const expected = all.filter((row) => row.agreementId === agreementId && naive.agreements.has(agreementId));
        const asked = { ...query, agreementId };
        expect(await narrowed((seen, at) => entriesOf(seen, asked, at))).toEqual(expected);
        expect(await narrowed((seen, at) => entriesOf(seen, asked, at, 5))).toEqual(expected);
        expect(await narrowed((seen, at) => entriesOf(seen, asked, at, 7, { types }))).toEqual(
          expected.filter(({ type }) => types.some((each) => each === type)),
        );
        const searched = expected.filter(({ partyName }) => partyName?.toLowerCase().includes('the nhs'));
        expect(await narrowed((seen, at) => entriesOf(seen, asked, at, 7, { search: 'THE NHS' }))).toEqual(searched);
        const ofBankRef = expected.filter((row) => row.bankRef?.toLowerCase() === bankRef);
        expect(await narrowed((seen, at) => entriesOf(seen, asked, at, 7, { bankRef }))).toEqual(ofBankRef);
        found.entries += expected.length;
        found.searched += searched.length;
        found.ofBankRef += ofBankRef.length;
      }
    });
    expect(found.entries).toBeGreaterThan(100);
    expect(found.searched).toBeGreaterThan(10);
    expect(found.ofBankRef).toBeGreaterThan(5);
  }, 120_000);

  it(
    'in who paid in and contribution ageing, with their totals and flags',
    () =>
      forEachSight(async (everything, narrowed, naive, query) => {
        const paidIn: Ask<readModels.Report<readModels.WhoPaidInRow, object>> = (seen, horizon) =>
          readModels.whoPaidIn(seen, query, horizon);
        const ageing: Ask<readModels.Report<readModels.ContributionAgeingRow, object>> = (seen, horizon) =>
          readModels.contributionAgeing(seen, query, horizon);
        for (const report of [paidIn, ageing] as Ask<readModels.Report<readModels.WhoPaidInRow, object>>[]) {
          const all = await everything(report);
          const told = await narrowed(report);
          const rows = all.rows.filter(naive.seesRow);
          expect(told).toEqual({ ...all, rows, totals: expect.anything(), flags: expect.anything() });
          expect(told.flags).toEqual(flagsOf(all.flags, rows));
          const { latePence: _latePence, ...totals } = told.totals as Record<string, number>;
          expect(totals).toEqual(totalsOf(rows, totals));
        }
      }),
    120_000,
  );

  it(
    'in who gained: the cash that is seen, the benefit of agreements that are seen, breaches of both',
    () =>
      withStory(async (ledger, events) => {
        for (const [, sight] of sights) {
          const naive = new Naive(sight, events);
          for (const times of someTimes(events)) {
            for (const query of [{}, { pooledFundId: 'bcf' }, { agencyId: 'icb' }, { financialYear: '2024-25' }]) {
              const all = await askAs(ledger, 'EVERYTHING', times, (seen, at) => readModels.whoGained(seen, query, at));
              const told = await askAs(ledger, sight, times, (seen, at) => readModels.whoGained(seen, query, at));
              const known = knownEvents(events, all.asAt, all.asKnownAt!).filter(naive.seesEvent);
              const figures = naiveWhoGained(known, { ...query, placeIdOf: () => '' });
              for (const row of told.rows) {
                const party = row.agencyId ?? row.beneficiaryName.toUpperCase();
                const where = [row.pooledFundId, row.financialYear, row.fundingStreamId, row.beneficiaryKind];
                expect(row).toMatchObject(figures.get([...where, party].join(' '))!);
              }
              expect(told.rows).toHaveLength(figures.size);
              expect(told.totals).toEqual(totalsOf(told.rows, all.totals));
              expect(told.benefits).toEqual(
                all.benefits.filter(({ agreementId }) => naive.agreements.has(agreementId)),
              );
              expect(told.benefitTotals).toEqual(totalsOf(told.benefits, all.benefitTotals));
              const seenRefs = await askAs(ledger, sight, times, (seen, at) => entriesOf(seen, query, at));
              for (const flag of told.flags) {
                expect(told.rows.map(({ pooledFundId }) => pooledFundId)).toContain(flag.pooledFundId);
                if (flag.kind !== 'BREACHES') continue;
                for (const { entryRef } of flag.entries)
                  expect(seenRefs.map((row) => row.entryRef)).toContain(entryRef);
              }
            }
          }
        }
      }),
    120_000,
  );

  it(
    'in net position',
    () =>
      forEachSight(async (everything, narrowed, naive, query) => {
        const told = await narrowed((seen, horizon) => readModels.netPosition(seen, query, horizon));
        // Entries of agreements count to places of the agreements, which differ here from those of their funds.
        const entries = await everything((seen, { asAt, ...horizon }) => entriesOf(seen, {}, { asAt, ...horizon }));
        const figures = new Map<string, Record<string, number>>();
        for (const row of entries.filter(naive.seesEntry)) {
          const column = `${row.measure}Pence`;
          if (row.agencyId === null || !(column in told.totals)) continue;
          if (query.agencyId !== undefined && row.agencyId !== query.agencyId) continue;
          if (query.placeId === 'oxford' && row.placeId !== 'oxford') continue;
          if (query.pooledFundId !== undefined && row.pooledFundId !== query.pooledFundId) continue;
          if (query.financialYear !== undefined && row.financialYear !== query.financialYear) continue;
          if (query.fundingStreamId !== undefined && row.fundingStreamId !== query.fundingStreamId) continue;
          const key = `${row.placeId} ${row.financialYear} ${row.agencyId}`;
          const figure = figures.get(key) ?? {};
          figure[column] = (figure[column] ?? 0) + row.amountPence!;
          figures.set(key, figure);
        }
        expect(told.rows.map((row) => `${row.placeId} ${row.financialYear} ${row.agencyId}`).sort()).toEqual(
          [...figures.keys()].sort(),
        );
        for (const row of told.rows) {
          expect(row).toMatchObject(figures.get(`${row.placeId} ${row.financialYear} ${row.agencyId}`)!);
        }
        expect(told.totals).toEqual(totalsOf(told.rows, told.totals));
      }),
    120_000,
  );

  it(
    'in why a report changed',
    () =>
      withStory(async (ledger, events) => {
        const knownFrom = events[Math.floor(events.length / 3)]!.recordedAt;
        for (const [, sight] of sights) {
          const naive = new Naive(sight, events);
          for (const report of ['who-paid-in', 'who-gained', 'contribution-ageing'] as const) {
            const ask: Ask<readModels.Changes> = (seen) =>
              readModels.changes(seen, report, { knownFrom }, TODAY, { limit: 1_000 });
            const all = await askAs(ledger, 'EVERYTHING', {}, ask);
            const told = await askAs(ledger, sight, {}, ask);
            expect(told.entries).toEqual(all.entries.filter(naive.seesEntry));
            const latest: Ask<readonly Transaction[]> = (seen) =>
              readModels.latestResponsible(seen, report, {}, TODAY, 1_000);
            const latestOfAll = await askAs(ledger, 'EVERYTHING', {}, latest);
            expect(latestOfAll).not.toEqual([]);
            expect(await askAs(ledger, sight, {}, latest)).toEqual(latestOfAll.filter(naive.seesEntry));
            // Rows of who gained hold the money of several, whose parts are not told by the row.
            if (report === 'who-gained') continue;
            expect(told.figures).toEqual(all.figures.filter(({ row }) => naive.seesRow(row as never)));
          }
        }
      }),
    120_000,
  );

  it(
    'in what tells of a fund as one: its statement and what follows from it, its withdrawals, itself, its months',
    () =>
      forEachSight(
        async (everything, narrowed, naive, { pooledFundId = '' }) => {
          for (const financialYear of years) {
            const query = { pooledFundId, financialYear };
            const asks: Ask<unknown>[] = [
              (seen, horizon) => readModels.fundStatement(seen, query, horizon).catch(String),
              (seen, horizon) => readModels.withdrawals(seen, pooledFundId, financialYear, horizon),
              (seen, horizon) => readModels.pooledFundDetail(seen, pooledFundId, horizon),
              (seen) =>
                readModels
                  .changes(seen, 'fund-statement', { ...query, knownFrom: '2020-01-01' }, TODAY, { limit: 10 })
                  .catch(String),
              (seen, horizon) => forecastOf(seen, query, horizon).catch(String),
              (seen, horizon) => ringFencesOf(seen, query, horizon).catch(String),
              (seen, horizon) =>
                readModels
                  .fundBalances(
                    seen,
                    { pooledFundId, fromFinancialYear: years[0]!, toFinancialYear: financialYear },
                    horizon,
                  )
                  .catch(String),
            ];
            const noStatement = `Error: ${new readModels.NoSuchPoolYear(pooledFundId, financialYear).message}`;
            const absent = [noStatement, [], undefined, noStatement, noStatement, noStatement, noStatement];
            for (const [place, ask] of asks.entries()) {
              const expected = naive.wholeFunds.has(pooledFundId) ? await everything(ask) : absent[place];
              expect(await narrowed(ask)).toEqual(expected);
            }
          }
        },
        funds.map((pooledFundId) => ({ pooledFundId })),
      ),
    120_000,
  );

  it(
    'in the list of funds, and in how many there are',
    () =>
      forEachSight(
        async (everything, narrowed, naive, { placeId, agencyId }) => {
          const list: Ask<Awaited<ReturnType<typeof readModels.fundList>>> = (seen, at) =>
            readModels.fundList(seen, { placeId, agencyId }, at, { limit: 50, offset: 0 });
          const rows = (await everything(list)).rows.filter((row) => naive.wholeFunds.has(row.pooledFundId));
          expect(await narrowed(list)).toEqual({ rows, fundCount: rows.length });
        },
        [{}, { placeId: 'trafford' }, { placeId: 'oxford' }, { agencyId: 'icb' }, { agencyId: 'nhs' }],
      ),
    120_000,
  );

  it(
    'in every report of agreements',
    () =>
      forEachSight(
        async (everything, narrowed, naive, query) => {
          const list: Ask<readonly readModels.AgreementRow[]> = (seen, at) => readModels.agreementList(seen, query, at);
          const seesIt = ({ agreementId }: { readonly agreementId: string }): boolean =>
            naive.agreements.has(agreementId);
          expect(await narrowed(list)).toEqual((await everything(list)).filter(seesIt));
          const open: Ask<readModels.OpenShares> = (seen, at) => readModels.openShares(seen, at);
          const { calculations, dues } = await everything(open);
          const openSeen = { calculations: calculations.filter(seesIt), dues: dues.filter(seesIt) };
          expect(await narrowed(open)).toEqual(openSeen);
          const worth: Ask<{
            rows: readonly readModels.CostBenefitRow[];
            agreements: readonly { agreementId: string }[];
          }> = (seen, at) => readModels.costBenefit(seen, query, at);
          const all = await everything(worth);
          const told = { ...all, rows: all.rows.filter(seesIt), agreements: all.agreements.filter(seesIt) };
          expect(await narrowed(worth)).toEqual(told);
          for (const agencyId of ['nhs', 'dwp', 'icb']) {
            const own: Ask<readModels.Report<readModels.AgencyAgreementRow, object>> = (seen, at) =>
              readModels.agencyAgreements(seen, { ...query, agencyId }, at);
            const { rows, totals } = await narrowed(own);
            expect(rows).toEqual((await everything(own)).rows.filter(seesIt));
            expect(totals).toEqual(totalsOf(rows, totals));
          }
          for (const agreementId of agreements) {
            for (const [ask, absent] of questionsOf(agreementId)) {
              expect(await narrowed(ask)).toEqual(naive.agreements.has(agreementId) ? await everything(ask) : absent);
            }
          }
        },
        [{}, { pooledFundId: 'bcf' }, { placeId: 'oxford' }],
      ),
    120_000,
  );

  it(
    'in the journal, and in what there is',
    () =>
      withStory(async (ledger, events) => {
        const journal: Ask<readModels.Movement[]> = async (seen) => {
          const all: readModels.Movement[] = [];
          for await (const some of readModels.movements(seen)) all.push(...some);
          return all;
        };
        const whole = await askAs(ledger, 'EVERYTHING', {}, journal);
        const entries = await askAs(ledger, 'EVERYTHING', { asAt: '9999-12-31' }, (seen, at) =>
          entriesOf(seen, {}, at),
        );
        for (const [, sight] of sights) {
          const naive = new Naive(sight, events);
          const seenRows = entries.filter(naive.seesEntry);
          const refs = new Set(seenRows.map(({ entryRef }) => entryRef));
          await look(ledger.pool, sight, async (seen) => {
            expect(await journal(seen, undefined as never)).toEqual(whole.filter(({ entryRef }) => refs.has(entryRef)));
            const fundsSeen = funds.filter(
              (id) =>
                naive.wholeFunds.has(id) ||
                seenRows.some((row) => row.pooledFundId === id) ||
                [...naive.agreements].some((agreementId) => agreementsInStory[agreementId]!.pooledFundId === id),
            );
            expect(await readModels.pooledFundsInSight(seen)).toEqual([...fundsSeen].sort());
            const seenOf = async (field: Parameters<typeof readModels.isThere>[1], ids: readonly string[]) => {
              const found: string[] = [];
              for (const id of ids) if (await readModels.isThere(seen, field, id)) found.push(id);
              return found;
            };
            expect(await seenOf('pooledFundId', [...funds, 'another'])).toEqual(fundsSeen);
            const streams = fundingStreams.filter((id) => seenRows.some((row) => row.fundingStreamId === id));
            expect(await seenOf('fundingStreamId', [...fundingStreams, 'another'])).toEqual(streams);
            const named = new Set([
              ...sight.agencyIds.filter((id) => id !== 'nobody'),
              ...seenRows.flatMap((row) => [row.agencyId, row.commissioningAgencyId]),
              ...[...naive.wholeFunds].flatMap((id) => [fundsInStory[id]!.hostAgencyId, 'icb', 'police']),
              ...[...naive.agreements].flatMap((id) => agreementsInStory[id]!.partyIds),
            ]);
            expect(await seenOf('agencyId', agencies)).toEqual(agencies.filter((id) => named.has(id)));
            expect(await seenOf('agreementId', [...agreements, 'another'])).toEqual(
              agreements.filter((id) => naive.agreements.has(id)),
            );
            const inner = new Set([
              ...sight.placeIds,
              ...fundsSeen.map((id) => fundsInStory[id]!.placeId),
              ...[...naive.agreements].map((id) => agreementsInStory[id]!.placeId),
            ]);
            const around = inner.size > 0 ? ['trafford'] : [];
            const within = inner.has('oxford') || sight.placeIds.includes('trafford') ? ['oxford'] : [];
            expect(await seenOf('placeId', ['trafford', 'oxford', 'another'])).toEqual([...around, ...within]);
          });
        }
      }),
    120_000,
  );
});

/** The story of an entry in sight: of what is beside it, what is in sight too. */
function storySeen(whole: readModels.EntryStory, naive: Naive): readModels.EntryStory {
  const relatedSeen = (related: readModels.RelatedEntries | null): readModels.RelatedEntries | null =>
    related && { ...related, entries: related.entries.filter(naive.seesEntry) };
  return {
    ...whole,
    postings: whole.postings.filter(naive.seesEntry),
    reversalChain: whole.reversalChain.filter(naive.seesEntry),
    ofWithdrawal: relatedSeen(whole.ofWithdrawal),
    ofContribution: relatedSeen(whole.ofContribution),
    ofAgreement: relatedSeen(whole.ofAgreement),
  };
}

type OneYear = { readonly pooledFundId: string; readonly financialYear: string };

const forecastOf = async (seen: Look, year: OneYear, at: Horizon): Promise<readModels.FundForecast> => {
  const statement = await readModels.fundStatement(seen, year, at);
  const { rows } = await readModels.contributionAgeing(seen, year, at);
  return readModels.fundForecast(seen, statement, rows, at);
};

const ringFencesOf = async (seen: Look, year: OneYear, at: Horizon): Promise<readonly readModels.RingFenceRow[]> =>
  readModels.ringFences(seen, await readModels.fundStatement(seen, year, at));

/** What is asked of one agreement, and the answer for one that is not there. */
function questionsOf(agreementId: string): readonly (readonly [Ask<unknown>, unknown])[] {
  const noSuch = `Error: ${new readModels.NoSuchAgreement(agreementId).message}`;
  return [
    [(seen, at) => readModels.agreementDetail(seen, agreementId, at).catch(String), noSuch],
    [(seen, at) => readModels.termsOf(seen, agreementId, 1, at).catch(String), noSuch],
    [(seen, at) => readModels.agreementSummary(seen, agreementId, at).catch(String), noSuch],
    [(seen, at) => readModels.benefitShareStatement(seen, agreementId, 'year-1', at).catch(String), noSuch],
    [(seen, at) => readModels.traceOf(seen, agreementId, 'calculation-1', at), undefined],
    [(seen, at) => readModels.agreementOverview(seen, agreementId, at).catch(String), noSuch],
    [(seen, at) => readModels.agreementTerms(seen, agreementId, at).catch(String), noSuch],
    [(seen, at) => readModels.agreementDispute(seen, agreementId, 'd-1', at).catch(String), noSuch],
  ];
}

/** Exports that read nothing for a reader; all others must be asked below. */
const notForReaders = [
  'endOfKnown',
  'instantOf',
  'look',
  'microsOf',
  'needsRebuild',
  // Names of a register are for whoever may ask.
  'permittedPurposes',
  'rebuild',
  'resolveHorizon',
  // Who may look at grants, and at which, is decided by access.
  'roleGrants',
  // Tells of the code, not of the ledger.
  'typesOfKind',
  'verifyReadModels',
];
const isQuery = ([name, value]: [string, unknown]): boolean =>
  typeof value === 'function' && /^[a-z]/.test(name) && !notForReaders.includes(name);

const noRows = { rows: [], flags: [] };
const bcfYear: OneYear = { pooledFundId: 'bcf', financialYear: '2023-24' };
const noBcfYear = `Error: ${new readModels.NoSuchPoolYear('bcf', '2023-24').message}`;
/** Every query of this library, asked for what there is, and what one who sees nothing is told. */
const queries: Readonly<Record<string, readonly [Ask<unknown>, unknown]>> = {
  agencyAgreements: [(seen, at) => readModels.agencyAgreements(seen, { agencyId: 'nhs' }, at), noRows],
  agreedContributions: [(seen, at) => readModels.agreedContributions(seen, {}, at), []],
  agencyDetail: [(seen, at) => readModels.agencyDetail(seen, 'nhs', at), undefined],
  agreementDetail: questionsOf('investment')[0]!,
  agreementDispute: questionsOf('investment')[7]!,
  agreementList: [(seen, at) => readModels.agreementList(seen, {}, at), []],
  agreementOverview: questionsOf('investment')[5]!,
  agreementSummary: questionsOf('investment')[2]!,
  agreementTerms: questionsOf('investment')[6]!,
  agreementTitle: [(seen) => readModels.agreementTitle(seen, 'investment'), undefined],
  benefitShareStatement: questionsOf('investment')[3]!,
  choicesNamed: [(seen) => readModels.choicesNamed(seen, 'pooledFundId', 'bcf', 10), []],
  choicesOf: [(seen) => readModels.choicesOf(seen, 'pooledFundId', 10), []],
  claims: [
    (seen, at) => readModels.claims(seen, 'investment', at).catch(String),
    `Error: ${new readModels.NoSuchAgreement('investment').message}`,
  ],
  changes: [
    (seen) => readModels.changes(seen, 'who-gained', { knownFrom: '2020-01-01' }, TODAY, { limit: 10 }),
    { figures: [], entries: [], nextCursor: null },
  ],
  contributionAgeing: [(seen, at) => readModels.contributionAgeing(seen, {}, at), noRows],
  costBenefit: [(seen, at) => readModels.costBenefit(seen, {}, at), { rows: [], agreements: [] }],
  entryStory: [(seen, at) => readModels.entryStory(seen, 'bcf/2023-24/2', at), undefined],
  fundBalances: [
    (seen, at) =>
      readModels
        .fundBalances(seen, { pooledFundId: 'bcf', fromFinancialYear: '2023-24', toFinancialYear: '2023-24' }, at)
        .catch(String),
    noBcfYear,
  ],
  fundForecast: [(seen, at) => forecastOf(seen, bcfYear, at).catch(String), noBcfYear],
  fundList: [(seen, at) => readModels.fundList(seen, {}, at, { limit: 50, offset: 0 }), { rows: [], fundCount: 0 }],
  fundStatement: [(seen, at) => readModels.fundStatement(seen, bcfYear, at).catch(String), noBcfYear],
  latestResponsible: [(seen) => readModels.latestResponsible(seen, 'who-gained', {}, TODAY, 10), []],
  isThere: [(seen) => readModels.isThere(seen, 'pooledFundId', 'bcf'), false],
  movements: [async (seen) => (await readModels.movements(seen).next()).value as unknown, undefined],
  netPosition: [(seen, at) => readModels.netPosition(seen, {}, at), noRows],
  openShares: [(seen, at) => readModels.openShares(seen, at), { calculations: [], dues: [] }],
  openWithdrawals: [(seen, at) => readModels.openWithdrawals(seen, at), []],
  pooledFundDetail: [(seen, at) => readModels.pooledFundDetail(seen, 'bcf', at), undefined],
  pooledFundsInSight: [async (seen) => (await readModels.pooledFundsInSight(seen)) ?? 'all', []],
  ringFences: [(seen, at) => ringFencesOf(seen, bcfYear, at).catch(String), noBcfYear],
  termsOf: questionsOf('investment')[1]!,
  traceOf: questionsOf('investment')[4]!,
  transaction: [(seen, at) => readModels.transaction(seen, 'bcf/2023-24/2', at), undefined],
  transactions: [(seen, at) => readModels.transactions(seen, {}, at, { limit: 10 }), { rows: [], nextCursor: null }],
  whoGained: [(seen, at) => readModels.whoGained(seen, {}, at), { ...noRows, benefits: [] }],
  whoPaidIn: [(seen, at) => readModels.whoPaidIn(seen, {}, at), noRows],
  withdrawals: [(seen, at) => readModels.withdrawals(seen, 'bcf', '2023-24', at), []],
  yearsKnown: [(seen) => readModels.yearsKnown(seen), []],
};

describe('who may see nothing', () => {
  it('is told nothing by any query that this library has, where everything is told something', () =>
    withStory(async (ledger) => {
      expect(Object.keys(queries).sort()).toEqual(
        Object.entries(readModels)
          .filter(isQuery)
          .map(([name]) => name)
          .sort(),
      );
      for (const [name, [ask, nothing]] of Object.entries(queries)) {
        const told = { [name]: await askAs(ledger, NOTHING, {}, ask) };
        expect(told).toEqual({ [name]: isFigures(nothing) ? expect.objectContaining(nothing) : nothing });
        const whole = { [name]: await askAs(ledger, 'EVERYTHING', {}, ask) };
        expect(whole).not.toEqual(told);
      }
    }));
});

const isFigures = (nothing: unknown): nothing is Record<string, unknown> =>
  typeof nothing === 'object' && nothing !== null && !Array.isArray(nothing);
