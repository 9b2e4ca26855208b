import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Who runs the server: PostgreSQL refuses to run as root. Empty when it is whoever runs this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Whoever owns the cluster already, else `postgres` or `nobody`, when this is root.
 * @throws Error when there is neither
 */
export function findServerUser(cluster?: string): ServerUser {
  if (process.getuid?.() !== 0) return {};
  if (cluster !== undefined && fs.existsSync(cluster)) {
    const { uid, gid } = fs.statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  const passwd = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry = ['postgres', 'nobody'].map((name) => passwd.find((line) => line.startsWith(`${name}:`))).find(Boolean);
  if (!entry) throw new Error('PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody".');
  const [, , uid, gid] = entry.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether a user may enter a folder, through all the folders above it. */
export function canEnter(folder: string, { uid, gid }: ServerUser): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { uid, gid, cwd: '/' }).status === 0;
}

/**
 * Where the data are kept when nobody says: `.data` in the project. When root runs a project in a folder that only
 * root may enter (`/root`, say), the server's own user could not reach it, so the data go to `/var/lib`.
 */
export function defaultDataFolder(project: string): string {
  const inProject = path.join(project, '.data');
  const user = findServerUser(path.join(inProject, 'cluster'));
  if (user.uid === undefined || canEnter(project, user)) return inProject;
  return path.join('/var/lib/common-purse', project.replace(/\W+/g, '-').replace(/^-/, '') || 'root');
}

/** The folder of this project, from wherever in it (sources or build) this runs. */
export function projectFolder(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package-lock.json')) || folder === path.dirname(folder)) return folder;
  }
}
