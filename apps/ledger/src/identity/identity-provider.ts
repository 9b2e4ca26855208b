import { type IdentityProviderSettings } from '@app/platform';
import * as oidc from 'openid-client';
import { actorIdOf } from './actor-id';
import { SignInFailed } from './identity-failures';
import { type PublicUrl } from './public-url';
import { type SignInAttempt } from './sessions/session-data';

/** Where the provider sends people back to, and where they are once it has signed them out. */
export const CALLBACK_PATH = '/sign-in/callback';
export const SIGNED_OUT_PATH = '/signed-out';

const ANSWER_SECONDS_MAX = 10;
const ATTEMPT_MS_MAX = 15 * 60_000;
const NAME_LENGTH_MAX = 200;

/** An OpenID Connect provider as this service reaches it. */
export interface ReachedProvider extends IdentityProviderSettings {
  /** How it is asked; over the network when absent. */
  readonly fetch?: oidc.CustomFetch;
}

/** Who somebody is, as the provider says. */
export interface SignedInPerson {
  readonly actorId: string;
  readonly name: string;
  readonly idToken: string;
}

/** Signs people in through an OpenID Connect provider: authorization code, PKCE, state and nonce. */
export class IdentityProvider {
  private found?: { readonly issuer: string; readonly configuration: Promise<oidc.Configuration> };

  constructor(
    private readonly provider: () => ReachedProvider,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** Begins a sign-in: where to send the browser, and what to keep until it comes back with this state. */
  async begin(returnTo: string): Promise<{ address: URL; state: string; attempt: SignInAttempt }> {
    const configuration = await this.configuration();
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const address = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.publicUrl.to(CALLBACK_PATH).href,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { address, state, attempt: { nonce, codeVerifier, returnTo, startedAtMs: Date.now() } };
  }

  /**
   * Ends a sign-in: who came back to `path` with the provider's answer.
   * @throws SignInFailed when it does not fit the attempt, was refused, came too late, or cannot be had
   */
  async finish(path: string, state: string, attempt: SignInAttempt): Promise<SignedInPerson> {
    if (Date.now() > attempt.startedAtMs + ATTEMPT_MS_MAX) {
      throw new SignInFailed('Signing in took longer than 15 minutes. Sign in again.');
    }
    const { issuer, actorClaim } = this.provider();
    const configuration = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, this.publicUrl.to(path), {
        expectedState: state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.codeVerifier,
        idTokenExpected: true,
      });
      const fromToken = tokens.claims()!;
      const isTold = typeof fromToken[actorClaim] === 'string' && typeof fromToken['name'] === 'string';
      const canAsk = configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more = isTold || !canAsk ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, fromToken.sub);
      const claims: Readonly<Record<string, unknown>> = { ...more, ...fromToken };
      return { ...personOf(issuer, claims, actorClaim), idToken: tokens.id_token! };
    } catch (error) {
      throw asSignInFailed(error);
    }
  }

  /** Where the provider ends its own session, when it has such a place. */
  async endSessionAddress(idToken: string): Promise<URL | undefined> {
    const configuration = await this.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.publicUrl.to(SIGNED_OUT_PATH).href,
    });
  }

  /** What the provider says of itself; asked once, and again after it did not answer. */
  private async configuration(): Promise<oidc.Configuration> {
    const provider = this.provider();
    if (this.found?.issuer !== provider.issuer) {
      this.found = { issuer: provider.issuer, configuration: discover(provider) };
    }
    const { found } = this;
    try {
      return await found.configuration;
    } catch (error) {
      if (this.found === found) this.found = undefined;
      throw notReached(error);
    }
  }
}

function discover({ issuer, clientId, clientSecret, fetch }: ReachedProvider): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  return oidc.discovery(server, clientId, clientSecret, chooseAuthentication(clientSecret), {
    timeout: ANSWER_SECONDS_MAX,
    // A provider without TLS is one on this machine: the configuration refuses others.
    execute: server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
    ...(fetch && { [oidc.customFetch]: fetch }),
  });
}

/** By form, or by header with a provider that takes no other (OpenID Connect Discovery 1.0, section 3). */
function chooseAuthentication(clientSecret: string): oidc.ClientAuth {
  const byForm = oidc.ClientSecretPost(clientSecret);
  const byHeader = oidc.ClientSecretBasic(clientSecret);
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (taken.includes('client_secret_post') ? byForm : byHeader)(server, client, body, headers);
  };
}

function personOf(
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  actorClaim: string,
): Omit<SignedInPerson, 'idToken'> {
  const subject = claims[actorClaim];
  if (typeof subject !== 'string' || subject === '') {
    throw new SignInFailed(
      'Your identity provider did not say who you are in a way that this service is set up for. Tell whoever runs the service.',
      new Error(`The claim ${actorClaim} is missing`),
    );
  }
  const actorId = actorIdOf(issuer, subject);
  const { name } = claims;
  return { actorId, name: typeof name === 'string' && name !== '' ? name.slice(0, NAME_LENGTH_MAX) : actorId };
}

const notReached = (error: unknown): SignInFailed =>
  new SignInFailed('Your identity provider does not answer. Try again in a few minutes.', error);

function asSignInFailed(error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? new SignInFailed('Signing in was cancelled, or your identity provider did not allow it.', error)
      : new SignInFailed('Your identity provider could not sign you in. Sign in again.', error);
  }
  const { code } = error as { code?: string };
  if (error instanceof TypeError || code === 'OAUTH_TIMEOUT') return notReached(error);
  return new SignInFailed('The answer of your identity provider does not fit your request. Sign in again.', error);
}
