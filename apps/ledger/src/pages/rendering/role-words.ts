import { type Role } from '@app/domain';

/** What each role is for, in a sentence. */
export const roleInWords: Readonly<Record<Role, string>> = {
  TREASURER:
    'Records all that happens to the money: contributions, withdrawals, payments and reversals. Locks periods and closes years.',
  POOLED_FUND_MANAGER:
    'Looks after a fund day by day: records contributions, asks for withdrawals and pays approved ones.',
  APPROVER: 'Approves or rejects withdrawals up to a delegated limit, and approves and signs agreements.',
  SECTION_151_OFFICER:
    'Answers by law for a council’s money: approves, closes years, delegates powers of approval and grants roles.',
  DEPARTMENT_REVIEWER: 'Reads what a department paid in and gained, and its agreements. Records nothing.',
  AUDITOR: 'Reads every entry, and who recorded it, and who holds which role. Records nothing.',
  SUBSCRIBER: 'Follows what is recorded. Records nothing.',
  OPERATOR: 'Registers places, agencies and funds, and grants roles. Moves no money.',
};
