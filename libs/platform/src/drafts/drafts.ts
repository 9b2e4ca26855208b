import { type Pool } from 'pg';

/** Answers by the name of their question, as text. */
export type Answers = Readonly<Record<string, string>>;

/** What somebody has begun to record. It stays after it was recorded, so that coming back to it records nothing twice. */
export interface Draft {
  readonly draftId: string;
  readonly actorId: string;
  /** Which sort of recording it is. */
  readonly recording: string;
  readonly answers: Answers;
  /** What the ledger answered; null while nothing is recorded. */
  readonly outcome: object | null;
}

/** The table of drafts. */
export const draftMigrations = [
  {
    name: 'access-drafts',
    up: `
      create table access.draft (
        draft_id uuid primary key,
        actor_id text not null,
        recording text not null,
        answers json not null,
        outcome json,
        begun_at timestamptz not null default now()
      );
      grant select, insert, delete on access.draft to common_purse_service;
      grant update (answers, outcome) on access.draft to common_purse_service;`,
  },
];

/** A draft, sent or not, is dropped so long after it was begun: its address then leads nowhere, and records nothing. */
const KEPT_DAYS = 30;

/** What people have begun to record. Nobody sees anybody else's. */
export class Drafts {
  constructor(private readonly pool: Pool) {}

  async begin(draft: Omit<Draft, 'outcome'>): Promise<void> {
    await this.pool.query(`delete from access.draft where begun_at < now() - interval '${KEPT_DAYS} days'`);
    await this.pool.query('insert into access.draft (draft_id, actor_id, recording, answers) values ($1, $2, $3, $4)', [
      draft.draftId,
      draft.actorId,
      draft.recording,
      JSON.stringify(draft.answers),
    ]);
  }

  /** A draft of this actor; undefined for another's, and for an id that is none. */
  async find(actorId: string, recording: string, draftId: string): Promise<Draft | undefined> {
    if (!UUID.test(draftId)) return undefined;
    const { rows } = await this.pool.query<Draft>(
      `select draft_id as "draftId", actor_id as "actorId", recording, answers, outcome from access.draft
        where draft_id = $1 and actor_id = $2 and recording = $3`,
      [draftId, actorId, recording],
    );
    return rows[0];
  }

  /**
   * Keeps answers beside those given before, unless it was recorded meanwhile: whoever answers in two tabs loses
   * neither. Those named in `dropped` count no more.
   */
  async answer({ draftId }: Draft, answers: Answers, dropped: readonly string[] = []): Promise<void> {
    await this.pool.query(
      `update access.draft set answers = ((answers::jsonb - $3::text[]) || $2::jsonb)::json
        where draft_id = $1 and outcome is null`,
      [draftId, JSON.stringify(answers), dropped],
    );
  }

  /** Keeps what the ledger answered, with the answers that were sent: a tab may have changed them meanwhile. */
  async recorded({ draftId, answers }: Draft, outcome: object): Promise<void> {
    await this.pool.query('update access.draft set answers = $2, outcome = $3 where draft_id = $1', [
      draftId,
      JSON.stringify(answers),
      JSON.stringify(outcome),
    ]);
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
