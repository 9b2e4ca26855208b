import { createHash } from 'node:crypto';
import { type CommandBus } from '@nestjs/cqrs';
import {
  AskAgency,
  AskFileImport,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  type Aggregates,
  type CommandRequest,
  type CommandResult,
} from '@app/application';
import {
  type Actor,
  type FileImportState,
  type FinancialYear,
  firstDayOf,
  financialYearOf,
  isPartnerOn,
  nextFinancialYear,
  type Refusal,
} from '@app/domain';
import { type ImportPlan } from './plan-import';
import { type ImportSetting } from './import-setting';

/** Who imports, under which authority. */
export interface Importer {
  readonly by: Actor;
  readonly authorityRef: string;
  readonly today: string;
}

/** The ledger would not take something that the import needs before its first row. */
export class ImportRefused extends Error {
  constructor(
    readonly what: string,
    readonly refusal: Refusal,
  ) {
    super(`${what}: ${refusal.sentence}`);
  }
}

/** Early enough that any published file lies after it. */
const REGISTERED_ON = '2000-04-01';

/** Makes what a plan needs and the ledger lacks: places, agencies, the fund, its partners, funding streams and years. */
export class LedgerRequests {
  constructor(
    private readonly bus: CommandBus,
    private readonly aggregates: Aggregates,
    readonly importer: Importer,
  ) {}

  fileImport(fileDigest: string): Promise<FileImportState> {
    return this.aggregates.fileImport(fileDigest);
  }

  ask(asking: AskPoolYear | AskFileImport): Promise<CommandResult> {
    return this.bus.execute<AskPoolYear | AskFileImport, CommandResult>(asking);
  }

  /** @throws ImportRefused */
  async prepare(setting: ImportSetting, plan: ImportPlan): Promise<readonly string[]> {
    const made: string[] = [];
    const { fund, fundingStream } = setting;
    for (const place of setting.places) {
      if ((await this.aggregates.registeredPlaces([place.placeId])).size > 0) continue;
      await this.must(
        `place ${place.placeId}`,
        made,
        (request) => new AskPlace({ ...this.asked(REGISTERED_ON), type: 'RegisterPlace', ...place }, request),
      );
    }
    const newAgencies = [...plan.newAgencies].map(([agencyId, legalName]) => ({
      agencyId,
      legalName,
      ...setting.registerAs!,
    }));
    for (const agency of [...setting.agencies, ...newAgencies]) {
      if ((await this.aggregates.agencyStates([agency.agencyId])).get(agency.agencyId)!.registered) continue;
      await this.must(
        `agency ${agency.agencyId}`,
        made,
        (request) => new AskAgency({ ...this.asked(REGISTERED_ON), type: 'RegisterAgency', ...agency }, request),
      );
    }
    const streams = [...plan.programmes].map(([fundingStreamId, name]) => ({
      fundingStreamId,
      name,
      originAgencyId: fundingStream.originAgencyId,
    }));
    for (const stream of [fundingStream, ...streams]) {
      if ((await this.aggregates.fundingStreamStates([stream.fundingStreamId])).get(stream.fundingStreamId)!.defined)
        continue;
      const rules = { ringFence: 'NONE' as const, permittedSpendTypes: ['REVENUE', 'CAPITAL'] as const };
      await this.must(
        `funding stream ${stream.fundingStreamId}`,
        made,
        (request) =>
          new AskFundingStream(
            { ...this.asked(REGISTERED_ON), type: 'DefineFundingStream', ...stream, ...rules },
            request,
          ),
      );
    }
    if (!(await this.aggregates.pooledFund(fund.pooledFundId)).established) {
      const terms = { legalBasis: 'OTHER' as const, signature: 'NOT_TRACKED' as const };
      const pooledFundManager = { post: 'Pooled fund manager', agencyId: fund.hostAgencyId };
      await this.must(
        `pooled fund ${fund.pooledFundId}`,
        made,
        (request) =>
          new AskPooledFund(
            { ...this.asked(REGISTERED_ON), type: 'EstablishPooledFund', ...fund, ...terms, pooledFundManager },
            request,
          ),
      );
    }
    for (const agencyId of plan.partners) {
      if (isPartnerOn(await this.aggregates.pooledFund(fund.pooledFundId), agencyId, this.importer.today)) continue;
      const { pooledFundId } = fund;
      await this.must(
        `partner ${agencyId}`,
        made,
        (request) =>
          new AskPooledFund({ ...this.asked(REGISTERED_ON), type: 'AdmitPartner', pooledFundId, agencyId }, request),
      );
    }
    for (const year of plan.rowsByYear.keys()) await this.openYear(fund.pooledFundId, year, made);
    return made;
  }

  /**
   * Opens the year that rows of that year are booked in: their own, or the next that is not closed. A year that is yet to
   * come is not opened: its rows are rejected for their dates.
   */
  private async openYear(pooledFundId: string, ofRows: FinancialYear, made: string[]): Promise<void> {
    let financialYear = ofRows;
    let { status } = await this.aggregates.poolYear(pooledFundId, financialYear);
    while (status === 'CLOSED') {
      financialYear = nextFinancialYear(financialYear);
      ({ status } = await this.aggregates.poolYear(pooledFundId, financialYear));
    }
    if (status !== 'UNOPENED' || financialYear > financialYearOf(this.importer.today)) return;
    const command = {
      ...this.asked(firstDayOf(financialYear)),
      type: 'OpenPoolYear' as const,
      pooledFundId,
      financialYear,
    };
    await this.must(`year ${financialYear} of ${pooledFundId}`, made, (request) => new AskPoolYear(command, request));
  }

  /** What every command carries. */
  asked(occurredOn: string = this.importer.today) {
    return { ...this.importer, occurredOn };
  }

  private async must(
    what: string,
    made: string[],
    asking: (request: CommandRequest) => AskPlace | AskAgency | AskFundingStream | AskPooledFund | AskPoolYear,
  ): Promise<void> {
    const { command } = asking({ requestId: '' });
    const digest = createHash('sha256').update(JSON.stringify(command)).digest('base64url');
    const result = await this.bus.execute<object, CommandResult>(
      asking({ requestId: `import-setting:${digest}` }) as never,
    );
    if ('refused' in result) throw new ImportRefused(what, result.refused);
    made.push(what);
  }
}
