import { refuseFuture } from '../shared/asked';
import { addDays, isIsoDate } from '../shared/dates';
import { accept, type Decision } from '../shared/decider';
import {
  type AgreementCommand,
  type ApproveTerms,
  type CallInAgreement,
  type DraftBenefitSharingAgreement,
  type DraftTerms,
  type GivePartyExitNotice,
  type ProposeTerms,
  type PutTermsIntoForce,
  type RecordPartyExit,
  type ResolveCallIn,
  type ResumeAgreement,
  type SignTerms,
  type SuspendAgreement,
  type TerminateAgreement,
  type WindUpAgreement,
} from './agreement.commands';
import { type AgreementContext, refuse, refuseAgencies, refuseStranger } from './agreement.context';
import { type AgreementEvent } from './agreement.events';
import {
  type AgreementState,
  currentVersion,
  outstandingPence,
  signingParties,
  type TermsVersion,
} from './agreement.state';
import { type Terms } from './terms';
import { checkTerms } from './terms.check';
import { distributionsOf, needsContributions } from './terms.walk';

export function decideDraft(
  command: DraftBenefitSharingAgreement,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { agreementId, placeId, pooledFundId, terms, occurredOn } = command;
  if (state.drafted) return refuse('AGREEMENT_ALREADY_DRAFTED', { agreementId });
  if (!context.isPlaceRegistered(placeId)) return refuse('PLACE_UNKNOWN', { placeId });
  if (pooledFundId !== undefined && !context.fund.established) {
    return refuse('POOLED_FUND_UNKNOWN', { pooledFundId });
  }
  return (
    refuseTerms(terms, pooledFundId, occurredOn, context) ??
    refuseFuture(command) ??
    accept<AgreementEvent>(
      { type: 'BenefitSharingAgreementDrafted', occurredOn, data: { agreementId, placeId, pooledFundId } },
      { type: 'TermsDrafted', occurredOn, data: { version: 1, terms } },
    )
  );
}

/** A variation: drafted beside the terms that are in force, which count until it takes effect. */
export function decideTermsDraft(
  command: DraftTerms,
  state: AgreementState,
  context: AgreementContext,
): Decision<AgreementEvent> {
  const { terms, reason, occurredOn } = command;
  const version = state.versions.length + 1;
  return (
    refuseTerms(terms, state.pooledFundId, occurredOn, context) ??
    refuseFuture(command) ??
    accept({ type: 'TermsDrafted', occurredOn, data: { version, terms, reason } })
  );
}

function refuseTerms(terms: Terms, pooledFundId: string | undefined, on: string, context: AgreementContext) {
  const issues = checkTerms(terms);
  if (issues.length > 0) return refuse('TERMS_NOT_SOUND', { issues });
  const why = pooledFundId === undefined ? reasonForFund(terms) : undefined;
  if (why !== undefined) return refuse('POOLED_FUND_NOT_NAMED', { why });
  return refuseAgencies(terms, on, context);
}

/** Why terms cannot do without a pooled fund. */
function reasonForFund(terms: Terms): string | undefined {
  const reinvests = terms.clauses.some((clause) => distributionsOf(clause).some(({ kind }) => kind === 'REINVEST'));
  if (reinvests) return 'a part is reinvested';
  if (terms.clauses.some(({ heldBy }) => heldBy.kind === 'FUND')) return 'what is shared lies in it';
  return needsContributions(terms) ? 'amounts follow what partners contributed to it' : undefined;
}

/** The version that a command names, when it is the latest and not yet in force. */
function latest(state: AgreementState, version: number) {
  const found = state.versions[version - 1];
  if (!found) return { refusal: refuse('TERMS_VERSION_UNKNOWN', { version }) };
  if (version !== state.versions.length) {
    return { refusal: refuse('TERMS_VERSION_NOT_LATEST', { version, latest: state.versions.length }) };
  }
  if (found.effectiveFrom !== undefined) {
    return { refusal: refuse('TERMS_ALREADY_IN_FORCE', { version, from: found.effectiveFrom }) };
  }
  return { found };
}

export function decideProposal(command: ProposeTerms, state: AgreementState): Decision<AgreementEvent> {
  const { version, occurredOn } = command;
  const { refusal, found } = latest(state, version);
  if (refusal) return refusal;
  if (found.proposedOn !== undefined) return refuse('TERMS_ALREADY_PROPOSED', { version, on: found.proposedOn });
  return refuseFuture(command) ?? accept({ type: 'TermsProposed', occurredOn, data: { version } });
}

/** Parties that must agree to a version: those of it, and those of the one before that it would change or leave out. */
function affectedParties(state: AgreementState, { version, terms }: TermsVersion): readonly string[] {
  const before = state.versions.slice(0, version - 1).findLast(({ effectiveFrom }) => effectiveFrom !== undefined);
  const staying = before ? signingParties(before.terms).filter((agencyId) => !hasLeft(state, agencyId)) : [];
  return [...new Set([...signingParties(terms), ...staying])];
}

