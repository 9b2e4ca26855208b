export * from './errors';
export * from './event-store';
export { InMemoryEventStore, type InMemoryEventStoreOptions } from './in-memory/in-memory-event-store';
export { type ChainReport } from './postgres/chain';
export { type ConnectionOptions, UnfitDatabase } from './postgres/connections';
export { type EventStoreMigration, eventStoreMigrations } from './postgres/migrations';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres/postgres-event-store';
