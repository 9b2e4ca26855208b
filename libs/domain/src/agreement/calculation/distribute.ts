import { apportion } from '../../shared/apportion';
import { Fraction } from '../../shared/fraction';
import { formatPence, type Pence } from '../../shared/money';
import { type Clause, type Distribution, type Limit, type WaterfallStep } from '../terms';
import { type OutturnLine } from './inputs';
import { signed } from './limits';
import { inUnit } from './trace';
import { variancePence } from './value';
import { EvidenceMissing, type Working } from './working';

/** Where an amount went: to parties, or into the fund; what is left of it stays where it is. */
export interface Distributed {
  readonly shares: Map<string, Pence>;
  reinvestedPence: Pence;
  /** What was used of each limit that runs over the contract. */
  readonly used: Map<string, Pence>;
}

/** Whether budget lines are shared each in its own way, an overspend beside an underspend. */
export const sharesLines = ({ kind }: Distribution): boolean =>
  kind === 'BY_LINE' || kind === 'BY_CAUSE' || kind === 'OWN_RISK';

interface Pot {
  readonly pence: Pence;
  readonly lines: readonly OutturnLine[];
  /** Which part of the clause's amount this is, for the trace; empty for all of it. */
  readonly title: string;
}

const within = ({ title }: Pot, part: string): string => (title === '' ? part : `${title}, ${part}`);
const told = ({ title }: Pot): string => (title === '' ? '' : `${title}: `);

const nothing = (): Distributed => ({ shares: new Map(), reinvestedPence: 0, used: new Map() });

/** Shares an amount out by a clause's own distribution, or by that of its payers. @throws EvidenceMissing */
export function distribute(
  working: Working,
  clause: Clause,
  distribution: Distribution,
  pot: Omit<Pot, 'title'>,
  title: string,
): Distributed {
  const into = nothing();
  new Distributing(working, clause, into).share({ ...pot, title }, distribution);
  const ordered = working.inTieOrder([...into.shares], ([agencyId]) => agencyId);
  return { ...into, shares: new Map(ordered) };
}

class Distributing {
  constructor(
    private readonly working: Working,
    private readonly clause: Clause,
    private readonly into: Distributed,
  ) {}

  share(pot: Pot, distribution: Distribution): void {
    if (pot.pence === 0 && !sharesLines(distribution)) return;
    switch (distribution.kind) {
      case 'FIXED_PCT':
        return this.byWeights(
          pot,
          distribution.shares.map(({ to, pct }) => ({ to, weight: Fraction.ofPct(pct), words: `${pct}%` })),
        );
      case 'EQUAL':
        return this.byWeights(
          pot,
          distribution.among.map((to) => ({ to, weight: Fraction.one, words: `1 of ${distribution.among.length}` })),
        );
      case 'NAMED_PARTNER':
        return this.give(pot, distribution.to, pot.pence, 'all of it');
      case 'PRO_RATA_CONTRIBUTION':
        return this.byContribution(pot, distribution);
      case 'PRO_RATA_COMMISSIONED':
        return this.byCommissioned(pot);
      case 'PRO_RATA_METRIC': {
        const { metricId, among } = distribution;
        const weights = among.map((to) => {
          const { value, source } = this.working.measurement(metricId, this.working.period.testPeriodId, to);
          const metric = this.working.metric(metricId);
          return { to, weight: value, words: `${metric.title} ${inUnit(metric, value)}`, source };
        });
        return this.byWeights(pot, weights);
      }
      case 'OWN_RISK':
        return this.byOwner(pot);
      case 'BY_LINE':
        return this.byLines(pot, distribution.otherwise, distribution.lines, ({ lineIds }, line) =>
          lineIds.includes(line.lineId),
        );
      case 'BY_CAUSE':
        return this.byLines(
          pot,
          distribution.otherwise,
          distribution.causes,
          ({ cause }, line) => cause === line.cause,
        );
      case 'WEIGHTED':
        return this.byParts(
          pot,
          distribution.parts.map(({ title, portion, share }) => ({ title, weight: Fraction.parse(portion), share })),
        );
      case 'TOP_UP':
        return this.topUp(pot, distribution);
      case 'FIRST_CALL':
        return this.byFirstCall(pot, distribution);
      case 'WATERFALL':
        return this.downSteps(pot, distribution.steps);
      case 'REINVEST':
        // Where lines are overspent beside others that are underspent: a cost is no benefit that could be reinvested.
        if (pot.pence < 0) return this.retain(pot);
        this.into.reinvestedPence += pot.pence;
        this.tell(pot, `${formatPence(pot.pence)} goes into the pooled fund.`);
        return;
      case 'RETAIN':
        return this.retain(pot);
    }
  }