const hasLeft = (state: AgreementState, agencyId: string): boolean => state.exits.get(agencyId)?.exitedOn !== undefined;

function refuseParty(state: AgreementState, version: TermsVersion, agencyId: string) {
  if (affectedParties(state, version).includes(agencyId)) return undefined;
  const isAssessor = version.terms.parties.some((party) => party.agencyId === agencyId);
  return isAssessor ? refuse('PARTY_ONLY_ASSESSES', { agencyId }) : refuse('PARTY_UNKNOWN', { agencyId });
}

export function decideApproval(command: ApproveTerms, state: AgreementState): Decision<AgreementEvent> {
  const { version, byAgencyId: agencyId, approverPost, occurredOn } = command;
  const { refusal, found } = latest(state, version);
  if (refusal) return refusal;
  if (found.proposedOn === undefined) return refuse('TERMS_NOT_PROPOSED', { version });
  const stranger = refuseParty(state, found, agencyId);
  if (stranger) return stranger;
  const before = found.approvals.get(agencyId);
  if (before) return refuse('TERMS_ALREADY_APPROVED_BY_AGENCY', { agencyId, on: before.on });
  const data = { version, byAgencyId: agencyId, approverPost };
  return refuseFuture(command) ?? accept({ type: 'TermsApproved', occurredOn, data });
}

export function decideSignature(command: SignTerms, state: AgreementState): Decision<AgreementEvent> {
  const { version, byAgencyId: agencyId, signatoryPost, occurredOn } = command;
  const { refusal, found } = latest(state, version);
  if (refusal) return refusal;
  const stranger = refuseParty(state, found, agencyId);
  if (stranger) return stranger;
  if (!found.approvals.has(agencyId)) return refuse('TERMS_NOT_APPROVED_BY_AGENCY', { agencyId });
  const before = found.signatures.get(agencyId);
  if (before) return refuse('TERMS_ALREADY_SIGNED_BY_AGENCY', { agencyId, on: before.on });
  const data = { version, byAgencyId: agencyId, signatoryPost };
  return refuseFuture(command) ?? accept({ type: 'TermsSigned', occurredOn, data });
}

/** INV-13: terms take effect when every affected party has approved and signed. Retrospective effect is said. */
export function decideEffect(command: PutTermsIntoForce, state: AgreementState): Decision<AgreementEvent> {
  const { version, occurredOn, today } = command;
  const { refusal, found } = latest(state, version);
  if (refusal) return refusal;
  if (state.isCalledIn) return refuse('AGREEMENT_CALLED_IN', {});
  const missing = affectedParties(state, found).filter((agencyId) => !found.signatures.has(agencyId));
  if (missing.length > 0) return refuse('TERMS_NOT_SIGNED_BY_ALL', { missing });
  const before = state.versions.slice(0, version - 1).findLast(({ effectiveFrom }) => effectiveFrom !== undefined);
  if (before && occurredOn < before.effectiveFrom!) {
    return refuse('TERMS_BEFORE_EARLIER_VERSION', { from: occurredOn, earlierFrom: before.effectiveFrom! });
  }
  const events: AgreementEvent[] = [
    { type: 'TermsTookEffect', occurredOn, data: { version, retrospective: occurredOn < today } },
  ];
  if (before) {
    const known = new Set(signingParties(before.terms).filter((agencyId) => !hasLeft(state, agencyId)));
    for (const agencyId of signingParties(found.terms).filter((id) => !known.has(id))) {
      events.push({ type: 'PartyJoined', occurredOn, data: { version, agencyId } });
    }
    const from = before.terms.period.to;
    const { to } = found.terms.period;
    if (to > from) events.push({ type: 'AgreementExtended', occurredOn, data: { version, from, to } });
  }
  return { accepted: events };
}

export function decideCallIn(
  command: CallInAgreement | ResolveCallIn,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { occurredOn } = command;
  if (command.type === 'CallInAgreement') {
    if (state.isCalledIn) return refuse('AGREEMENT_CALLED_IN', {});
    const { scrutinyBody, reason } = command;
    const data = { scrutinyBody, reason };
    return refuseFuture(command) ?? accept({ type: 'AgreementCalledIn', occurredOn, data });
  }
  if (!state.isCalledIn) return refuse('AGREEMENT_NOT_CALLED_IN', {});
  const { outcome, decision } = command;
  return refuseFuture(command) ?? accept({ type: 'CallInResolved', occurredOn, data: { outcome, decision } });
}

