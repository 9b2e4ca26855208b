import { type IdentityProviderSettings } from '@app/platform';
import { type OpenLedger } from '@app/runtime';
import { type FastifyInstance } from 'fastify';
import { ActorNames } from './actor-names';
import { type DevelopmentPerson } from './development-provider/development-provider';
import { DevelopmentSignIn } from './development-provider/development-sign-in';
import { acceptForms } from './forms/forms';
import { type Identity } from './identity.module';
import { IdentityProvider } from './identity-provider';
import { PublicUrl } from './public-url';
import { SessionStore } from './sessions/session-store';
import { Sessions } from './sessions/sessions';

/** How people reach the service, and who says who they are. */
export interface IdentityOptions {
  /** Where people reach the service; this machine and the port listened on when absent. */
  readonly publicUrl?: string;
  /** The development provider when absent. */
  readonly identityProvider?: IdentityProviderSettings;
  /** Whom the development provider knows. */
  readonly people?: readonly DevelopmentPerson[];
}

/** Gives a service sessions, forms and sign-in. */
export function setUpIdentity(fastify: FastifyInstance, ledger: OpenLedger, options: IdentityOptions): Identity {
  const publicUrl = new PublicUrl(fastify.server, options.publicUrl);
  const sessions = new Sessions(new SessionStore(ledger.pool), publicUrl);
  sessions.register(fastify);
  acceptForms(fastify);
  const { identityProvider: settings, people = [] } = options;
  if (settings) {
    const provider = new IdentityProvider(() => settings, publicUrl);
    return { publicUrl, sessions, provider, actorNames: new ActorNames([]) };
  }
  const development = new DevelopmentSignIn(fastify, publicUrl, people);
  development.register();
  const provider = new IdentityProvider(() => development.reached(), publicUrl);
  return { publicUrl, sessions, provider, actorNames: new ActorNames(people) };
}
