import { type ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';

/** What a program printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that was built (`npm run build`, or `npm test`, which does it), run as a process of its own. */
export interface BuiltProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until it has printed something that matches, or has ended. */
  printed(pattern: RegExp): Promise<void>;
}

const programs = {
  purse: '../../dist/apps/cli/src/main.js',
  service: '../../dist/apps/ledger/src/main.js',
};

export function startProgram(
  program: keyof typeof programs,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): BuiltProgram {
  const script = path.join(__dirname, programs[program]);
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  child.stdout.on('data', (text: Buffer) => ((stdout += text.toString()), tell()));
  child.stderr.on('data', (text: Buffer) => ((stderr += text.toString()), tell()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (pattern.test(stdout + stderr)) resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => resolve());
    });
  return { child, ended, printed };
}
