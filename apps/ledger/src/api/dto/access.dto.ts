import { type AccessScope, type Role, roles } from '@app/domain';
import { AskedDto } from './asked.dto';
import { Identifier, OneOf, Part, Words } from './fields';

const scopeKinds = ['EVERYTHING', 'PLACE', 'AGENCY', 'POOLED_FUND'] as const satisfies readonly AccessScope['kind'][];

/** What a grant covers, with the one identifier that its kind takes. */
export class AccessScopeDto {
  @OneOf(scopeKinds, { description: 'A place covers all places within it; a fund also the agreements attached to it.' })
  kind!: AccessScope['kind'];
  @Identifier({ optional: true, description: 'Of a PLACE, and of nothing else.' }) placeId?: string;
  @Identifier({ optional: true, description: 'Of an AGENCY, and of nothing else.' }) agencyId?: string;
  @Identifier({ optional: true, description: 'Of a POOLED_FUND, and of nothing else.' }) pooledFundId?: string;
}

export class GrantRoleDto extends AskedDto {
  @Identifier() grantId!: string;
  @Identifier({ description: 'Who is granted the role: never the one who asks.' }) actorId!: string;
  @OneOf(roles) role!: Role;
  @Part(() => AccessScopeDto) scope!: AccessScopeDto;
  @Identifier({
    optional: true,
    description: 'The agency that they act for in this role; they approve and sign for no other.',
  })
  actsForAgencyId?: string;
}

export class RevokeRoleDto extends AskedDto {
  @Identifier({ description: 'Who was granted the role.' }) actorId!: string;
  @Words(500) reason!: string;
}
