import {
  AskAgency,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  type Aggregates,
  type CommandRequest,
} from '@app/application';
import {
  type Asked,
  type FinancialYear,
  firstDayOf,
  financialYearOf,
  isPartnerOn,
  nextFinancialYear,
} from '@app/domain';
import { type Importer } from './ledger-requests';
import { type ImportPlan } from './plan-import';
import { type ImportSetting } from './import-setting';

/** Asks for something that an import needs. */
export type NeedAsking = (
  request: CommandRequest,
) => AskPlace | AskAgency | AskFundingStream | AskPooledFund | AskPoolYear;

/** Something that an import needs and the ledger lacks. */
export interface Need {
  /** `agency hm-treasury`. */
  readonly what: string;
  /** True for what stands in the registers of the whole ledger, or is a fund; false for what lies within the fund. */
  readonly isOfTheLedger: boolean;
  readonly asking: NeedAsking;
}

/** Early enough that any published file lies after it. */
const REGISTERED_ON = '2000-04-01';

/** Who asks, and what every command of theirs carries. */
interface Asker {
  readonly importer: Pick<Importer, 'today'>;
  asked(occurredOn?: string): Asked & { readonly occurredOn: string };
}

/**
 * What a plan needs and the ledger lacks: places, agencies, the fund, its partners, funding streams and years. Each is
 * looked for when it is its turn, so that what was made for those before it counts.
 */
export async function* needsOf(
  setting: ImportSetting,
  plan: ImportPlan,
  aggregates: Aggregates,
  asker: Asker,
): AsyncGenerator<Need> {
  const registered = asker.asked(REGISTERED_ON);
  const { fund, fundingStream } = setting;
  for (const place of setting.places) {
    if ((await aggregates.registeredPlaces([place.placeId])).size > 0) continue;
    const command = { ...registered, type: 'RegisterPlace' as const, ...place };
    yield ofTheLedger(`place ${place.placeId}`, (request) => new AskPlace(command, request));
  }
  const newAgencies = [...plan.newAgencies].map(([agencyId, legalName]) => ({
    agencyId,
    legalName,
    ...setting.registerAs!,
  }));
  for (const agency of [...setting.agencies, ...newAgencies]) {
    if ((await aggregates.agencyStates([agency.agencyId])).get(agency.agencyId)!.registered) continue;
    const command = { ...registered, type: 'RegisterAgency' as const, ...agency };
    yield ofTheLedger(`agency ${agency.agencyId}`, (request) => new AskAgency(command, request));
  }
  const programmes = [...plan.programmes].map(([fundingStreamId, name]) => ({
    fundingStreamId,
    name,
    originAgencyId: fundingStream.originAgencyId,
  }));
  for (const each of [fundingStream, ...programmes]) {
    if ((await aggregates.fundingStreamStates([each.fundingStreamId])).get(each.fundingStreamId)!.defined) continue;
    const rules = { ringFence: 'NONE' as const, permittedSpendTypes: ['REVENUE', 'CAPITAL'] as const };
    const command = { ...registered, type: 'DefineFundingStream' as const, ...each, ...rules };
    yield ofTheLedger(`funding stream ${each.fundingStreamId}`, (request) => new AskFundingStream(command, request));
  }
  if (!(await aggregates.pooledFund(fund.pooledFundId)).established) {
    const terms = { legalBasis: 'OTHER' as const, signature: 'NOT_TRACKED' as const };
    const pooledFundManager = { post: 'Pooled fund manager', agencyId: fund.hostAgencyId };
    const command = { ...registered, type: 'EstablishPooledFund' as const, ...fund, ...terms, pooledFundManager };
    yield ofTheLedger(`pooled fund ${fund.pooledFundId}`, (request) => new AskPooledFund(command, request));
  }
  const { pooledFundId } = fund;
  for (const agencyId of plan.partners) {
    if (isPartnerOn(await aggregates.pooledFund(pooledFundId), agencyId, asker.importer.today)) continue;
    const command = { ...registered, type: 'AdmitPartner' as const, pooledFundId, agencyId };
    yield ofTheFund(`partner ${agencyId}`, (request) => new AskPooledFund(command, request));
  }
  for (const ofRows of plan.rowsByYear.keys()) {
    const financialYear = await yearToOpen(pooledFundId, ofRows, aggregates, asker.importer.today);
    if (financialYear === undefined) continue;
    const opened = asker.asked(firstDayOf(financialYear));
    const command = { ...opened, type: 'OpenPoolYear' as const, pooledFundId, financialYear };
    yield ofTheFund(`year ${financialYear} of ${pooledFundId}`, (request) => new AskPoolYear(command, request));
  }
}

const ofTheLedger = (what: string, asking: NeedAsking): Need => ({ what, isOfTheLedger: true, asking });
const ofTheFund = (what: string, asking: NeedAsking): Need => ({ what, isOfTheLedger: false, asking });

/**
 * The year that rows of a year are booked in, when it has to be opened: their own, or the next that is not closed. A
 * year that is yet to come is not opened: its rows are rejected for their dates.
 */
async function yearToOpen(
  pooledFundId: string,
  ofRows: FinancialYear,
  aggregates: Aggregates,
  today: string,
): Promise<FinancialYear | undefined> {
  let financialYear = ofRows;
  let { status } = await aggregates.poolYear(pooledFundId, financialYear);
  while (status === 'CLOSED') {
    financialYear = nextFinancialYear(financialYear);
    ({ status } = await aggregates.poolYear(pooledFundId, financialYear));
  }
  return status === 'UNOPENED' && financialYear <= financialYearOf(today) ? financialYear : undefined;
}
