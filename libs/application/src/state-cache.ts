import { type DomainEvent } from '@app/domain';
import { type EventStore, type RecordedEvent } from '@app/event-store';

/** The parts of a decider that folding needs. */
export interface Folding<State, Event> {
  initialState(): State;
  evolve(state: State, event: Event): State;
}

/** A state, folded up to a version of its event stream. */
export interface Cached<State> {
  state: State;
  version: number;
  readAtMs: number;
}

/** An event of the log as the domain decided it. */
export const toDomainEvent = ({ type, data, metadata }: RecordedEvent): DomainEvent => ({
  type,
  occurredOn: metadata['occurredOn'] ?? '',
  data,
});

/**
 * The folded states of event streams of one kind, kept in the process by version, so that only tails are read.
 * The least recently used go when there are too many.
 */
export class StateCache<State, Event extends DomainEvent> {
  private readonly entries = new Map<string, Cached<State>>();
  private readonly reading = new Map<string, Promise<Cached<State>>>();

  constructor(
    private readonly store: EventStore,
    private readonly folding: Folding<State, Event>,
    private readonly entriesMax = 5_000,
  ) {}

  /** The state as it is cached, read from the log when it is not, or when it was last read more than `maxAgeMs` ago. */
  async get(eventStream: string, maxAgeMs = Infinity): Promise<Cached<State>> {
    const cached = this.entries.get(eventStream);
    if (cached && Date.now() - cached.readAtMs <= maxAgeMs) return cached;
    return this.refresh(eventStream);
  }

  /** Reads the tail. Two callers at once share one read, for a tail folded twice would be wrong. */
  refresh(eventStream: string): Promise<Cached<State>> {
    let reading = this.reading.get(eventStream);
    if (!reading) {
      reading = this.readTail(eventStream).finally(() => this.reading.delete(eventStream));
      this.reading.set(eventStream, reading);
    }
    return reading;
  }

  /** The state as it is cached, however old; undefined when it is not. */
  peek(eventStream: string): State | undefined {
    return this.entries.get(eventStream)?.state;
  }

  /** Forgets a state, also one whose tail is being read: what was folded into it may not be what the log has. */
  forget(eventStream: string): void {
    this.entries.delete(eventStream);
  }

  private async readTail(eventStream: string): Promise<Cached<State>> {
    const known = this.entries.get(eventStream);
    const cached = known ?? { state: this.folding.initialState(), version: 0, readAtMs: 0 };
    for await (const page of this.store.readStream(eventStream, { afterVersion: cached.version })) {
      for (const event of page) {
        // A command of this process may have been folded in while the page was on its way.
        if (event.version !== cached.version + 1) continue;
        cached.state = this.folding.evolve(cached.state, toDomainEvent(event) as Event);
        cached.version = event.version;
      }
    }
    cached.readAtMs = Date.now();
    // Forgotten meanwhile: what was read may have been folded onto what the log never had.
    if (known !== undefined && this.entries.get(eventStream) !== known) return this.readTail(eventStream);
    this.entries.delete(eventStream);
    this.entries.set(eventStream, cached);
    if (this.entries.size > this.entriesMax) this.entries.delete(this.entries.keys().next().value!);
    return cached;
  }
}
