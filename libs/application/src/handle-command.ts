import { type Asked, type Decider, type DomainEvent } from '@app/domain';
import {
  type AppendRequest,
  type EventStore,
  type JsonObject,
  type NewEvent,
  type RecordedRequest,
  TooLarge,
  Unavailable,
  WrongVersion,
} from '@app/event-store';
import {
  type CommandAnswer,
  type CommandRequest,
  type CommandResult,
  eventIdOf,
  fingerprintOf,
  RequestReused,
  VersionNotExpected,
} from './command-request';
import { type Cached, StateCache } from './state-cache';

/** Commands on one event stream that are decided together and recorded in one append. */
const TOGETHER_MAX = 128;
/** Events of one append; larger ones go alone. */
const TOGETHER_EVENTS_MAX = 400;
/** How often another process may get in first before a caller is told. */
const ATTEMPTS_MAX = 20;
/** How often an append whose outcome is unknown is sent again, with the same ids. */
const RESENDS_MAX = 6;

/** A command waiting for its turn on its event stream. */
interface Waiting<Command, Context> {
  readonly command: Command;
  readonly request: CommandRequest;
  readonly fingerprint: string;
  readonly loadContext: () => Promise<Context>;
  attempts: number;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
}

/** What was decided for one waiting command, before it is recorded. */
interface Decided<Command, Context> {
  readonly waiting: Waiting<Command, Context>;
  readonly outcome: CommandResult | VersionNotExpected | 'recording';
  readonly events: readonly NewEvent[];
}

/**
 * Handles the commands of one kind of aggregate. Commands on one event stream wait in one queue, are decided one after
 * another on the cached state, and join one append; different event streams go side by side, and the store packs them.
 */
export class CommandHandling<
  Command extends Asked & { readonly type: string },
  State,
  Event extends DomainEvent,
  Context,
