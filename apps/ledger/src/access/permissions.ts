import {
  type AccessCommand,
  type AgencyCommand,
  type AgreementCommand,
  type FundingStreamCommand,
  type Grant,
  type PlaceCommand,
  type PooledFundCommand,
  type PoolYearCommand,
  type Role,
} from '@app/domain';
import { agencyOfGrant, covers, isPartnerOf, maySpeakFor, type Resource } from './scope';

type Command =
  | PlaceCommand
  | AgencyCommand
  | FundingStreamCommand
  | PooledFundCommand
  | PoolYearCommand
  | AgreementCommand
  | AccessCommand;
type WithoutAsker<Each> = Each extends Command ? Omit<Each, 'by' | 'today'> : never;

/** A command as somebody gives it: who asks, and on which day, is added when it is asked for. */
export type GivenCommand = WithoutAsker<Command>;

const registrars: readonly Role[] = ['TREASURER', 'POOLED_FUND_MANAGER', 'OPERATOR'];
const recorders: readonly Role[] = ['TREASURER', 'POOLED_FUND_MANAGER'];
const approvers: readonly Role[] = ['APPROVER', 'SECTION_151_OFFICER'];
const officers: readonly Role[] = ['TREASURER', 'SECTION_151_OFFICER'];
const grantors: readonly Role[] = ['OPERATOR', 'SECTION_151_OFFICER'];

/** Which roles may ask for what. The rules of who may not act twice on one thing stand in the domain (INV-31). */
const allowed: Readonly<Record<Command['type'], readonly Role[]>> = {
  RegisterPlace: registrars,
  ReorganisePlace: registrars,
  RegisterAgency: registrars,
  SucceedAgency: registrars,
  DefineFundingStream: registrars,
  RemoveRingFence: officers,
  WaivePassThrough: recorders,
  EstablishPooledFund: registrars,
  ChangeHostPartner: officers,
  AdmitPartner: recorders,
  GivePartnerExitNotice: recorders,
  RecordPartnerExit: recorders,
  DraftAgreement: recorders,
  ApproveAgreement: [...recorders, ...approvers],
  SignAgreement: [...recorders, ...approvers],
  PutAgreementIntoEffect: recorders,
  SpecifyScheme: recorders,
  GrantDelegation: ['SECTION_151_OFFICER'],
  RevokeDelegation: ['SECTION_151_OFFICER'],
  OpenPoolYear: recorders,
  BringForwardBalances: [],
  LockPeriod: officers,
  RequestPeriodReopening: recorders,
  ReopenPeriod: officers,
  ClosePoolYear: officers,
  AgreeContribution: recorders,
  ScheduleContribution: recorders,
  InvoiceContribution: recorders,
  RecordContributionReceipt: recorders,
  AllocateReceipt: recorders,
  RecordNonCashContribution: recorders,
  FlagOverdueInstalments: recorders,
  WithholdContribution: recorders,
  LiftWithholding: recorders,
  WaiveContribution: officers,
  VaryContribution: recorders,
  SetMatchCondition: recorders,
  MeetMatchCondition: recorders,
  FailMatchCondition: recorders,
  RequestWithdrawal: recorders,
  ApproveWithdrawal: approvers,
  RejectWithdrawal: approvers,
  PayWithdrawal: recorders,
  RecordPayment: recorders,
  RecordRefund: recorders,
  RecordIncome: recorders,
  ReturnUnderspend: recorders,
  ReverseEntry: recorders,
  RecordImportedRows: recorders,
  DraftBenefitSharingAgreement: recorders,
  DraftTerms: recorders,
  ProposeTerms: recorders,
  ApproveTerms: approvers,
  SignTerms: approvers,
  PutTermsIntoForce: officers,
  CallInAgreement: officers,
  ResolveCallIn: officers,
  SuspendAgreement: officers,
  ResumeAgreement: officers,
  GivePartyExitNotice: recorders,
  RecordPartyExit: recorders,
  TerminateAgreement: officers,
  WindUpAgreement: officers,
  AgreeBaseline: recorders,
  RebaseBaseline: recorders,
  MeasureOutcome: recorders,
  RestateOutcome: recorders,
  ClaimOutcomes: recorders,
  ValidateClaims: recorders,
  RejectClaims: recorders,
  WithdrawClaim: recorders,
  RecordSpotCheck: recorders,
  RecogniseBenefit: recorders,
  RestateBenefit: recorders,
  DeclareOutturn: recorders,
  CalculateShares: recorders,
  ApproveShares: approvers,
  PayShare: recorders,
  ReverseSharePayment: recorders,
  RaiseDispute: recorders,
  TakeDisputePosition: recorders,
  EscalateDispute: recorders,
  ResolveDispute: officers,
  GrantRole: grantors,
  RevokeRole: grantors,
};

