import { type ImportSetting } from './import-setting';

/** An agency under all names that published files may use. */
export interface ListedAgency {
  readonly agencyId: string;
  readonly legalName: string;
  readonly alsoKnownAs?: readonly string[];
}

/** Finds agencies by name: capitals, spaces and punctuation do not matter. */
export class AgencyDirectory {
  private readonly byName = new Map<string, string>();

  /** The agencies of the register, and those that a setting brings along. */
  static of(registered: readonly ListedAgency[], setting: ImportSetting): AgencyDirectory {
    const directory = new AgencyDirectory();
    for (const agency of [...registered, ...setting.agencies]) directory.add(agency);
    return directory;
  }

  add({ agencyId, legalName, alsoKnownAs = [] }: ListedAgency): void {
    for (const name of [agencyId, legalName, ...alsoKnownAs]) this.byName.set(plain(name), agencyId);
  }

  find(name: string): string | undefined {
    return this.byName.get(plain(name));
  }
}

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\bdept\b/g, 'department')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** An identifier made of a name; two names that differ only in what it leaves out share it. */
export function identifierFrom(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, 64).replace(/-+$/, '') || 'unnamed';
}
