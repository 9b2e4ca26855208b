import { Get } from '@nestjs/common';
import { type AccessScope } from '@app/domain';
import { type Look, type RoleGrantRow, roleGrants } from '@app/read-models';
import { Access } from '../../access/access.service';
import { holdsRoleFor } from '../../access/permissions';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { ActorNames } from '../../identity/actor-names';
import { mayRecord } from '../recording/recording';
import { recordings } from '../recording/recordings/recordings';
import { sentenceCase } from '../rendering/in-words';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { type Named } from '../rendering/refusal-in-words';
import { registerNames } from '../rendering/register-names';
import { roleInWords } from '../rendering/role-words';
import { grantsHeldTable, grantsTakenBackTable, type GrantTold, ownGrantsTable } from './access-tables';

/** Who may do what: the roles that people hold and held, and one's own. */
@PageController('access')
export class AccessPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly reports: Reports,
    private readonly access: Access,
    private readonly actorNames: ActorNames,
  ) {}

  /** Who holds which role, for those who look after roles; everybody else is led to their own. */
  @Get()
  async list(@Http() http: HttpExchange) {
    const caller = http.request.caller!;
    if (this.access.refuseGrantList(caller)) return redirect(http, '/access/me');
    const grants = await this.reports.look(sightOf(caller), {}, async (look) =>
      told(look, await this.access.grantsSeenBy(caller, await roleGrants(look)), this.actorNames.called),
    );
    const mayTakeBack = holdsRoleFor(caller.grants, 'RevokeRole');
    return this.pages.show(http, {
      template: 'access/access.njk',
      title: 'Who may do what',
      section: 'access',
      tables: [
        grantsHeldTable(
          grants.filter(({ revokedOn }) => revokedOn === null),
          mayTakeBack,
        ),
        grantsTakenBackTable(grants.filter(({ revokedOn }) => revokedOn !== null)),
      ],
      content: { mayGrant: holdsRoleFor(caller.grants, 'GrantRole') },
    });
  }

  /** What the reader may do and see. What counts is read from the log itself, and its dates from the read model. */
  @Get('me')
  async own(@Http() http: HttpExchange) {
    const caller = http.request.caller!;
    const grants = await this.reports.look(sightOf(caller), {}, async (look) => {
      const rows = await roleGrants(look);
      const held = new Set(caller.grants.map(({ grantId }) => grantId));
      return told(
        look,
        rows.filter(({ actorId, grantId }) => actorId === caller.actorId && held.has(grantId)),
        this.actorNames.called,
      );
    });
    return this.pages.show(http, {
      template: 'access/own.njk',
      title: 'What you may do and see',
      section: this.access.refuseGrantList(caller) ? undefined : 'access',
      tables: [ownGrantsTable(grants)],
      content: {
        actorId: caller.actorId,
        maySeeAll: this.access.refuseGrantList(caller) === undefined,
        roles: [...new Set(caller.grants.map(({ role }) => role))].map((role) => ({
          role: sentenceCase(role),
          about: roleInWords[role],
        })),
        offered: recordings
          .filter((recording) => mayRecord(recording, caller))
          .map(({ name, title }) => ({ href: `/record/${name}/new`, text: title })),
      },
    });
  }
}

/** Grants with what people call all that they name. */
async function told(
  look: Look,
  rows: readonly RoleGrantRow[],
  calledActor: (actorId: string) => string,
): Promise<readonly GrantTold[]> {
  const names = await registerNames(look, rows.flatMap(namedBy));
  const called = (each: Named): string => names(each.register, each.id) ?? each.id;
  return rows.map((row) => {
    const [over] = scopeNamed(row.scope);
    return {
      ...row,
      who: calledActor(row.actorId),
      grantedBy: calledActor(row.grantedBy),
      revokedBy: row.revokedBy === null ? null : calledActor(row.revokedBy),
      role: sentenceCase(row.role),
      over: over ? `${over.before}${called(over)}${over.after}` : sentenceCase(row.scope.kind),
      actsFor: row.actsForAgencyId === null ? '' : called({ register: 'agencyId', id: row.actsForAgencyId }),
    };
  });
}

const namedBy = ({ scope, actsForAgencyId }: RoleGrantRow): readonly Named[] => [
  ...scopeNamed(scope),
  ...(actsForAgencyId === null ? [] : [{ register: 'agencyId', id: actsForAgencyId } as const]),
];

/** What a scope names of the registers, and the words about it. */
function scopeNamed(scope: AccessScope): readonly (Named & { readonly before: string; readonly after: string })[] {
  switch (scope.kind) {
    case 'EVERYTHING':
      return [];
    case 'PLACE':
      return [{ register: 'placeId', id: scope.placeId, before: '', after: ', with all places within it' }];
    case 'AGENCY':
      return [{ register: 'agencyId', id: scope.agencyId, before: 'Only what is its own: ', after: '' }];
    case 'POOLED_FUND':
      return [{ register: 'pooledFundId', id: scope.pooledFundId, before: 'The fund ', after: '' }];
  }
}
