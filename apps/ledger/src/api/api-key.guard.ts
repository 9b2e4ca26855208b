import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiKeys } from '@app/platform';
import { Access } from '../access/access.service';
import { type KnownRequest } from '../access/caller';
import { ProblemError } from './problems/problem';

/** Lets in whoever shows a key that is known and not revoked, as `Authorization: Bearer cp_…`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly access: Access,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const secret = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const key = secret === undefined ? undefined : await this.apiKeys.find(secret);
    if (!key) {
      const detail =
        'Send an API key as "Authorization: Bearer cp_…". The first start prints one; "npm run purse -- keys create" makes more.';
      throw new ProblemError(401, 'API_KEY_MISSING', detail, { headers: { 'www-authenticate': 'Bearer' } });
    }
    request.caller = await this.access.callerOfKey(key);
    return true;
  }
}
