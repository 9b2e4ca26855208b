import { type Command, type CommandBus } from '@nestjs/cqrs';
import {
  AskAccess,
  AskAgency,
  AskAgreement,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  type CommandResult,
} from '@app/application';
import {
  type AccessCommand,
  type Actor,
  type AgencyCommand,
  type AgreementCommand,
  type Asked,
  type FundingStreamCommand,
  type IsoDate,
  type PlaceCommand,
  type PooledFundCommand,
  type PoolYearCommand,
} from '@app/domain';
import { type EventStore, type RecordedRequest } from '@app/event-store';

/** Records what nobody else in the sample is said to have recorded. */
export const sampleLoader: Actor = { actorId: 'sample-loader', kind: 'PERSON' };

/** What the sample says beside a command's own fields: who asks, for which day, under which authority. */
export interface Said {
  readonly by: Actor;
  readonly on: IsoDate;
  readonly authorityRef: string;
}

/** The entries that an asking led to. */
export type Recorded = Pick<RecordedRequest, 'eventStream' | 'firstVersion' | 'lastVersion'>;

/** A command's own fields. */
type Own<Asking> = Asking extends Asked ? Omit<Asking, keyof Asked> : never;

/**
 * The one way in which the sample asks the ledger for anything. Each asking names its request, so that a load that was
 * cut short goes on where it stopped. A refusal throws: a sample that the rules refuse is a mistake of ours.
 */
export class SampleRecorder {
  /**
   * True as long as everything asked for was recorded by an earlier load: to find it is much quicker than to have it
   * decided again. Everything is asked for in one order, so from the first that is not found on, nothing is.
   */
  private goesOn = true;

  constructor(
    private readonly commands: CommandBus,
    private readonly store: EventStore,
    private readonly today: IsoDate,
  ) {}

  access(name: string, said: Said, own: Own<AccessCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskAccess({ ...own, ...this.asked(said) }, request));
  }

  place(name: string, said: Said, own: Own<PlaceCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskPlace({ ...own, ...this.asked(said) }, request));
  }

  agency(name: string, said: Said, own: Own<AgencyCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskAgency({ ...own, ...this.asked(said) }, request));
  }

  fundingStream(name: string, said: Said, own: Own<FundingStreamCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskFundingStream({ ...own, ...this.asked(said) }, request));
  }

  pooledFund(name: string, said: Said, own: Own<PooledFundCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskPooledFund({ ...own, ...this.asked(said) }, request));
  }

  poolYear(name: string, said: Said, own: Own<PoolYearCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskPoolYear({ ...own, ...this.asked(said) }, request));
  }

  agreement(name: string, said: Said, own: Own<AgreementCommand>): Promise<Recorded> {
    return this.ask(name, (request) => new AskAgreement({ ...own, ...this.asked(said) }, request));
  }

  private asked({ by, on, authorityRef }: Said): Asked {
    return { by, today: this.today, occurredOn: on, authorityRef };
  }

  private async ask(
    name: string,
    asking: (request: { readonly requestId: string }) => Command<CommandResult>,
  ): Promise<Recorded> {
    const requestId = `sample:${name}`;
    const before = this.goesOn ? await this.store.findRequest(requestId) : undefined;
    if (before) return before;
    this.goesOn = false;
    const result = await this.commands.execute(asking({ requestId }));
    if ('refused' in result) throw new Error(`The sample was refused ${name}: ${result.refused.sentence}`);
    const { eventStream, version, events } = result.answer;
    return { eventStream, firstVersion: version - events.length + 1, lastVersion: version };
  }
}
