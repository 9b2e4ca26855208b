import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Grant } from '@app/domain';
import { ApiKeys } from '@app/platform';
import { type KnownRequest } from './caller';
import { ProblemError } from './problems/problem';

/** Lets in whoever shows a key that is known and not revoked, as `Authorization: Bearer cp_…`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly apiKeys: ApiKeys) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const secret = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const key = secret === undefined ? undefined : await this.apiKeys.find(secret);
    if (!key) {
      const detail =
        'Send an API key as "Authorization: Bearer cp_…". The first start prints one; "npm run purse -- keys create" makes more.';
      throw new ProblemError(401, 'API_KEY_MISSING', detail, { headers: { 'www-authenticate': 'Bearer' } });
    }
    const actsFor = key.agencyId === null ? {} : { actsForAgencyId: key.agencyId };
    const grants = key.roles.map((role): Grant => {
      return { grantId: `${key.keyId}-${role}`, role, scope: { kind: 'EVERYTHING' }, ...actsFor };
    });
    request.caller = { ...key, name: key.actorId, grants, via: 'KEY' };
    return true;
  }
}
