/** Somebody who is named as a post. */
interface NamedActor {
  readonly actorId: string;
  readonly name: string;
}

const SYSTEM = /^system:(.+)$/;

/**
 * What pages call whoever acted. Posts that the development provider lists have names. What another provider tells of
 * somebody at sign-in is a person's name: it greets them, and nobody else is shown it, so that they stand in entries as
 * the ledger knows them.
 */
export class ActorNames {
  private readonly names: ReadonlyMap<string, string>;

  constructor(actors: readonly NamedActor[]) {
    this.names = new Map(actors.map(({ actorId, name }) => [actorId, name]));
  }

  /** The name with the actor's id, by which roles are granted and entries are found; the id alone without a name. */
  readonly called = (actorId: string): string => {
    const [, task] = SYSTEM.exec(actorId) ?? [];
    const name = task === undefined ? this.names.get(actorId) : 'The ledger itself';
    return name === undefined ? actorId : `${name} (${task ?? actorId})`;
  };
}
