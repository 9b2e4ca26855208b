import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type DataSource, IsNull } from 'typeorm';
import { ApiKey } from './api-key.entity';

/** How long a key that was found stays valid without another look: a revocation takes effect within it. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MAX = 1_000;

/** What a new key is for. */
export interface NewApiKey {
  readonly actorId: string;
  readonly agencyId?: string;
  readonly roles: readonly string[];
}

/** The keys of the API. */
export class ApiKeys {
  private readonly remembered = new Map<string, { readonly key: ApiKey; readonly untilMs: number }>();

  constructor(private readonly source: DataSource) {}

  /**
   * Makes a key. The secret in the answer is shown once and never kept.
   * @param beforehand what must be so before the key can be used
   */
  async create(
    { actorId, agencyId, roles }: NewApiKey,
    beforehand: (keyId: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<{ readonly keyId: string; readonly secret: string }> {
    const keyId = randomBytes(6).toString('hex');
    await beforehand(keyId);
    const secret = `cp_${keyId}_${randomBytes(32).toString('base64url')}`;
    const digest = digestOf(secret).toString('hex');
    await this.keys.insert({ keyId, digest, actorId, agencyId: agencyId ?? null, roles: [...roles] });
    return { keyId, secret };
  }

  /** The key that a secret belongs to, unless it is unknown or revoked. */
  async find(secret: string): Promise<ApiKey | undefined> {
    const keyId = /^cp_([0-9a-f]{12})_[\w-]{43}$/.exec(secret)?.[1];
    if (!keyId) return undefined;
    const digest = digestOf(secret);
    const name = digest.toString('hex');
    const remembered = this.remembered.get(name);
    if (remembered && remembered.untilMs > Date.now()) return remembered.key;
    const key = await this.keys.findOneBy({ keyId, revokedAt: IsNull() });
    if (!key || !timingSafeEqual(Buffer.from(key.digest, 'hex'), digest)) return undefined;
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(name, { key, untilMs: Date.now() + REMEMBERED_MS });
    return key;
  }

  list(): Promise<ApiKey[]> {
    return this.keys.find({ order: { createdAt: 'ASC' } });
  }

  /** True when there was such a key, not yet revoked. */
  async revoke(keyId: string): Promise<boolean> {
    const { affected } = await this.keys.update({ keyId, revokedAt: IsNull() }, { revokedAt: new Date() });
    return affected === 1;
  }

  private get keys() {
    return this.source.getRepository(ApiKey);
  }
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
