// Imports nothing but Node, because `npm test` asks it before any package is installed.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const NO_CHROMIUM = "No Chromium found: install Debian's package chromium, or set CHROMIUM_PATH.";

export function findChromium({ CHROMIUM_PATH, PATH = '' } = process.env) {
  const onPath = (name) => PATH.split(path.delimiter).map((folder) => path.join(folder, name));
  const candidates = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : ['/usr/bin/chromium', ...['chromium', 'chromium-browser', 'google-chrome'].flatMap(onPath)];
  return candidates.find(isExecutable);
}

// Chromium refuses its sandbox to root; everybody else keeps it.
export const CHROMIUM_ARGUMENTS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
