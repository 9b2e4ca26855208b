import { type KnownRequest } from '../../access/caller';

/** A sign-in under way: what the provider's answer must fit. */
export interface SignInAttempt {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  readonly startedAtMs: number;
}

/** What a session remembers. Each entry is kept by itself: two requests at once lose only what both changed. */
export interface SessionData {
  /** Who is signed in, as events name them. */
  actorId?: string;
  /** How pages greet them. */
  name?: string;
  /** The provider's word for who they are; it is handed back at sign-out. */
  idToken?: string;
  /** What the tokens of this session's forms are made from. */
  csrfSecret?: string;
  /** The attempt that a state belongs to: people open two tabs. */
  [attempt: `signIn:${string}`]: SignInAttempt | undefined;
}

/** A request of a page. Changes to `session` are kept when it is answered. */
export interface PageRequest extends KnownRequest {
  session: SessionData;
}
