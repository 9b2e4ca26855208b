import { ImportFileError } from '../import-errors';
import { type ImportMapping } from '../mapping';
import { auto } from './auto';
import { interdepartmental } from './interdepartmental';
import { oxford } from './oxford';
import { spendOver25000 } from './spend-over-25000';
import { trafford } from './trafford';

/** The mappings that come with the product, by name. */
export const PRESETS: Readonly<Record<string, ImportMapping>> = Object.fromEntries(
  [trafford, oxford, spendOver25000, interdepartmental, auto].map((preset) => [preset.name, preset]),
);

/** The preset of that name; an error names those that exist. */
export function presetNamed(name: string): ImportMapping {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (!preset)
    throw new ImportFileError(
      'MAPPING_UNKNOWN',
      `There is no mapping “${name}”. There are ${Object.keys(PRESETS).join(', ')}, or the path of a JSON mapping file.`,
    );
  return preset;
}
