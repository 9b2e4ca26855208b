import { type AgreementCommand, type AgreementEvent } from '@app/domain';
import { InMemoryEventStore } from '@app/event-store';
import { factsOf } from '../../../test/support/agreement-story';
import {
  agreementFact,
  approve,
  askAgreement,
  calculate,
  claimed,
  claimOf,
  cohort,
  happened,
  headlineApproved,
  inForce,
  pay,
  resultsTerms,
} from '../../../test/support/given-agreement';
import { appendFacts } from '../../../test/support/reading-history';
import { type Fact, fact, streamOf } from '../../../test/support/reading-registers';
import { sampleClause, sampleTerms } from '../../../test/support/sample-terms';
import { Aggregates } from './aggregates';
import { AgreementHandler, AskAgreement } from './agreement.handler';
import { PoolYearHandler } from './pool-year.handler';

/** Asks the sample agreement, one after another, and tells what became of each: its events, or why not. */
async function asked(facts: readonly Fact[], ...commands: readonly AgreementCommand[]): Promise<readonly string[]> {
  const store = new InMemoryEventStore();
  await appendFacts(store, facts);
  const aggregates = new Aggregates(store);
  const handler = new AgreementHandler(aggregates, new PoolYearHandler(aggregates));
  const answers: string[] = [];
  for (const command of commands) {
    const result = await handler.execute(new AskAgreement(command, { requestId: `r-${answers.length}` }));
    answers.push('refused' in result ? result.refused.code : result.answer.events.map(({ type }) => type).join(' '));
  }
  return answers;
}

describe('what another agreement claims for', () => {
  const family = { participantRef: 'family-9' };
  const elsewhere = factsOf('work-programme', [...inForce(resultsTerms()), cohort('100'), claimed('w-1', family)]);
  const claim = askAgreement('ClaimOutcomes', '2014-01-03', { claims: [claimOf('c-1', family)] });
  const own = (...more: readonly AgreementEvent[]) =>
    factsOf('investment', [...inForce(resultsTerms()), cohort('100'), ...more]);

  it('INV-51 is not paid for here too', async () => {
    expect(await asked([...elsewhere, ...own()], claim)).toEqual(['OUTCOME_CLAIMED_ELSEWHERE']);
  });

  it('INV-51 is not paid for because of a mere draft that would allow it', async () => {
    const terms = resultsTerms();
    const outcomes = terms.outcomes.map(({ notAlsoClaimedUnder: _none, ...outcome }) => outcome);
    const draft = { version: 2, terms: { ...terms, outcomes }, reason: 'Simpler' };
    const drafted = own(agreementFact('TermsDrafted', '2014-01-02', draft));
    expect(await asked([...elsewhere, ...drafted], claim)).toEqual(['OUTCOME_CLAIMED_ELSEWHERE']);
  });
});

describe('the entry of the fund that a payment names', () => {
  const terms = sampleTerms({
    usageRestriction: undefined,
    clauses: [
      sampleClause({
        corrections: [],
        trigger: { kind: 'CALENDAR' },
        valuation: { kind: 'FEE', estimatedContractValuePence: 24_00, pct: '100', months: 24 },
        heldBy: { kind: 'FUND' },
        distribution: { kind: 'NAMED_PARTNER', to: 'council' },
      }),
    ],
  });
  const year = streamOf('early-help', '2014-15');
  const of = { partnerId: 'council', fundingStreamId: 'fees', amountPence: 12_00, period: 3 };
  const agreed = [
    ...factsOf('investment', happened(inForce(terms), [calculate(), approve()])),
    fact(year, 'PoolYearOpened', '2014-04-01', {
      pooledFundId: 'early-help',
      financialYear: '2014-15',
      placeId: 'sheffield',
    }),
    fact(year, 'UnderspendReturned', '2014-06-15', of),
  ];
  const payment = pay('calculation-1-due-1', 12_00, { fundEntryRef: 'early-help/2014-15/2' });

  it('says that the fund paid', async () => {
    expect(await asked(agreed, payment)).toEqual(['BenefitSharePaid']);
  });

  it('INV-02 says nothing once it is reversed', async () => {
    const reversed = { ...of, reversesEntry: 'early-help/2014-15/2', reason: 'Paid twice' };
    const facts = [...agreed, fact(year, 'ReturnReversed', '2014-06-16', reversed)];
    expect(await asked(facts, payment)).toEqual(['FUND_ENTRY_UNKNOWN']);
  });

  it('INV-02 says nothing once it is reversed in a later year', async () => {
    const reversed = { ...of, reversesEntry: 'early-help/2014-15/2', reason: 'Paid twice' };
    const next = streamOf('early-help', '2015-16');
    const opened = { pooledFundId: 'early-help', financialYear: '2015-16', placeId: 'sheffield' };
    const facts = [
      ...agreed,
      fact(next, 'PoolYearOpened', '2015-04-01', opened),
      fact(next, 'ReturnReversed', '2015-06-16', reversed),
    ];
    expect(await asked(facts, payment)).toEqual(['FUND_ENTRY_UNKNOWN']);
  });
});