export function decideSuspension(
  command: SuspendAgreement | ResumeAgreement,
  state: AgreementState,
): Decision<AgreementEvent> {
  const { reason, occurredOn } = command;
  if (command.type === 'SuspendAgreement') {
    if (state.isSuspended) return refuse('AGREEMENT_SUSPENDED', {});
    return refuseFuture(command) ?? accept({ type: 'AgreementSuspended', occurredOn, data: { reason } });
  }
  if (!state.isSuspended) return refuse('AGREEMENT_NOT_SUSPENDED', {});
  return refuseFuture(command) ?? accept({ type: 'AgreementResumed', occurredOn, data: { reason } });
}

export function decideExitNotice(command: GivePartyExitNotice, state: AgreementState): Decision<AgreementEvent> {
  const { agencyId, exitsOn, reason, occurredOn } = command;
  const stranger = refuseStranger(state, agencyId);
  if (stranger) return stranger;
  const before = state.exits.get(agencyId);
  if (before) return refuse('PARTY_ALREADY_LEAVING', { agencyId, on: before.noticeOn });
  if (!isIsoDate(exitsOn)) return refuse('DATE_DOES_NOT_EXIST', { date: exitsOn });
  const { noticeDays } = currentVersion(state).terms.exit;
  const earliestOn = addDays(occurredOn, noticeDays);
  if (exitsOn < earliestOn) return refuse('EXIT_NOTICE_TOO_SHORT', { agencyId, noticeDays, earliestOn });
  const data = { agencyId, exitsOn, reason };
  return refuseFuture(command) ?? accept({ type: 'PartyExitNoticeGiven', occurredOn, data });
}

/** A party leaves; where the terms say so, the agreement ends with it. */
export function decideExit(command: RecordPartyExit, state: AgreementState): Decision<AgreementEvent> {
  const { agencyId, occurredOn } = command;
  const exit = state.exits.get(agencyId);
  if (!exit || exit.exitsOn > occurredOn || exit.exitedOn !== undefined) {
    return refuse('EXIT_WITHOUT_NOTICE', { agencyId, on: occurredOn });
  }
  const refusal = refuseFuture(command);
  if (refusal) return refusal;
  const left: AgreementEvent = { type: 'PartyExited', occurredOn, data: { agencyId } };
  if (currentVersion(state).terms.exit.onExit === 'CONTINUES' || state.terminatedOn !== undefined) return accept(left);
  const reason = `${agencyId} left, and under the terms the agreement ends when any party leaves`;
  return accept<AgreementEvent>(left, { type: 'AgreementTerminated', occurredOn, data: { reason } });
}

export function decideTermination(command: TerminateAgreement): Decision<AgreementEvent> {
  const { reason, occurredOn } = command;
  return refuseFuture(command) ?? accept({ type: 'AgreementTerminated', occurredOn, data: { reason } });
}

export function decideWindingUp(command: WindUpAgreement, state: AgreementState): Decision<AgreementEvent> {
  const { occurredOn } = command;
  const isOver = state.terminatedOn !== undefined || currentVersion(state).terms.period.to < occurredOn;
  if (!isOver) return refuse('AGREEMENT_NOT_TERMINATED', {});
  const outstanding = [...state.dues.values()].reduce((sum, due) => sum + outstandingPence(due), 0);
  const openDisputes = [...state.disputes.values()]
    .filter(({ status }) => status === 'OPEN')
    .map(({ disputeId }) => disputeId);
  if (outstanding > 0 || openDisputes.length > 0) {
    return refuse('AGREEMENT_NOT_SETTLED', { outstandingPence: outstanding, openDisputes });
  }
  return refuseFuture(command) ?? accept({ type: 'AgreementWoundUp', occurredOn, data: {} });
}

/** What may still be asked of an agreement that was terminated: to settle what was earned. */
const settling: ReadonlySet<string> = new Set<AgreementCommand['type']>([
  'RecordPartyExit',
  'WindUpAgreement',
  'MeasureOutcome',
  'RestateOutcome',
  'ClaimOutcomes',
  'ValidateClaims',
  'RejectClaims',
  'WithdrawClaim',
  'RecordSpotCheck',
  'RecogniseBenefit',
  'RestateBenefit',
  'DeclareOutturn',
  'CalculateShares',
  'ApproveShares',
  'PayShare',
  'ReverseSharePayment',
  'RaiseDispute',
  'TakeDisputePosition',
  'EscalateDispute',
  'ResolveDispute',
  'ResolveCallIn',
  'ResumeAgreement',
]);

/** Refuses what an agreement that has ended no longer takes. */
export function refuseEnded(command: AgreementCommand, state: AgreementState) {
  const { agreementId, type } = command;
  if (state.isWoundUp) return refuse('AGREEMENT_WOUND_UP', { agreementId });
  if (state.terminatedOn === undefined || settling.has(type)) return undefined;
  return refuse('AGREEMENT_TERMINATED', { on: state.terminatedOn });
}