/** What can be asked for. */
export type CommandType = Command['type'];

/** True for the name of something that can be asked for. */
export const isCommandType = (text: string): text is CommandType => Object.hasOwn(allowed, text);

/** True when some grant has a role that may ask for this, whatever it covers: it is then offered. */
export const holdsRoleFor = (grants: readonly Pick<Grant, 'role'>[], type: CommandType): boolean =>
  grants.some(({ role }) => allowed[type].includes(role));

/** All that a role may ask for, in the order of the table. */
export const commandsOf = (role: Role): readonly CommandType[] =>
  (Object.keys(allowed) as CommandType[]).filter((type) => allowed[type].includes(role));

/** True for a role whose holders look at who was granted what. */
export const mayListGrants = (role: Role): boolean => role === 'AUDITOR' || grantors.includes(role);

/** What a partner of a fund decides or signs there for itself, though another agency hosts the fund. */
const decisionsOfPartners: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'ApproveAgreement',
  'SignAgreement',
  'ApproveWithdrawal',
  'RejectWithdrawal',
]);

/** Whether grants allow a command: the one that does, or why none does. */
export type Verdict =
  | { readonly grant: Grant }
  /** ABSENT: no grant covers the resource at all, so that to this caller there is none. */
  | { readonly refused: 'ABSENT' | 'NO_ROLE' | 'OF_ANOTHER_AGENCY' };

/**
 * Decides which of these grants allows a command on a resource. Nothing else decides it, for pages and API alike.
 * @param taken the grant that a revocation takes back
 */
export function decideAccess(
  grants: readonly Grant[],
  command: GivenCommand,
  resource: Resource,
  taken?: Grant,
): Verdict {
  // Who holds nothing is told so, whatever it is about: that tells nothing of what there is.
  if (grants.length === 0) return { refused: 'NO_ROLE' };
  const covering = grants.filter(({ scope }) => covers(scope, resource) || isPartnerOf(scope, resource));
  if (covering.length === 0) return { refused: resource.kind === 'REGISTERS' ? 'NO_ROLE' : 'ABSENT' };
  const withRole = covering.filter((grant) => hasRole(grant, command.type, resource));
  if (withRole.length === 0) return { refused: 'NO_ROLE' };
  const spokenFor = agenciesSpokenFor(command, taken);
  const allowing = withRole.filter((grant) => spokenFor.every((agencyId) => maySpeakFor(grant, agencyId)));
  // Who acts for an agency is held to what an agency may not do, so a grant that says which comes first.
  const grant = allowing.find((each) => agencyOfGrant(each) !== undefined) ?? allowing[0];
  return grant ? { grant } : { refused: 'OF_ANOTHER_AGENCY' };
}

function hasRole({ role, scope }: Grant, type: Command['type'], resource: Resource): boolean {
  if (!allowed[type].includes(role)) return false;
  return covers(scope, resource) || (decisionsOfPartners.has(type) && approvers.includes(role));
}

/** The agencies in whose name a command speaks; undefined stands for a grant that would speak for any. */
function agenciesSpokenFor(command: GivenCommand, taken?: Grant): readonly (string | undefined)[] {
  switch (command.type) {
    case 'ApproveAgreement':
    case 'SignAgreement':
    case 'ApproveTerms':
    case 'SignTerms':
    case 'ValidateClaims':
      return [command.byAgencyId];
    case 'TakeDisputePosition':
    case 'GivePartyExitNotice':
      return [command.agencyId];
    case 'RaiseDispute':
      return command.positions.map(({ agencyId }) => agencyId);
    case 'ClaimOutcomes':
      return command.claims.map(({ claimantId }) => claimantId);
    case 'GrantRole':
      // Who may speak for one agency grants nobody to speak for another, nor for any.
      return [agencyOfGrant(command)];
    case 'RevokeRole':
      return taken ? [agencyOfGrant(taken)] : [];
    default:
      return [];
  }
}
