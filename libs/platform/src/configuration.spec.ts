import { ConfigurationError, readConfiguration, refuseDevelopmentProvider } from './configuration';

const DATABASE = { DATABASE_URL: 'postgres://server/ledger' };
const PROVIDER = { OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'ledger', OIDC_CLIENT_SECRET: 'secret' };
const read = (env: NodeJS.ProcessEnv) => readConfiguration({ ...DATABASE, ...env });

/** Refused in one line that names the variable. */
function refused(env: NodeJS.ProcessEnv, variable: string): void {
  const readIt = (): unknown => read(env);
  expect(readIt).toThrow(ConfigurationError);
  expect(readIt).toThrow(new RegExp(`^[^\\n]*${variable}[^\\n]*\\.$`));
}

describe('the public address', () => {
  test('is a scheme and a host, and perhaps a port', () => {
    expect(read({}).publicUrl).toBeUndefined();
    expect(read({ PUBLIC_URL: '' }).publicUrl).toBeUndefined();
    expect(read({ PUBLIC_URL: 'https://Ledger.example.gov.uk/' }).publicUrl).toBe('https://ledger.example.gov.uk');
    expect(read({ PUBLIC_URL: 'http://10.0.0.7:8080' }).publicUrl).toBe('http://10.0.0.7:8080');
  });

  test.each([
    'ledger.example.gov.uk',
    'ftp://ledger.example.gov.uk',
    'javascript:alert(1)',
    'https://ledger.example.gov.uk/purse',
    'https://ledger.example.gov.uk?a=b',
    'https://ledger.example.gov.uk#a',
    'https://user:word@ledger.example.gov.uk',
    'https://',
  ])('is not %s', (PUBLIC_URL) => refused({ PUBLIC_URL }, 'PUBLIC_URL'));
});

describe('the identity provider', () => {
  test('is the development provider, or all of another', () => {
    expect(read({}).identityProvider).toBeUndefined();
    expect(read({ ...PROVIDER, OIDC_ACTOR_CLAIM: 'oid' }).identityProvider).toEqual({
      issuer: 'https://login.example',
      clientId: 'ledger',
      clientSecret: 'secret',
      actorClaim: 'oid',
    });
    expect(read(PROVIDER).identityProvider?.actorClaim).toBe('sub');
    for (const name of Object.keys(PROVIDER)) refused({ ...PROVIDER, [name]: '' }, name);
  });

  test('has TLS unless it is on this machine', () => {
    const issuers = ['http://localhost:9000', 'http://127.0.0.1:9000/realm', 'http://[::1]:9000'];
    for (const OIDC_ISSUER of issuers) {
      expect(read({ ...PROVIDER, OIDC_ISSUER }).identityProvider?.issuer).toBe(OIDC_ISSUER);
    }
    for (const OIDC_ISSUER of ['http://login.example', 'http://localhost.example', 'login.example']) {
      refused({ ...PROVIDER, OIDC_ISSUER }, 'OIDC_ISSUER');
    }
  });

  test('of the public is never the development provider', () => {
    expect(() => refuseDevelopmentProvider(read({ NODE_ENV: 'production' }))).toThrow(ConfigurationError);
    expect(() => refuseDevelopmentProvider(read({ NODE_ENV: 'production' }))).toThrow(
      /^NODE_ENV is production[^\n]+\.$/,
    );
    expect(() => refuseDevelopmentProvider(read({ NODE_ENV: 'production', ...PROVIDER }))).not.toThrow();
    expect(() => refuseDevelopmentProvider(read({}))).not.toThrow();
  });
});
