import { type OpenLedger } from '@app/runtime';
import * as fc from 'fast-check';
import { followToEnd, withLedger } from '../../../../test/support/ledger-of-its-own';
import { appendFacts, histories } from '../../../../test/support/reading-history';
import { type Fact, registers } from '../../../../test/support/reading-registers';
import {
  CursorMalformed,
  entryKinds,
  type EntryType,
  kindOfEntry,
  look,
  type ReportQuery,
  resolveHorizon,
  type Sight,
  type Transaction,
  transaction,
  type Transactions,
  type TransactionsPage,
  transactions,
  typesOfKind,
} from '..';

const TODAY = '2026-11-22';
const [facts] = fc.sample(histories, { numRuns: 1, seed: 5 }) as [readonly Fact[]];

const page = ({ pool }: OpenLedger, query: ReportQuery, limit: number, cursor?: string): Promise<Transactions> =>
  look(pool, 'EVERYTHING', async (seen) =>
    transactions(seen, query, await resolveHorizon(seen, query, TODAY), { limit, ...(cursor && { cursor }) }),
  );
const pageOf = ({ pool }: OpenLedger, query: ReportQuery, asked: TransactionsPage, sight: Sight = 'EVERYTHING') =>
  look(pool, sight, async (seen) => transactions(seen, query, await resolveHorizon(seen, query, TODAY), asked));
const kindOf = ({ type }: Transaction) => kindOfEntry[type as EntryType];
const one = ({ pool }: OpenLedger, entryRef: string, query: ReportQuery = {}): Promise<Transaction | undefined> =>
  look(pool, 'EVERYTHING', async (seen) => transaction(seen, entryRef, await resolveHorizon(seen, query, TODAY)));

