import {
  agreement,
  agreementFact,
  approve,
  askAgreement,
  calculate,
  happened,
  headlineApproved,
  headlineBenefits,
  inForce,
  only,
  pay,
  recognised,
  varied,
} from '../../../../test/support/given-agreement';
import { sampleClause, sampleTerms } from '../../../../test/support/sample-terms';
import { type AgreementEvent, type BenefitFigures, type Position } from './agreement.events';
import { frozenPence } from './agreement.state';

const { given } = agreement;
const facts = headlineApproved();
const policeSays: Position = {
  agencyId: 'police',
  sharePence: -30_595_83,
  statement: 'Half of the saving is the NHS’s.',
};
const councilSays: Position = {
  agencyId: 'council',
  sharePence: -40_595_83,
  statement: 'The audit found it all cash.',
};

const raise = (fields: object = {}, on = '2014-06-20') =>
  askAgreement('RaiseDispute', on, {
    ...{ disputeId: 'd-1', testPeriodId: 'year-1', agencyId: 'police', amountPence: 10_000_00 },
    positions: [policeSays],
    ...fields,
  });
const raised = (over: object = {}) =>
  agreementFact('DisputeRaised', '2014-06-20', {
    ...{ disputeId: 'd-1', testPeriodId: 'year-1', agencyId: 'police', amountPence: 10_000_00 },
    positions: [policeSays],
    ...over,
  });
const resolve = (notDuePence: number, fields: object = {}, on = '2014-07-20') =>
  askAgreement('ResolveDispute', on, { disputeId: 'd-1', decision: 'Board 20 July 2014', notDuePence, ...fields });
const due = (no: number) => `calculation-1-due-${no}`;
const frozenOf = (log: readonly AgreementEvent[]) => Object.fromEntries(frozenPence(given(...log).state, 'year-1'));

