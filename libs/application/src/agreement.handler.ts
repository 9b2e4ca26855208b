import { createHash } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type AgreementCommand,
  type AgreementContext,
  type AgreementState,
  agreementStream,
  type ContributionInput,
  financialYearOf,
  fundingStreamDecider,
  initialPooledFund,
  nextFinancialYear,
  type OutcomeClaimed,
  parseEntryRef,
  participantKey,
  poolYearStream,
  reinvestmentOf,
  termsFor,
  testPeriodOf,
  undefinedFundingStream,
} from '@app/domain';
import { agencyContext } from './agency.handler';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';
import { reinvestmentCommands } from './policies/contribute-what-is-reinvested.policy';
import { PoolYearHandler } from './pool-year.handler';

/** Asks something of a benefit-sharing agreement. */
export class AskAgreement extends Command<CommandResult> {
  constructor(
    readonly command: AgreementCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskAgreement)
export class AgreementHandler implements ICommandHandler<AskAgreement> {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly poolYears: PoolYearHandler,
  ) {}

  execute({ command, request }: AskAgreement): Promise<CommandResult> {
    const eventStream = agreementStream(command.agreementId);
    return this.aggregates.agreements.handle(eventStream, command, request, () => this.context(command));
  }

  private async context(command: AgreementCommand): Promise<AgreementContext> {
    const state = await this.aggregates.agreement(command.agreementId);
    const placeIds = 'placeId' in command ? [command.placeId] : [];
    const parties = 'terms' in command ? command.terms.parties.map(({ agencyId }) => agencyId) : [];
    const pooledFundId = command.type === 'DraftBenefitSharingAgreement' ? command.pooledFundId : state.pooledFundId;
    const [registered, agencies, fund, fundEntry, reinvestment, contributions, claimedUnder] = await Promise.all([
      this.aggregates.registeredPlaces(placeIds),
      agencyContext(this.aggregates, parties),
      pooledFundId === undefined ? initialPooledFund() : this.aggregates.pooledFund(pooledFundId),
      this.fundEntry(command, state),
      this.reinvestment(command, state),
      this.contributions(command, state),
      this.claimsElsewhere(command, state),
    ]);
    return {
      ...agencies,
      isPlaceRegistered: (placeId) => registered.has(placeId),
      fund,
      fundEntry,
      reinvestment,
      contributions,
      claimedUnder,
      digestOf: (text) => createHash('sha256').update(text).digest('hex'),
    };
  }

  private async fundEntry(command: AgreementCommand, { pooledFundId }: AgreementState) {
    if (command.type !== 'PayShare' || command.fundEntryRef === undefined) return undefined;
    const place = parseEntryRef(command.fundEntryRef);
    if (!place || place.pooledFundId !== pooledFundId) return undefined;
    const entry = await this.aggregates.poolYearEntry(place);
    if (!entry) return undefined;
    // An entry that was reversed since, in its own year or in a later one, moved nothing.
    const last = financialYearOf(command.today);
    for (let year = place.financialYear; year <= last; year = nextFinancialYear(year)) {
      const { reversedEntries } = await this.aggregates.poolYear(place.pooledFundId, year);
      if (reversedEntries.has(command.fundEntryRef)) return undefined;
    }
    return entry;
  }

  /** What the fund would say to a reinvestment: its policy carries it out later, and must not be refused then. */
  private async reinvestment(
    command: AgreementCommand,
    state: AgreementState,
  ): Promise<AgreementContext['reinvestment']> {
    const due = command.type === 'PayShare' ? state.dues.get(command.dueId) : undefined;
    const into = due && reinvestmentOf(state, due)?.into;
    if (command.type !== 'PayShare' || !due || !into) return { fundingStream: undefinedFundingStream };
    const { hostAgencyId } = await this.aggregates.pooledFund(into.pooledFundId);
    const { occurredOn, today, dueId, paymentId, amountPence, bankRef } = command;
    const payment = { paymentId, dueId, fromId: due.fromId, toId: due.toId, amountPence, bankRef };
    const data = { ...payment, ...into, originAgencyId: hostAgencyId };
    const { define, receive } = reinvestmentCommands(data, occurredOn, today);
    const { fundingStreamId } = into;
    const fundingStream = (await this.aggregates.fundingStreamStates([fundingStreamId])).get(fundingStreamId)!;
    const decision = fundingStream.defined
      ? { accepted: [] }
      : fundingStreamDecider.decide(define, fundingStream, await agencyContext(this.aggregates, [hostAgencyId]));
    const refusal = 'refused' in decision ? decision.refused : await this.poolYears.refusalOfReceipt(receive);
    return { fundingStream, refusal };
  }

