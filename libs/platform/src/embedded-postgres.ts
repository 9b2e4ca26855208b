import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { heldPort, hold, letGo, tellPort } from './data-folder-holding';
import { type Binaries, reachableBinaries } from './postgres-binaries';
import { isAlive } from './process-identity';
import { canEnter, findServerUser, type ServerUser } from './server-user';

/** A running embedded PostgreSQL, and how to reach and stop it. */
export interface EmbeddedPostgres {
  /** Connection URL of the owner role, database `postgres`. Holds a password: never log it. */
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** How to start an embedded PostgreSQL. */
export interface EmbeddedPostgresOptions {
  /** Folder that keeps the cluster; made when absent. */
  readonly dataFolder: string;
  /** Port on 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** Extra server settings, such as `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The data folder cannot be used. The message is one line, fit for a person. */
export class DataFolderUnusable extends Error {}

const OWNER = 'postgres';

/**
 * Starts the PostgreSQL that ships in npm, kept under `dataFolder`, on 127.0.0.1 only, with a password.
 *
 * A server left behind by a killed process is stopped first; one whose process still lives is not touched.
 * @throws DataFolderHeld when another live process holds the folder.
 * @throws DataFolderUnusable when it cannot be made or reached.
 * @throws Error with the server's own log when it does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = path.resolve(options.dataFolder);
  const cluster = path.join(dataFolder, 'cluster');
  makeFolder(dataFolder);
  const user = findServerUser(cluster);
  hold(dataFolder);
  try {
    const binaries = reachableBinaries(user);
    await stopLeftBehind(cluster, binaries, user);
    if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) initialise(dataFolder, cluster, binaries, user);
    const port = options.port ?? (await freePort());
    const password = fs.readFileSync(path.join(dataFolder, 'password'), 'utf8');
    startServer(cluster, port, options.settings ?? {}, binaries, user);
    tellPort(dataFolder, port);
    const pid = Number(fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return {
      url: urlOf(port, password),
      port,
      dataFolder,
      pid,
      stop: async () => {
        await run(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], cluster, user);
        letGo(dataFolder);
      },
    };
  } catch (error) {
    letGo(dataFolder);
    throw error;
  }
}

function makeFolder(dataFolder: string): void {
  try {
    fs.mkdirSync(dataFolder, { recursive: true });
    fs.accessSync(dataFolder, fs.constants.R_OK | fs.constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DataFolderUnusable(
      `The data folder ${dataFolder} cannot be written (${code}). Set COMMON_PURSE_DATA to another folder.`,
      { cause: error },
    );
  }
}

const urlOf = (port: number, password: string): string => `postgres://${OWNER}:${password}@127.0.0.1:${port}/postgres`;

/** The connection URL of the embedded server that a live process holds on `dataFolder`, or undefined. */
export function findRunningEmbeddedPostgres(dataFolder: string): string | undefined {
  const folder = path.resolve(dataFolder);
  const port = heldPort(folder);
  if (port === undefined) return undefined;
  return urlOf(port, fs.readFileSync(path.join(folder, 'password'), 'utf8'));
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function stopLeftBehind(cluster: string, binaries: Binaries, user: ServerUser): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return;
  const pid = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (isAlive({ pid }) && runs(pid, cluster))
    await run(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], cluster, user);
  fs.rmSync(pidFile, { force: true });
}

/** Whether a process is the server of this cluster, and not one that was given its number since. */
function runs(pid: number, cluster: string): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return true;
  }
}

function initialise(dataFolder: string, cluster: string, binaries: Binaries, user: ServerUser): void {
  const passwordFile = path.join(dataFolder, 'password');
  fs.writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  const partial = `${cluster}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { mode: 0o700 });
  if (user.uid !== undefined) {
    makeReachable(dataFolder, user);
    fs.chownSync(partial, user.uid, user.gid!);
    fs.chownSync(passwordFile, user.uid, user.gid!);
  }
  const result = spawnSync(
    binaries.initdb,
    ['-D', partial, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'],
    { ...user, cwd: partial, encoding: 'utf8' },
  );
  if (result.status !== 0) {
    fs.rmSync(partial, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not be set up in ${dataFolder}: ${result.stderr || result.error?.message}`);
  }
  fs.renameSync(partial, cluster);
}

/** Lets the server's user pass through to the cluster when root owns the folder. */
function makeReachable(folder: string, user: ServerUser): void {
  fs.chmodSync(folder, 0o755);
  if (!canEnter(folder, user)) {
    throw new DataFolderUnusable(
      `PostgreSQL cannot run as root, and its user cannot enter ${folder}. Set COMMON_PURSE_DATA to a folder that others may enter.`,
    );
  }
}

function startServer(
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  binaries: Binaries,
  user: ServerUser,
): void {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const log = path.join(cluster, 'server.log');
  const command = ['start', '-D', cluster, '-w', '-t', '60', '-l', log, '-o', flags.join(' ')];
  const stdio = ['ignore', 'ignore', 'pipe'] as const;
  const result = spawnSync(binaries.pgCtl, command, { ...user, cwd: cluster, encoding: 'utf8', stdio: [...stdio] });
  if (result.status !== 0) {
    const tail = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').slice(-8).join('\n') : '';
    throw new Error(`PostgreSQL did not start on port ${port}. ${result.stderr ?? ''}\n${tail}`);
  }
}

function run(command: string, args: string[], cwd: string, user: ServerUser): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...user, cwd, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}
