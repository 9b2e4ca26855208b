export {
  DataFolderHeld,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  findRunningEmbeddedPostgres,
  freePort,
  startEmbeddedPostgres,
} from './embedded-postgres';
