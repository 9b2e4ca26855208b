/** Why the register of agencies refuses. */
export const agencyRefusals = {
  AGENCY_ALREADY_REGISTERED: ({ agencyId }: { agencyId: string }) => `There is already an agency ${agencyId}.`,
  AGENCY_UNKNOWN: ({ agencyId }: { agencyId: string }) => `There is no agency ${agencyId}. Register it first.`,
  AGENCY_SUPERSEDED: ({ agencyId, on, successors }: { agencyId: string; on: string; successors: readonly string[] }) =>
    `The agency ${agencyId} was succeeded on ${on} by ${successors.join(', ')}. From that day on, name the successor.`,
  AGENCY_CANNOT_SUCCEED_ITSELF: ({ agencyId }: { agencyId: string }) =>
    `The agency ${agencyId} cannot be its own successor.`,
};
