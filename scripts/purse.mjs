#!/usr/bin/env node
// `npm run purse -- …`: the command line.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, install, root } from './setup.mjs';

install();
build();
const purse = spawn(process.execPath, [path.join(root, 'dist/apps/cli/src/main.js'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => purse.kill(signal));
purse.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
