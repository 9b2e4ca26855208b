import { type DryRun, FIELD_LABELS, type ImportTotals, type Need, type PlannedRow } from '@app/imports';

/** Figures of an import as JSON keeps them: sums in pence, in decimal digits. */
export interface Figures {
  readonly rowsRead: number;
  readonly rowsBooked: number;
  readonly rowsRejected: number;
  readonly sumReadPence: string;
  readonly sumBookedPence: string;
  readonly sumRejectedPence: string;
}

/** A row as it would be booked, as a table tells it. */
export interface FoundRow {
  readonly line: number;
  readonly part: string;
  readonly occurredOn: string;
  readonly kind: PlannedRow['fact']['kind'];
  /** Who is paid, or who pays in. */
  readonly party: string;
  readonly fundingStreamId: string;
  readonly amountPence: number;
  readonly purpose: string;
}

/** What a dry run found, as it is kept with the job and shown. Every list is bounded. */
export interface Found {
  readonly parts: readonly {
    readonly name: string;
    readonly kind: string;
    readonly headerLine: number;
    readonly encoding: string;
    readonly amountUnit: string;
    readonly columns: readonly { readonly heading: string; readonly column: number; readonly meaning: string }[];
    readonly financialYears: readonly string[];
    readonly unread: readonly string[];
    readonly notes: readonly string[];
  }[];
  /** How many more parts the file has. */
  readonly partsLeftOut: number;
  readonly skippedMembers: readonly string[];
  readonly target: { readonly pooledFundId: string; readonly fundName: string; readonly fundingStreamId: string };
  readonly rows: readonly FoundRow[];
  readonly rejects: readonly {
    readonly line: number;
    readonly part: string;
    readonly reason: string;
    readonly column: string | null;
    readonly value: string | null;
    readonly amountPence: number | null;
  }[];
  readonly figures: Figures;
  readonly years: readonly { readonly financialYear: string; readonly rows: number }[];
  /** What would be made in the ledger first, as `agency hm-treasury`. */
  readonly needs: readonly string[];
  readonly needsLeftOut: number;
  readonly warnings: readonly string[];
}

const PARTS_MAX = 5;
const LISTED_MAX = 40;

/** Makes what is kept of a dry run. */
export function foundBy({ description, plan, totals }: DryRun, needs: readonly Need[], target: Found['target']): Found {
  return {
    parts: description.parts.slice(0, PARTS_MAX).map((part) => ({
      name: part.part,
      kind: part.kind,
      headerLine: part.headerLine,
      encoding: part.encoding,
      amountUnit: part.amountUnit,
      columns: part.recognised
        .slice(0, LISTED_MAX)
        .map(({ heading, column, field }) => ({ heading, column, meaning: FIELD_LABELS[field] })),
      financialYears: part.financialYears.slice(0, LISTED_MAX),
      unread: part.unread.slice(0, LISTED_MAX),
      notes: part.notes.slice(0, LISTED_MAX),
    })),
    partsLeftOut: Math.max(0, description.parts.length - PARTS_MAX),
    skippedMembers: description.skippedMembers.slice(0, LISTED_MAX),
    target,
    rows: plan.firstRows.map(foundRow),
    rejects: plan.firstRejects.map(({ line, part, reject, signedPence }) => ({
      line,
      part,
      reason: reject.reason,
      column: reject.column ?? null,
      value: reject.value ?? null,
      amountPence: signedPence ?? null,
    })),
    figures: figuresOf(totals),
    years: [...plan.rowsByYear].slice(0, LISTED_MAX).map(([financialYear, rows]) => ({ financialYear, rows })),
    needs: needs.slice(0, LISTED_MAX).map(({ what }) => what),
    needsLeftOut: Math.max(0, needs.length - LISTED_MAX),
    warnings: plan.summary.warnings,
  };
}

/** Totals as JSON keeps them. */
export const figuresOf = (totals: ImportTotals): Figures => ({
  rowsRead: totals.rowsRead,
  rowsBooked: totals.rowsBooked,
  rowsRejected: totals.rowsRejected,
  sumReadPence: String(totals.sumReadPence),
  sumBookedPence: String(totals.sumBookedPence),
  sumRejectedPence: String(totals.sumRejectedPence),
});

function foundRow({ line, part, fact }: PlannedRow): FoundRow {
  const { kind, occurredOn, fundingStreamId } = fact;
  const about = { line, part, kind, occurredOn, fundingStreamId };
  if ('payee' in fact) {
    const party = 'agencyId' in fact.payee ? fact.payee.agencyId : fact.payee.providerName;
    return { ...about, party, amountPence: fact.netPence + fact.irrecoverableVatPence, purpose: fact.purpose };
  }
  return { ...about, party: fact.partnerId, amountPence: fact.amountPence, purpose: fact.bankRef ?? '' };
}