  private retain(pot: Pot): void {
    this.tell(pot, `${formatPence(pot.pence)} stays where it is.`);
  }

  private tell(pot: Pot, says: string): void {
    this.working.trace.add('SHARE', `${told(pot)}${says}`, { resultPence: pot.pence });
  }

  private give(pot: Pot, to: string, pence: Pence, words: string, source?: string): void {
    this.into.shares.set(to, (this.into.shares.get(to) ?? 0) + pence);
    this.working.trace.add('SHARE', `${told(pot)}${to}, ${words}: ${formatPence(pence)}.`, {
      agencyId: to,
      resultPence: pence,
      ...(source === undefined ? {} : { sources: [source] }),
    });
  }

  private byWeights(
    pot: Pot,
    weights: readonly {
      readonly to: string;
      readonly weight: Fraction;
      readonly words: string;
      readonly source?: string;
    }[],
  ): void {
    // Whose figure is below nought, such as a loss where gains are shared by growth, has no part and pays none.
    const ordered = this.working
      .inTieOrder(weights, ({ to }) => to)
      .map((each) => ({ ...each, weight: each.weight.max(Fraction.zero) }));
    if (ordered.every(({ weight }) => weight.isZero))
      throw new EvidenceMissing('MEASUREMENT', 'anything above nought to share by');
    const { sharesPence, residualPence } = apportion(
      pot.pence,
      ordered.map(({ weight }) => weight),
    );
    ordered.forEach(({ to, words, source }, place) => this.give(pot, to, sharesPence[place]!, words, source));
    this.tellResidual(pot, residualPence);
  }

  private tellResidual(pot: Pot, residualPence: Pence): void {
    if (residualPence === 0) return;
    const odd =
      residualPence === 1
        ? '1 odd penny goes to the largest remainder'
        : `${residualPence} odd pence go to the largest remainders`;
    this.working.trace.add('ROUNDING', `${told(pot)}${odd}, equal ones in the order of the terms.`);
  }

  private byContribution(pot: Pot, distribution: Extract<Distribution, { kind: 'PRO_RATA_CONTRIBUTION' }>): void {
    const { basis, among } = distribution;
    const contributions = [...this.working.contributions(basis)].filter(
      ([agencyId]) => among?.includes(agencyId) ?? true,
    );
    if (contributions.length === 0) throw new EvidenceMissing('CONTRIBUTIONS', basis);
    const words = basis === 'TERMS' ? 'invested' : basis === 'AGREED' ? 'agreed to contribute' : 'contributed';
    this.byWeights(
      pot,
      contributions.map(([to, { pence, source }]) => ({
        to,
        weight: Fraction.of(pence),
        words: `${words} ${formatPence(pence)}`,
        source,
      })),
    );
  }

  private byCommissioned(pot: Pot): void {
    const sums = new Map<string, Pence>();
    for (const { commissioned = [] } of pot.lines) {
      for (const { agencyId, pence } of commissioned) sums.set(agencyId, (sums.get(agencyId) ?? 0) + pence);
    }
    if (sums.size === 0) throw new EvidenceMissing('COMMISSIONED_AMOUNTS', this.clause.clauseId);
    this.byWeights(
      pot,
      [...sums].map(([to, pence]) => ({ to, weight: Fraction.of(pence), words: `commissioned ${formatPence(pence)}` })),
    );
  }

  private byOwner(pot: Pot): void {
    const lines = this.working.inTieOrder(pot.lines, ({ ownerAgencyId = '' }) => ownerAgencyId);
    for (const line of lines) {
      if (line.ownerAgencyId === undefined) throw new EvidenceMissing('LINE_OWNER', line.lineId);
      const title = line.title ?? line.lineId;
      this.give(pot, line.ownerAgencyId, variancePence(line), `its own line ${title}`);
    }
  }

  /** Each group of lines is shared in its own way. An over- and an underspend within a group are netted, groups are not. */
  private byLines<Group extends { readonly share: Distribution }>(
    pot: Pot,
    otherwise: Distribution,
    groups: readonly Group[],
    isOf: (group: Group, line: OutturnLine) => boolean,
  ): void {
    const groupOf = (line: OutturnLine): Group | undefined => groups.find((group) => isOf(group, line));
    for (const group of [...groups, undefined]) {
      const lines = pot.lines.filter((line) => groupOf(line) === group);
      if (lines.length === 0) continue;
      const pence = lines.reduce((sum, line) => sum + variancePence(line), 0);
      const title = within(pot, lines.map((line) => line.title ?? line.lineId).join(' and '));
      this.share({ pence, lines, title }, group?.share ?? otherwise);
    }
  }

