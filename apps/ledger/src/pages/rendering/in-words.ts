/** What people call the codes that pages show. A code that is not here is told in lower case, with spaces. */
const words: Readonly<Record<string, string>> = {
  S75_NHS_ACT_2006: 'Section 75, NHS Act 2006',
  POOLED: 'pooled: one pot',
  ALIGNED: 'aligned: planned together, kept apart',
  IN_VIEW: 'in view: watched together, kept apart',
  ARMS_LENGTH_BODY: 'arm’s length body',
  SECTION_151_OFFICER: 'section 151 officer',
  S33_LOCAL_AUTHORITY: 'VAT refunded under section 33 (local authority)',
  CONTRACTED_OUT_SERVICES_NHS: 'VAT reclaimed on contracted-out services (NHS)',
};

/** A code such as `INTERNAL_AUDIT` as people read it: `internal audit`. */
export const inWords = (code: string): string => words[code] ?? code.toLowerCase().replaceAll('_', ' ');

/** The same at the beginning of a line. */
export function sentenceCase(code: string): string {
  const text = inWords(code);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
