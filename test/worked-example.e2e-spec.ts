import {
  addDays,
  compareTerms,
  financialYearOf,
  type IsoDate,
  previousFinancialYear,
  roles,
  type Role,
} from '@app/domain';
import {
  agencyAgreements,
  agreementDetail,
  benefitShareStatement,
  changes,
  contributionAgeing,
  fundStatement,
  type Horizon,
  type Look,
  pooledFundDetail,
  resolveHorizon,
  termsOf,
  transaction,
  transactions,
  withdrawals,
  whoPaidIn,
} from '@app/read-models';
import { exampleDays } from '../apps/ledger/src/sample/worked-example/example-days';
import { loadWorkedExample } from '../apps/ledger/src/sample/worked-example/load-worked-example';
import { SampleRecorder } from '../apps/ledger/src/sample/sample-recorder';
import { example, samplePeople } from '../apps/ledger/src/sample/sample-people';
import { openTestLedger, type TestLedger } from './support/test-ledger';

const { pooledFundId } = example;

/** Days on which a loader that counts wrongly would be caught: the ends of the year, of a quarter, and a leap day. */
const todays: readonly IsoDate[] = [
  '2026-04-01',
  '2026-04-22',
  '2026-06-30',
  '2026-07-02',
  '2026-11-22',
  '2027-03-31',
  '2028-02-29',
];

