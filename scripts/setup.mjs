// Set-up that needs nothing but Node: installs and builds when, and only when, something has changed since.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Where the command was typed: what is said relative to a folder is meant relative to this one. */
export const callersFolder = process.env.INIT_CWD ?? process.cwd();
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
  console.error(`${path.basename(command)} ${args.join(' ')} failed${result.error ? `: ${result.error.message}` : ''}.`);
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
  const sources = digest(...['apps', 'libs', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'].flatMap(fingerprints));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.log('Building …');
  run(process.execPath, [bin('nest'), 'build', 'ledger'], { quiet: true });
  run(process.execPath, [bin('nest'), 'build', 'cli'], { quiet: true });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
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
