/** Bounds on what a file may make this library hold or inflate. */
export interface ImportLimits {
  /** Bytes that all CSV members of a zip may have together once inflated. */
  readonly inflatedBytesMax: number;
  /** Inflated bytes for each compressed byte; published spending files stay below 50, zip bombs near 1,000. */
  readonly inflationRatioMax: number;
  /** Members in a zip, of whatever kind. */
  readonly zipMembersMax: number;
}

/** The bounds used unless the caller gives others. */
export const IMPORT_LIMITS: ImportLimits = {
  inflatedBytesMax: 8 * 1024 ** 3,
  inflationRatioMax: 250,
  zipMembersMax: 1_000,
};

/** A member smaller than this is harmless whatever its ratio: a file of blank rows deflates very well. */
export const RATIO_CHECKED_FROM_BYTES = 16 * 1024 ** 2;

/** Characters of one row, embedded newlines included. Longer rows become rejects, so that memory stays bounded. */
export const ROW_CHARACTERS_MAX = 256 * 1024;

/** Characters of a text value; published narratives beyond this are almost always swallowed rows. */
export const TEXT_CHARACTERS_MAX = 500;

/** Rows from the top of a part in which the header is looked for. */
export const HEADER_SEARCH_ROWS = 25;

/** One million million pounds: the largest amount that the ledger's own facts may name. */
export const AMOUNT_PENCE_MAX = 100_000_000_000_000;

/** Items handed over at a time. */
export const BATCH_ITEMS_MAX = 1_000;