> {
  readonly states: StateCache<State, Event>;
  private readonly queues = new Map<string, Waiting<Command, Context>[]>();

  constructor(
    private readonly store: EventStore,
    private readonly decider: Decider<Command, State, Event, Context>,
  ) {
    this.states = new StateCache(store, decider);
  }

  /**
   * Decides a command and records what it leads to.
   * @param asked what the caller sent, when `command` holds more: a repeat is told by what was sent
   * @throws RequestReused, VersionNotExpected, and the store's Unavailable and TooLarge
   */
  handle(
    eventStream: string,
    command: Command,
    request: CommandRequest,
    loadContext: () => Promise<Context>,
    asked: Asked = command,
  ): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const fingerprint = fingerprintOf(asked);
      const waiting = { command, request, fingerprint, loadContext, attempts: 0, resolve, reject };
      const queue = this.queues.get(eventStream);
      if (queue) {
        queue.push(waiting);
        return;
      }
      this.queues.set(eventStream, [waiting]);
      void this.drain(eventStream);
    });
  }

  private async drain(eventStream: string): Promise<void> {
    let togetherMax = TOGETHER_MAX;
    for (let queue = this.queues.get(eventStream)!; queue.length > 0;) {
      const together = queue.splice(0, togetherMax);
      try {
        queue.unshift(...(await this.handleTogether(eventStream, together)));
      } catch (error) {
        // What was folded ahead of the log must not be decided on again.
        this.states.forget(eventStream);
        if (error instanceof TooLarge && together.length > 1) {
          // Too large together: each is tried alone, so that none is refused for its neighbours' size.
          togetherMax = 1;
          queue.unshift(...together);
        } else for (const waiting of together) waiting.reject(error);
      }
    }
    this.queues.delete(eventStream);
  }

  /** Answers the commands that it can and returns those that must be decided again. */
  private async handleTogether(
    eventStream: string,
    together: readonly Waiting<Command, Context>[],
  ): Promise<readonly Waiting<Command, Context>[]> {
    let cached = await this.states.get(eventStream);
    const contexts = await Promise.all(together.map((waiting) => waiting.loadContext()));
    if (
      together.some(
        ({ request }) => request.expectedVersion !== undefined && request.expectedVersion !== cached.version,
      )
    ) {
      cached = await this.states.refresh(eventStream);
    }
    const base = cached.version;
    const { decided, undecided } = this.decide(eventStream, cached, together, contexts);
    const requests = decided.filter(({ outcome }) => outcome === 'recording').map(toAppendRequest);
    if (requests.length === 0) return [...(await this.answerRefused(eventStream, base, decided)), ...undecided];
    let outcome;
    try {
      outcome = await this.append(eventStream, base, requests);
    } catch (error) {
      if (!(error instanceof WrongVersion)) throw error;
      this.states.forget(eventStream);
      return this.retry(eventStream, together);
    }
    if (outcome.outcome === 'repeated') {
      this.states.forget(eventStream);
      const repeated = new Map(outcome.repeated.map((recorded) => [recorded.requestId, recorded]));
      const again = [];
      for (const waiting of together) {
        const recorded = repeated.get(waiting.request.requestId);
        if (recorded) await this.answerRepeated(waiting, recorded);
        else again.push(waiting);
      }
      return again;
    }
    const recorded = new Map(outcome.requests.map((request) => [request.requestId, request]));
    for (const { waiting, outcome: answered, events } of decided) {
      if (answered === 'recording')
        waiting.resolve({ answer: answerOf(recorded.get(waiting.request.requestId)!, events) });
    }
    const refused = decided.filter(({ outcome: answered }) => answered !== 'recording');
    return [...(await this.answerRefused(eventStream, cached.version, refused)), ...undecided];
  }

  /** Decides one after another, each on the state that the ones before it lead to. */
  private decide(
    eventStream: string,
    cached: Cached<State>,
    together: readonly Waiting<Command, Context>[],
    contexts: readonly Context[],
  ) {
    const decided: Decided<Command, Context>[] = [];
    const taken = new Set<string>();
    let eventCount = 0;
    let place = 0;
    for (; place < together.length && eventCount < TOGETHER_EVENTS_MAX; place += 1) {
      const waiting = together[place]!;
      const { requestId, expectedVersion } = waiting.request;
      // Two callers with one request id: the second is decided after the first is recorded, and found repeated.
      if (taken.has(requestId)) break;
      taken.add(requestId);
      if (expectedVersion !== undefined && expectedVersion !== cached.version) {
        const outcome = new VersionNotExpected(eventStream, expectedVersion, cached.version);
        decided.push({ waiting, outcome, events: [] });
        continue;
      }
      const decision = this.decider.decide(waiting.command, cached.state, contexts[place]!);
      if ('refused' in decision) {
        decided.push({ waiting, outcome: decision, events: [] });
        continue;
      }
      const events = decision.accepted.map((event, index) => toNewEvent(event, waiting, index));
      // An append has a size limit: a command with many events goes first or waits for the next append.
      if (eventCount > 0 && eventCount + events.length > TOGETHER_EVENTS_MAX) break;
      for (const event of decision.accepted) cached.state = this.decider.evolve(cached.state, event);
      cached.version += events.length;
      eventCount += events.length;
      decided.push({
        waiting,
        outcome: events.length > 0 ? 'recording' : nothingRecorded(eventStream, cached.version),
        events,
      });
    }
    return { decided, undecided: together.slice(place) };
  }

  /** A refusal counts only on what the log has now, and only when the request was not recorded before. */
  private async answerRefused(
    eventStream: string,
    version: number,
    decided: readonly Decided<Command, Context>[],
  ): Promise<readonly Waiting<Command, Context>[]> {
    if (decided.length === 0) return [];
    const current = await this.states.refresh(eventStream);
    if (current.version !== version)
      return this.retry(
        eventStream,
        decided.map(({ waiting }) => waiting),
      );
    for (const { waiting, outcome } of decided) {
      const recorded = await this.store.findRequest(waiting.request.requestId);
      if (recorded) await this.answerRepeated(waiting, recorded);
      else if (outcome instanceof VersionNotExpected) waiting.reject(outcome);
      else waiting.resolve(outcome as CommandResult);
    }
    return [];
  }

  private async answerRepeated(waiting: Waiting<Command, Context>, recorded: RecordedRequest): Promise<void> {
    if (recorded.fingerprint !== waiting.fingerprint) {
      waiting.reject(new RequestReused(waiting.request.requestId));
      return;
    }
    const events: NewEvent[] = [];
    const { eventStream, firstVersion, lastVersion } = recorded;
    for await (const page of this.store.readStream(eventStream, {
      afterVersion: firstVersion - 1,
      toVersion: lastVersion,
    })) {
      events.push(...page);
    }
    waiting.resolve({ answer: { ...answerOf(recorded, events), repeated: true } });
  }

  private retry(
    eventStream: string,
    together: readonly Waiting<Command, Context>[],
  ): readonly Waiting<Command, Context>[] {
    for (const waiting of together) waiting.attempts += 1;
    const tired = together.filter(({ attempts }) => attempts > ATTEMPTS_MAX);
    for (const { reject } of tired) {
      reject(new Unavailable('notApplied', `Others keep changing ${eventStream}. Nothing was recorded; try again.`));
    }
    return together.filter(({ attempts }) => attempts <= ATTEMPTS_MAX);
  }

  /** An unknown outcome is resolved by sending the same ids again, never by deciding again. */
  private async append(eventStream: string, expectedVersion: number, requests: readonly AppendRequest[]) {
    for (let sent = 1; ; sent += 1) {
      try {
        const outcome = await this.store.append(eventStream, expectedVersion, requests);
        // After a lost answer, "repeated" is our own append when it holds every request that we sent.
        const ours = sent > 1 && outcome.outcome === 'repeated' && outcome.repeated.length === requests.length;
        if (!ours) return outcome;
        const version = Math.max(...outcome.repeated.map(({ lastVersion }) => lastVersion));
        return { outcome: 'appended' as const, version, requests: outcome.repeated };
      } catch (error) {
        if (!(error instanceof Unavailable) || error.outcome !== 'unknown' || sent > RESENDS_MAX) throw error;
        await new Promise((resume) => setTimeout(resume, 50 * 2 ** sent));
      }
    }
  }
}

