export { grantRolesOfEarlierKeys, makeApiKey, type NewKey, RoleNotGranted } from './keys';
export { LedgerRuntimeModule, OPEN_LEDGER } from './ledger-runtime.module';
export { CHECKPOINT_TABLE, openLedger, type OpenLedger } from './open-ledger';
export { readingFollower, ReadModelsBehind, waitForReadModels } from './reading-follower';
export { todayInLondon } from './today';
