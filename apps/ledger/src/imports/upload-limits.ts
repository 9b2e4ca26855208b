/** The largest file that can be uploaded. A year of a council's published spending is some 20 MB, and 2 MB zipped. */
export const UPLOAD_BYTES_MAX = 64 * 1024 ** 2;

/** What a zip that was uploaded may inflate to: the service reads it while it answers others. */
export const UPLOAD_INFLATED_BYTES_MAX = 512 * 1024 ** 2;

/** What all uploads that are kept may come to together. */
export const UPLOADS_KEPT_BYTES_MAX = 1024 ** 3;

/** How long an upload, and the rows that an import rejected, are kept. */
export const UPLOADS_KEPT_MS = 24 * 60 * 60 * 1000;

/** How long an upload may take to arrive: 64 MiB over a line of 1 megabit a second. */
export const UPLOAD_MS_MAX = 10 * 60 * 1000;

/** The limits as people read them. */
export const UPLOAD_LIMITS_IN_WORDS = { sizeMax: '64 MB', keptFor: '24 hours' } as const;
