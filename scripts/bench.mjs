// `npm run bench [store|reports|…]`: measures side by side and prints ratios; the folder bench/ has its own packages.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build, install, root, run } from './setup.mjs';

install();
build();
const folder = path.join(root, 'scripts/bench');
if (!existsSync(path.join(folder, 'node_modules'))) {
  console.log('Installing what the benchmarks compare with …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]);
}
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.replace('.bench.mjs', ''));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !all.includes(wanted)) {
  console.error(`There is no benchmark ${wanted}. There are ${all.join(', ')}.`);
  process.exit(1);
}
for (const name of wanted === undefined ? all : [wanted])
  run(process.execPath, [path.join(folder, `${name}.bench.mjs`), ...rest]);
