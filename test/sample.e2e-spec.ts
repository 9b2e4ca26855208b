import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { addDays, simulate } from '@app/domain';
import {
  agreementDetail,
  type Look,
  resolveHorizon,
  termsOf,
  whoGained,
  type WhoGainedRow,
  whoPaidIn,
} from '@app/read-models';
import { parse } from 'csv-parse/sync';
import { loadSample } from '../apps/ledger/src/sample/load-sample';
import { openTestLedger, type TestLedger, TODAY } from './support/test-ledger';

const DATA = path.join(__dirname, '../apps/ledger/src/sample/data');
const published = (file: string): Record<string, string>[] =>
  parse<Record<string, string>>(readFileSync(path.join(DATA, file)), { columns: true });
/** Pence by digits: `£1,234.5` is 123450. */
const pence = (text: string): number => {
  const [, sign, pounds, pennies] = /^(-?)£?([\d,]+)(?:\.(\d{1,2}))?$/.exec(text.trim())!;
  return Number(`${sign}${pounds!.replaceAll(',', '')}${(pennies ?? '').padEnd(2, '0')}`);
};
const sumOf = (rows: readonly Record<string, string>[]): number =>
  rows.reduce((sum, row) => sum + pence(row['Amount']!), 0);

describe('the sample ledger', () => {
  let ledger: TestLedger;
  const load = (today = TODAY): Promise<void> =>
    loadSample(ledger.commands, ledger.aggregates, ledger.ledger.store, today);
  const seen = <Seen>(see: (looking: Look, horizon: Awaited<ReturnType<typeof resolveHorizon>>) => Promise<Seen>) =>
    ledger.look(async (looking) => see(looking, await resolveHorizon(looking, { asAt: TODAY }, TODAY)));

  beforeAll(async () => {
    ledger = await openTestLedger();
  });
  afterAll(() => ledger.close());

  test('a first start that is cut short, wherever, goes on at the next, on the next day', async () => {
    const { store } = ledger.ledger;
    const append = store.append.bind(store);
    let cuts = 0;
    let cutsInExample = 0;
    for (let appends = 1; ; appends *= 2) {
      let left = appends;
      store.append = (...all) => ((left -= 1) < 0 ? Promise.reject(new Error('Cut short.')) : append(...all));
      try {
        await load(addDays(TODAY, cuts));
        break;
      } catch (error) {
        expect(error).toMatchObject({ message: 'Cut short.' });
        cuts += 1;
        if (await store.findRequest('sample:example:place')) cutsInExample += 1;
      } finally {
        store.append = append;
      }
    }
    expect(cuts).toBeGreaterThan(3);
    const lines = await ledger.sql(
      `select data::jsonb->'source'->>'fileDigest' as file, count(*)::int as rows,
              count(distinct data::jsonb->'source'->>'line')::int as lines
         from log.event where data::jsonb->'source'->>'fileDigest' is not null group by 1 order by 2`,
    );
    expect(lines).toMatchObject([
      { rows: 9, lines: 9 },
      { rows: 277, lines: 277 },
      { rows: 353, lines: 353 },
    ]);
    expect(cutsInExample).toBeGreaterThan(1);
    const [counted] = await ledger.sql(
      `select max(metadata::jsonb->>'authorityRef') filter (where t.name = 'PlaceRegistered') as counted_from,
              max(metadata::jsonb->>'occurredOn') filter (where t.name = 'WithdrawalReversed') as corrected_on,
              count(*) filter (where t.name = 'WithdrawalReversed')::int as corrections
         from log.event join log.event_type t using (event_type_id)
        where metadata::jsonb->>'authorityRef' like 'Worked example, %'`,
    );
    expect(counted).toEqual({
      counted_from: `Worked example, days counted from ${counted.corrected_on}`,
      corrected_on: counted.corrected_on,
      corrections: 1,
    });
  });

  test('loading it again records nothing', async () => {
    const head = await ledger.ledger.store.head();
    await load();
    expect(await ledger.ledger.store.head()).toBe(head);
  });

  test('says what the Department of Health paid in, by year and programme', async () => {
    const { rows, totals } = await seen((looking, horizon) =>
      whoPaidIn(looking, { agencyId: 'department-of-health' }, horizon),
    );
    expect(rows.map((row) => [row.fundingStreamName, row.financialYear, row.receivedPence]).sort()).toEqual([
      ['Disabled Facilities Grant', '2011-12', 20_000_000_00],
      ['Disabled Facilities Grant', '2012-13', 40_000_000_00],
      ['Disabled Facilities Grant', '2015-16', 220_000_000_00],
      ['Disabled Facilities Grant', '2016-17', 394_000_000_00],
      ['Troubled Families', '2012-13', 15_000_000_00],
      ['Troubled Families', '2013-14', 20_000_000_00],
      ['Troubled Families', '2014-15', 25_000_000_00],
      ['Troubled Families', '2015-16', 70_000_000_00],
    ]);
    expect(totals.receivedPence).toBe(sumOf(published('departments-to-programmes.csv')));
  });

  test('says which councils and providers gained in Greater Manchester', async () => {
    const { rows } = await seen((looking, horizon) => whoGained(looking, { placeId: 'greater-manchester' }, horizon));
    const net = (of: (row: WhoGainedRow) => boolean): number =>
      rows.filter(of).reduce((sum, { paidPence, refundedPence }) => sum + paidPence - refundedPence, 0);
    const grants = published('health-grants-to-greater-manchester.csv');
    const councils = new Set(
      rows.filter(({ pooledFundId }) => pooledFundId === 'health-grants-greater-manchester').map((row) => row.agencyId),
    );
    councils.delete('department-of-health');
    expect([...councils].sort()).toEqual(
      [
        'bolton',
        'bury',
        'manchester',
        'oldham',
        'rochdale',
        'salford',
        'stockport',
        'tameside',
        'trafford',
        'wigan',
      ].map((town) => `${town}-council`),
    );
    expect(net(({ pooledFundId }) => pooledFundId === 'health-grants-greater-manchester')).toBe(sumOf(grants));
    const toBury = grants.filter((row) => /bury/i.test(row['Supplier']!));
    expect(
      net((row) => row.agencyId === 'bury-council' && row.pooledFundId === 'health-grants-greater-manchester'),
    ).toBe(sumOf(toBury));
    const payments = published('trafford-payments-2026-27.csv');
    expect(net(({ pooledFundId }) => pooledFundId === 'trafford-spending')).toBe(sumOf(payments));
    const toSale = payments.filter((row) => row['BeneficiaryName'] === 'Sale PFI Ltd');
    expect(net((row) => row.beneficiaryKind === 'PROVIDER' && row.beneficiaryName === 'Sale PFI Ltd')).toBe(
      sumOf(toSale),
    );
  });

  test("pays Bolton's Better Care Fund in twelve instalments a year, each with its authority", async () => {
    const { rows } = await seen((looking, horizon) =>
      whoPaidIn(looking, { pooledFundId: 'bolton-better-care-fund' }, horizon),
    );
    expect(rows).toMatchObject([
      { agencyId: 'dluhc', financialYear: '2023-24', pledgedPence: 14_875_163_00, receivedPence: 14_875_163_00 },
      { agencyId: 'dluhc', financialYear: '2024-25', pledgedPence: 14_875_163_00, receivedPence: 14_875_163_00 },
    ]);
    const receipts = await ledger.sql(
      `select metadata::jsonb->>'authorityRef' as authority from log.event e join log.event_type t using (event_type_id)
        where t.name = 'ContributionReceived' and data::jsonb->>'fundingStreamId' = 'ibcf'`,
    );
    expect(receipts).toHaveLength(24);
    for (const { authority } of receipts) expect(authority).toMatch(/31\/(6644|7245).*the first is assumed$/);
  });

  test('holds the published terms of an agreement, proposed: an 11% fall would pay 680,000.00 of 880,000.00', async () => {
    const [detail, terms] = await seen(async (looking, horizon) => [
      await agreementDetail(looking, 'local-justice-reinvestment', horizon),
      await termsOf(looking, 'local-justice-reinvestment', 1, horizon),
    ]);
    expect(detail).toMatchObject({ standing: 'PROPOSED', placeId: 'greater-manchester', versionInForce: null });
    expect(detail.unsignedPartyIds).toEqual(['ministry-of-justice', 'greater-manchester-authorities']);
    const metricId = 'adult-cost-of-demand';
    const { settlement, clauses } = simulate(terms!, {
      testPeriodId: 'test-year-1',
      baselines: [{ metricId, value: String(8_000_000_00) }],
      measurements: [{ metricId, value: String(7_120_000_00) }],
    });
    expect(settlement.map(({ settlementPence }) => settlementPence)).toEqual([-680_000_00, 680_000_00]);
    expect(clauses.map(({ status }) => status)).toEqual(['PAYS', 'EVIDENCE_MISSING']);
  });
});
