import { type Refusal } from './refusal';

/** Something that happened, as the domain decides it. `occurredOn` is its effective date. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly occurredOn: IsoDateText;
  readonly data: Data;
}
type IsoDateText = string;

/** Facts to record, or the refusal that says why not. Never both, never an exception. */
export type Decision<Event> = { readonly accepted: readonly Event[] } | { readonly refused: Refusal };

/**
 * An aggregate as three pure parts. `decide` reads and changes nothing; `evolve` folds one event into the state that
 * it is given and returns it (in place: a year may hold 200,000 payments, and copying it for each would not end).
 * `context` holds facts of other aggregates, read from the log, that the decision rests on.
 */
export interface Decider<Command, State, Event, Context = void> {
  initialState(): State;
  decide(command: Command, state: State, context: Context): Decision<Event>;
  evolve(state: State, event: Event): State;
}

/** Who asks: a person through a key or a session, or the system itself (the clock, a policy). */
export interface Actor {
  readonly actorId: string;
  /** The agency that the person acts for; absent for the system. */
  readonly agencyId?: string;
  readonly kind: 'PERSON' | 'SYSTEM';
}

/** What every command carries beside its own fields. No clock runs inside the domain: today arrives here. */
export interface Asked {
  readonly by: Actor;
  /** The minute, decision number or delegated decision. Required of persons (INV-07). */
  readonly authorityRef?: string;
  /** The effective date of what is asked. */
  readonly occurredOn: IsoDateText;
  readonly today: IsoDateText;
}

/** The events of an accepted decision. */
export const accept = <Event>(...events: readonly Event[]): Decision<Event> => ({ accepted: events });
