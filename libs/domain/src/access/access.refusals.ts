/** Why a grant of a role, or taking it back, is refused. */
export const accessRefusals = {
  GRANT_TO_ONESELF: ({ actorId }: { actorId: string }) => `${actorId} cannot grant a role to themselves.`,
  GRANT_ALREADY_MADE: ({ grantId, actorId }: { grantId: string; actorId: string }) =>
    `There was already a grant ${grantId} to ${actorId}. Name the new one otherwise.`,
  ROLE_ALREADY_HELD: ({ actorId, role, grantId }: { actorId: string; role: string; grantId: string }) =>
    `${actorId} already holds the role ${role} in this scope, by the grant ${grantId}.`,
  GRANT_UNKNOWN: ({ grantId, actorId }: { grantId: string; actorId: string }) =>
    `There is no grant ${grantId} to ${actorId}.`,
  GRANT_ALREADY_REVOKED: ({ grantId, on }: { grantId: string; on: string }) =>
    `The grant ${grantId} was already revoked on ${on}.`,
  PLACE_UNKNOWN: ({ placeId }: { placeId: string }) => `There is no place ${placeId}. Register it first.`,
  POOLED_FUND_UNKNOWN: ({ pooledFundId }: { pooledFundId: string }) =>
    `There is no pooled fund ${pooledFundId}. Establish it first.`,
};
