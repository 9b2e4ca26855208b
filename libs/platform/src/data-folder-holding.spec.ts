import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DataFolderHeld, heldPort, hold, letGo, tellPort } from './data-folder-holding';
import { thisProcess } from './process-identity';

describe('the holding of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-holding-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const heldBy = (holder: object): void =>
    fs.writeFileSync(path.join(folder, 'holding.json'), JSON.stringify({ holder, port: 5433 }));

  it('shows the port of the holder for as long as it holds', () => {
    hold(folder);
    expect(heldPort(folder)).toBeUndefined();
    tellPort(folder, 5432);
    expect(heldPort(folder)).toBe(5432);
    letGo(folder);
    expect(heldPort(folder)).toBeUndefined();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('is refused to others while the holder lives, and told with its number', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await new Promise((started) => other.once('spawn', started));
    heldBy({ pid: other.pid });
    expect(() => hold(folder)).toThrow(new DataFolderHeld(folder, other.pid!));
    const ended = new Promise((exited) => other.once('exit', exited));
    other.kill('SIGKILL');
    await ended;
    hold(folder);
    expect(JSON.parse(fs.readFileSync(path.join(folder, 'holding.json'), 'utf8'))).toEqual({ holder: thisProcess() });
  });

  const tells = fs.existsSync('/proc/self/stat') ? it : it.skip;
  tells('does not take another process for the holder because it was given its number', () => {
    heldBy({ pid: process.ppid, startedAtTick: '1' });
    expect(heldPort(folder)).toBeUndefined();
    expect(() => hold(folder)).not.toThrow();
  });

  it('is not kept by a file that nobody can read', () => {
    fs.writeFileSync(path.join(folder, 'holding.json'), '{"holderPid": 1');
    expect(() => hold(folder)).not.toThrow();
  });
});
