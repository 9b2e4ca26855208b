/** Why a pooled fund refuses. */
export const pooledFundRefusals = {
  POOLED_FUND_ALREADY_ESTABLISHED: ({ pooledFundId }: { pooledFundId: string }) =>
    `There is already a pooled fund ${pooledFundId}.`,
  POOLED_FUND_UNKNOWN: ({ pooledFundId }: { pooledFundId: string }) =>
    `There is no pooled fund ${pooledFundId}. Establish it first.`,
  PLACE_UNKNOWN: ({ placeId }: { placeId: string }) => `There is no place ${placeId}. Register it first.`,
  POOLED_FUND_MANAGER_NOT_OF_HOST: (d: { managerAgencyId: string; hostAgencyId: string }) =>
    `The pooled fund manager belongs to ${d.managerAgencyId}, not to the host ${d.hostAgencyId}, and is not seconded to it.`,
  PARTNER_ALREADY_JOINED: ({ agencyId }: { agencyId: string }) => `${agencyId} is already a partner of the fund.`,
  AGENCY_NOT_PARTNER: ({ agencyId, on }: { agencyId: string; on: string }) =>
    `${agencyId} is not a partner of the fund on ${on}.`,
  HOST_CANNOT_EXIT: ({ agencyId }: { agencyId: string }) =>
    `${agencyId} hosts the fund. Name another host before it exits.`,
  EXIT_BEFORE_NOTICE: ({ agencyId, on }: { agencyId: string; on: string }) =>
    `${agencyId} has given no notice to exit by ${on}. Record its notice first.`,
  AGREEMENT_NOT_DRAFTED: (_: Record<string, never>) => 'No agreement has been drafted for this fund.',
  AGREEMENT_ALREADY_EFFECTIVE: ({ from }: { from: string }) => `The agreement is already in effect, from ${from}.`,
  AGREEMENT_ALREADY_SIGNED_BY_AGENCY: ({ agencyId, on }: { agencyId: string; on: string }) =>
    `${agencyId} signed the agreement on ${on}.`,
  STATUTORY_ITEMS_MISSING: ({ missing }: { missing: readonly string[] }) =>
    `An agreement under s75 must specify these before it takes effect (SI 2000/617 reg 7(3)): ${missing.join(', ')}.`,
  SCHEME_ALREADY_SPECIFIED: ({ schemeId }: { schemeId: string }) =>
    `There is already a scheme ${schemeId} in this fund.`,
  DELEGATION_ALREADY_GRANTED: ({ delegationId }: { delegationId: string }) =>
    `There is already a delegation ${delegationId} in this fund.`,
  DELEGATION_UNKNOWN: ({ delegationId }: { delegationId: string }) =>
    `There is no delegation ${delegationId} in force.`,
  DELEGATION_TO_ONESELF: ({ actorId }: { actorId: string }) => `${actorId} cannot grant a delegation to themselves.`,
};
