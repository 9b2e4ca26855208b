import {
  type AgreementState,
  approvedCalculation,
  type CalculationState,
  currentVersion,
  type DueState,
  FUND_PARTY,
  frozenPence,
  hasLaterEvidence,
  outstandingPence,
  type Position,
  reinvestmentOf,
  signingParties,
  type Terms,
  type TermsVersion,
  type TestPeriod,
  type TraceLine,
  versionInForceOn,
} from '@app/domain';
import { type Horizon, type ReportQuery } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { type Names, readNames } from '../register/names';
import {
  type AgreementStanding,
  agreementIdsOf,
  factsOfTerms,
  readAgreement,
  readAgreements,
  standingOf,
} from './agreements';

/** What lists of agreements tell of each. */
export interface AgreementRow {
  readonly agreementId: string;
  readonly title: string;
  readonly placeId: string;
  readonly placeName: string;
  readonly pooledFundId: string | null;
  readonly standing: AgreementStanding;
  /** The version in force on the day asked about; null when none is. */
  readonly versionInForce: number | null;
  readonly effectiveFrom: string | null;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly partyIds: readonly string[];
  /** Parties that have not signed the latest version. */
  readonly unsignedPartyIds: readonly string[];
  readonly unsignedPartyNames: readonly string[];
  readonly latestVersion: number;
}

/** Who has approved and signed a version, and when. */
export interface SignatureRow {
  readonly agencyId: string;
  readonly agencyName: string;
  readonly approvedOn: string | null;
  readonly approverPost: string | null;
  readonly signedOn: string | null;
  readonly signatoryPost: string | null;
}

export interface TermsVersionRow {
  readonly version: number;
  readonly draftedOn: string;
  readonly reason: string | null;
  readonly proposedOn: string | null;
  readonly effectiveFrom: string | null;
  /** True when it took effect for days that were past already. */
  readonly retrospective: boolean;
  readonly signatures: readonly SignatureRow[];
}

/** A sum that is due, and how much of it is paid, late or frozen. */
export interface DueRow {
  readonly dueId: string;
  readonly kind: 'SHARE' | 'TOP_UP' | 'CLAWBACK';
  readonly testPeriodId: string;
  readonly calculationId: string;
  readonly clauseId: string;
  readonly fromId: string;
  readonly fromName: string;
  readonly toId: string;
  readonly toName: string;
  readonly dueOn: string;
  /** Whether parties pay each other, the fund records its part as an entry of its own, or it is reinvested there. */
  readonly settledThrough: 'PARTIES' | 'FUND_ENTRY' | 'REINVESTMENT';
  readonly amountPence: number;
  readonly reducedPence: number;
  readonly paidPence: number;
  readonly outstandingPence: number;
  readonly inDisputePence: number;
  /** What is outstanding, not in dispute, and was due before the day asked about. */
  readonly latePence: number;
}

/** What a party of a dispute says it should get, and why. */
export interface PositionRow extends Position {
  readonly agencyName: string;
}

export interface DisputeRow {
  readonly disputeId: string;
  readonly testPeriodId: string;
  readonly agencyId: string;
  readonly agencyName: string;
  readonly amountPence: number;
  readonly raisedOn: string;
  readonly status: 'OPEN' | 'RESOLVED';
  readonly stepNo: number;
  readonly decision: string | null;
  /** As the parties state them, side by side. */
  readonly positions: readonly PositionRow[];
}

/** A calculation of the shares of a test period, and how far it has come. */
export interface CalculationRow {
  readonly calculationId: string;
  readonly testPeriodId: string;
  readonly termsVersion: number;
  readonly calculatedOn: string;
  readonly approvedOn: string | null;
  /** Evidence came in since: calculated again, the figures may be others. */
  readonly hasLaterEvidence: boolean;
  /** It rests on what an approved one rests on: there is nothing to approve. */
  readonly changesNothing: boolean;
}

/** One agreement as it stood: its terms' versions, who signed, who leaves, what is due and what is in dispute. */
export interface AgreementDetail extends AgreementRow {
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly versions: readonly TermsVersionRow[];
  readonly exits: readonly {
    readonly agencyId: string;
    readonly agencyName: string;
    readonly noticeOn: string;
    readonly exitsOn: string;
    readonly exitedOn: string | null;
  }[];
  readonly calculations: readonly CalculationRow[];
  readonly dues: readonly DueRow[];
  readonly disputes: readonly DisputeRow[];
}

