import { type Actor, addDays, type AgencyRegistered, firstDayOf, type IsoDate } from '@app/domain';
import { approver, example, nhsApprover, section151Officer } from '../sample-people';
import { type Said, sampleLoader, type SampleRecorder } from '../sample-recorder';
import { beforeItBegan, type ExampleDays } from './example-days';

/** The first thing that is asked for: its authority says from which day the example counts. */
export const examplePlaceRequest = 'example:place';

/** Identifiers of what the fund of the worked example is made of. */
export const exampleStream = {
  earlyHelp: 'example-early-help-grant',
  adaptations: 'example-adaptations-grant',
  own: 'example-own-budgets',
} as const;
export const exampleScheme = {
  earlyHelp: 'example-early-help',
  safeAtHome: 'example-safe-at-home',
  communitySafety: 'example-community-safety',
} as const;
export const exampleDelegation = {
  approver: 'example-delegation-head-of-finance',
  nhsApprover: 'example-delegation-nhs',
  section151Officer: 'example-delegation-section-151',
} as const;
/** The one purpose that the early help grant may serve. */
export const EARLY_HELP = 'early-help';

/** Marks every name that is shown as one of the worked example. */
export const ofExample = (name: string): string => `${name} (worked example)`;

/** Who asks for something of the worked example, for which day, under which of its authorities. */
export const saidBy = (by: Actor, on: IsoDate, authority: string): Said => ({
  by,
  on,
  authorityRef: `Worked example, ${authority}`,
});

const agencies: readonly AgencyRegistered['data'][] = [
  { agencyId: example.councilId, legalName: ofExample('Example Borough Council'), kind: 'COUNCIL', tier: 'LOCAL' },
  {
    agencyId: example.icbId,
    legalName: ofExample('NHS Example Integrated Care Board'),
    kind: 'INTEGRATED_CARE_BOARD',
    tier: 'REGIONAL',
  },
  { agencyId: example.policeId, legalName: ofExample('Example Police'), kind: 'POLICE', tier: 'REGIONAL' },
  {
    agencyId: example.departmentId,
    legalName: ofExample('Department of Example'),
    kind: 'DEPARTMENT',
    tier: 'CENTRAL',
  },
];

/** The place, its agencies and its pooled fund, set up before last year began. */
export async function setUpPlaceAndFund(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const setUpOn = beforeItBegan(days, 90);
  await recorder.place(examplePlaceRequest, saidBy(sampleLoader, setUpOn, `days counted from ${days.countedFrom}`), {
    type: 'RegisterPlace',
    placeId: example.placeId,
    name: ofExample('Example Borough'),
    kind: 'WHOLE_PLACE',
    gssCodes: [],
  });
  const said = saidBy(sampleLoader, setUpOn, 'partnership board minute 1');
  for (const agency of agencies) {
    await recorder.agency(`example:agency:${agency.agencyId}`, said, { type: 'RegisterAgency', ...agency });
  }
  await defineFundingStreams(recorder, days, said);
  await establishFund(recorder, said);
  await agreeFund(recorder, days);
  await delegate(recorder, days);
}

async function defineFundingStreams(recorder: SampleRecorder, days: ExampleDays, said: Said): Promise<void> {
  await recorder.fundingStream('example:stream:early-help', said, {
    type: 'DefineFundingStream',
    fundingStreamId: exampleStream.earlyHelp,
    name: ofExample('Early help grant'),
    originAgencyId: example.departmentId,
    ringFence: 'PURPOSE',
    ringFenceSetBy: 'DEPARTMENT',
    permittedPurposes: [EARLY_HELP],
    permittedSpendTypes: ['REVENUE'],
    // Soon enough to be a warning, and late enough that everything in the example is spent in time.
    expiresOn: addDays(days.countedFrom, 100),
  });
  await recorder.fundingStream('example:stream:adaptations', said, {
    type: 'DefineFundingStream',
    fundingStreamId: exampleStream.adaptations,
    name: ofExample('Home adaptations grant'),
    originAgencyId: example.departmentId,
    ringFence: 'CAPITAL_ONLY',
    ringFenceSetBy: 'DEPARTMENT',
    permittedSpendTypes: ['CAPITAL'],
  });
  await recorder.fundingStream('example:stream:own', said, {
    type: 'DefineFundingStream',
    fundingStreamId: exampleStream.own,
    name: ofExample('Partners’ own budgets'),
    originAgencyId: example.councilId,
    ringFence: 'NONE',
    permittedSpendTypes: ['REVENUE', 'CAPITAL'],
  });
}

