/** Why a whole file or a mapping cannot be used at all; a single bad row is a reject, not one of these. */
export type ImportFileErrorCode =
  | 'FILE_NOT_READABLE'
  | 'FILE_EMPTY'
  | 'FILE_CHANGED'
  | 'NOT_A_TEXT_FILE'
  | 'NUL_BYTES'
  | 'ENCODING_DAMAGED'
  | 'ZIP_DAMAGED'
  | 'ZIP_ENCRYPTED'
  | 'ZIP_MEMBER_NAME_UNSAFE'
  | 'ZIP_TOO_LARGE'
  | 'ZIP_HOLDS_NO_CSV'
  | 'HEADER_NOT_FOUND'
  | 'COLUMN_AMBIGUOUS'
  | 'AMOUNT_UNIT_CONFLICT'
  | 'REJECTS_NOT_WRITABLE'
  | 'MAPPING_UNKNOWN'
  | 'MAPPING_INVALID';

/** The file (or one part of it) cannot be imported; the message is a sentence for the person who chose the file. */
export class ImportFileError extends Error {
  constructor(
    readonly code: ImportFileErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ImportFileError';
  }
}