/** The agreements of a place, a party or a fund. Their claims and evidence are not read: no list tells of them. */
export async function agreementList(
  look: Look,
  query: ReportQuery,
  horizon: Horizon,
): Promise<readonly AgreementRow[]> {
  const ids = await agreementIdsOf(look, query, horizon);
  const states = await readAgreements(look, ids, horizon, factsOfTerms);
  const names = await readNames(look);
  return [...states.values()].map((state) => agreementRow(state, horizon, names));
}

/** How one agreement is listed. */
export function agreementRow(state: AgreementState, { asAt }: Horizon, names: Names): AgreementRow {
  const inForce = versionInForceOn(state, asAt);
  const { terms } = inForce ?? currentVersion(state);
  const latest = state.versions.at(-1)!;
  const unsignedPartyIds = signingParties(latest.terms).filter((agencyId) => !latest.signatures.has(agencyId));
  return {
    agreementId: state.agreementId,
    title: terms.title,
    placeId: state.placeId,
    placeName: names.place(state.placeId),
    pooledFundId: state.pooledFundId ?? null,
    standing: standingOf(state, asAt),
    versionInForce: inForce?.version ?? null,
    effectiveFrom: inForce?.effectiveFrom ?? null,
    periodFrom: terms.period.from,
    periodTo: terms.period.to,
    partyIds: terms.parties.map(({ agencyId }) => agencyId),
    unsignedPartyIds,
    unsignedPartyNames: unsignedPartyIds.map((agencyId) => names.agency(agencyId)),
    latestVersion: latest.version,
  };
}

/** @throws NoSuchAgreement */
export async function agreementDetail(look: Look, agreementId: string, horizon: Horizon): Promise<AgreementDetail> {
  return detailOf(await readAgreement(look, agreementId, horizon), horizon, await readNames(look));
}

/** What is told of one agreement in detail. */
export function detailOf(state: AgreementState, horizon: Horizon, names: Names): AgreementDetail {
  return {
    ...agreementRow(state, horizon, names),
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    versions: state.versions.map((version) => versionRow(version, names)),
    exits: [...state.exits].map(([agencyId, { noticeOn, exitsOn, exitedOn }]) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      noticeOn,
      exitsOn,
      exitedOn: exitedOn ?? null,
    })),
    calculations: calculationRows(state),
    dues: dueRows(state, horizon, names),
    disputes: disputeRows(state, names),
  };
}

/** The calculations of an agreement, in the order in which they were made. */
export const calculationRows = (state: AgreementState): readonly CalculationRow[] =>
  [...state.calculations.values()].map((calculation) => ({
    calculationId: calculation.calculationId,
    testPeriodId: calculation.testPeriodId,
    termsVersion: calculation.termsVersion,
    calculatedOn: calculation.calculatedOn,
    approvedOn: calculation.approvedOn ?? null,
    hasLaterEvidence: hasLaterEvidence(state, calculation),
    changesNothing: changesNothing(state, calculation),
  }));

/** True for a calculation that is not approved, and rests on the same as the one that was approved last. */
export const changesNothing = (
  state: AgreementState,
  { approvedBy, testPeriodId, inputsDigest }: CalculationState,
): boolean => approvedBy === undefined && approvedCalculation(state, testPeriodId)?.inputsDigest === inputsDigest;

/** The test periods of the terms that count, and those of other terms that were calculated: each has a statement. */
export function testPeriodsOf(
  { calculations, versions }: AgreementState,
  terms: Terms,
): readonly Pick<TestPeriod, 'testPeriodId' | 'from' | 'to'>[] {
  const calculated = new Set([...calculations.values()].map(({ testPeriodId }) => testPeriodId));
  const known = new Map(terms.period.testPeriods.map((period) => [period.testPeriodId, period]));
  for (const period of versions.flatMap((version) => version.terms.period.testPeriods)) {
    if (calculated.has(period.testPeriodId) && !known.has(period.testPeriodId)) known.set(period.testPeriodId, period);
  }
  return [...known.values()].map(({ testPeriodId, from, to }) => ({ testPeriodId, from, to }));
}