describe('transactions', () => {
  it('come page by page, none twice and none missed, while new ones arrive', () =>
    withLedger(async (ledger) => {
      const early = facts.slice(0, 110);
      await appendFacts(ledger.store, early);
      await followToEnd(ledger);
      const whole = await page(ledger, {}, 1_000);
      expect(whole.nextCursor).toBeNull();
      for (const query of [
        {},
        { pooledFundId: 'bcf' },
        { placeId: 'trafford' },
        { agencyId: 'icb' },
        { fundingStreamId: 'grant' },
      ]) {
        const expected = (await page(ledger, query, 1_000)).rows;
        const found: Transaction[] = [];
        let cursor: string | undefined;
        for (let n = 0; cursor !== undefined || n === 0; n += 1) {
          const next = await page(ledger, query, 7, cursor);
          found.push(...next.rows);
          cursor = next.nextCursor ?? undefined;
          if (n === 1 && Object.keys(query).length === 0) {
            await appendFacts(ledger.store, facts.slice(110));
            await followToEnd(ledger);
          }
        }
        if (Object.keys(query).length > 0) expect(found).toEqual(expected);
        // What a later entry reverses is told as it is known by then.
        else expect(found.map(({ entryRef }) => entryRef)).toEqual(expected.map(({ entryRef }) => entryRef));
      }
      const moved = early.filter(({ eventStream }) => eventStream.startsWith('poolYear-'));
      expect(new Set(whole.rows.map(({ entryRef }) => entryRef)).size).toBe(moved.length);
    }));

  it('are narrowed to what is asked for', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, facts);
      await followToEnd(ledger);
      const all = (await page(ledger, {}, 1_000)).rows;
      const expectOnly = async (query: ReportQuery, isWanted: (row: Transaction) => boolean): Promise<void> => {
        const wanted = all.filter(isWanted);
        expect((await page(ledger, query, 1_000)).rows).toEqual(wanted);
        expect(wanted.length).toBeGreaterThan(0);
      };
      await expectOnly({ pooledFundId: 'dfg' }, (row) => row.pooledFundId === 'dfg');
      await expectOnly({ financialYear: '2024-25' }, (row) => row.financialYear === '2024-25');
      await expectOnly({ placeId: 'oxford' }, (row) => row.pooledFundId === 'dfg');
      await expectOnly({ fundingStreamId: 'grant' }, (row) => row.fundingStreamId === 'grant');
      await expectOnly(
        { agencyId: 'police', financialYear: '2023-24', placeId: 'trafford' },
        (row) =>
          (row.agencyId === 'police' || row.commissioningAgencyId === 'police') &&
          row.financialYear === '2023-24' &&
          row.pooledFundId !== 'dfg',
      );
      await expectOnly({ asAt: '2023-09-30' }, (row) => row.occurredOn <= '2023-09-30');
      const breaches = await look(ledger.pool, 'EVERYTHING', async (seen) =>
        transactions(seen, {}, await resolveHorizon(seen, {}, TODAY), { limit: 1_000, breachesOnly: true }),
      );
      expect(breaches.rows).toEqual(all.filter((row) => row.breaches.length > 0));
    }));

  it(
    'are searched as a naive filter would, in every scope and in part of sight',
    () =>
      withLedger(async (ledger) => {
        await appendFacts(ledger.store, facts);
        await followToEnd(ledger);
        const sights: readonly Sight[] = [
          'EVERYTHING',
          { placeIds: [], pooledFundIds: ['bcf'], agencyIds: [] },
          { placeIds: [], pooledFundIds: [], agencyIds: ['police', 'icb'] },
        ];
        const scopes: readonly ReportQuery[] = [
          {},
          { pooledFundId: 'bcf' },
          { placeId: 'trafford' },
          { agencyId: 'icb' },
          { financialYear: '2024-25' },
          { fundingStreamId: 'grant', financialYear: '2023-24' },
        ];
        const holds = (text: string) => (row: Transaction) =>
          [row.bankRef, row.authorityRef, row.description, row.partyName].some((each) =>
            each?.toLowerCase().includes(text.toLowerCase()),
          );
        const filters: readonly (readonly [Partial<TransactionsPage>, (row: Transaction) => boolean])[] = [
          ...entryKinds.map((kind) => {
            const types: readonly string[] = typesOfKind(kind);
            return [{ types: typesOfKind(kind) }, (row: Transaction) => types.includes(row.type)] as const;
          }),
          [{ breachesOnly: true }, (row) => row.breaches.length > 0],
          [
            { breachesOnly: true, types: typesOfKind('reversals') },
            (row) => row.breaches.length > 0 && row.type.endsWith('Reversed'),
          ],
          [{ search: 'HOME\n' }, holds('home\n')],
          [{ search: 'minute "12"\\' }, holds('minute "12"\\')],
          [{ search: '%' }, holds('%')],
          [
            { search: 'care', types: typesOfKind('payments') },
            (row) => holds('care')(row) && kindOf(row) === 'payments',
          ],
        ];
        const hits = new Map<object, number>();
        for (const sight of sights) {
          for (const query of scopes) {
            const all = (await pageOf(ledger, query, { limit: 1_000 }, sight)).rows;
            for (const [filter, isWanted] of filters) {
              const wanted = all.filter(isWanted);
              const found = await pageOf(ledger, query, { limit: 1_000, ...filter }, sight);
              expect({
                query,
                filter,
                refs: found.rows.map(({ entryRef }) => entryRef),
                searched: found.searched,
              }).toEqual({
                query,
                filter,
                refs: wanted.map(({ entryRef }) => entryRef),
                searched: null,
              });
              hits.set(filter, (hits.get(filter) ?? 0) + wanted.length);
            }
          }
        }
        const isFound = (text: string): boolean =>
          [...hits].some(([filter, count]) => count > 0 && JSON.stringify(filter).includes(text));
        for (const text of [
          'PaymentRecorded',
          'WithdrawalReversed',
          'ContributionAgreed',
          'breaches',
          'search',
          'care',
        ])
          expect({ text, isFound: isFound(text) }).toEqual({ text, isFound: true });
      }),
    120_000,
  );

  it('lead forwards and back over the same pages', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, facts);
      await followToEnd(ledger);
      for (const filter of [{}, { types: typesOfKind('payments') }, { search: 'e' }]) {
        const pages: Transactions[] = [await pageOf(ledger, {}, { limit: 7, ...filter })];
        for (let last = pages[0]!; last.nextCursor !== null; pages.push(last)) {
          last = await pageOf(ledger, {}, { limit: 7, ...filter, cursor: last.nextCursor });
        }
        expect(pages.length).toBeGreaterThan(1);
        let back = pages.at(-1)!;
        for (const page of pages.toReversed().slice(1)) {
          back = await pageOf(ledger, {}, { limit: 7, ...filter, cursor: back.previousCursor! });
          expect(back.rows).toEqual(page.rows);
        }
        const beyond =
          back.previousCursor === null
            ? back
            : await pageOf(ledger, {}, { limit: 7, ...filter, cursor: back.previousCursor });
        expect(beyond.previousCursor).toBeNull();
      }
    }));

  it('tell what reverses what, both ways, as it was known', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, facts);
      await followToEnd(ledger);
      const reversals = (await page(ledger, {}, 1_000)).rows.filter(({ reversesEntry }) => reversesEntry);
      expect(reversals.length).toBeGreaterThan(2);
      for (const reversal of reversals) {
        const undone = (await one(ledger, reversal.reversesEntry!))!;
        expect(undone.reversedByEntry).toBe(reversal.entryRef);
        expect(undone.amountPence).toBe(-reversal.amountPence!);
        expect(undone.measure).toBe(reversal.measure);
        const before = (await one(ledger, reversal.reversesEntry!, { asKnownAt: undone.recordedAt }))!;
        expect(before.reversedByEntry).toBeNull();
        expect(await one(ledger, reversal.entryRef, { asKnownAt: undone.recordedAt })).toBeUndefined();
      }
    }));

  it('keep every character of a name, a purpose and an authority', () =>
    withLedger(async (ledger) => {
      const providerName = 'Tab\there\r\nand\\N "q" | Zoë 😀';
      const payment: Fact = {
        eventStream: 'poolYear-bcf:2023',
        type: 'PaymentRecorded',
        occurredOn: '2023-05-01',
        data: {
          fundingStreamId: 'grant',
          payee: { providerName },
          commissioningAgencyId: 'icb',
          spendType: 'REVENUE',
          netPence: 1,
          irrecoverableVatPence: 0,
          recoverableVatPence: 0,
          purpose: '\\.\n\\N\t\\',
          amountPence: 1,
          period: 1,
          source: { fileDigest: 'f'.repeat(64), line: 7 },
        },
      };
      await appendFacts(ledger.store, [...registers, payment]);
      await followToEnd(ledger);
      expect(await one(ledger, 'bcf/2023-24/2')).toMatchObject({
        partyName: providerName,
        description: '\\.\n\\N\t\\',
        authorityRef: 'Minute "12"\\',
        sourceFile: 'f'.repeat(16),
        sourceLine: 7,
        amountPence: 1,
        detail: null,
      });
    }));

  it('refuse a cursor that no page gave, and know no entry of a reference that is none', () =>
    withLedger(async (ledger) => {
      for (const cursor of ['', 'x', 'MS4', Buffer.from('1.2.3').toString('base64url')].filter(Boolean)) {
        await expect(page(ledger, {}, 10, cursor)).rejects.toThrow(CursorMalformed);
      }
      expect(await one(ledger, 'nothing')).toBeUndefined();
      expect(await one(ledger, 'bcf/2023-24/1')).toBeUndefined();
    }));
});