  /** What partners agreed to put and put into the fund in the financial years that the test period touches. */
  private async contributions(command: AgreementCommand, state: AgreementState): Promise<readonly ContributionInput[]> {
    const { pooledFundId } = state;
    // An agreement that nobody has drafted has no terms to look a test period up in.
    if (pooledFundId === undefined) return [];
    const testPeriodId = testPeriodIn(command, state);
    const period = testPeriodId === undefined ? undefined : testPeriodOf(state, testPeriodId);
    if (period === undefined) return [];
    const sums = new Map<string, { agreedPence: number; receivedPence: number }>();
    const sources: string[] = [];
    const last = financialYearOf(period.to);
    for (let year = financialYearOf(period.from); year <= last; year = nextFinancialYear(year)) {
      const { version, contributions, receivedFrom } = await this.aggregates.poolYear(pooledFundId, year);
      if (version === 0) continue;
      sources.push(`${poolYearStream(pooledFundId, year)}@${version}`);
      const sumOf = (agencyId: string) => {
        const sum = sums.get(agencyId) ?? { agreedPence: 0, receivedPence: 0 };
        sums.set(agencyId, sum);
        return sum;
      };
      for (const { terms, amountPence } of contributions.values()) {
        if (terms.mode !== 'IN_KIND') sumOf(terms.partnerId).agreedPence += amountPence;
      }
      for (const [agencyId, pence] of receivedFrom) sumOf(agencyId).receivedPence += pence;
    }
    const source = sources.join(', ');
    return [...sums].map(([agencyId, { agreedPence, receivedPence }]) => ({
      agencyId,
      agreedPence,
      receivedPence,
      source,
    }));
  }

  /** Looks participants up in the agreements that may not pay for them too. */
  private async claimsElsewhere(
    command: AgreementCommand,
    state: AgreementState,
  ): Promise<AgreementContext['claimedUnder']> {
    if (!state.drafted) return () => undefined;
    // Of the terms that the claims are made under: a mere draft lifts nothing.
    const named = new Map<string, Set<string>>();
    for (const { outcomeCode, testPeriodId } of claimsIn(command, state)) {
      const outcome = termsFor(state, testPeriodId).outcomes.find((each) => each.outcomeCode === outcomeCode);
      const others = named.get(outcomeCode) ?? new Set();
      for (const agreementId of outcome?.notAlsoClaimedUnder ?? []) others.add(agreementId);
      named.set(outcomeCode, others);
    }
    const others = new Map<string, AgreementState>();
    for (const agreementId of new Set([...named.values()].flatMap((ids) => [...ids]))) {
      others.set(agreementId, await this.aggregates.agreement(agreementId));
    }
    return (outcomeCode, participantRef) =>
      [...(named.get(outcomeCode) ?? [])].find((agreementId) => claimsFor(others.get(agreementId), participantRef));
  }
}

/** True when an agreement has a claim that stands for a participant, for whatever outcome. */
const claimsFor = (agreement: AgreementState | undefined, participantRef: string): boolean =>
  agreement !== undefined &&
  agreement.versions
    .flatMap(({ terms }) => terms.outcomes)
    .some(({ outcomeCode }) => agreement.participants.has(participantKey(outcomeCode, participantRef)));

/** The claims that a command makes or validates. */
function claimsIn(command: AgreementCommand, state: AgreementState): readonly OutcomeClaimed['data'][] {
  if (command.type === 'ClaimOutcomes') return command.claims;
  if (command.type !== 'ValidateClaims') return [];
  return command.claimIds.flatMap((claimId) => state.claims.get(claimId)?.claim ?? []);
}

/** The test period whose shares a command works out or approves. */
function testPeriodIn(command: AgreementCommand, state: AgreementState): string | undefined {
  if (command.type === 'CalculateShares') return command.testPeriodId;
  return command.type === 'ApproveShares' ? state.calculations.get(command.calculationId)?.testPeriodId : undefined;
}
