import * as fs from 'node:fs';
import * as path from 'node:path';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity';

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

/** Who holds a data folder. The port is there once its server runs. */
interface Holding {
  readonly holder: ProcessIdentity;
  readonly port?: number;
}

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'holding.json');

/** Takes hold of a data folder for this process; of two at once only one gets it. @throws DataFolderHeld */
export function hold(dataFolder: string): void {
  const file = fileIn(dataFolder);
  const mine = writeBeside(file, { holder: thisProcess() });
  try {
    for (;;) {
      try {
        fs.linkSync(mine, file);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = read(file);
      // This process may start its server again after it died.
      if (held?.holder.pid === process.pid && isAlive(held.holder)) return;
      if (held && isAlive(held.holder)) throw new DataFolderHeld(dataFolder, held.holder.pid);
      removeLeftBehind(file);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Says on which port the holder's server listens. */
export function tellPort(dataFolder: string, port: number): void {
  const file = fileIn(dataFolder);
  fs.renameSync(writeBeside(file, { holder: thisProcess(), port }), file);
}

/** Lets go of a data folder that this process holds. */
export function letGo(dataFolder: string): void {
  fs.rmSync(fileIn(dataFolder), { force: true });
}

/** The port of the server that a live process runs on a data folder; undefined when there is none. */
export function heldPort(dataFolder: string): number | undefined {
  const held = read(fileIn(dataFolder));
  return held && isAlive(held.holder) ? held.port : undefined;
}

/** Another process may have taken hold since we looked: what is moved away is looked at again, and given back. */
function removeLeftBehind(file: string): void {
  const aside = `${file}.${process.pid}.left`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && isAlive(moved.holder)) fs.linkSync(aside, file);
  fs.rmSync(aside, { force: true });
}

function writeBeside(file: string, holding: Holding): string {
  const beside = `${file}.${process.pid}`;
  fs.writeFileSync(beside, JSON.stringify(holding), { mode: 0o600 });
  return beside;
}

function read(file: string): Holding | undefined {
  try {
    const holding = JSON.parse(fs.readFileSync(file, 'utf8')) as Holding;
    return typeof holding.holder?.pid === 'number' ? holding : undefined;
  } catch {
    return undefined;
  }
}
