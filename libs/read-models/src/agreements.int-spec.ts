import { type OpenLedger } from '@app/runtime';
import { agreementStory, factsOf } from '../../../test/support/agreement-story';
import {
  agreementFact,
  approve,
  askAgreement,
  benefitOf,
  calculate,
  happened,
  headlineBenefits,
  inForce,
} from '../../../test/support/given-agreement';
import { BLOCK_ENTRIES, followToEnd, withLedger } from '../../../test/support/ledger-of-its-own';
import { appendFacts } from '../../../test/support/reading-history';
import { type Fact } from '../../../test/support/reading-registers';
import { sampleClause, sampleTerms } from '../../../test/support/sample-terms';
import {
  agencyAgreements,
  agreementDetail,
  agreementList,
  agreementSummary,
  benefitShareStatement,
  changes,
  costBenefit,
  type Horizon,
  look,
  type Look,
  netPosition,
  NoSuchAgreement,
  NoSuchTestPeriod,
  openShares,
  rebuild,
  type ReportQuery,
  resolveHorizon,
  termsOf,
  transaction,
  transactions,
  verifyReadModels,
  whoGained,
} from '.';

const TODAY = '2015-09-30';
const story = agreementStory();
/** What there is before the agreement: its bodies, its place and its fund. */
const registersOf = (facts: readonly Fact[]): readonly Fact[] =>
  facts.filter(({ eventStream }) => !eventStream.startsWith('agreement-'));
/** How many facts there were before the benefit of the police was restated. */
const beforeRestatement = story.findIndex(({ type }) => type === 'BenefitRestated');

/** What stops the agreement, lets it go on, and ends it. */
const standings = [
  agreementFact('AgreementCalledIn', '2014-12-01', { scrutinyBody: 'Overview and scrutiny', reason: 'Cost' }),
  agreementFact('CallInResolved', '2015-01-15', { outcome: 'REFERRED_BACK', decision: 'Think again' }),
  agreementFact('AgreementResumed', '2015-03-01', { reason: 'Thought again' }),
  agreementFact('AgreementSuspended', '2015-04-01', { reason: 'A police inquiry' }),
  agreementFact('AgreementTerminated', '2015-06-01', { reason: 'All parties agreed' }),
  agreementFact('AgreementWoundUp', '2015-08-01', {}),
];
/** An agreement that has only got as far as claims. */
const claiming = [
  agreementFact('BenefitSharingAgreementDrafted', '2013-05-01', { agreementId: 'claiming', placeId: 'sheffield' }),
  agreementFact('TermsDrafted', '2013-05-01', { version: 1, terms: sampleTerms({ title: 'Claims' }) }),
  agreementFact('OutcomeClaimed', '2013-06-01', {
    claimId: 'claim-1',
    claimantId: 'council',
    outcomeCode: 'custody',
    testPeriodId: 'year-1',
    achievedOn: '2013-05-20',
    units: '1',
    evidence: 'Return 1',
  }),
];

/** One ledger for all questions: none of them changes it. */
async function withStory(ask: (ledger: OpenLedger) => Promise<void>): Promise<void> {
  await withLedger(async (ledger) => {
    await appendFacts(ledger.store, story);
    await followToEnd(ledger);
    await ask(ledger);
  });
}

const tell = <Answer>(
  { pool }: OpenLedger,
  query: ReportQuery,
  ask: (look: Look, horizon: Horizon) => Promise<Answer>,
): Promise<Answer> => look(pool, 'EVERYTHING', async (seen) => ask(seen, await resolveHorizon(seen, query, TODAY)));

async function recordedAt({ store }: OpenLedger, type: string): Promise<string> {
  const events = await store.readAll({ limit: 1_000 });
  return events.find((event) => event.type === type)!.recordedAt;
}

