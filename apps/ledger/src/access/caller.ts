import { type Grant } from '@app/domain';
import { type FastifyRequest } from 'fastify';

/** Who asks: through an API key or a session. What they may do and see follows from their grants alone. */
export interface Caller {
  /** As events name them. */
  readonly actorId: string;
  /** As pages greet them: a post, from the identity provider; the actor's id when there is none. */
  readonly name: string;
  /** What counts here: of a key, those of its actor's grants whose role the key has. */
  readonly grants: readonly Grant[];
  /** The agency that a key acts for, when it names one; otherwise the grant that allows a command says it. */
  readonly actsForAgencyId?: string;
  /** How they came in, which keeps the request ids of both apart. */
  readonly via: 'KEY' | 'SESSION';
}

/** A request whose caller is known. */
export interface KnownRequest extends FastifyRequest {
  caller?: Caller;
}
