import {
  type PoolYearCommand,
  type PooledFundCommand,
  type PlaceCommand,
  type AgencyCommand,
  type FundingStreamCommand,
} from '@app/domain';
import { type Role } from '@app/platform';

/** Every command that the API takes, by its type. */
export type CommandType = (
  PlaceCommand | AgencyCommand | FundingStreamCommand | PooledFundCommand | PoolYearCommand
)['type'];

const registrars: readonly Role[] = ['TREASURER', 'POOLED_FUND_MANAGER', 'OPERATOR'];
const recorders: readonly Role[] = ['TREASURER', 'POOLED_FUND_MANAGER'];
const approvers: readonly Role[] = ['APPROVER', 'SECTION_151_OFFICER'];
const officers: readonly Role[] = ['TREASURER', 'SECTION_151_OFFICER'];

/** Which roles may ask for what. The rules of who may not act twice on one thing stand in the domain (INV-31). */
const allowed: Readonly<Record<CommandType, readonly Role[]>> = {
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
};

/** True when one of the roles may ask for this. */
export const mayAsk = (roles: readonly Role[], type: CommandType): boolean =>
  allowed[type].some((role) => roles.includes(role));
