import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ActorNames } from './actor-names';
import { IdentityController } from './identity.controller';
import { IdentityProvider } from './identity-provider';
import { PublicUrl } from './public-url';
import { Sessions } from './sessions/sessions';
import { SignedInGuard } from './signed-in.guard';

/** Who is who: what was made for one service, handed to Nest. */
export interface Identity {
  readonly publicUrl: PublicUrl;
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
  readonly actorNames: ActorNames;
}

/** Signing in and out, and the guard of pages. */
@Module({})
export class IdentityModule {
  static with({ publicUrl, provider, sessions, actorNames }: Identity): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      imports: [AccessModule],
      controllers: [IdentityController],
      providers: [
        { provide: PublicUrl, useValue: publicUrl },
        { provide: IdentityProvider, useValue: provider },
        { provide: Sessions, useValue: sessions },
        { provide: ActorNames, useValue: actorNames },
        SignedInGuard,
      ],
      exports: [PublicUrl, ActorNames, SignedInGuard, AccessModule],
    };
  }
}
