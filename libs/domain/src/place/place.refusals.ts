/** Why the register of places refuses. */
export const placeRefusals = {
  PLACE_ALREADY_REGISTERED: ({ placeId }: { placeId: string }) => `There is already a place ${placeId}.`,
  PLACE_UNKNOWN: ({ placeId }: { placeId: string }) => `There is no place ${placeId}. Register it first.`,
  PLACE_ALREADY_REORGANISED: ({ placeId, on }: { placeId: string; on: string }) =>
    `The place ${placeId} was already reorganised on ${on}.`,
  PLACE_CANNOT_SUCCEED_ITSELF: ({ placeId }: { placeId: string }) =>
    `The place ${placeId} cannot be its own successor.`,
  GSS_CODE_MALFORMED: ({ gssCode }: { gssCode: string }) =>
    `${gssCode} is not a GSS code: a letter and eight digits, such as E08000009.`,
};
