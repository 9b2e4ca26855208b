import * as fs from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the kernel's ticks since boot; absent where the system does not tell. */
  readonly startedAtTick?: string;
}

/** This process. */
export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, startedAtTick: startTickOf(process.pid) });

/** Whether that very process still lives. In a container the next one often has the number of the one that died. */
export function isAlive({ pid, startedAtTick }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const tick = startTickOf(pid);
  return startedAtTick === undefined || tick === undefined || tick === startedAtTick;
}

function startTickOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the start is the 20th field after it (proc(5)).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
