/**
 * What an entry counts towards. Each entry counts towards exactly one; reversals count negative towards the one of the
 * entry that they undo. Numbers are stored: add at the end, never renumber.
 */
export const measures = {
  /** Agreed by a partner, variations included. */
  pledged: 1,
  invoiced: 2,
  /** Cash that arrived from a partner. The only one that is "paid in" (INV-16). */
  received: 3,
  /** Part of what was received that was put to an instalment. */
  allocated: 4,
  /** Given in kind: staff, goods, services, accommodation. */
  inKind: 5,
  /** Kept and spent by the partner itself. */
  retained: 6,
  /** Paid by a grantor straight to whom it was meant for. */
  grantDirect: 7,
  withheld: 8,
  waived: 9,
  /** Cash that went back to a partner. */
  returned: 10,
  /** Cash that went to a payee, irrecoverable VAT included. */
  paid: 11,
  /** Cash that came back from a payee. */
  refunded: 12,
  /** Income that is nobody's contribution. */
  income: 13,
  /** The balance that the year before handed on. */
  broughtForward: 14,
  /** Withdrawals requested, approved or rejected: no money yet. */
  requested: 15,
  /** Realised benefit that an agency has, corrected as it was recognised, by what it is; never added to cash. */
  cashableBenefit: 16,
  nonCashableBenefit: 17,
  economicBenefit: 18,
  socialBenefit: 19,
  /** Fiscal benefit that is only assured, or only estimated: neither is in the ones above. */
  assuredBenefit: 20,
  estimatedBenefit: 21,
  /** Shares that were approved: due to an agency, due from it. Clawbacks are due from who had too much. */
  shareReceivable: 22,
  sharePayable: 23,
  /** Shares that went from one agency to another. */
  shareReceived: 24,
  sharePaid: 25,
  /** Shares that went into a pooled fund or out of it: the fund's own year counts that cash, as received or returned. */
  shareIntoFund: 26,
  shareFromFund: 27,
} as const;

export type Measure = keyof typeof measures;
export type MeasureNo = (typeof measures)[Measure];

/** Measures that move the cash balance of a funding stream, and which way. */
export const cashSigns: Readonly<Partial<Record<Measure, 1 | -1>>> = {
  received: 1,
  refunded: 1,
  income: 1,
  broughtForward: 1,
  paid: -1,
  returned: -1,
};

const names = new Map(Object.entries(measures).map(([name, no]) => [no as number, name as Measure]));

/** The name of a stored measure. */
export const measureOf = (no: number): Measure => names.get(no)!;
