import { type Terms } from '@app/domain';
import { agreementRow, type AgreementRow, type TermsVersionRow, versionRow } from '../agreement/agreement.query';
import { factsOfTerms, readAgreement } from '../agreement/agreements';
import { type Horizon } from '../reading/horizon';
import { type Look } from '../reading/reading-database';
import { READING_SCHEMA } from '../reading/reading-schema';
import { readNames } from '../register/names';

/** Who recorded that terms were drafted or proposed: a post, and the agency that it acts for. */
export interface RecordedBy {
  readonly actor: string;
  readonly agencyName: string | null;
  readonly authorityRef: string | null;
  readonly entryNo: number;
}

/** A version of the terms in full, and who drafted and proposed it. */
export interface VersionOfTerms extends TermsVersionRow {
  readonly terms: Terms;
  readonly draftedBy: RecordedBy | null;
  readonly proposedBy: RecordedBy | null;
}

/** Every version of the terms of one agreement. */
export interface AgreementTerms extends AgreementRow {
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly versions: readonly VersionOfTerms[];
  /** What the terms call each body by, and its name. */
  readonly bodies: readonly { readonly agencyId: string; readonly agencyName: string }[];
}

interface ProposalRow {
  readonly type: 'TermsDrafted' | 'TermsProposed';
  readonly version: number;
  readonly actor: string;
  readonly actor_agency_id: string | null;
  readonly authority_ref: string | null;
  readonly entry_no: number;
}

/** All versions of an agreement's terms; its claims and evidence are not read. @throws NoSuchAgreement */
export async function agreementTerms(look: Look, agreementId: string, horizon: Horizon): Promise<AgreementTerms> {
  const state = await readAgreement(look, agreementId, horizon, factsOfTerms);
  const names = await readNames(look);
  const proposals = await look.rows<ProposalRow>(
    `select type, (data->>'version')::int as version, actor, actor_agency_id, authority_ref, entry_no
       from ${READING_SCHEMA}.agreement_fact
      where agreement_id = $1 and known_at <= $2 and type in ('TermsDrafted', 'TermsProposed')`,
    [agreementId, horizon.knownAt],
  );
  const recordedBy = (type: ProposalRow['type'], version: number): RecordedBy | null => {
    const row = proposals.find((each) => each.type === type && each.version === version);
    if (!row) return null;
    const { actor, actor_agency_id: agencyId, authority_ref: authorityRef, entry_no: entryNo } = row;
    return { actor, agencyName: agencyId === null ? null : names.agency(agencyId), authorityRef, entryNo };
  };
  const ids = new Set(state.versions.flatMap(({ terms }) => terms.parties.map(({ agencyId }) => agencyId)));
  return {
    ...agreementRow(state, horizon, names),
    asAt: horizon.asAt,
    asKnownAt: horizon.asKnownAt,
    versions: state.versions.map((version) => ({
      ...versionRow(version, names),
      terms: version.terms,
      draftedBy: recordedBy('TermsDrafted', version.version),
      proposedBy: recordedBy('TermsProposed', version.version),
    })),
    bodies: [...ids].map((agencyId) => ({ agencyId, agencyName: names.agency(agencyId) })),
  };
}
