import { type AgencyKind, type AgencyTier, type PlaceKind, type PoolingBasis } from '@app/domain';

/** What must be in the ledger before the rows of a file can be booked, made when it is not there. */
export interface ImportSetting {
  readonly places: readonly {
    readonly placeId: string;
    readonly name: string;
    readonly kind: PlaceKind;
    readonly gssCodes: readonly string[];
    readonly parentPlaceId?: string;
  }[];
  readonly agencies: readonly ImportAgency[];
  readonly fund: {
    readonly pooledFundId: string;
    readonly name: string;
    readonly placeId: string;
    readonly hostAgencyId: string;
    readonly poolingBasis: PoolingBasis;
  };
  readonly fundingStream: { readonly fundingStreamId: string; readonly name: string; readonly originAgencyId: string };
  /** Who commissions what is paid, unless each row names its own spender. */
  readonly commissioningAgencyId: string;
  /** Whether each row names the body that spends, or only the file as a whole does. */
  readonly spenderIs: 'the commissioning agency' | 'named by the row';
  /** Who spends where a row should name the spender and does not; absent: such rows are rejected. */
  readonly unnamedSpenderId?: string;
  /** What bodies that the rows name, and the register does not know, are registered as; absent: such rows are rejected. */
  readonly registerAs?: { readonly kind: AgencyKind; readonly tier: AgencyTier };
}

export interface ImportAgency {
  readonly agencyId: string;
  readonly legalName: string;
  readonly kind: AgencyKind;
  readonly tier: AgencyTier;
  readonly alsoKnownAs?: readonly string[];
}

const greaterManchester = {
  placeId: 'greater-manchester',
  name: 'Greater Manchester',
  kind: 'COMBINED_AUTHORITY' as const,
  gssCodes: ['E47000001'],
};
const england = { placeId: 'england', name: 'England', kind: 'WHOLE_PLACE' as const, gssCodes: ['E92000001'] };
const department = { kind: 'DEPARTMENT' as const, tier: 'CENTRAL' as const };
const treasury = { agencyId: 'hm-treasury', legalName: 'HM Treasury', ...department, alsoKnownAs: ['HMT'] };
const communities = {
  agencyId: 'dclg',
  legalName: 'Department for Communities and Local Government',
  ...department,
  alsoKnownAs: ['DCLG', 'Communities and Local Government', 'Dept for Communities & Local Government'],
};

/** A council whose published spending is watched beside the pools: its own money, no pool's (finding 2 of the field's papers). */
const spendingOf = (
  council: ImportAgency,
  place: ImportSetting['places'][number],
  places: ImportSetting['places'],
): ImportSetting => ({
  places,
  agencies: [council],
  fund: {
    pooledFundId: `${place.placeId}-spending`,
    name: `${council.legalName}: published spending`,
    placeId: place.placeId,
    hostAgencyId: council.agencyId,
    poolingBasis: 'IN_VIEW',
  },
  fundingStream: {
    fundingStreamId: `${place.placeId}-own-budget`,
    name: `${council.legalName}: own budget`,
    originAgencyId: council.agencyId,
  },
  commissioningAgencyId: council.agencyId,
  spenderIs: 'the commissioning agency',
});

const trafford = {
  placeId: 'trafford',
  name: 'Trafford',
  kind: 'WHOLE_PLACE' as const,
  gssCodes: ['E08000009'],
  parentPlaceId: 'greater-manchester',
};
const traffordCouncil: ImportAgency = {
  agencyId: 'trafford-council',
  legalName: 'Trafford Council',
  kind: 'COUNCIL',
  tier: 'LOCAL',
  alsoKnownAs: ['Trafford Metropolitan Borough Council', 'Trafford MBC', 'Trafford Borough Council'],
};
const oxford = { placeId: 'oxford', name: 'Oxford', kind: 'WHOLE_PLACE' as const, gssCodes: ['E07000178'] };
const oxfordCouncil: ImportAgency = {
  agencyId: 'oxford-city-council',
  legalName: 'Oxford City Council',
  kind: 'DISTRICT',
  tier: 'LOCAL',
};

/** Where the rows of each preset go, unless the caller names another fund. */
export const presetSettings: Readonly<Record<string, ImportSetting>> = {
  trafford: spendingOf(traffordCouncil, trafford, [greaterManchester, trafford]),
  oxford: spendingOf(oxfordCouncil, oxford, [oxford]),
  'spend-over-25000': {
    places: [england],
    agencies: [treasury],
    fund: {
      pooledFundId: 'central-government-spending',
      name: 'Central government: published spending over £25,000',
      placeId: 'england',
      hostAgencyId: treasury.agencyId,
      poolingBasis: 'IN_VIEW',
    },
    fundingStream: {
      fundingStreamId: 'departmental-budgets',
      name: 'Departmental budgets',
      originAgencyId: treasury.agencyId,
    },
    commissioningAgencyId: treasury.agencyId,
    spenderIs: 'named by the row',
    registerAs: department,
  },
  interdepartmental: {
    places: [england],
    agencies: [communities],
    fund: {
      pooledFundId: 'interdepartmental-programmes',
      name: 'Programmes that departments pay into together',
      placeId: 'england',
      hostAgencyId: communities.agencyId,
      poolingBasis: 'POOLED',
    },
    fundingStream: {
      fundingStreamId: 'interdepartmental',
      name: 'Interdepartmental contributions',
      originAgencyId: communities.agencyId,
    },
    commissioningAgencyId: communities.agencyId,
    spenderIs: 'named by the row',
    registerAs: department,
  },
};