  private byParts(
    pot: Pot,
    parts: readonly { readonly title: string; readonly weight: Fraction; readonly share: Distribution }[],
  ): void {
    const { sharesPence, residualPence } = apportion(
      pot.pence,
      parts.map(({ weight }) => weight),
    );
    parts.forEach(({ title, weight, share }, place) => {
      const pence = sharesPence[place]!;
      const ratio = weight.toRatio();
      this.working.trace.add(
        'SPLIT',
        `${told(pot)}${title}, ${ratio.numerator}/${ratio.denominator}: ${formatPence(pence)}.`,
        {
          resultPence: pence,
        },
      );
      this.share({ pence, lines: pot.lines, title: within(pot, title) }, share);
    });
    this.tellResidual(pot, residualPence);
  }

  private topUp(pot: Pot, distribution: Extract<Distribution, { kind: 'TOP_UP' }>): void {
    const { by, pct, upToPence, rest } = distribution;
    const limitId = this.limitIdOf(`top-up/${by}`);
    const left = upToPence === undefined ? Infinity : Math.max(0, upToPence - this.usedOf(limitId));
    const asked = Math.abs(Fraction.of(pot.pence).times(Fraction.ofPct(pct)).round(this.working.terms.rounding.mode));
    const topUp = signed(pot.pence, Math.min(asked, left));
    const most = upToPence === undefined ? '' : `, up to ${formatPence(upToPence)} over the contract`;
    if (topUp !== 0) this.give(pot, by, topUp, `a top-up of ${pct}%${most}`);
    if (upToPence !== undefined) this.use(limitId, topUp);
    this.share({ ...pot, pence: pot.pence - topUp, title: within(pot, 'beside the top-up') }, rest);
  }

  private byFirstCall(pot: Pot, distribution: Extract<Distribution, { kind: 'FIRST_CALL' }>): void {
    const { first, untilPct, basis, then } = distribution;
    const contributions = this.working.contributions(basis);
    const ordered = this.working.inTieOrder(first, (agencyId) => agencyId);
    const wanted = ordered.map((agencyId) =>
      Fraction.of(contributions.get(agencyId)?.pence ?? 0)
        .times(Fraction.ofPct(untilPct))
        .round(this.working.terms.rounding.mode),
    );
    const wantedPence = wanted.reduce((sum, pence) => sum + pence, 0);
    const taken = Math.min(Math.abs(pot.pence), wantedPence);
    if (taken > 0) {
      const shares = apportion(signed(pot.pence, taken), wanted).sharesPence;
      ordered.forEach((agencyId, place) => {
        const words = `first call, until ${untilPct}% of its contribution, ${formatPence(wanted[place]!)}`;
        this.give(pot, agencyId, shares[place]!, words);
      });
    }
    const rest = pot.pence - signed(pot.pence, taken);
    this.share({ ...pot, pence: rest, title: within(pot, 'after the first call') }, then);
  }

  private downSteps(pot: Pot, steps: readonly WaterfallStep[]): void {
    let left = pot.pence;
    for (const step of steps) {
      const { stepId, title } = step;
      const limit = step.upTo === undefined ? Math.abs(left) : this.limitOf(step, step.upTo);
      const taken = signed(left, Math.min(Math.abs(left), limit));
      left -= taken;
      const most = step.upTo === undefined ? 'what is left' : `up to ${formatPence(limit)}`;
      const says = `${told(pot)}Step ${title}, ${most}: ${formatPence(taken)}; ${formatPence(left)} is left.`;
      this.working.trace.add('STEP', says, { resultPence: taken });
      if (step.over === 'CONTRACT') this.use(this.limitIdOf(stepId), taken);
      this.share({ ...pot, pence: taken, title: within(pot, title) }, step.share);
    }
  }

  private limitOf({ stepId, over }: WaterfallStep, limit: Limit): Pence {
    const whole = this.wholeLimit(limit);
    return Math.max(0, over === 'CONTRACT' ? whole - this.usedOf(this.limitIdOf(stepId)) : whole);
  }

  private wholeLimit(limit: Limit): Pence {
    switch (limit.kind) {
      case 'PENCE':
        return limit.pence;
      case 'INVESTMENT':
        return this.working.investmentPence;
      case 'METRIC':
        return this.working.measurement(limit.metricId, this.working.period.testPeriodId).value.round('DOWN');
    }
  }

  private limitIdOf(stepId: string): string {
    return `${this.clause.clauseId}/${stepId}`;
  }

  /** What earlier test periods, and this one so far, used of a limit over the contract. */
  private usedOf(limitId: string): Pence {
    return (this.working.inputs.usedBefore[limitId] ?? 0) + (this.into.used.get(limitId) ?? 0);
  }

  private use(limitId: string, pence: Pence): void {
    this.into.used.set(limitId, (this.into.used.get(limitId) ?? 0) + Math.abs(pence));
  }
}
