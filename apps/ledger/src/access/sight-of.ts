import { type Sight } from '@app/read-models';
import { type Caller } from './caller';

/**
 * What a caller may see: all that any of their grants covers, in whatever role. Whoever holds no grant sees nothing, and
 * so does whoever is not known.
 */
export function sightOf(caller: Pick<Caller, 'grants'> | undefined): Sight {
  const placeIds: string[] = [];
  const pooledFundIds: string[] = [];
  const agencyIds: string[] = [];
  for (const { scope } of caller?.grants ?? []) {
    switch (scope.kind) {
      case 'EVERYTHING':
        return 'EVERYTHING';
      case 'PLACE':
        placeIds.push(scope.placeId);
        break;
      case 'POOLED_FUND':
        pooledFundIds.push(scope.pooledFundId);
        break;
      case 'AGENCY':
        agencyIds.push(scope.agencyId);
        break;
    }
  }
  return { placeIds, pooledFundIds, agencyIds };
}
