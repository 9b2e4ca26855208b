import { Injectable } from '@nestjs/common';
import { Aggregates } from '@app/application';
import {
  type AccessScope,
  accessRefusals,
  type Actor,
  agencyRefusals,
  agreementRefusals,
  type Grant,
  pooledFundRefusals,
  type Refusal,
  refusalsOf,
  type Role,
} from '@app/domain';
import { type ApiKey } from '@app/platform';
import { type Caller } from './caller';
import { decideAccess, type GivenCommand, mayListGrants, type Verdict } from './permissions';
import { agencyOfGrant, covers, isPartnerOf, type Resource } from './scope';

/** Which grant allows a command, or the refusal to answer it with. */
export type AccessDecision = { readonly grant: Grant } | { readonly refusal: Refusal };

/** What a command is about; of a revocation, also the grant that it takes back. */
interface About {
  readonly resource: Resource;
  readonly taken?: Grant;
}

const unknown = refusalsOf({ ...accessRefusals, ...agencyRefusals, ...agreementRefusals, ...pooledFundRefusals });
const registers: Resource = { kind: 'REGISTERS' };

/** Who may do and see what. Pages, API and exports ask here and nowhere else. */
@Injectable()
export class Access {
  constructor(private readonly aggregates: Aggregates) {}

  /** Somebody who is signed in, with all that they were granted. */
  async callerOf(actorId: string, name: string, via: Caller['via']): Promise<Caller> {
    return { actorId, name, via, grants: await this.aggregates.grantsOf(actorId) };
  }

  /** Whoever shows an API key: it can do what its actor was granted, and no more than its own roles. */
  async callerOfKey({ actorId, agencyId, roles }: ApiKey): Promise<Caller> {
    const grants = (await this.aggregates.grantsOf(actorId)).filter(({ role }) => roles.includes(role));
    return { actorId, name: actorId, via: 'KEY', grants, actsForAgencyId: agencyId ?? undefined };
  }

  /** Which grant of the caller allows the command, or the refusal when none does. */
  async refuse(caller: Caller, command: GivenCommand): Promise<AccessDecision> {
    const { grants } = caller;
    // Whoever holds all grants over everything is told the same whatever it is about, so nothing is looked up.
    const isEverywhere = grants.every(({ scope }) => scope.kind === 'EVERYTHING');
    const mustLookUp = !isEverywhere || command.type === 'RevokeRole';
    const { resource, taken } = mustLookUp ? await this.aboutOf(command) : { resource: registers };
    const hidden = isEverywhere ? undefined : await this.hiddenFund(caller, command);
    if (hidden !== undefined) return { refusal: unknown('POOLED_FUND_UNKNOWN', { pooledFundId: hidden }).refused };
    const verdict = decideAccess(grants, command, resource, taken);
    return 'grant' in verdict ? verdict : { refusal: refusalFor(verdict.refused, caller, command) };
  }

  /** The actor that events name when the caller acts by a grant. */
  actorOf({ actorId, actsForAgencyId }: Caller, grant: Grant): Actor {
    return { actorId, agencyId: actsForAgencyId ?? agencyOfGrant(grant), kind: 'PERSON' };
  }

  /** Why the caller may not look at grants; undefined when they may, within their scope. */
  refuseGrantList({ grants }: Caller): Refusal | undefined {
    if (grants.some(({ role }) => mayListGrants(role))) return undefined;
    const roles = rolesOf(grants);
    const sentence = `You hold ${roles.length > 0 ? `the roles ${roles.join(', ')}` : 'no role'}. Only operators, s151 officers and auditors look at grants.`;
    return { code: 'NOT_ALLOWED', sentence, details: { roles } };
  }

  /** Those of some grants that the caller may look at: what they cover lies within the caller's own scope. */
  async grantsSeenBy<Row extends { readonly scope: AccessScope }>(
    { grants }: Caller,
    rows: readonly Row[],
  ): Promise<readonly Row[]> {
    const looking = grants.filter(({ role }) => mayListGrants(role));
    const seen = await Promise.all(
      rows.map(async ({ scope }) => {
        const resource = await this.resourceOfScope(scope);
        return looking.some((grant) => covers(grant.scope, resource));
      }),
    );
    return rows.filter((_, place) => seen[place]);
  }

  /** The fund that a new agreement names though the caller sees none of it. */
  private async hiddenFund({ grants }: Caller, command: GivenCommand): Promise<string | undefined> {
    if (command.type !== 'DraftBenefitSharingAgreement' || command.pooledFundId === undefined) return undefined;
    const fund = await this.fund(command.pooledFundId);
    const isSeen = grants.some(({ scope }) => covers(scope, fund) || isPartnerOf(scope, fund));
    return isSeen || grants.length === 0 ? undefined : command.pooledFundId;
  }

