import * as path from 'node:path';
import { defaultDataFolder, projectFolder } from './server-user';

/** What the environment says. Every name and default stands here and in docs/how-to/configure.md. */
export interface Configuration {
  /** Port of the service; `PORT`, default 3000. */
  readonly port: number;
  /** Address that the service listens on; `HOST`, default 127.0.0.1. */
  readonly host: string;
  /** A PostgreSQL server instead of the embedded one; `DATABASE_URL`. */
  readonly databaseUrl?: string;
  /** Folder of the embedded PostgreSQL; `COMMON_PURSE_DATA`, default `.data` in the project (see `defaultDataFolder`). */
  readonly dataFolder: string;
  /** `LOG_LEVEL`, default warn. */
  readonly logLevel: string;
  /** Whether the first start loads the sample ledger; `COMMON_PURSE_SAMPLE=no` says it does not. */
  readonly withSample: boolean;
}

/** The configuration cannot be used. The message is one line, fit for a person. */
export class ConfigurationError extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws ConfigurationError on a value that makes no sense */
export function readConfiguration(env: NodeJS.ProcessEnv = process.env): Configuration {
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigurationError(`PORT is ${env['PORT']}; it must be a whole number from 0 to 65535.`);
  }
  const logLevel = env['LOG_LEVEL'] ?? 'warn';
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new ConfigurationError(`LOG_LEVEL is ${logLevel}; it must be one of ${LOG_LEVELS.join(', ')}.`);
  }
  const databaseUrl = env['DATABASE_URL'] || undefined;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new ConfigurationError('DATABASE_URL must begin with postgres:// or postgresql://.');
  }
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    databaseUrl,
    dataFolder: dataFolderIn(env, databaseUrl),
    logLevel,
    withSample: env['COMMON_PURSE_SAMPLE'] !== 'no',
  };
}

function dataFolderIn(env: NodeJS.ProcessEnv, databaseUrl: string | undefined): string {
  if (env['COMMON_PURSE_DATA']) return path.resolve(env['COMMON_PURSE_DATA']);
  const project = projectFolder();
  // With a server of one's own nothing is kept in it.
  return databaseUrl ? path.join(project, '.data') : defaultDataFolder(project);
}
