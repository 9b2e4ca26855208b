import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  evolvePoolYear,
  type FinancialYear,
  financialYearOf,
  initialPoolYear,
  isIsoDate,
  nextFinancialYear,
  parseEntryRef,
  type PoolYearCommand,
  type PoolYearContext,
  poolYearDecider,
  poolYearStream,
  previousFinancialYear,
  type Payee,
  type RecordContributionReceipt,
  type Refusal,
} from '@app/domain';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

type WithoutYear<Asked> = Asked extends PoolYearCommand
  ? Omit<Asked, 'financialYear'> & { readonly financialYear?: string }
  : never;

/** A command about money. A fact may leave out its year: it goes to its own, or to the next one that is not closed. */
export type MoneyCommand = WithoutYear<PoolYearCommand>;

/** Asks something of the money of a pooled fund. */
export class AskPoolYear extends Command<CommandResult> {
  constructor(
    readonly command: MoneyCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskPoolYear)
export class PoolYearHandler implements ICommandHandler<AskPoolYear> {
  constructor(private readonly aggregates: Aggregates) {}

  async execute(ask: AskPoolYear): Promise<CommandResult> {
    const result = await this.askOnce(ask);
    const closedMeanwhile = 'refused' in result && result.refused.code === 'POOL_YEAR_CLOSED';
    // A fact's year may close while the fact waits for its turn: it then goes to the next.
    return closedMeanwhile && ask.command.financialYear === undefined ? this.execute(ask) : result;
  }

  private async askOnce({ command: asked, request }: AskPoolYear): Promise<CommandResult> {
    const { pooledFundId } = asked;
    const financialYear = asked.financialYear ?? (await this.yearFor(pooledFundId, asked.occurredOn));
    const command = { ...asked, financialYear } as PoolYearCommand;
    const eventStream = poolYearStream(pooledFundId, financialYear);
    if (command.type !== 'ReverseEntry') {
      // Once: a command that waits is given its context again each time that its turn comes.
      const named = namesIn(command);
      return this.aggregates.poolYears.handle(eventStream, command, request, () => this.context(command, named), asked);
    }
    // The years are looked at before the entry: one that was closed by then reverses nothing more after.
    const context = await this.context(command);
    const found = { ...command, ...(await this.findEntry(command)) };
    return this.aggregates.poolYears.handle(eventStream, found, request, () => Promise.resolve(context), asked);
  }

  /** What would be refused if a receipt came in now, in a funding stream that is about to be defined; records nothing. */
  async refusalOfReceipt(receive: Omit<RecordContributionReceipt, 'financialYear'>): Promise<Refusal | undefined> {
    const { pooledFundId, occurredOn, by, today } = receive;
    const financialYear = await this.yearFor(pooledFundId, occurredOn);
    const command: PoolYearCommand = { ...receive, financialYear };
    const known = await this.context(command);
    const fundingStream = (id: string) => ({ ...known.fundingStream(id), defined: true });
    const context = { ...known, fundingStream };
    let state = await this.aggregates.poolYear(pooledFundId, financialYear);
    if (state.status === 'UNOPENED') {
      const open = { type: 'OpenPoolYear', pooledFundId, financialYear, by, occurredOn, today } as const;
      const opening = poolYearDecider.decide(open, state, context);
      if ('refused' in opening) return opening.refused;
      state = opening.accepted.reduce(evolvePoolYear, initialPoolYear());
    }
    const decision = poolYearDecider.decide(command, state, context);
    return 'refused' in decision ? decision.refused : undefined;
  }

  /** The year that a fact of that day is booked in: its own, or the next that is not closed (INV-41). */
  private async yearFor(pooledFundId: string, occurredOn: string): Promise<FinancialYear> {
    let year = financialYearOf(isIsoDate(occurredOn) ? occurredOn : '1900-04-01');
    while ((await this.aggregates.poolYear(pooledFundId, year)).status === 'CLOSED') year = nextFinancialYear(year);
    return year;
  }

  private async context(command: PoolYearCommand, named = namesIn(command)): Promise<PoolYearContext> {
    const { pooledFundId, financialYear } = command;
    if ('withdrawalId' in command && command.withdrawalId !== undefined) {
      const { withdrawals } = await this.aggregates.poolYear(pooledFundId, financialYear);
      const requested = withdrawals.get(command.withdrawalId)?.request.fundingStreamId;
      if (requested !== undefined) named.fundingStreamIds.add(requested);
    }
    const years = new Set([previousFinancialYear(financialYear), nextFinancialYear(financialYear), ...named.years]);
    years.delete(financialYear);
    const [fund, agencies, , ...poolYears] = await Promise.all([
      this.aggregates.pooledFund(pooledFundId),
      this.aggregates.agencyStates(named.agencyIds),
      this.aggregates.fundingStreamStates(named.fundingStreamIds),
      ...[...years].map((year) => this.aggregates.poolYear(pooledFundId, year)),
    ]);
    const statuses = new Map([...years].map((year, place) => [year, poolYears[place]!.status]));
    return {
      fund,
      fundingStream: (id) => this.aggregates.fundingStream(id),
      agency: (id) => agencies.get(id)!,
      poolYearStatus: (year) => statuses.get(year) ?? 'UNOPENED',
    };
  }

  /** The entry that a reversal names, and whether a closed year since then reverses it already. */
  private async findEntry({
    entryRef,
    pooledFundId,
    financialYear,
  }: { entryRef: string } & Pick<PoolYearCommand, 'pooledFundId' | 'financialYear'>) {
    const place = parseEntryRef(entryRef);
    if (!place || place.pooledFundId !== pooledFundId) return {};
    const entry = await this.aggregates.poolYearEntry(place);
    let reversedInClosedYear = false;
    for (let year = place.financialYear; year < financialYear; year = nextFinancialYear(year)) {
      reversedInClosedYear ||= (await this.aggregates.poolYear(pooledFundId, year)).reversedEntries.has(entryRef);
    }
    return { entry, reversedInClosedYear };
  }
}

interface Named {
  readonly fundingStreamIds: Set<string>;
  readonly agencyIds: Set<string>;
  readonly years: Set<FinancialYear>;
}

/** The funding streams, agencies and years that a command names. */
function namesIn(command: PoolYearCommand): Named {
  const named: Named = { fundingStreamIds: new Set(), agencyIds: new Set(), years: new Set() };
  if (command.type !== 'RecordImportedRows') return addNames(named, command);
  for (const row of command.rows) addNames(named, row);
  return named;
}

function addNames(named: Named, facts: object & { readonly occurredOn: string }): Named {
  const { fundingStreamId, commissioningAgencyId, payee, occurredOn } = facts as {
    fundingStreamId?: string;
    commissioningAgencyId?: string;
    payee?: Payee;
    occurredOn: string;
  };
  if (fundingStreamId) named.fundingStreamIds.add(fundingStreamId);
  if (commissioningAgencyId) named.agencyIds.add(commissioningAgencyId);
  if (payee && 'agencyId' in payee) named.agencyIds.add(payee.agencyId);
  if (isIsoDate(occurredOn)) named.years.add(financialYearOf(occurredOn));
  return named;
}