/** Who has approved and signed a version, and who has not. */
export function versionRow(version: TermsVersion, names: Names): TermsVersionRow {
  const { approvals, signatures, terms } = version;
  return {
    version: version.version,
    draftedOn: version.draftedOn,
    reason: version.reason ?? null,
    proposedOn: version.proposedOn ?? null,
    effectiveFrom: version.effectiveFrom ?? null,
    retrospective: version.retrospective ?? false,
    signatures: [...new Set([...signingParties(terms), ...approvals.keys()])].map((agencyId) => ({
      agencyId,
      agencyName: names.agency(agencyId),
      approvedOn: approvals.get(agencyId)?.on ?? null,
      approverPost: approvals.get(agencyId)?.post ?? null,
      signedOn: signatures.get(agencyId)?.on ?? null,
      signatoryPost: signatures.get(agencyId)?.post ?? null,
    })),
  };
}

/** What an agreement has made due, in the order in which it arose. */
export function dueRows(state: AgreementState, { asAt }: Horizon, names: Names): readonly DueRow[] {
  const frozen = new Map<string, number>();
  for (const testPeriodId of new Set([...state.dues.values()].map((due) => due.testPeriodId))) {
    for (const [dueId, pence] of frozenPence(state, testPeriodId)) frozen.set(dueId, pence);
  }
  return [...state.dues.values()].map((due) => {
    const { dueId, kind, testPeriodId, calculationId, clauseId, fromId, toId, dueOn } = due;
    const { amountPence, reducedPence, paidPence } = due;
    const outstanding = outstandingPence(due);
    const inDisputePence = frozen.get(dueId) ?? 0;
    return {
      dueId,
      kind,
      testPeriodId,
      calculationId,
      clauseId,
      fromId,
      fromName: partyName(fromId, names),
      toId,
      toName: partyName(toId, names),
      dueOn,
      settledThrough: settledThrough(state, due),
      amountPence,
      reducedPence,
      paidPence,
      outstandingPence: outstanding,
      inDisputePence,
      latePence: dueOn < asAt ? outstanding - inDisputePence : 0,
    };
  });
}

function settledThrough(state: AgreementState, due: DueState): DueRow['settledThrough'] {
  if (due.fromId !== FUND_PARTY && due.toId !== FUND_PARTY) return 'PARTIES';
  return reinvestmentOf(state, due) ? 'REINVESTMENT' : 'FUND_ENTRY';
}

/** What an agreement in sight is called now. */
export async function agreementTitle(look: Look, agreementId: string): Promise<string | undefined> {
  if (!look.seesAgreement(agreementId)) return undefined;
  const [row] = await look.rows<{ title: string }>(
    `select title from ${READING_SCHEMA}.agreement where agreement_id = $1`,
    [agreementId],
  );
  return row?.title;
}

/** What people call a party of a settlement. */
export const partyName = (partyId: string, names: Names): string =>
  partyId.startsWith('@') ? 'The pooled fund' : names.agency(partyId);

/** The disputes of an agreement, or of one of its test periods. */
export const disputeRows = (state: AgreementState, names: Names, testPeriodId?: string): readonly DisputeRow[] =>
  [...state.disputes.values()]
    .filter((dispute) => testPeriodId === undefined || dispute.testPeriodId === testPeriodId)
    .map(({ disputeId, testPeriodId: of, agencyId, amountPence, raisedOn, status, stepNo, decision, positions }) => ({
      disputeId,
      testPeriodId: of,
      agencyId,
      agencyName: names.agency(agencyId),
      amountPence,
      raisedOn,
      status,
      stepNo,
      decision: decision ?? null,
      positions: [...positions.values()].map((each) => ({ ...each, agencyName: names.agency(each.agencyId) })),
    }));

/** The terms of one version as they were drafted; undefined when there is no such version. @throws NoSuchAgreement */
export async function termsOf(
  look: Look,
  agreementId: string,
  version: number,
  horizon: Horizon,
): Promise<Terms | undefined> {
  return (await readAgreement(look, agreementId, horizon, factsOfTerms)).versions[version - 1]?.terms;
}

/** The lines of a calculation, or undefined when it was not known then. */
export async function traceOf(
  look: Look,
  agreementId: string,
  calculationId: string,
  { knownAt, asAt }: Horizon,
): Promise<readonly TraceLine[] | undefined> {
  if (!look.seesAgreement(agreementId)) return undefined;
  const [row] = await look.rows<{ trace: readonly TraceLine[] }>(
    `select trace from ${READING_SCHEMA}.share_trace
      where agreement_id = $1 and calculation_id = $2 and known_at <= $3 and occurred_on <= $4`,
    [agreementId, calculationId, knownAt, asAt],
  );
  return row?.trace;
}
