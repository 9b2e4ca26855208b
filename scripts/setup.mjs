// Set-up that needs nothing but Node: installs and builds when, and only when, something has changed since.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = (name) => path.join(root, 'node_modules', '.bin', name);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Common Purse needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command in the project's folder and ends this process when it fails. */
export function run(command, args, { quiet = false, env = process.env } = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: quiet ? 'pipe' : 'inherit', env, encoding: 'utf8' });
  if (result.status === 0) return;
  if (quiet) process.stderr.write((result.stdout ?? '') + (result.stderr ?? ''));
  console.error(
    `${path.basename(command)} ${args.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}.`,
  );
  process.exit(result.status ?? 1);
}

/** Installs the packages of the lock file, unless they are there. */
export function install() {
  const lock = digest(readFileSync(path.join(root, 'package-lock.json')), process.version);
  const stamp = path.join(root, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages (once, and after each change of the lock file) …');
  // The flag quietens warnings about Node versions that some packages prefer; every one was tried on Node 20.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']);
  writeFileSync(stamp, lock);
}

/** Builds the service and the command line, unless nothing that they are made of has changed. */
export function build() {
  const stamp = path.join(root, 'dist', '.built');
  const sources = digest(
    ...['apps', 'libs', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'].flatMap(fingerprints),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.log('Building …');
  run(process.execPath, [bin('nest'), 'build', 'ledger'], { quiet: true });
  run(process.execPath, [bin('nest'), 'build', 'cli'], { quiet: true });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/** How often it is looked whether npm was ended. */
const LOOK_MS = 500;

/** Runs a built program in this one's stead: with its terminal, its signals, its exit code, in the folder it was typed in. */
export function runBuilt(program, args, flags = []) {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const running = spawn(process.execPath, [...flags, path.join(root, 'dist', program), ...args], {
    cwd,
    stdio: 'inherit',
  });
  running.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
  // Ctrl-C reaches the program too, which ends itself and then this; a signal sent to this alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => running.kill(signal));
  // npm passes a signal on to its shell, which ends without telling anybody: the new parent shows it.
  const parent = process.ppid;
  const look = () => process.ppid !== parent && running.kill('SIGTERM');
  if (process.env.npm_lifecycle_event) setInterval(look, LOOK_MS).unref();
}

function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function fingerprints(name) {
  const file = path.join(root, name);
  if (!statSync(file).isDirectory()) return [name, readFileSync(file)];
  return readdirSync(file, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .flatMap((each) => [path.relative(root, each), readFileSync(each)]);
}
