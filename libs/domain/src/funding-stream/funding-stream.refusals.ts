/** Why the register of funding streams refuses. */
export const fundingStreamRefusals = {
  FUNDING_STREAM_ALREADY_DEFINED: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `There is already a funding stream ${fundingStreamId}.`,
  FUNDING_STREAM_UNKNOWN: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `There is no funding stream ${fundingStreamId}. Define it first.`,
  RING_FENCE_INCOMPLETE: ({ ringFence, missing }: { ringFence: string; missing: string }) =>
    `A ${ringFence} ring-fence needs ${missing}.`,
  RING_FENCE_CONTRADICTS_SPEND_TYPES: (_: Record<string, never>) =>
    'A capital-only ring-fence permits capital spending and nothing else.',
  RING_FENCE_SET_BY_DEPARTMENT: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `The ring-fence of ${fundingStreamId} is a grant condition of a department; the partners cannot lift it.`,
  RING_FENCE_NOT_SET: ({ fundingStreamId }: { fundingStreamId: string }) =>
    `The funding stream ${fundingStreamId} has no ring-fence to lift.`,
  PASS_THROUGH_NOT_TO_AGENCY: ({ fundingStreamId, agencyId }: { fundingStreamId: string; agencyId: string }) =>
    `${fundingStreamId} is not to be passed to ${agencyId}, so there is nothing to waive.`,
};
