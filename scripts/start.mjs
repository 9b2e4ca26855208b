// `npm start`: everything that a fresh clone needs, then the service.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, callersFolder, install, root } from './setup.mjs';

install();
build();
const service = spawn(process.execPath, [path.join(root, 'dist/apps/ledger/src/main.js')], {
  cwd: callersFolder,
  stdio: 'inherit',
});
// Ctrl-C reaches the service too, which ends itself and then this; a signal sent to this alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => service.kill(signal));
service.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
