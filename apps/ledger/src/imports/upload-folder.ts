import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { UPLOADS_KEPT_BYTES_MAX, UPLOADS_KEPT_MS } from './upload-limits';

/** Only of these are files here: a name never comes from outside. */
const OWN_NAME = /^[0-9a-f-]{36}\.(upload|rejects(-\d+)?\.csv)$/;

/**
 * Keeps uploads and rejected rows as files that only this service's user can read. Their names are those of jobs, never
 * what a browser said.
 */
export class UploadFolder {
  constructor(readonly path: string = defaultPath()) {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 });
    const { uid, mode } = fs.lstatSync(path);
    const isDirectory = fs.lstatSync(path).isDirectory();
    // In a folder that everybody can write to, somebody else may have put something of this name first.
    if (!isDirectory || uid !== os.userInfo().uid || (mode & 0o077) !== 0)
      throw new Error(`Uploads cannot be kept in ${path}: it must be a folder that only this user can read.`);
  }

  uploadPath(jobId: string): string {
    return path.join(this.path, `${jobId}.upload`);
  }

  rejectsPath(jobId: string): string {
    return path.join(this.path, `${jobId}.rejects.csv`);
  }

  /** The path of one of a job's files of rejected rows, counted from 1; undefined when it is not kept (any more). */
  rejectsKept(jobId: string, number: number): string | undefined {
    const name = number === 1 ? `${jobId}.rejects.csv` : `${jobId}.rejects-${number}.csv`;
    const found = path.join(this.path, name);
    return OWN_NAME.test(name) && fs.existsSync(found) ? found : undefined;
  }

  keepsUpload(jobId: string): boolean {
    return fs.existsSync(this.uploadPath(jobId));
  }

  /** Drops an upload; none is no error. */
  async drop(jobId: string): Promise<void> {
    await fs.promises.rm(this.uploadPath(jobId), { force: true });
  }

  /** Drops what is older than a day; says whether there is room for more. */
  async tidy(nowMs = Date.now()): Promise<{ readonly hasRoom: boolean }> {
    let bytes = 0;
    for (const name of await fs.promises.readdir(this.path)) {
      if (!OWN_NAME.test(name)) continue;
      const found = path.join(this.path, name);
      const status = await fs.promises.stat(found).catch(() => undefined);
      if (status === undefined) continue;
      if (nowMs - status.mtimeMs > UPLOADS_KEPT_MS) await fs.promises.rm(found, { force: true });
      else bytes += status.size;
    }
    return { hasRoom: bytes < UPLOADS_KEPT_BYTES_MAX };
  }
}

/** A folder of this user's among the temporary ones. */
const defaultPath = (): string => path.join(os.tmpdir(), `common-purse-uploads-${os.userInfo().uid}`);