describe.each(todays)('the worked example, loaded on %s', (today) => {
  const thisYear = financialYearOf(today);
  const lastYear = previousFinancialYear(thisYear);
  let ledger: TestLedger;
  const load = (on = today): Promise<void> =>
    loadWorkedExample(
      { commands: ledger.commands, store: ledger.ledger.store },
      new SampleRecorder(ledger.commands, ledger.ledger.store, on),
      on,
    );
  const seen = <Seen>(see: (looking: Look, horizon: Horizon) => Promise<Seen>): Promise<Seen> =>
    ledger.look(async (looking) => see(looking, await resolveHorizon(looking, { asAt: today }, today)));

  beforeAll(async () => {
    ledger = await openTestLedger();
    await load();
  });
  afterAll(() => ledger.close());

  test('is loaded once, also when it goes on on another day', async () => {
    const head = await ledger.ledger.store.head();
    await load(addDays(today, 1));
    expect(await ledger.ledger.store.head()).toBe(head);
  });

  test('has one contribution that is late, by three weeks or more: an instalment of the police', async () => {
    const { rows, totals } = await seen((looking, horizon) => contributionAgeing(looking, { pooledFundId }, horizon));
    const late = rows.filter(({ daysLate }) => daysLate !== null && daysLate > 0);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ agencyId: example.policeId, receivedPence: 0 });
    expect(late[0]!.daysLate).toBeGreaterThanOrEqual(21);
    expect(totals.latePence).toBe(late[0]!.amountPence);
    expect(rows.filter(({ withheldPence }) => withheldPence > 0)).toMatchObject([
      { agencyId: example.icbId, withheldPence: 20_000_00, withheldGround: 'PERFORMANCE', outstandingPence: 0 },
    ]);
    expect(rows.find(({ mode }) => mode === 'IN_KIND')).toMatchObject({ agencyId: example.policeId });
  });

  test('closed last year and brought its balances forward, to the penny', async () => {
    const [before, now] = await seen(
      async (looking, horizon) =>
        [
          await fundStatement(looking, { pooledFundId, financialYear: lastYear }, horizon),
          await fundStatement(looking, { pooledFundId, financialYear: thisYear }, horizon),
        ] as const,
    );
    expect(before).toMatchObject({ status: 'CLOSED', previousYear: null });
    expect(now).toMatchObject({ status: 'OPEN' });
    expect(now.cash.broughtForwardPence).toBe(before.cash.balancePence);
    expect(before.cash.balancePence).toBeGreaterThan(0);
    for (const { balancePence } of now.fundingStreams) expect(balancePence).toBeGreaterThan(0);
    const [grant] = now.fundingStreams.filter(({ ringFence, expiresOn }) => ringFence === 'PURPOSE' && expiresOn);
    expect(grant!.expiresOn).toBe(addDays(today, 100));
    expect(now.flags).toContainEqual(
      expect.objectContaining({ kind: 'AGREEMENT_NOT_SIGNED', unsignedAgencyIds: [example.policeId] }),
    );
  });

  test('has withdrawals at every point of their way', async () => {
    const rows = await seen((looking, horizon) => withdrawals(looking, pooledFundId, thisYear, horizon));
    expect(rows.map(({ status }) => status).sort()).toEqual([
      'APPROVED',
      'PAID',
      'REJECTED',
      'REQUESTED',
      'REQUESTED',
      'REQUESTED',
    ]);
    expect(rows.every(({ purpose }) => purpose.length > 0)).toBe(true);
  });

  test('has a payment that broke a ring-fence, and no other breach', async () => {
    const { rows } = await seen((looking, horizon) =>
      transactions(looking, { pooledFundId }, horizon, { limit: 1000, breachesOnly: true }),
    );
    expect(rows.map(({ breaches }) => breaches)).toEqual([['REVENUE_FROM_CAPITAL_ONLY']]);
  });

  test('tells what was believed before an entry was set right, and what changed since', async () => {
    const latest = await seen((looking, horizon) => transactions(looking, { pooledFundId }, horizon, { limit: 3 }));
    const [right, reversal, before] = latest.rows;
    expect([reversal!.type, right!.type]).toEqual(['WithdrawalReversed', 'PaymentRecorded']);
    const told = await ledger.look((looking) =>
      changes(
        looking,
        'fund-statement',
        { pooledFundId, financialYear: thisYear, asAt: today, knownFrom: before!.recordedAt },
        today,
        { limit: 10 },
      ),
    );
    expect(told.entries.map(({ entryRef }) => entryRef)).toEqual([right!.entryRef, reversal!.entryRef]);
    const paid = told.figures.find(({ row, figure }) => row['fundingStreamId'] === null && figure === 'paidPence');
    expect(paid!.beforePence! - paid!.afterPence!).toBe(8_640_00 - 6_840_00);
    const wrong = await seen((looking, horizon) => transaction(looking, reversal!.reversesEntry!, horizon));
    expect(wrong).toMatchObject({ amountPence: 8_640_00, reversedByEntry: reversal!.entryRef });
  });

  test('has a fund agreement that one partner has not signed, and delegations of the people of the sample', async () => {
    const fund = await seen((looking, horizon) => pooledFundDetail(looking, pooledFundId, horizon));
    expect(fund).toMatchObject({ hostAgencyId: example.councilId });
    const holders: readonly { readonly holderActorId: string }[] = await ledger.sql(
      `select data::jsonb->>'holderActorId' as "holderActorId" from log.event join log.event_type t using (event_type_id)
        where t.name = 'DelegationGranted'`,
    );
    const known = new Set(samplePeople.map(({ actorId }) => actorId));
    expect(holders).toHaveLength(3);
    for (const { holderActorId } of holders) expect(known).toContain(holderActorId);
  });

  test('has an investment agreement settled in part, with a share in dispute', async () => {
    const statement = await seen((looking, horizon) =>
      benefitShareStatement(looking, 'example-investment', lastYear, horizon),
    );
    expect(statement.parties.map(({ partyId, settlementPence }) => [partyId, settlementPence])).toEqual([
      [example.councilId, 184_212_50],
      [example.policeId, -40_595_83],
      [example.icbId, 4_556_25],
      [example.departmentId, -161_397_92],
      ['@fund', 13_225_00],
    ]);
    expect(statement.disputes).toMatchObject([{ status: 'OPEN', amountPence: 1_000_00, stepNo: 1 }]);
    expect(statement.disputes[0]!.positions).toHaveLength(2);
    expect(statement.dues.map((due) => due.outstandingPence)).toEqual([0, 43_616_67, 4_556_25, 0]);
    const { rows } = await seen((looking, horizon) =>
      whoPaidIn(looking, { pooledFundId, fundingStreamId: 'example-reinvested-benefit' }, horizon),
    );
    expect(rows).toMatchObject([{ agencyId: example.departmentId, receivedPence: 13_225_00 }]);
  });

  test('has a second version of its terms that two of four parties have signed', async () => {
    const [detail, first, second] = await seen(
      async (looking, horizon) =>
        [
          await agreementDetail(looking, 'example-investment', horizon),
          await termsOf(looking, 'example-investment', 1, horizon),
          await termsOf(looking, 'example-investment', 2, horizon),
        ] as const,
    );
    expect(detail).toMatchObject({ standing: 'IN_FORCE', versionInForce: 1 });
    expect(detail.unsignedPartyIds).toEqual([example.policeId, example.icbId]);
    expect(detail.versions).toHaveLength(2);
    expect(compareTerms(first!, second!).length).toBeGreaterThan(3);
  });

  test('has claims that are validated, rejected and still to be looked at', async () => {
    const counted: readonly { readonly claims: number }[] = await ledger.sql(
      `select t.name, sum(case when t.name = 'OutcomeClaimed' then 1
                               else json_array_length((data::json)->'claimIds') end)::int as claims
         from log.event join log.event_type t using (event_type_id)
        where t.name in ('OutcomeClaimed', 'ClaimsValidated', 'ClaimsRejected') group by 1 order by 1`,
    );
    expect(counted).toEqual([
      { name: 'ClaimsRejected', claims: 1 },
      { name: 'ClaimsValidated', claims: 9 },
      { name: 'OutcomeClaimed', claims: 14 },
    ]);
    const { rows } = await seen((looking, horizon) =>
      agencyAgreements(looking, { agencyId: example.departmentId }, horizon),
    );
    expect(rows.map(({ agreementId }) => agreementId).sort()).toEqual([
      'example-families-tariff',
      'example-investment',
    ]);
  });

  test('says of everything that it is a worked example', async () => {
    const names: readonly { readonly name: string }[] = await ledger.sql(
      `select coalesce(data::jsonb->>'name', data::jsonb->>'legalName', data::jsonb->'terms'->>'title',
                       data::jsonb->'payee'->>'providerName') as name
         from log.event`,
    );
    const shown = names.flatMap(({ name }) => name ?? []);
    expect(shown.length).toBeGreaterThan(20);
    for (const name of shown) expect(name).toMatch(/\(worked example\)$/);
    const authorities: readonly { readonly by: string; readonly authority: string | null }[] = await ledger.sql(
      `select metadata::jsonb->>'actor' as by, metadata::jsonb->>'authorityRef' as authority from log.event`,
    );
    for (const { by, authority } of authorities) {
      if (!by.startsWith('system:')) expect(authority).toMatch(/^Worked example, /);
    }
  });
});

test('the instalment that is late is of the year before only until one of this year is three weeks late', () => {
  expect(exampleDays('2026-04-01')).toMatchObject({ thisYear: '2026-27', lastYear: '2025-26' });
  expect(exampleDays('2027-03-31')).toMatchObject({ thisYear: '2026-27', lastYear: '2025-26' });
  const days = exampleDays('2026-04-01');
  expect([days.soFar(0), days.soFar(1)]).toEqual(['2026-04-01', '2026-04-01']);
});

test('there is somebody in the sample for each role, each under a name of their own', () => {
  const held = new Set<Role>(samplePeople.map(({ role }) => role));
  expect([...held].sort()).toEqual([...roles].sort());
  for (const facet of ['actorId', 'name', 'about'] as const) {
    expect(new Set(samplePeople.map((person) => person[facet])).size).toBe(samplePeople.length);
  }
});