  private async aboutOf(command: GivenCommand): Promise<About> {
    switch (command.type) {
      case 'RegisterPlace': {
        const { parentPlaceId } = command;
        if (parentPlaceId === undefined) return { resource: registers };
        return { resource: { kind: 'REGISTERS', withinPlaceIds: await this.aggregates.placesAround(parentPlaceId) } };
      }
      case 'ReorganisePlace':
      case 'RegisterAgency':
      case 'SucceedAgency':
      case 'DefineFundingStream':
      case 'RemoveRingFence':
      case 'WaivePassThrough':
        return { resource: registers };
      case 'EstablishPooledFund': {
        const { pooledFundId, placeId, hostAgencyId } = command;
        const placeIds = await this.aggregates.placesAround(placeId);
        return { resource: { kind: 'POOLED_FUND', pooledFundId, placeIds, hostAgencyId, partnerIds: [] } };
      }
      case 'DraftBenefitSharingAgreement': {
        const { pooledFundId, placeId, terms } = command;
        const placeIds = await this.aggregates.placesAround(placeId);
        const partyIds = terms.parties.map(({ agencyId }) => agencyId);
        return { resource: { kind: 'AGREEMENT', pooledFundId, placeIds, partyIds } };
      }
      case 'GrantRole':
        return { resource: await this.resourceOfScope(command.scope) };
      case 'RevokeRole': {
        const taken = (await this.aggregates.accessOf(command.actorId)).grants.get(command.grantId)?.grant;
        // Only over everything can it be told that there is no such grant.
        return taken ? { resource: await this.resourceOfScope(taken.scope), taken } : { resource: nowhere };
      }
      default:
        return {
          resource:
            'pooledFundId' in command
              ? await this.fund(command.pooledFundId)
              : await this.agreement(command.agreementId),
        };
    }
  }

  private async resourceOfScope(scope: AccessScope): Promise<Resource> {
    switch (scope.kind) {
      case 'EVERYTHING':
        return registers;
      case 'PLACE':
        return { kind: 'PLACE', placeIds: await this.aggregates.placesAround(scope.placeId) };
      case 'AGENCY':
        return scope;
      case 'POOLED_FUND':
        return this.fund(scope.pooledFundId);
    }
  }

  private async fund(pooledFundId: string): Promise<Resource> {
    const { established, placeId, hostAgencyId, memberships } = await this.aggregates.pooledFund(pooledFundId);
    const placeIds = established ? await this.aggregates.placesAround(placeId) : [];
    return { kind: 'POOLED_FUND', pooledFundId, placeIds, hostAgencyId, partnerIds: [...memberships.keys()] };
  }

  private async agreement(agreementId: string): Promise<Resource> {
    const { drafted, placeId, pooledFundId, versions } = await this.aggregates.agreement(agreementId);
    const placeIds = drafted ? await this.aggregates.placesAround(placeId) : [];
    const partyIds = versions.flatMap(({ terms }) => terms.parties.map(({ agencyId }) => agencyId));
    return { kind: 'AGREEMENT', pooledFundId, placeIds, partyIds };
  }
}

/** The roles of some grants, each once. */
const rolesOf = (grants: readonly Grant[]): readonly Role[] => [...new Set(grants.map(({ role }) => role))];

/** What is in no scope but everything. */
const nowhere: Resource = { kind: 'PLACE', placeIds: [] };

type Refused = Extract<Verdict, { readonly refused: unknown }>['refused'];

function refusalFor(refused: Refused, { grants, actsForAgencyId }: Caller, command: GivenCommand): Refusal {
  if (refused === 'ABSENT') return absent(command);
  const held = rolesOf(grants);
  const agencies = [...new Set([actsForAgencyId, ...grants.map(agencyOfGrant)])].filter((id) => id !== undefined);
  const notAllowed = (sentence: string): Refusal => ({ code: 'NOT_ALLOWED', sentence, details: { roles: held } });
  if (refused === 'OF_ANOTHER_AGENCY') {
    return notAllowed(`You act for ${agencies.join(', ')}. Somebody who acts for the agency named must ask for this.`);
  }
  if (held.length === 0)
    return notAllowed(`You hold no role that counts here, so you may not ask for ${command.type}.`);
  return notAllowed(`You hold the roles ${held.join(', ')}. None of them may ask for ${command.type} here.`);
}

/** What the domain says of what is not there: what is out of scope is told the same. */
function absent(command: GivenCommand): Refusal {
  switch (command.type) {
    case 'EstablishPooledFund':
    case 'DraftBenefitSharingAgreement':
      return unknown('PLACE_UNKNOWN', { placeId: command.placeId }).refused;
    case 'GrantRole':
      return absentScope(command.scope);
    case 'RevokeRole':
      return unknown('GRANT_UNKNOWN', { grantId: command.grantId, actorId: command.actorId }).refused;
    default:
      if ('pooledFundId' in command) {
        return unknown('POOLED_FUND_UNKNOWN', { pooledFundId: command.pooledFundId }).refused;
      }
      if ('agreementId' in command) return unknown('AGREEMENT_UNKNOWN', { agreementId: command.agreementId }).refused;
      throw new Error(`${command.type} is about no more than the registers, which nobody finds absent.`);
  }
}

function absentScope(scope: AccessScope): Refusal {
  switch (scope.kind) {
    case 'EVERYTHING':
      throw new Error('Everything is never absent.');
    case 'PLACE':
      return unknown('PLACE_UNKNOWN', { placeId: scope.placeId }).refused;
    case 'AGENCY':
      return unknown('AGENCY_UNKNOWN', { agencyId: scope.agencyId }).refused;
    case 'POOLED_FUND':
      return unknown('POOLED_FUND_UNKNOWN', { pooledFundId: scope.pooledFundId }).refused;
  }
}
