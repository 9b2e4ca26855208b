import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Access } from '../access/access.service';
import { NotSignedIn } from './identity-failures';
import { localPath } from './return-to';
import { type PageRequest } from './sessions/session-data';

/** Lets in whoever is signed in, and tells the page who it is; everybody else is sent to sign in and comes back. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly access: Access) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PageRequest>();
    const { actorId, name } = request.session;
    if (actorId === undefined) throw new NotSignedIn(localPath(request.url));
    request.caller = await this.access.callerOf(actorId, name ?? actorId, 'SESSION');
    return true;
  }
}
