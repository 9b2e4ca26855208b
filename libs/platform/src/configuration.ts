import * as path from 'node:path';
import { defaultDataFolder, projectFolder } from './server-user';

/** What the environment says. Every name and default stands here and in docs/how-to/configure.md. */
export interface Configuration {
  /** Port of the service; `PORT`, default 3000. */
  readonly port: number;
  /** Address that the service listens on; `HOST`, default 127.0.0.1. */
  readonly host: string;
  /** A PostgreSQL server instead of the embedded one; `DATABASE_URL`. */
  readonly databaseUrl?: string;
  /** Folder of the embedded PostgreSQL; `COMMON_PURSE_DATA`, default `.data` in the project (see `defaultDataFolder`). */
  readonly dataFolder: string;
  /** `LOG_LEVEL`, default warn. */
  readonly logLevel: string;
  /** Whether the first start loads the sample ledger; `COMMON_PURSE_SAMPLE=no` says it does not. */
  readonly withSample: boolean;
  /** Where people reach the service, such as `https://ledger.example.gov.uk`; `PUBLIC_URL`, default this machine's own address. */
  readonly publicUrl?: string;
  /** Who says who somebody is; the development provider when absent. */
  readonly identityProvider?: IdentityProviderSettings;
  /** Whether this serves the public; `NODE_ENV=production`. */
  readonly isProduction: boolean;
}

/** An OpenID Connect provider, and what it knows this service as. */
export interface IdentityProviderSettings {
  /** `OIDC_ISSUER`. */
  readonly issuer: string;
  /** `OIDC_CLIENT_ID`. */
  readonly clientId: string;
  /** `OIDC_CLIENT_SECRET`: never log it. */
  readonly clientSecret: string;
  /** The claim that tells one person from another for ever; `OIDC_ACTOR_CLAIM`, default sub. */
  readonly actorClaim: string;
}

/** The configuration cannot be used. The message is one line, fit for a person. */
export class ConfigurationError extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws ConfigurationError on a value that makes no sense */
export function readConfiguration(env: NodeJS.ProcessEnv = process.env): Configuration {
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigurationError(`PORT is ${env['PORT']}; it must be a whole number from 0 to 65535.`);
  }
  const logLevel = env['LOG_LEVEL'] ?? 'warn';
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new ConfigurationError(`LOG_LEVEL is ${logLevel}; it must be one of ${LOG_LEVELS.join(', ')}.`);
  }
  const databaseUrl = env['DATABASE_URL'] || undefined;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new ConfigurationError('DATABASE_URL must begin with postgres:// or postgresql://.');
  }
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    databaseUrl,
    dataFolder: dataFolderIn(env, databaseUrl),
    logLevel,
    withSample: env['COMMON_PURSE_SAMPLE'] !== 'no',
    publicUrl: publicUrlIn(env),
    identityProvider: identityProviderIn(env),
    isProduction: env['NODE_ENV'] === 'production',
  };
}

/** The development provider lets in whoever asks. @throws ConfigurationError when the public would be let in by it */
export function refuseDevelopmentProvider({
  isProduction,
  identityProvider,
}: Pick<Configuration, 'isProduction' | 'identityProvider'>): void {
  if (!isProduction || identityProvider) return;
  throw new ConfigurationError(
    'NODE_ENV is production, and the development provider lets in anybody: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.',
  );
}

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** Pages, cookies and the provider's way back are made for a whole host: an address below one would not work. */
function publicUrlIn(env: NodeJS.ProcessEnv): string | undefined {
  const text = env['PUBLIC_URL'] || undefined;
  if (text === undefined) return undefined;
  const url = urlOf(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(url.href);
  if (isOrigin) return url.origin;
  throw new ConfigurationError(
    'PUBLIC_URL must be http:// or https://, a host, and perhaps a port, such as https://ledger.example.gov.uk.',
  );
}

function identityProviderIn(env: NodeJS.ProcessEnv): IdentityProviderSettings | undefined {
  const issuer = env['OIDC_ISSUER'] || undefined;
  const clientId = env['OIDC_CLIENT_ID'] || undefined;
  const clientSecret = env['OIDC_CLIENT_SECRET'] || undefined;
  if (!issuer && !clientId && !clientSecret) return undefined;
  if (!issuer || !clientId || !clientSecret) {
    throw new ConfigurationError('Set all of OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or none of them.');
  }
  const url = urlOf(issuer);
  const isOnThisMachine = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isOnThisMachine)) {
    throw new ConfigurationError(
      'OIDC_ISSUER must begin with https://; only a provider on this machine may do without.',
    );
  }
  return { issuer, clientId, clientSecret, actorClaim: env['OIDC_ACTOR_CLAIM'] || 'sub' };
}

function dataFolderIn(env: NodeJS.ProcessEnv, databaseUrl: string | undefined): string {
  if (env['COMMON_PURSE_DATA']) return path.resolve(env['COMMON_PURSE_DATA']);
  const project = projectFolder();
  // With a server of one's own nothing is kept in it.
  return databaseUrl ? path.join(project, '.data') : defaultDataFolder(project);
}
