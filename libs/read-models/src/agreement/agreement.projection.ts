import { type AgreementEvent, type BenefitShareCalculated } from '@app/domain';
import { type RecordedEvent } from '@app/event-store';
import { type PoolClient } from 'pg';
import { agreementOf } from '../entry/agreement-postings';
import { CopyText, copyInto } from '../entry/copy-text';
import { microsOf } from '../reading/instant';

const FACT_COLUMNS = 'known_at, agreement_id, entry_no, type, occurred_on, actor, actor_agency_id, authority_ref, data';
const TRACE_COLUMNS = 'agreement_id, calculation_id, known_at, occurred_on, trace';

/** What the log has said of one agreement since the last flush. */
interface Seen {
  readonly placeId?: string;
  readonly pooledFundId?: string;
  readonly draftedOn?: string;
  readonly title?: string;
}

/** Writes agreements, their parties, their facts and the traces of their calculations. */
export class AgreementProjection {
  private readonly facts = new CopyText();
  private readonly traces = new CopyText();
  private readonly seen = new Map<string, Seen>();
  private parties: (readonly [agreementId: string, agencyId: string, knownAt: number])[] = [];

  constructor(private readonly schema: string) {}

  clear(): void {
    this.facts.take();
    this.traces.take();
    this.seen.clear();
    this.parties = [];
  }

  fold({ eventStream, version, type, data, metadata, recordedAt }: RecordedEvent): void {
    const agreementId = agreementOf(eventStream);
    const knownAt = microsOf(recordedAt);
    const occurredOn = metadata['occurredOn']!;
    const event = { type, occurredOn, data } as unknown as AgreementEvent;
    this.note(agreementId, event, knownAt);
    const shown = event.type === 'BenefitShareCalculated' ? this.untraced(agreementId, event, knownAt) : event.data;
    const { actor, agencyId, authorityRef } = metadata;
    const who = [actor, agencyId, authorityRef];
    this.facts.addLine([knownAt, agreementId, version, type, occurredOn, ...who, JSON.stringify(shown)]);
  }

  async flush(client: PoolClient): Promise<void> {
    for (const [agreementId, { placeId, pooledFundId, draftedOn, title }] of this.seen) {
      await client.query(
        `insert into ${this.schema}.agreement as a (agreement_id, place_id, pooled_fund_id, drafted_on, title)
         values ($1, coalesce($2, ''), $3, coalesce($4, '1900-01-01')::date, coalesce($5, ''))
         on conflict (agreement_id) do update set title = coalesce($5, a.title)`,
        [agreementId, placeId, pooledFundId, draftedOn, title],
      );
    }
    if (this.parties.length > 0) {
      await client.query(
        `insert into ${this.schema}.agreement_party (agreement_id, agency_id, known_at)
         select * from unnest($1::text[], $2::text[], $3::bigint[]) on conflict do nothing`,
        [0, 1, 2].map((column) => this.parties.map((party) => party[column])),
      );
    }
    this.seen.clear();
    this.parties = [];
    await copyInto(client, `${this.schema}.agreement_fact`, FACT_COLUMNS, this.facts);
    await copyInto(client, `${this.schema}.share_trace`, TRACE_COLUMNS, this.traces);
  }

  private note(agreementId: string, event: AgreementEvent, knownAt: number): void {
    const seen = this.seen.get(agreementId);
    if (event.type === 'BenefitSharingAgreementDrafted') {
      const { placeId, pooledFundId } = event.data;
      this.seen.set(agreementId, { ...seen, placeId, pooledFundId, draftedOn: event.occurredOn });
    } else if (event.type === 'TermsDrafted') {
      const { title, parties } = event.data.terms;
      this.seen.set(agreementId, { ...seen, title });
      for (const { agencyId } of parties) this.parties.push([agreementId, agencyId, knownAt]);
    }
  }

  /** A calculation without its trace, which is read only when somebody asks for it. */
  private untraced(agreementId: string, { occurredOn, data }: BenefitShareCalculated, knownAt: number): object {
    const { trace, ...figures } = data;
    this.traces.addLine([agreementId, data.calculationId, knownAt, occurredOn, JSON.stringify(trace)]);
    return figures;
  }
}