function toNewEvent<Command extends Asked, Context>(
  event: DomainEvent,
  { command, request }: Waiting<Command, Context>,
  place: number,
): NewEvent {
  const { by, authorityRef } = command;
  const metadata: Record<string, string> = {
    actor: by.actorId,
    occurredOn: event.occurredOn,
    requestId: request.requestId,
  };
  if (by.agencyId) metadata['agencyId'] = by.agencyId;
  if (authorityRef) metadata['authorityRef'] = authorityRef;
  if (request.correlationId) metadata['correlationId'] = request.correlationId;
  if (request.causationId) metadata['causationId'] = request.causationId;
  const id = eventIdOf(request.requestId, place);
  return { id, type: event.type, schemaVersion: 1, data: event.data as JsonObject, metadata };
}

const toAppendRequest = <Command, Context>({ waiting, events }: Decided<Command, Context>): AppendRequest => ({
  requestId: waiting.request.requestId,
  fingerprint: waiting.fingerprint,
  events,
});

function answerOf(recorded: RecordedRequest, events: readonly NewEvent[]): CommandAnswer {
  const { eventStream, firstVersion, lastVersion, token, recordedAt } = recorded;
  return {
    eventStream,
    version: lastVersion,
    token,
    recordedAt,
    events: events.map(({ id, type }, place) => ({ entryNo: firstVersion + place, eventId: id, type })),
    repeated: false,
  };
}

/** A command that is accepted and leads to nothing (no instalment is overdue, say) is answered without an append. */
function nothingRecorded(eventStream: string, version: number): CommandResult {
  return { answer: { eventStream, version, events: [], repeated: false } };
}
