import { type Asked } from '../shared/decider';
import {
  type AgreementApproved,
  type AgreementDrafted,
  type AgreementSigned,
  type DelegationGranted,
  type DelegationRevoked,
  type HostPartnerChanged,
  type PartnerExited,
  type PartnerExitNoticeGiven,
  type PartnerJoined,
  type PooledFundEstablished,
  type SchemeSpecified,
} from './pooled-fund.events';

type Command<Type extends string, Data> = Asked & { readonly type: Type } & Data;

export type EstablishPooledFund = Command<'EstablishPooledFund', PooledFundEstablished['data']>;
export type ChangeHostPartner = Command<'ChangeHostPartner', HostPartnerChanged['data']>;
export type AdmitPartner = Command<'AdmitPartner', PartnerJoined['data']>;
export type GivePartnerExitNotice = Command<'GivePartnerExitNotice', PartnerExitNoticeGiven['data']>;
export type RecordPartnerExit = Command<'RecordPartnerExit', PartnerExited['data']>;
export type DraftAgreement = Command<'DraftAgreement', AgreementDrafted['data']>;
export type ApproveAgreement = Command<'ApproveAgreement', AgreementApproved['data']>;
export type SignAgreement = Command<'SignAgreement', AgreementSigned['data']>;
export type PutAgreementIntoEffect = Command<'PutAgreementIntoEffect', { readonly pooledFundId: string }>;
export type SpecifyScheme = Command<'SpecifyScheme', SchemeSpecified['data']>;
export type GrantDelegation = Command<'GrantDelegation', DelegationGranted['data']>;
export type RevokeDelegation = Command<'RevokeDelegation', DelegationRevoked['data']>;

/** What can be asked of a pooled fund: its agreement, partners, schemes and delegations. */
export type PooledFundCommand =
  | EstablishPooledFund
  | ChangeHostPartner
  | AdmitPartner
  | GivePartnerExitNotice
  | RecordPartnerExit
  | DraftAgreement
  | ApproveAgreement
  | SignAgreement
  | PutAgreementIntoEffect
  | SpecifyScheme
  | GrantDelegation
  | RevokeDelegation;
