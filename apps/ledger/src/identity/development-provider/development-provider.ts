import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
// By its parts, because the front door prints a warning on Node 20, where everything used here runs.
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import type OidcProvider from 'oidc-provider';
import { type JWK } from 'oidc-provider';
import { renderSentences } from '../identity-pages';
import { DEVELOPMENT_SIGN_IN } from '../route-kind';

/** Somebody whom the development provider knows. */
export interface DevelopmentPerson {
  /** As events name them. */
  readonly actorId: string;
  /** As pages greet them. */
  readonly name: string;
  /** What they are there for, in a sentence. */
  readonly about: string;
  /** Their role, in words. */
  readonly role: string;
}

/** A client of the development provider: this service. */
export interface DevelopmentClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callback: string;
}

const SECONDS_MAX = 15 * 60;

/** An OpenID Connect provider that lets in whoever asks, as whomever they choose. It keeps nothing beyond its process. */
export function makeDevelopmentProvider(
  issuer: string,
  people: readonly DevelopmentPerson[],
  { clientId, clientSecret, callback }: DevelopmentClient,
): OidcProvider {
  if (process.env['NODE_ENV'] === 'production') throw new Error('The development provider must not run in production.');
  const logger = new Logger('development-sign-in');
  const provider: OidcProvider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [callback],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [newSigningKey()] },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      long: { httpOnly: true, sameSite: 'lax', path: DEVELOPMENT_SIGN_IN },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    claims: { openid: ['sub'], profile: ['name'] },
    scopes: ['openid', 'profile', 'email'],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, interaction) => `${DEVELOPMENT_SIGN_IN}/choose/${interaction.uid}` },
    ttl: {
      AccessToken: SECONDS_MAX,
      AuthorizationCode: 60,
      Grant: SECONDS_MAX,
      IdToken: SECONDS_MAX,
      Interaction: SECONDS_MAX,
      Session: SECONDS_MAX,
    },
    findAccount: (_context, actorId) => {
      const person = people.find((each) => each.actorId === actorId);
      return person && { accountId: actorId, claims: () => ({ sub: actorId, name: person.name }) };
    },
    // The one client is this service, which nobody needs to be asked about.
    async loadExistingGrant(context) {
      const accountId = context.oidc.session?.accountId;
      const grant = new provider.Grant({ clientId, accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    renderError(context, { error, error_description: description }) {
      context.type = 'html';
      context.body = renderSentences({
        heading: 'The development sign-in cannot go on',
        sentences: [`It said: ${[error, description].filter(Boolean).join(', ')}.`, 'Begin again.'],
        link: { text: 'Sign in again', href: '/sign-in' },
      });
    },
  });
  // Every address is made for the one that people use, which the requests are told below.
  provider.proxy = true;
  provider.on('server_error', (_context, error) => logger.error(error.stack));
  return provider;
}

function newSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
}
