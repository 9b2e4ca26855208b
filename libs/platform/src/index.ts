export { ApiKey, apiKeyMigrations } from './api-keys/api-key.entity';
export { ApiKeys, type NewApiKey } from './api-keys/api-keys';
export { type Answers, type Draft, draftMigrations, Drafts } from './drafts/drafts';
export {
  type ImportAnswers,
  type ImportJob,
  type ImportJobChange,
  importJobMigrations,
  ImportJobs,
  type ImportJobState,
} from './import-jobs/import-jobs';
export {
  type Configuration,
  ConfigurationError,
  type IdentityProviderSettings,
  readConfiguration,
  refuseDevelopmentProvider,
} from './configuration';
export { type Database, migrate, openDatabase, serviceDataSource, servicePool, type SqlMigration } from './database';
export { sessionMigrations } from './sessions/session.table';
export { DataFolderHeld } from './data-folder-holding';
export {
  DataFolderUnusable,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  findRunningEmbeddedPostgres,
  freePort,
  startEmbeddedPostgres,
} from './embedded-postgres';
