import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AskAccess } from '@app/application';
import { type AccessScope } from '@app/domain';
import { type RoleGrantRow, roleGrants } from '@app/read-models';
import { Access } from '../access/access.service';
import { sightOf } from '../access/sight-of';
import { KeyedController, ProblemDto, Write } from './command.decorators';
import { Commands } from './commands.service';
import { type AccessScopeDto, GrantRoleDto, RevokeRoleDto } from './dto/access.dto';
import { ShownQueryDto } from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';
import { ProblemError } from './problems/problem';
import { Reports } from './reports.service';

/** Who may do what: roles, granted within a scope and taken back, each with its authority. */
@ApiTags('access')
@KeyedController()
@Controller('api/v1/access/grants')
export class AccessController {
  constructor(
    private readonly commands: Commands,
    private readonly reports: Reports,
    private readonly access: Access,
  ) {}

  @ApiOperation({
    summary:
      'Every grant within what you may look after, those revoked too. For operators, s151 officers and auditors.',
  })
  // One told response takes the place of the success that is told by default.
  @ApiResponse({ status: 200, description: 'The grants, as `items`.' })
  @ApiResponse({ status: 403, description: 'No role of yours may see grants.', type: ProblemDto })
  @Get()
  async list(
    @Query() query: ShownQueryDto,
    @Http() { request }: HttpExchange,
  ): Promise<{ readonly items: readonly RoleGrantRow[] }> {
    const caller = request.caller!;
    const refusal = this.access.refuseGrantList(caller);
    if (refusal) throw new ProblemError(403, refusal.code, refusal.sentence, { details: refusal.details });
    const rows = await this.reports.look(sightOf(caller), query, (look) => roleGrants(look));
    return { items: await this.access.grantsSeenBy(caller, rows) };
  }

  @ApiOperation({ summary: 'Grant a role to somebody else, within your own scope.' })
  @Write()
  @Post()
  grant(@Body() body: GrantRoleDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAccess, { type: 'GrantRole', ...body, scope: scopeOf(body.scope) }, http);
  }

  @ApiOperation({ summary: 'Take a role back. It counts no more from now on.' })
  @Write()
  @Post(':grantId/revocation')
  revoke(@Param('grantId', IdentifierInPath) grantId: string, @Body() body: RevokeRoleDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAccess, { type: 'RevokeRole', grantId, ...body }, http);
  }
}

const fieldOf = { EVERYTHING: undefined, PLACE: 'placeId', AGENCY: 'agencyId', POOLED_FUND: 'pooledFundId' } as const;

/** @throws ProblemError for a scope that lacks its identifier, or has another's */
function scopeOf({ kind, ...ids }: AccessScopeDto): AccessScope {
  const field = fieldOf[kind];
  for (const other of ['placeId', 'agencyId', 'pooledFundId'] as const) {
    if ((ids[other] === undefined) === (other !== field)) continue;
    const message =
      other === field ? `must be given for a scope of ${kind}` : `must be left out for a scope of ${kind}`;
    const errors = [{ path: `scope.${other}`, message }];
    throw new ProblemError(400, 'BODY_INVALID', `scope.${other} ${message}.`, { errors });
  }
  return (field === undefined ? { kind } : { kind, [field]: ids[field] }) as AccessScope;
}
