import { type ImportMapping, plainMapping } from '../mapping';

/** Any file whose headings are known: the header decides the kind, and only dates with one reading are accepted. */
export const auto: ImportMapping = plainMapping('auto', 'auto');