async function establishFund(recorder: SampleRecorder, said: Said): Promise<void> {
  const { pooledFundId, placeId, councilId } = example;
  await recorder.pooledFund('example:fund', said, {
    type: 'EstablishPooledFund',
    pooledFundId,
    placeId,
    name: ofExample('Example Borough pooled fund'),
    legalBasis: 'S75_NHS_ACT_2006',
    poolingBasis: 'POOLED',
    hostAgencyId: councilId,
    pooledFundManager: { post: 'Pooled fund manager', agencyId: councilId },
    signature: 'REPORTED',
  });
  for (const agencyId of [example.icbId, example.policeId, example.departmentId]) {
    await recorder.pooledFund(`example:partner:${agencyId}`, said, { type: 'AdmitPartner', pooledFundId, agencyId });
  }
  const schemes = [
    { schemeId: exampleScheme.earlyHelp, name: 'Early help for families', leadCommissionerId: councilId },
    { schemeId: exampleScheme.safeAtHome, name: 'Safe at home', leadCommissionerId: example.icbId },
    { schemeId: exampleScheme.communitySafety, name: 'Community safety', leadCommissionerId: example.policeId },
  ];
  for (const scheme of schemes) {
    await recorder.pooledFund(`example:scheme:${scheme.schemeId}`, said, {
      type: 'SpecifyScheme',
      pooledFundId,
      ...scheme,
      name: ofExample(scheme.name),
      vatRegime: scheme.leadCommissionerId === example.icbId ? 'CONTRACTED_OUT_SERVICES_NHS' : 'S33_LOCAL_AUTHORITY',
    });
  }
}

/** The agreement of the fund: every partner approved it, and the police have not signed it yet. */
async function agreeFund(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const { pooledFundId } = example;
  await recorder.pooledFund('example:fund:draft', saidBy(sampleLoader, beforeItBegan(days, 60), 'draft agreement'), {
    type: 'DraftAgreement',
    pooledFundId,
    items: {
      aimsAndOutcomes: 'Families get help early, and people stay safe in their own homes.',
      contributionsAndVariation: 'Quarterly in advance; varied with the consent of the payer and the host.',
      functions: 'Social care, community health services and community safety.',
      personsAndServices: 'Residents of Example Borough, through three schemes.',
      staffGoodsAndAccommodation: 'Police analysts are contributed in kind.',
      durationReviewVariationAndTermination: 'Three years, reviewed every year; six months’ notice.',
      managementAndMonitoring: 'The council hosts the fund and reports every quarter.',
    },
  });
  const signatories = [
    { agencyId: example.councilId, by: approver, signatoryPost: 'Head of finance' },
    { agencyId: example.icbId, by: nhsApprover, signatoryPost: 'Chief finance officer' },
    { agencyId: example.departmentId, by: sampleLoader, signatoryPost: 'Director of local programmes' },
    { agencyId: example.policeId, by: sampleLoader, signatoryPost: undefined },
  ];
  for (const { agencyId, by, signatoryPost } of signatories) {
    const approved = saidBy(by, beforeItBegan(days, 30), 'decision to approve the pooled fund agreement');
    await recorder.pooledFund(`example:fund:approve:${agencyId}`, approved, {
      type: 'ApproveAgreement',
      pooledFundId,
      byAgencyId: agencyId,
    });
    if (signatoryPost === undefined) continue;
    const signed = saidBy(by, beforeItBegan(days, 20), 'signed pooled fund agreement');
    await recorder.pooledFund(`example:fund:sign:${agencyId}`, signed, {
      type: 'SignAgreement',
      pooledFundId,
      byAgencyId: agencyId,
      signatoryPost,
    });
  }
  const inEffect = saidBy(sampleLoader, firstDayOf(days.lastYear), 'partnership board minute 2');
  await recorder.pooledFund('example:fund:effect', inEffect, { type: 'PutAgreementIntoEffect', pooledFundId });
}

async function delegate(recorder: SampleRecorder, days: ExampleDays): Promise<void> {
  const { pooledFundId } = example;
  const on = firstDayOf(days.lastYear);
  const withdrawals = ['APPROVE_WITHDRAWAL'] as const;
  // Nobody grants to themselves: what the section 151 officer holds comes from the council's constitution.
  await recorder.pooledFund('example:delegation:section-151', saidBy(sampleLoader, on, 'council constitution'), {
    type: 'GrantDelegation',
    pooledFundId,
    delegationId: exampleDelegation.section151Officer,
    holderActorId: section151Officer.actorId,
    actions: ['APPROVE_WITHDRAWAL', 'REOPEN_PERIOD'],
    limitPence: 100_000_00,
  });
  const delegated = saidBy(section151Officer, on, 'scheme of delegation');
  await recorder.pooledFund('example:delegation:approver', delegated, {
    type: 'GrantDelegation',
    pooledFundId,
    delegationId: exampleDelegation.approver,
    holderActorId: approver.actorId,
    actions: withdrawals,
    limitPence: 25_000_00,
  });
  await recorder.pooledFund('example:delegation:nhs', delegated, {
    type: 'GrantDelegation',
    pooledFundId,
    delegationId: exampleDelegation.nhsApprover,
    holderActorId: nhsApprover.actorId,
    actions: withdrawals,
    limitPence: 15_000_00,
  });
}
