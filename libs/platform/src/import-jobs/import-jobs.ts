import { type Pool } from 'pg';

/** How far an import in the browser has come. FAILED can be confirmed again as long as its file is kept. */
export type ImportJobState = 'UPLOADED' | 'CHECKED' | 'RUNNING' | 'DONE' | 'FAILED';

/** What was answered about a file: how it is read, where its rows go, and what its owner expects. */
export interface ImportAnswers {
  readonly preset: string | null;
  /** Null where the preset knows. */
  readonly pooledFundId: string | null;
  readonly fundingStreamId: string | null;
  readonly commissioningAgencyId: string | null;
  readonly authorityRef: string | null;
  /** The total that the person expects, in pence, in decimal digits; null when none was given. */
  readonly expectedPence: string | null;
}

/** A file that somebody uploaded to be imported, and what became of it. It outlives a restart of the service. */
export interface ImportJob extends ImportAnswers {
  readonly jobId: string;
  /** Who uploaded it. */
  readonly actorId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file, in lower-case hex. */
  readonly fileDigest: string;
  readonly state: ImportJobState;
  /** The fund that the rows go to: the one answered, or the preset's own; null until it was checked. */
  readonly targetFundId: string | null;
  /** What a dry run found. */
  readonly found: object | null;
  readonly rowsDone: number;
  /** Null until it was checked. */
  readonly rowsTotal: number | null;
  /** What was booked and rejected, when it is done. */
  readonly outcome: object | null;
  /** What went wrong the last time, as a sentence. */
  readonly failure: string | null;
  readonly uploadedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** What can change of a job. */
export type ImportJobChange = Partial<
  ImportAnswers &
    Pick<
      ImportJob,
      'state' | 'targetFundId' | 'found' | 'rowsDone' | 'rowsTotal' | 'outcome' | 'failure' | 'startedAt' | 'endedAt'
    >
>;

const changeable: Readonly<Record<keyof Required<ImportJobChange>, string>> = {
  preset: 'preset',
  pooledFundId: 'pooled_fund_id',
  fundingStreamId: 'funding_stream_id',
  commissioningAgencyId: 'commissioning_agency_id',
  authorityRef: 'authority_ref',
  expectedPence: 'expected_pence',
  state: 'state',
  targetFundId: 'target_fund_id',
  found: 'found',
  rowsDone: 'rows_done',
  rowsTotal: 'rows_total',
  outcome: 'outcome',
  failure: 'failure',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};

/** The table of imports in the browser. */
export const importJobMigrations = [
  {
    name: 'access-import-jobs',
    up: `
      create table access.import_job (
        job_id uuid primary key,
        actor_id text not null,
        file_name text not null,
        size_bytes bigint not null,
        file_digest text not null,
        state text not null default 'UPLOADED'
          check (state in ('UPLOADED', 'CHECKED', 'RUNNING', 'DONE', 'FAILED')),
        preset text,
        pooled_fund_id text,
        funding_stream_id text,
        commissioning_agency_id text,
        authority_ref text,
        expected_pence text,
        target_fund_id text,
        found json,
        rows_done int not null default 0,
        rows_total int,
        outcome json,
        failure text,
        uploaded_at timestamptz not null default now(),
        started_at timestamptz,
        ended_at timestamptz
      );
      create index import_job_uploaded_at on access.import_job (uploaded_at desc);
      create index import_job_file_digest on access.import_job (file_digest);
      grant select, insert on access.import_job to common_purse_service;
      grant update (${Object.values(changeable).join(', ')}) on access.import_job to common_purse_service;`,
  },
];

const COLUMNS = `job_id as "jobId", actor_id as "actorId", file_name as "fileName", size_bytes::float8 as "sizeBytes",
  file_digest as "fileDigest", uploaded_at as "uploadedAt",
  ${Object.entries(changeable)
    .map(([name, column]) => `${column} as "${name}"`)
    .join(', ')}`;

/** What people have uploaded to be imported. Who may see a job is for whoever asks to decide. */
export class ImportJobs {
  constructor(private readonly pool: Pool) {}

  async begin(
    job: Pick<ImportJob, 'jobId' | 'actorId' | 'fileName' | 'sizeBytes' | 'fileDigest'> & Partial<ImportAnswers>,
  ): Promise<void> {
    await this.pool.query(
      `insert into access.import_job
         (job_id, actor_id, file_name, size_bytes, file_digest, preset, pooled_fund_id, funding_stream_id,
          commissioning_agency_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[job.jobId, job.actorId, job.fileName, job.sizeBytes, job.fileDigest],
        ...[job.preset, job.pooledFundId, job.fundingStreamId, job.commissioningAgencyId],
      ],
    );
  }

  /** Undefined for an id that is none. */
  async find(jobId: string): Promise<ImportJob | undefined> {
    if (!UUID.test(jobId)) return undefined;
    const { rows } = await this.pool.query<ImportJob>(`select ${COLUMNS} from access.import_job where job_id = $1`, [
      jobId,
    ]);
    return rows[0];
  }

  /** The latest first. */
  async latest(limit: number): Promise<readonly ImportJob[]> {
    const { rows } = await this.pool.query<ImportJob>(
      `select ${COLUMNS} from access.import_job order by uploaded_at desc, job_id limit $1`,
      [limit],
    );
    return rows;
  }

  /** The jobs of one file, the latest first. */
  async ofFile(fileDigest: string): Promise<readonly ImportJob[]> {
    const { rows } = await this.pool.query<ImportJob>(
      `select ${COLUMNS} from access.import_job where file_digest = $1 order by uploaded_at desc, job_id limit 50`,
      [fileDigest],
    );
    return rows;
  }

  async running(): Promise<readonly ImportJob[]> {
    const { rows } = await this.pool.query<ImportJob>(
      `select ${COLUMNS} from access.import_job where state = 'RUNNING' order by started_at`,
    );
    return rows;
  }

  /** Changes a job, if it is in one of these states now; false when it is in another. */
  async change(jobId: string, change: ImportJobChange, from: readonly ImportJobState[]): Promise<boolean> {
    const names = Object.keys(change) as (keyof ImportJobChange)[];
    const set = names.map((name, place) => `${changeable[name]} = $${place + 3}`).join(', ');
    const values = names.map((name) => valueOf(change[name]));
    const { rowCount } = await this.pool.query(
      `update access.import_job set ${set} where job_id = $1 and state = any($2)`,
      [jobId, from, ...values],
    );
    return rowCount === 1;
  }
}

const valueOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
