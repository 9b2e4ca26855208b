import { refuseAsked } from '../shared/asked';
import { type Decider, type Decision } from '../shared/decider';
import { type AgreementCommand, type DraftBenefitSharingAgreement } from './agreement.commands';
import { type AgreementContext, refuse } from './agreement.context';
import { type AgreementEvent } from './agreement.events';
import { type AgreementState, evolveAgreement, initialAgreement } from './agreement.state';
import * as dispute from './dispute.decide';
import * as evidence from './evidence.decide';
import * as life from './life.decide';
import * as share from './share.decide';

/** A benefit-sharing agreement: its terms, its evidence and what follows from both. Each rule stands in the file of its noun. */
export const agreementDecider: Decider<AgreementCommand, AgreementState, AgreementEvent, AgreementContext> = {
  initialState: initialAgreement,
  evolve: evolveAgreement,
  decide(command, state, context) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    if (command.type === 'DraftBenefitSharingAgreement') return life.decideDraft(command, state, context);
    if (!state.drafted) return refuse('AGREEMENT_UNKNOWN', { agreementId: command.agreementId });
    return life.refuseEnded(command, state) ?? decideOnDrafted(command, state, context);
  },
};

function decideOnDrafted(
  command: Exclude<AgreementCommand, DraftBenefitSharingAgreement>,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  switch (command.type) {
    case 'DraftTerms':
      return life.decideTermsDraft(command, state, context);
    case 'ProposeTerms':
      return life.decideProposal(command, state);
    case 'ApproveTerms':
      return life.decideApproval(command, state);
    case 'SignTerms':
      return life.decideSignature(command, state);
    case 'PutTermsIntoForce':
      return life.decideEffect(command, state);
    case 'CallInAgreement':
    case 'ResolveCallIn':
      return life.decideCallIn(command, state);
    case 'SuspendAgreement':
    case 'ResumeAgreement':
      return life.decideSuspension(command, state);
    case 'GivePartyExitNotice':
      return life.decideExitNotice(command, state);
    case 'RecordPartyExit':
      return life.decideExit(command, state);
    case 'TerminateAgreement':
      return life.decideTermination(command);
    case 'WindUpAgreement':
      return life.decideWindingUp(command, state);

    case 'AgreeBaseline':
    case 'RebaseBaseline':
      return evidence.decideBaseline(command, state);
    case 'MeasureOutcome':
    case 'RestateOutcome':
      return evidence.decideMeasurement(command, state);
    case 'ClaimOutcomes':
      return evidence.decideClaims(command, state, context);
    case 'ValidateClaims':
      return evidence.decideValidation(command, state, context);
    case 'RejectClaims':
    case 'WithdrawClaim':
      return evidence.decideRejection(command, state);
    case 'RecordSpotCheck':
      return evidence.decideSpotCheck(command, state);
    case 'RecogniseBenefit':
    case 'RestateBenefit':
      return evidence.decideBenefit(command, state);
    case 'DeclareOutturn':
      return evidence.decideOutturn(command, state);

    case 'CalculateShares':
      return share.decideCalculation(command, state, context);
    case 'ApproveShares':
      return share.decideShareApproval(command, state, context);
    case 'PayShare':
      return share.decideSharePayment(command, state, context);
    case 'ReverseSharePayment':
      return share.decidePaymentReversal(command, state);

    case 'RaiseDispute':
      return dispute.decideDispute(command, state);
    case 'TakeDisputePosition':
      return dispute.decidePosition(command, state);
    case 'EscalateDispute':
      return dispute.decideEscalation(command, state);
    case 'ResolveDispute':
      return dispute.decideResolution(command, state);
  }
}
