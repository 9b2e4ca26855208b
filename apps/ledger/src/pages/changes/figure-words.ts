/** What people call the figures of the reports that may change. */
const words: Readonly<Record<string, string>> = {
  pledgedPence: 'Agreed',
  invoicedPence: 'Invoiced',
  receivedPence: 'Paid in',
  allocatedPence: 'Put to instalments',
  inKindPence: 'Given in kind',
  retainedPence: 'Kept and spent by the partner',
  grantDirectPence: 'Paid direct by the grantor',
  withheldPence: 'Held back',
  waivedPence: 'Waived',
  returnedPence: 'Returned',
  priorPeriodPence: 'Part that belongs to an earlier period',
  paidPence: 'Paid out',
  refundedPence: 'Came back',
  commissionedPence: 'Spent on its behalf',
  irrecoverableVatPence: 'VAT that cannot be reclaimed',
  recoverableVatPence: 'VAT that is reclaimed',
  broughtForwardPence: 'Brought forward',
  incomePence: 'Other income',
  balancePence: 'Balance',
  amountPence: 'Due',
  outstandingPence: 'Outstanding',
  cashableBenefitPence: 'Cashable benefit',
  nonCashableBenefitPence: 'Other fiscal benefit',
  economicBenefitPence: 'Economic benefit',
  socialBenefitPence: 'Social benefit',
  assuredBenefitPence: 'Assured benefit',
  estimatedBenefitPence: 'Estimated benefit',
  shareReceivablePence: 'Share to receive',
  sharePayablePence: 'Share to pay',
  shareReceivedPence: 'Share received',
  sharePaidPence: 'Share paid',
  shareIntoFundPence: 'Share paid into the fund',
  shareFromFundPence: 'Share paid by the fund',
};

/** The columns of figures that have words. */
export const figuresKnown: readonly string[] = Object.keys(words);

/** What people call a figure of a report. */
export const figureInWords = (figure: string): string => words[figure] ?? figure;
