import { type Recording } from '../recording';
import { agreedContribution } from './agreed-contribution.recording';
import { claim, validation } from './claim.recording';
import { contribution } from './contribution.recording';
import { dispute } from './dispute.recording';
import { instalments } from './instalments.recording';
import { reversal } from './reversal.recording';
import { roleGrant, roleRevocation } from './role.recording';
import { shareApproval, shareCalculation, sharePayment } from './share.recording';
import { signature, termsApproval } from './signature.recording';
import { withdrawal } from './withdrawal.recording';
import { withdrawalDecision, withdrawalPayment } from './withdrawal-decision.recording';

/** All that people record through pages, in the order in which it is offered. */
export const recordings: readonly Recording[] = [
  contribution,
  agreedContribution,
  instalments,
  withdrawal,
  withdrawalDecision,
  withdrawalPayment,
  reversal,
  termsApproval,
  signature,
  claim,
  validation,
  shareCalculation,
  shareApproval,
  sharePayment,
  dispute,
  roleGrant,
  roleRevocation,
];