describe('the reports of a benefit-sharing agreement', () => {
  it('INV-53 tell the statement of a test period: what was due, paid, disputed and clawed back, with its trace', () =>
    withStory(async (ledger) => {
      const statement = await tell(ledger, {}, (seen, horizon) =>
        benefitShareStatement(seen, 'investment', 'year-1', horizon),
      );
      expect(statement.calculation).toMatchObject({ calculationId: 'calculation-2', termsVersion: 1 });
      const { distributablePence, sharesPence, reinvestedPence, retainedPence } = statement.calculation!;
      expect(sharesPence + reinvestedPence + retainedPence).toBe(distributablePence);
      expect(statement.parties.reduce((sum, { settlementPence }) => sum + settlementPence, 0)).toBe(0);
      expect(statement.parties.find(({ partyId }) => partyId === 'police')).toMatchObject({
        paidToDatePence: 40_595_83,
      });
      expect(statement.dues.filter(({ kind }) => kind === 'CLAWBACK').length).toBeGreaterThan(0);
      expect(statement.disputes[0]).toMatchObject({ status: 'OPEN', amountPence: 1_000_00 });
      expect(statement.disputes[0]!.positions.map(({ sharePence }) => sharePence)).toEqual([5_556_25, 3_556_25]);
      expect(statement.trace.at(-1)!.rule).toBe('SETTLEMENT');
    }));

  it('INV-06 tell it as it was known, and as at an earlier day', () =>
    withStory(async (ledger) => {
      const { store } = ledger;
      const events = await store.readAll({ limit: 1_000 });
      const asKnownAt = events[beforeRestatement - 1]!.recordedAt;
      const known = { asAt: '2014-08-31', asKnownAt };
      const before = await tell(ledger, known, (seen, horizon) =>
        benefitShareStatement(seen, 'investment', 'year-1', horizon),
      );
      expect(before.calculation?.calculationId).toBe('calculation-1');
      const settlement = Object.fromEntries(before.parties.map((party) => [party.partyId, party.settlementPence]));
      expect(settlement).toEqual({
        council: 184_212_50,
        police: -40_595_83,
        nhs: 4_556_25,
        dwp: -161_397_92,
        '@fund': 13_225_00,
      });
      expect(before.dues.find(({ dueId }) => dueId === 'calculation-1-due-3')).toMatchObject({
        fromId: 'dwp',
        toId: 'nhs',
        outstandingPence: 4_556_25,
        inDisputePence: 1_000_00,
        latePence: 3_556_25,
      });
      const day = await tell(ledger, { asAt: '2014-06-05' }, (seen, horizon) =>
        benefitShareStatement(seen, 'investment', 'year-1', horizon),
      );
      expect(day.calculation).toMatchObject({ calculationId: 'calculation-1', approvedOn: null });
      expect(day.dues).toEqual([]);
      const sooner = await tell(ledger, { asAt: '2013-12-31' }, (seen, horizon) =>
        benefitShareStatement(seen, 'investment', 'year-1', horizon),
      );
      expect(sooner).toMatchObject({ calculation: null, clauses: [], parties: [], trace: [] });
    }));

  it('tell the agreement: versions, who signed, what it stands at; and its terms', () =>
    withStory(async (ledger) => {
      const [detail, terms, list] = await tell(ledger, {}, async (seen, horizon) => [
        await agreementDetail(seen, 'investment', horizon),
        await termsOf(seen, 'investment', 1, horizon),
        await agreementList(seen, { placeId: 'sheffield' }, horizon),
      ]);
      expect(detail).toMatchObject({ standing: 'ENDED', versionInForce: 1, effectiveFrom: '2013-04-01' });
      expect(detail.versions[0]!.signatures.every(({ signedOn }) => signedOn === '2013-03-01')).toBe(true);
      expect(terms?.investments).toHaveLength(4);
      expect(list.map(({ agreementId }) => agreementId)).toEqual(['investment']);
      const earlier = await tell(ledger, { asAt: '2013-02-15' }, (seen, horizon) =>
        agreementDetail(seen, 'investment', horizon),
      );
      expect(earlier).toMatchObject({ versionInForce: null, unsignedPartyIds: ['council', 'police', 'nhs', 'dwp'] });
      await expect(tell(ledger, {}, (seen, horizon) => agreementDetail(seen, 'another', horizon))).rejects.toThrow(
        NoSuchAgreement,
      );
      await expect(
        tell(ledger, {}, (seen, horizon) => benefitShareStatement(seen, 'investment', 'year-9', horizon)),
      ).rejects.toThrow(NoSuchTestPeriod);
    }));

  it('list agreements as they are told in full, without reading their claims and evidence', () =>
    withLedger(async (ledger) => {
      await appendFacts(ledger.store, [
        ...story,
        ...factsOf('investment', standings),
        ...factsOf('claiming', claiming),
      ]);
      await followToEnd(ledger);
      const events = await ledger.store.readAll({ limit: 1_000 });
      const told = new Set<string>();
      for (const asAt of [undefined, '2013-02-15', '2014-12-15', '2015-02-15', '2015-04-15', '2015-06-15']) {
        for (const { recordedAt: asKnownAt } of [{ recordedAt: undefined }, ...events.slice(8)]) {
          await tell(ledger, { asAt, asKnownAt }, async (seen, horizon) => {
            const rows = await agreementList(seen, {}, horizon);
            for (const row of rows) {
              expect(await agreementDetail(seen, row.agreementId, horizon)).toMatchObject(row);
              told.add(row.standing);
            }
          });
        }
      }
      const everyStanding = ['DRAFTED', 'PROPOSED', 'IN_FORCE', 'CALLED_IN', 'SUSPENDED', 'ENDED', 'TERMINATED'];
      expect([...told].sort()).toEqual([...everyStanding, 'WOUND_UP'].sort());

      const read: string[] = [];
      await tell(ledger, {}, async (seen, horizon) => {
        const rows = seen.rows.bind(seen);
        seen.rows = async (sql, values) => {
          const found = await rows(sql, values);
          for (const { type } of found) if (typeof type === 'string') read.push(type);
          return found as never;
        };
        expect(await agreementList(seen, {}, horizon)).toHaveLength(2);
      });
      expect(read).toContain('TermsSigned');
      expect(read.filter((type) => /Claim|Benefit(?!SharingAgreement)|Baseline|Outcome|Dispute/.test(type))).toEqual(
        [],
      );
    }));

  it('INV-06 know no agreement at the instant before its first terms were recorded', () =>
    withStory(async (ledger) => {
      const asKnownAt = await recordedAt(ledger, 'BenefitSharingAgreementDrafted');
      await expect(
        tell(ledger, { asKnownAt }, (seen, horizon) => agreementDetail(seen, 'investment', horizon)),
      ).rejects.toThrow(NoSuchAgreement);
      expect(await tell(ledger, { asKnownAt }, (seen, horizon) => agreementList(seen, {}, horizon))).toEqual([]);
    }));

  it('INV-49 tell a party what caps left unpaid to it, not what they left unpaid to others', () =>
    withLedger(async (ledger) => {
      const cap = { capId: 'nhs-most', scope: 'PARTNER', agencyId: 'nhs', excess: 'UNPAID' } as const;
      const terms = sampleTerms({ caps: [{ ...cap, limit: { kind: 'PENCE', pence: 100_000_00 } }] });
      const events = happened([...inForce(terms), ...headlineBenefits], [calculate()]);
      await appendFacts(ledger.store, [...registersOf(story), ...factsOf('investment', events)]);
      await followToEnd(ledger);
      const capped = async (agencyId: string): Promise<number> => {
        const report = await tell(ledger, {}, (seen, horizon) => agencyAgreements(seen, { agencyId }, horizon));
        return report.totals.cappedPence;
      };
      expect(await capped('nhs')).toBe(53_306_25);
      expect(await capped('police')).toBe(0);
    }));

  it('tell what waits: shares to be approved, and dues that are neither paid nor in dispute', () =>
    withStory(async (ledger) => {
      const agreementId = 'investment';
      const on = (asAt: string, asKnownAt?: string) =>
        tell(ledger, { asAt, asKnownAt }, async (seen, horizon) => ({
          ...(await openShares(seen, horizon)),
          detail: await agreementDetail(seen, agreementId, horizon),
        }));
      const calculated = await on('2014-06-05', await recordedAt(ledger, 'BenefitShareCalculated'));
      expect(calculated.calculations).toEqual([
        {
          ...{ agreementId, title: calculated.detail.title, standing: 'IN_FORCE', testPeriodId: 'year-1' },
          ...{ calculationId: 'calculation-1', calculatedOn: '2014-06-02', calculatedBy: 'accountant' },
          ...{ settlementPence: 201_993_75, isCorrection: false, isPartial: false, hasLaterEvidence: false },
        },
      ]);
      expect(calculated.dues).toEqual([]);
      const disputed = await on('2014-08-31');
      expect(disputed.calculations).toEqual([]);
      expect(disputed.dues.map(({ dueId, payablePence }) => [dueId, payablePence])).toEqual([
        ['calculation-1-due-2', 143_616_67],
        ['calculation-1-due-3', 3_556_25],
      ]);
      const restated = await on('2014-09-05');
      expect(restated.calculations).toMatchObject([
        { calculationId: 'calculation-2', isCorrection: true, hasLaterEvidence: false },
      ]);
      const all = await on(TODAY);
      expect(all.calculations).toEqual([]);
      const payable = all.detail.dues.filter((due) => due.outstandingPence > due.inDisputePence);
      expect(new Set(all.dues.map(({ dueId }) => dueId))).toEqual(new Set(payable.map(({ dueId }) => dueId)));
      expect(all.dues.map(({ dueOn }) => dueOn)).toEqual(payable.map(({ dueOn }) => dueOn).sort());
      const through = new Map(all.detail.dues.map(({ dueId, settledThrough }) => [dueId, settledThrough]));
      expect(through.get('calculation-1-due-1')).toBe('PARTIES');
      expect(through.get('calculation-1-due-4')).toBe('REINVESTMENT');
      const fromFund = all.detail.dues.filter(({ fromId }) => fromId === '@fund');
      expect(fromFund.map(({ settledThrough }) => settledThrough)).toEqual(['FUND_ENTRY']);
    }));

  it('tell that shares are out of date or not all known; nothing waits any more once the agreement is wound up', () =>
    withLedger(async (ledger) => {
      const measured = sampleClause({
        clauseId: 'measured',
        trigger: { kind: 'METRIC_VS_BASELINE', metricId: 'cost', direction: 'FALL', minChangePct: '5' },
        valuation: { kind: 'MEASURED_SAVING', metricId: 'cost' },
        corrections: [],
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'NAMED_PARTNER', to: 'council' },
      });
      const terms = sampleTerms({
        metrics: [{ metricId: 'cost', title: 'Cost of reoffending', unit: 'PENCE' }],
        clauses: [sampleClause(), measured],
      });
      const restatement = { benefitId: 'police-2013', to: benefitOf('police', 1_00), reason: 'Counted twice' };
      const events = happened(
        [...inForce(terms), ...headlineBenefits],
        [calculate(), askAgreement('RestateBenefit', '2014-06-03', restatement)],
      );
      const woundUp = agreementFact('AgreementWoundUp', '2015-08-01', {});
      await appendFacts(ledger.store, [...registersOf(story), ...factsOf('investment', [...events, woundUp])]);
      await followToEnd(ledger);
      const on = (asAt: string) => tell(ledger, { asAt }, openShares);
      const before = { calculationId: 'calculation-1', isPartial: true };
      expect((await on('2014-06-02')).calculations).toMatchObject([{ ...before, hasLaterEvidence: false }]);
      expect((await on('2014-06-03')).calculations).toMatchObject([{ ...before, hasLaterEvidence: true }]);
      expect(await on(TODAY)).toEqual({ calculations: [], dues: [] });
    }));

  it('tell of no shares that rest on what was approved before: there is nothing to approve', () =>
    withLedger(async (ledger) => {
      const again = calculate('year-1', '2014-06-20');
      const events = happened([...inForce(), ...headlineBenefits], [calculate(), approve(), again]);
      await appendFacts(ledger.store, [...registersOf(story), ...factsOf('investment', events)]);
      await followToEnd(ledger);
      expect((await tell(ledger, {}, openShares)).calculations).toEqual([]);
      const { rows } = await tell(ledger, {}, (seen, horizon) => agencyAgreements(seen, { agencyId: 'dwp' }, horizon));
      expect(rows).toMatchObject([
        { calculationsUnderCheck: 0, testPeriods: [{ calculation: { changesNothing: true } }, { calculation: null }] },
      ]);
    }));

  it('tell a department its agreements in every place', () =>
    withStory(async (ledger) => {
      const report = await tell(ledger, { asAt: '2014-08-31' }, (seen, horizon) =>
        agencyAgreements(seen, { agencyId: 'dwp' }, horizon),
      );
      expect(report.rows).toHaveLength(1);
      expect(report.rows[0]).toMatchObject({
        agreementId: 'investment',
        placeName: 'Sheffield',
        hasSigned: true,
        investedPence: 50_000_00,
        sharePayablePence: 161_397_92,
        shareIntoFundPence: 13_225_00,
        dueFromItPence: 148_172_92,
        lateFromItPence: 147_172_92,
        inDisputePence: 1_000_00,
        testPeriods: [
          {
            testPeriodId: 'year-1',
            calculation: { calculationId: 'calculation-1', approvedOn: expect.any(String), hasLaterEvidence: false },
            dueToItPence: 0,
            dueFromItPence: 148_172_92,
          },
          // What is not calculated is not known to be nought.
          { testPeriodId: 'year-2', calculation: null, dueToItPence: null, dueFromItPence: null },
        ],
      });
      const none = await tell(ledger, { asAt: '2014-08-31' }, (seen, horizon) =>
        agencyAgreements(seen, { agencyId: 'nobody' }, horizon),
      );
      expect(none.rows).toEqual([]);
    }));

  it('INV-47 tell who gained: benefit and shares beside the cash, never in it', () =>
    withStory(async (ledger) => {
      const report = await tell(ledger, { asAt: '2014-08-31' }, (seen, horizon) => whoGained(seen, {}, horizon));
      expect(report.rows).toEqual([]);
      const by = new Map(report.benefits.map((row) => [row.agencyId ?? 'fund', row]));
      expect(by.get('police')).toMatchObject({
        cashableBenefitPence: 168_000_00,
        nonCashableBenefitPence: 252_000_00,
        sharePayablePence: 40_595_83,
        sharePaidPence: 40_595_83,
      });
      expect(by.get('council')).toMatchObject({ shareReceivablePence: 184_212_50, shareReceivedPence: 40_595_83 });
      expect(by.get('fund')).toMatchObject({ shareReceivablePence: 13_225_00 });
      const { shareReceivablePence, sharePayablePence, shareReceivedPence, sharePaidPence } = report.benefitTotals;
      expect(shareReceivablePence).toBe(sharePayablePence);
      expect(shareReceivedPence).toBe(sharePaidPence);
    }));

  it('INV-52 tell why who gained changed: the restatement, and what it made due', () =>
    withStory(async (ledger) => {
      const knownFrom = await recordedAt(ledger, 'DisputeRaised');
      const why = await look(ledger.pool, 'EVERYTHING', (seen) =>
        changes(seen, 'who-gained', { knownFrom, asAt: TODAY }, TODAY, { limit: 50 }),
      );
      expect(why.figures).toContainEqual({
        names: {
          agencyId: 'The police',
          agreementId: 'Investment agreement for troubled families',
          placeId: 'Sheffield',
          pooledFundId: 'Early help',
        },
        row: expect.objectContaining({ agreementId: 'investment', agencyId: 'police' }),
        figure: 'cashableBenefitPence',
        beforePence: 168_000_00,
        afterPence: 120_000_00,
      });
      expect(new Set(why.entries.map(({ type }) => type))).toContain('BenefitRestated');
    }));

  it('tell net position, cost against benefit, and the agreement on a page', () =>
    withStory(async (ledger) => {
      const net = await tell(ledger, { asAt: '2014-08-31' }, (seen, horizon) => netPosition(seen, {}, horizon));
      const police = net.rows.find(({ agencyId }) => agencyId === 'police');
      expect(police).toMatchObject({ netCashPence: 40_595_83, cashableBenefitPence: 168_000_00, receivedPence: 0 });
      const council = net.rows.find(({ agencyId }) => agencyId === 'council');
      expect(council).toMatchObject({ netCashPence: -40_595_83, shareReceivedPence: 40_595_83 });
      const benefit = await tell(ledger, { asAt: '2014-08-31' }, (seen, horizon) => costBenefit(seen, {}, horizon));
      expect(benefit.agreements[0]).toMatchObject({
        costPence: 600_000_00,
        realisedFiscalPence: 1_200_000_00,
        benefitCostRatio: '2.00',
        paidBackIn: 'year-1',
      });
      expect(benefit.rows.map(({ agencyId }) => agencyId)).toEqual(['council', 'dwp', 'nhs', 'police']);
      const summary = await tell(ledger, {}, (seen, horizon) => agreementSummary(seen, 'investment', horizon));
      expect(summary).toMatchObject({ costPence: 600_000_00, termsVersion: 1 });
      expect(summary.terms.length).toBeGreaterThan(5);
    }));

  it('list every entry of an agreement, by fund, place and reference', () =>
    withStory(async (ledger) => {
      const ofFund = await tell(ledger, {}, (seen, horizon) =>
        transactions(seen, { pooledFundId: 'early-help' }, horizon, { limit: 500 }),
      );
      const ofPlace = await tell(ledger, {}, (seen, horizon) =>
        transactions(seen, { placeId: 'sheffield' }, horizon, { limit: 500 }),
      );
      const entryNos = new Set(ofFund.rows.map(({ entryRef }) => entryRef));
      const inStream = story.filter(({ eventStream }) => eventStream === 'agreement-investment').length;
      expect(entryNos.size).toBe(inStream);
      expect(ofPlace.rows).toEqual(ofFund.rows);
      const one = await tell(ledger, {}, (seen, horizon) => transaction(seen, 'investment/2', horizon));
      expect(one).toMatchObject({ entryRef: 'investment/2', type: 'TermsDrafted', agreementId: 'investment' });
      const calculated = ofFund.rows.find(({ type }) => type === 'BenefitShareCalculated');
      expect(calculated!.detail).not.toHaveProperty('trace');
    }));

  it('INV-08 are what the log leads to, followed or rebuilt', () =>
    withStory(async ({ pool, store }) => {
      expect((await verifyReadModels(pool, store)).differences).toEqual([]);
      await rebuild(pool, store, undefined, BLOCK_ENTRIES);
      expect((await verifyReadModels(pool, store)).differences).toEqual([]);
    }));
});
