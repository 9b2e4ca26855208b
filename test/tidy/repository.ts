import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folder of the checkout. */
export const root = path.resolve(__dirname, '../..');

/** Paths of the files below a folder, from the checkout's folder on, in order. */
export function filesIn(folder: string): readonly string[] {
  const found = fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The text of a file. */
export const textOf = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

/** True when there is such a file or folder. */
export const exists = (file: string): boolean => fs.existsSync(path.join(root, file));

/** TypeScript of a folder that runs in the service, and not in a test. */
export const codeIn = (folder: string): readonly string[] =>
  filesIn(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'));

/** Specs of a folder, and contract suites. */
export const specsIn = (folder: string): readonly string[] =>
  filesIn(folder).filter((file) => file.endsWith('spec.ts') || file.endsWith('.contract.ts'));
