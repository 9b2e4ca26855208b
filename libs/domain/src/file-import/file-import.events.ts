import { type DomainEvent } from '../shared/decider';

/** Which fund the rows of a file are booked in, and for whom. */
export interface ImportTarget {
  readonly pooledFundId: string;
  readonly commissioningAgencyId: string;
  readonly fundingStreamId: string;
}

/** How a file is cut into requests. Kept, so that a resumed import cuts it alike and books no row twice. */
export interface Windowing {
  readonly rowsMax: number;
  readonly textMax: number;
}

/** A published file is being booked. Its digest is its identity, whatever it is called. */
export type FileImportStarted = DomainEvent<
  'FileImportStarted',
  {
    readonly fileDigest: string;
    readonly fileName: string;
    readonly mapping: string;
    readonly target: ImportTarget;
    readonly windowing: Windowing;
  }
>;

/** The rows of one window could not be booked together: each is asked for alone, now and whenever this is resumed. */
export type FileImportWindowSplit = DomainEvent<'FileImportWindowSplit', { readonly window: string }>;

/** Every row was booked or rejected, and the totals tie. */
export type FileImportCompleted = DomainEvent<
  'FileImportCompleted',
  {
    readonly rowsRead: number;
    readonly rowsBooked: number;
    readonly rowsRejected: number;
    /** Signed, credits negative; as text, for a file may sum beyond what a number holds exactly. */
    readonly sumReadPence: string;
    readonly sumBookedPence: string;
    readonly sumRejectedPence: string;
  }
>;

export type FileImportEvent = FileImportStarted | FileImportWindowSplit | FileImportCompleted;
/** What a completed import added up to. */
export type ImportTotals = FileImportCompleted['data'];
