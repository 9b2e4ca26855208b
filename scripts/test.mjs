// `npm test`: everything that must pass. Ends with one line, `N passed, N failed`, counting each check and each test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium, NO_CHROMIUM } from './chromium.mjs';
import { build, install, root } from './setup.mjs';

if (findChromium() === undefined) {
  console.error(NO_CHROMIUM);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

install();
build();

const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const checks = [
  ['types', 'tsc', ['--noEmit']],
  ['lint', 'eslint', ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/']],
  ['format', 'prettier', ['--check', '--cache', '--log-level', 'warn', '.']],
  ['boundaries', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'test']],
  ['nothing dead', 'knip', []],
];

let passed = 0;
let failed = 0;
for (const [what, command, args] of checks) {
  const result = spawnSync(bin(command), args, { cwd: root, encoding: 'utf8' });
  const isWell = result.status === 0;
  console.log(`${isWell ? 'ok    ' : 'FAILED'} ${what}`);
  if (!isWell) process.stdout.write((result.stdout ?? '') + (result.stderr ?? ''));
  isWell ? passed++ : failed++;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'common-purse-report-'));
const report = path.join(folder, 'jest.json');
const jest = spawnSync(bin('jest'), ['--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
} catch {
  console.error('The tests ended without a report.');
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
if (jest.status !== 0 && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
