import { type ImportSetting, presetSettings } from '@app/imports';

const council = (name: string, town: string, alsoKnownAs: readonly string[]) => ({
  agencyId: `${town}-council`,
  legalName: name,
  kind: 'COUNCIL' as const,
  tier: 'LOCAL' as const,
  alsoKnownAs: [`${town} metropolitan borough council`, `${town} council`, ...alsoKnownAs],
});

/** The ten councils of Greater Manchester, under the names that published files use. */
export const councils = [
  council('Bolton Council', 'bolton', []),
  council('Bury Council', 'bury', []),
  council('Manchester City Council', 'manchester', []),
  council('Oldham Council', 'oldham', []),
  council('Rochdale Borough Council', 'rochdale', []),
  council('Salford City Council', 'salford', []),
  council('Stockport Council', 'stockport', []),
  council('Tameside Council', 'tameside', []),
  council('Trafford Council', 'trafford', ['Trafford Metropolitan Borough Council', 'Trafford MBC']),
  council('Wigan Council', 'wigan', []),
];

const publicBodies = [
  {
    agencyId: 'nhs-greater-manchester',
    legalName: 'NHS Greater Manchester Integrated Care Board',
    kind: 'INTEGRATED_CARE_BOARD' as const,
    tier: 'REGIONAL' as const,
    alsoKnownAs: ['NHS Greater Manchester ICB'],
  },
];

const health = {
  agencyId: 'department-of-health',
  legalName: 'Department of Health',
  kind: 'DEPARTMENT' as const,
  tier: 'CENTRAL' as const,
  alsoKnownAs: ['DH'],
};

const { trafford, interdepartmental } = presetSettings as Record<'trafford' | 'interdepartmental', ImportSetting>;

/** What departments paid into programmes together. */
export const programmes: ImportSetting = { ...interdepartmental, agencies: [...interdepartmental.agencies, health] };

/** Trafford's own payments, in view beside the pools. */
export const traffordPayments: ImportSetting = { ...trafford, agencies: [...councils, ...publicBodies] };

/** The Department of Health's grants to the councils of Greater Manchester. */
export const healthGrants: ImportSetting = {
  places: trafford.places.slice(0, 1),
  agencies: [...councils, health],
  fund: {
    pooledFundId: 'health-grants-greater-manchester',
    name: 'Health grants to the councils of Greater Manchester',
    placeId: 'greater-manchester',
    hostAgencyId: health.agencyId,
    poolingBasis: 'IN_VIEW',
  },
  fundingStream: {
    fundingStreamId: 'health-grants',
    name: 'Grants of the Department of Health to local authorities',
    originAgencyId: health.agencyId,
  },
  commissioningAgencyId: health.agencyId,
  spenderIs: 'the commissioning agency',
};
