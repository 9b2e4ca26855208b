/** What was typed after `purse import`. */
export interface ImportOptions {
  readonly preset?: string;
  readonly mapping?: string;
  readonly pooledFund?: string;
  readonly fundingStream?: string;
  readonly commissioner?: string;
  readonly dryRun?: boolean;
  readonly rejects?: string;
  readonly authority?: string;
  readonly actor: string;
}
