import { type IsoDate } from '../shared/dates';
import { type Pence } from '../shared/money';
import {
  type DelegatedAction,
  type LegalBasis,
  type PooledFundEvent,
  type PoolingBasis,
  type SignatureRule,
  type StatutoryItem,
  type VatRegime,
} from './pooled-fund.events';

/** One stay of a partner in the fund; `untilOn` is the first day on which it is no longer a partner. */
export interface Membership {
  readonly fromOn: IsoDate;
  readonly untilOn?: IsoDate;
  readonly exitNoticeFor?: IsoDate;
}

export interface Delegation {
  readonly holderActorId: string;
  readonly actions: readonly DelegatedAction[];
  readonly limitPence: Pence;
  readonly fromOn: IsoDate;
  readonly untilOn?: IsoDate;
}

/** The rulebook of a pooled fund, as decisions about its money need it. */
export interface PooledFundState {
  established: boolean;
  placeId: string;
  legalBasis: LegalBasis;
  poolingBasis: PoolingBasis;
  hostAgencyId: string;
  signature: SignatureRule;
  readonly memberships: Map<string, Membership[]>;
  readonly agreement: {
    items?: Readonly<Partial<Record<StatutoryItem, string>>>;
    readonly signedOn: Map<string, IsoDate>;
    effectiveFrom?: IsoDate;
  };
  readonly schemes: Map<string, { readonly vatRegime: VatRegime }>;
  readonly delegations: Map<string, Delegation>;
}

export const initialPooledFund = (): PooledFundState => ({
  established: false,
  placeId: '',
  legalBasis: 'OTHER',
  poolingBasis: 'POOLED',
  hostAgencyId: '',
  signature: 'REPORTED',
  memberships: new Map(),
  agreement: { signedOn: new Map() },
  schemes: new Map(),
  delegations: new Map(),
});

/** True when the agency is a partner on that day (INV-14). */
export const isPartnerOn = (fund: PooledFundState, agencyId: string, on: IsoDate): boolean =>
  stayOn(fund, agencyId, on) !== undefined;

/** The stay of a partner that a day lies in; stays of one partner never overlap. */
export const stayOn = (fund: PooledFundState, agencyId: string, on: IsoDate): Membership | undefined =>
  fund.memberships.get(agencyId)?.find((stay) => coversDay(stay, on));

const coversDay = ({ fromOn, untilOn }: Membership, on: IsoDate): boolean => fromOn <= on && (!untilOn || on < untilOn);

/** The delegation, when that actor holds it on that day for that action (INV-31, INV-32). */
export function delegationHeld(
  fund: PooledFundState,
  delegationId: string,
  holding: { readonly actorId: string; readonly action: DelegatedAction; readonly on: IsoDate },
): Delegation | undefined {
  const delegation = fund.delegations.get(delegationId);
  const isHeld =
    delegation?.holderActorId === holding.actorId &&
    delegation.actions.includes(holding.action) &&
    delegation.fromOn <= holding.on &&
    (!delegation.untilOn || holding.on < delegation.untilOn);
  return isHeld ? delegation : undefined;
}

/** The partners on a day, in the order in which they joined: the order that settles ties. */
export const partnersOn = (fund: PooledFundState, on: IsoDate): readonly string[] =>
  [...fund.memberships.keys()].filter((agencyId) => isPartnerOn(fund, agencyId, on));

/** The partners on a day who have not signed the agreement. */
export const unsignedPartners = (fund: PooledFundState, on: IsoDate): readonly string[] =>
  partnersOn(fund, on).filter((agencyId) => !fund.agreement.signedOn.has(agencyId));

export function evolvePooledFund(state: PooledFundState, event: PooledFundEvent): PooledFundState {
  const { occurredOn } = event;
  switch (event.type) {
    case 'PooledFundEstablished': {
      const { placeId, legalBasis, poolingBasis, hostAgencyId, signature } = event.data;
      Object.assign(state, { established: true, placeId, legalBasis, poolingBasis, hostAgencyId, signature });
      join(state, hostAgencyId, occurredOn);
      return state;
    }
    case 'HostPartnerChanged':
      state.hostAgencyId = event.data.hostAgencyId;
      return state;
    case 'PartnerJoined':
      join(state, event.data.agencyId, occurredOn);
      return state;
    case 'PartnerExitNoticeGiven':
      amendStay(state, event.data.agencyId, occurredOn, { exitNoticeFor: event.data.exitsOn });
      return state;
    case 'PartnerExited':
      amendStay(state, event.data.agencyId, occurredOn, { untilOn: occurredOn });
      return state;
    case 'AgreementDrafted':
      state.agreement.items = event.data.items;
      // Who signed an earlier draft has not signed this one.
      state.agreement.signedOn.clear();
      return state;
    case 'AgreementApproved':
      return state;
    case 'AgreementSigned':
      state.agreement.signedOn.set(event.data.byAgencyId, occurredOn);
      return state;
    case 'AgreementEffective':
      state.agreement.effectiveFrom = occurredOn;
      return state;
    case 'SchemeSpecified':
      state.schemes.set(event.data.schemeId, { vatRegime: event.data.vatRegime });
      return state;
    case 'DelegationGranted': {
      const { delegationId, holderActorId, actions, limitPence, untilOn } = event.data;
      state.delegations.set(delegationId, { holderActorId, actions, limitPence, fromOn: occurredOn, untilOn });
      return state;
    }
    case 'DelegationRevoked': {
      const { delegationId } = event.data;
      state.delegations.set(delegationId, { ...state.delegations.get(delegationId)!, untilOn: occurredOn });
      return state;
    }
  }
}

function join(state: PooledFundState, agencyId: string, fromOn: IsoDate): void {
  state.memberships.set(agencyId, [...(state.memberships.get(agencyId) ?? []), { fromOn }]);
}

function amendStay(state: PooledFundState, agencyId: string, on: IsoDate, change: Partial<Membership>): void {
  const stays = state.memberships.get(agencyId) ?? [];
  state.memberships.set(
    agencyId,
    stays.map((stay) => (coversDay(stay, on) ? { ...stay, ...change } : stay)),
  );
}