describe('raising a dispute', () => {
  it('says whose settlement it is about, how much of it, and what the parties say', () => {
    given(...facts)
      .when(raise())
      .then(raised());
  });

  it('freezes the amount in dispute, and nothing else', () => {
    const disputed = [...facts, raised()];
    expect(frozenOf(disputed)).toEqual({ [due(1)]: 10_000_00 });
    given(...disputed)
      .when(pay(due(1), 30_595_84))
      .thenRefused('AMOUNT_IN_DISPUTE', { payablePence: 30_595_83, frozenPence: 10_000_00 });
    expect(given(...disputed).when(pay(due(1), 30_595_83)).data).toMatchObject({ amountPence: 30_595_83 });
    expect(given(...disputed).when(pay(due(2), 143_616_67)).data).toMatchObject({ amountPence: 143_616_67 });
    given(...disputed)
      .when(pay(due(1), 40_595_84))
      .thenRefused('MORE_THAN_DUE');
  });

  it('freezes dues in the order in which they arose, whether to be paid or to be received', () => {
    const council = raised({ agencyId: 'council', amountPence: 50_595_83, positions: [] });
    expect(frozenOf([...facts, council])).toEqual({ [due(1)]: 40_595_83, [due(2)]: 10_000_00 });
    const both = [...facts, raised(), { ...council, data: { ...council.data, disputeId: 'd-2' } } as AgreementEvent];
    expect(frozenOf(both)).toEqual({ [due(1)]: 40_595_83, [due(2)]: 20_000_00 });
  });

  it('freezes what falls due later, when it is about a calculation that is not approved yet', () => {
    const early = happened([...inForce(), ...headlineBenefits], [calculate(), raise()]);
    expect(frozenOf(early)).toEqual({});
    expect(frozenOf(happened(early, [approve('calculation-1', '2014-06-21')]))).toEqual({ [due(1)]: 10_000_00 });
  });

  it('is about as much as the settlement, and not a penny more', () => {
    expect(given(...facts).when(raise({ amountPence: 40_595_83 })).data).toMatchObject({ amountPence: 40_595_83 });
    given(...facts)
      .when(raise({ amountPence: 40_595_84 }))
      .thenRefused('DISPUTED_MORE_THAN_SETTLEMENT', { settlementPence: 40_595_83 });
    expect(given(...facts).when(raise({ agencyId: '@fund', amountPence: 13_225_00 })).decision).toHaveProperty(
      'accepted',
    );
  });

  it('refuses one about nothing: a body without a share, or a test period without a calculation', () => {
    given(...facts)
      .when(raise({ agencyId: 'charity' }))
      .thenRefused('DISPUTE_ABOUT_NOTHING', { agencyId: 'charity' });
    given(...facts)
      .when(raise({ testPeriodId: 'year-2' }))
      .thenRefused('DISPUTE_ABOUT_NOTHING', { testPeriodId: 'year-2' });
    given(...facts)
      .when(raise({ testPeriodId: 'year-3' }))
      .thenRefused('TEST_PERIOD_UNKNOWN');
  });

  it('refuses a second of the same name, no amount, a stranger, a share that is none, and tomorrow', () => {
    given(...facts, raised())
      .when(raise())
      .thenRefused('DISPUTE_ALREADY_RAISED', { disputeId: 'd-1' });
    for (const amountPence of [0, -1, 0.5]) {
      given(...facts)
        .when(raise({ amountPence }))
        .thenRefused('AMOUNT_NOT_POSSIBLE');
    }
    given(...facts)
      .when(raise({ positions: [{ ...policeSays, agencyId: 'charity' }] }))
      .thenRefused('PARTY_UNKNOWN', { agencyId: 'charity' });
    given(...facts)
      .when(raise({ positions: [{ ...policeSays, sharePence: 0.5 }] }))
      .thenRefused('AMOUNT_NOT_POSSIBLE', { what: 'The share' });
    given(...facts)
      .when(raise({}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('taking a position', () => {
  const take = (position: Position, on = '2014-06-25') =>
    askAgreement('TakeDisputePosition', on, { disputeId: 'd-1', ...position });
  const taken = (position: Position) =>
    agreementFact('DisputePositionTaken', '2014-06-25', { disputeId: 'd-1', ...position });

  it('stands beside what the others say, however they contradict each other', () => {
    given(...facts, raised())
      .when(take(councilSays))
      .then(taken(councilSays));
    const { state } = given(...facts, raised(), taken(councilSays));
    expect([...state.disputes.get('d-1')!.positions.values()]).toEqual([policeSays, councilSays]);
    expect(frozenOf([...facts, raised(), taken(councilSays)])).toEqual({ [due(1)]: 10_000_00 });
  });

  it('replaces what the same party said before', () => {
    const second = { ...policeSays, sharePence: -35_000_00 };
    const { state } = given(...facts, raised(), taken(second));
    expect([...state.disputes.get('d-1')!.positions.values()]).toEqual([second]);
  });

  it('INV-14 may be taken by a party that has left since, on what it had a part in', () => {
    const without = sampleTerms({
      parties: sampleTerms().parties.filter(({ agencyId }) => agencyId !== 'police'),
      investments: sampleTerms().investments.filter(({ agencyId }) => agencyId !== 'police'),
      rounding: { mode: 'HALF_UP', tieOrder: ['council', 'nhs', 'dwp'] },
    });
    const later = varied(without, '2014-04-01', ['council', 'nhs', 'dwp', 'police']);
    expect(given(...facts, ...later, raised()).when(take(policeSays)).data).toMatchObject({ agencyId: 'police' });
  });

  it('refuses a stranger, no amount, an unknown or resolved dispute, and tomorrow', () => {
    given(...facts, raised())
      .when(take({ ...policeSays, agencyId: 'charity' }))
      .thenRefused('PARTY_UNKNOWN');
    given(...facts, raised())
      .when(take({ ...policeSays, sharePence: NaN }))
      .thenRefused('AMOUNT_NOT_POSSIBLE');
    given(...facts)
      .when(take(policeSays))
      .thenRefused('DISPUTE_UNKNOWN', { disputeId: 'd-1' });
    given(...happened([...facts, raised()], [resolve(0)]))
      .when(take(policeSays))
      .thenRefused('DISPUTE_RESOLVED', { disputeId: 'd-1' });
    given(...facts, raised())
      .when(take(policeSays, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('escalating a dispute', () => {
  const escalate = (on = '2014-06-27') => askAgreement('EscalateDispute', on, { disputeId: 'd-1' });
  const escalated = (stepNo: number, to: string, decideBy: string) =>
    agreementFact('DisputeEscalated', '2014-06-27', { disputeId: 'd-1', stepNo, to, decideBy });
  const first = escalated(1, 'The investment board', '2014-07-11');
  const second = escalated(2, 'The chief executives', '2014-07-25');

  it('goes through the steps of the terms, each with its day, to the last', () => {
    given(...facts, raised())
      .when(escalate())
      .then(first);
    given(...facts, raised(), first)
      .when(escalate())
      .then(second);
    given(...facts, raised(), first, second)
      .when(escalate())
      .thenRefused('DISPUTE_STEPS_EXHAUSTED', { disputeId: 'd-1' });
    expect(frozenOf([...facts, raised(), first, second])).toEqual({ [due(1)]: 10_000_00 });
  });

  it('refuses an unknown or resolved dispute, and tomorrow', () => {
    given(...facts)
      .when(escalate())
      .thenRefused('DISPUTE_UNKNOWN');
    given(...happened([...facts, raised()], [resolve(0)]))
      .when(escalate())
      .thenRefused('DISPUTE_RESOLVED');
    given(...facts, raised())
      .when(escalate('2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});

describe('resolving a dispute', () => {
  const disputed = [...facts, raised()];
  const resolved = (...reductions: readonly { dueId: string; fromId: string; toId: string; byPence: number }[]) =>
    agreementFact('DisputeResolved', '2014-07-20', { disputeId: 'd-1', decision: 'Board 20 July 2014', reductions });
  const less = (byPence: number) => ({ dueId: due(1), fromId: 'police', toId: 'council', byPence });

  it('takes off what is not due, and frees the rest', () => {
    given(...disputed)
      .when(resolve(6_000_00))
      .then(resolved(less(6_000_00)));
    const after = [...disputed, resolved(less(6_000_00))];
    expect(frozenOf(after)).toEqual({});
    given(...after)
      .when(pay(due(1), 34_595_84))
      .thenRefused('MORE_THAN_DUE', { outstandingPence: 34_595_83 });
    expect(given(...after).when(pay(due(1), 34_595_83)).data).toMatchObject({ amountPence: 34_595_83 });
    expect(given(...after).state.disputes.get('d-1')).toMatchObject({
      status: 'RESOLVED',
      decision: 'Board 20 July 2014',
    });
  });

  it('takes off all of it, or nothing, and not a penny more than is frozen', () => {
    given(...disputed)
      .when(resolve(10_000_00))
      .then(resolved(less(10_000_00)));
    given(...disputed)
      .when(resolve(0))
      .then(resolved());
    given(...disputed)
      .when(resolve(10_000_01))
      .thenRefused('NOT_DUE_MORE_THAN_FROZEN', { notDuePence: 10_000_01, frozenPence: 10_000_00 });
  });

  it('takes nothing off what is paid: that is clawed back after a restatement', () => {
    const settled = happened(facts, [pay(due(1), 40_595_83)]);
    given(...settled, raised())
      .when(resolve(1))
      .thenRefused('NOT_DUE_MORE_THAN_FROZEN', { frozenPence: 0 });
    const nearly = happened(facts, [pay(due(1), 40_000_00)]);
    given(...nearly, raised())
      .when(resolve(595_83))
      .then(resolved(less(595_83)));
    given(...nearly, raised())
      .when(resolve(595_84))
      .thenRefused('NOT_DUE_MORE_THAN_FROZEN');
  });

  it('takes it off the dues in the order in which they arose', () => {
    const council = raised({ agencyId: 'council', amountPence: 60_000_00, positions: [] });
    given(...facts, council)
      .when(resolve(50_000_00))
      .then(resolved(less(40_595_83), { dueId: due(2), fromId: 'dwp', toId: 'council', byPence: 9_404_17 }));
  });

  it('INV-52 stays resolved: another calculation does not bring back what was taken off', () => {
    const after = [...disputed, resolved(less(6_000_00))];
    given(...happened(after, [calculate('year-1', '2014-09-10')]))
      .when(approve('calculation-2', '2014-09-10'))
      .thenRefused('CALCULATION_CHANGES_NOTHING');
    const more = happened(
      [...after, recognised('council', 100_00, { benefitId: 'late' })],
      [calculate('year-1', '2014-09-10'), approve('calculation-2', '2014-09-10')],
    );
    const moved = only(more, 'ClawbackRaised').reduce((sum, { data }) => sum + data.amountPence, 0);
    expect(moved).toBeLessThan(100_00);
    expect(given(...more).state.dues.get(due(1))).toMatchObject({ amountPence: 40_595_83, reducedPence: 6_000_00 });
  });

  it('INV-52 nobody owes back what a dispute had taken off: a fall is taken out of that first, and back up is nothing', () => {
    // The police alone gain 100.00, all of it for the council.
    const clause = sampleClause({
      corrections: [{ kind: 'CASHABILITY', by: 'EVIDENCE' }],
      distribution: { kind: 'NAMED_PARTNER', to: 'council' },
    });
    const police = recognised('police', 100_00);
    const restated = (grossPence: number, on: string) =>
      askAgreement('RestateBenefit', on, {
        benefitId: 'police-2013',
        to: { ...(police.data as BenefitFigures), grossPence },
        reason: 'Counted again',
      });
    const first = happened([...inForce(sampleTerms({ clauses: [clause] })), police], [calculate(), approve()]);
    const gone = happened(first, [
      askAgreement('RaiseDispute', '2014-07-02', {
        ...{ disputeId: 'd-1', testPeriodId: 'year-1', agencyId: 'council', amountPence: 40_00, positions: [] },
      }),
      resolve(40_00),
    ]);
    const standing = (facts: readonly AgreementEvent[]): number =>
      [...given(...facts).state.dues.values()].reduce(
        (sum, { fromId, amountPence, reducedPence }) =>
          sum + (fromId === 'police' ? amountPence - reducedPence : -(amountPence - reducedPence)),
        0,
      );
    expect(standing(gone)).toBe(60_00);
    let facts = gone;
    const after = (
      [
        [70_00, 60_00],
        [60_00, 60_00],
        [50_00, 50_00],
        [0, 0],
        [30_00, 30_00],
        [100_00, 60_00],
        [120_00, 80_00],
        [100_00, 60_00],
      ] as const
    ).map(([grossPence], place) => {
      const on = `2014-09-${String(place + 1).padStart(2, '0')}`;
      const id = `calculation-${place + 2}`;
      facts = happened(facts, [restated(grossPence, on), calculate('year-1', on), approve(id, on)]);
      return standing(facts);
    });
    expect(after).toEqual([60_00, 60_00, 50_00, 0, 30_00, 60_00, 80_00, 60_00]);
  });

  it('refuses what is dated before the dispute was raised', () => {
    given(...disputed)
      .when(resolve(0, {}, '2014-06-19'))
      .thenRefused('DATE_BEFORE_ITS_CAUSE', { what: 'd-1' });
  });

  it('refuses no amount, an unknown or resolved dispute, and tomorrow', () => {
    for (const pence of [-1, 0.5, NaN]) {
      given(...disputed)
        .when(resolve(pence))
        .thenRefused('AMOUNT_NOT_POSSIBLE', { what: 'What is not due' });
    }
    given(...facts)
      .when(resolve(0))
      .thenRefused('DISPUTE_UNKNOWN');
    given(...disputed, resolved())
      .when(resolve(0))
      .thenRefused('DISPUTE_RESOLVED');
    given(...disputed)
      .when(resolve(0, {}, '2015-10-01'))
      .thenRefused('DATE_IN_FUTURE');
  });
});