describe('a reinvestment, which the fund takes as a contribution afterwards', () => {
  const year = streamOf('early-help', '2014-15');
  const fundFact = (type: string, data: object): Fact =>
    fact('pooledFund-early-help', type, '2013-04-01', { pooledFundId: 'early-help', ...data });
  const fund = [
    ...['council', 'dwp'].map((agencyId) =>
      fact(`agency-${agencyId}`, 'AgencyRegistered', '2010-01-01', {
        ...{ agencyId, legalName: agencyId, kind: 'COUNCIL', tier: 'LOCAL' },
      }),
    ),
    fundFact('PooledFundEstablished', {
      ...{ placeId: 'sheffield', name: 'Early help', legalBasis: 'OTHER', poolingBasis: 'POOLED' },
      ...{ hostAgencyId: 'council', signature: 'NOT_TRACKED' },
    }),
    fundFact('PartnerJoined', { agencyId: 'dwp' }),
  ];
  const opened = fact(year, 'PoolYearOpened', '2014-04-01', {
    ...{ pooledFundId: 'early-help', financialYear: '2014-15', placeId: 'sheffield' },
  });
  const locked = (from: number): readonly Fact[] =>
    Array.from({ length: 13 - from }, (_, place) => fact(year, 'PeriodLocked', '2015-04-10', { period: from + place }));
  const agreed = factsOf('investment', headlineApproved());
  const payment = pay('calculation-1-due-4', 13_225_00);

  it.each([
    ['whose year is open', [...fund, opened]],
    ['whose year nobody has opened: it is opened', fund],
    ['with a later period open', [...fund, opened, ...locked(5)]],
  ])('is paid into a fund %s', async (_, facts) => {
    expect(await asked([...agreed, ...facts], payment)).toEqual(['BenefitReinvested']);
  });

  it.each([
    ['with every period locked from that day on', [...fund, opened, ...locked(4)]],
    [
      'whose next year is closed while its own was never opened',
      [
        ...fund,
        fact(streamOf('early-help', '2015-16'), 'PoolYearOpened', '2015-04-01', {
          ...{ pooledFundId: 'early-help', financialYear: '2015-16', placeId: 'sheffield' },
        }),
        fact(streamOf('early-help', '2015-16'), 'PoolYearClosed', '2015-09-01', {
          ...{ pooledFundId: 'early-help', financialYear: '2015-16', balances: [], matchHolds: [], baselines: [] },
        }),
      ],
    ],
    [
      'whose host has had a successor',
      [...fund, opened, fact('agency-council', 'AgencySucceeded', '2014-01-01', { successorAgencyIds: ['dwp'] })],
    ],
  ])('is refused where the fund could not take it: one %s', async (_, facts) => {
    expect(await asked([...agreed, ...facts], payment)).toEqual(['FUND_WOULD_REFUSE']);
  });

  it('INV-55 is refused where the funding stream is there without the restriction', async () => {
    const stream = fact('fundingStream-reinvested-benefit', 'FundingStreamDefined', '2013-04-01', {
      ...{ fundingStreamId: 'reinvested-benefit', name: 'Anything', originAgencyId: 'council', ringFence: 'NONE' },
      permittedSpendTypes: ['REVENUE'],
    });
    expect(await asked([...agreed, ...fund, opened, stream], payment)).toEqual(['FUNDING_STREAM_NOT_RESTRICTED']);
  });
});
