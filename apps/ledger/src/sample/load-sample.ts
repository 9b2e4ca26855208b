import * as os from 'node:os';
import * as path from 'node:path';
import { type CommandBus } from '@nestjs/cqrs';
import {
  type Aggregates,
  AskAgency,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  type CommandResult,
} from '@app/application';
import { firstDayOf, firstDayOfPeriod, instalmentsBy } from '@app/domain';
import { type EventStore } from '@app/event-store';
import {
  AgencyDirectory,
  bookImport,
  type ImportSetting,
  LedgerRequests,
  loadMapping,
  openImportFile,
  planImport,
} from '@app/imports';
import { healthGrants, programmes, traffordPayments } from './sample-settings';

const by = { actorId: 'sample-loader', kind: 'PERSON' as const };

/** Loads published figures into an empty ledger, through the same commands and imports as everybody's (see data/SOURCES.md). */
export async function loadSample(
  bus: CommandBus,
  aggregates: Aggregates,
  store: EventStore,
  today: string,
): Promise<void> {
  const book = (file: string, preset: string, setting: ImportSetting): Promise<void> =>
    bookFile(path.join(__dirname, 'data', file), preset, setting, bus, aggregates, store, today);
  await book('departments-to-programmes.csv', 'interdepartmental', programmes);
  await book('health-grants-to-greater-manchester.csv', 'spend-over-25000', healthGrants);
  await book('trafford-payments-2026-27.csv', 'trafford', traffordPayments);
  await loadBetterCareFund(bus, today);
}

async function bookFile(
  filePath: string,
  preset: string,
  setting: ImportSetting,
  bus: CommandBus,
  aggregates: Aggregates,
  store: EventStore,
  today: string,
): Promise<void> {
  const file = await openImportFile(filePath);
  const mapping = await loadMapping(preset);
  const listed = setting.agencies.map(({ agencyId, legalName, alsoKnownAs = [] }) => ({
    agencyId,
    names: [legalName, ...alsoKnownAs],
  }));
  const directory = new AgencyDirectory(listed);
  const requests = new LedgerRequests(bus, aggregates, { by, authorityRef: `Published file ${file.name}`, today });
  await requests.prepare(setting, await planImport(file, mapping, setting, directory));
  const context = { fileDigest: file.sha256, setting, directory, today, hasParts: false };
  const rejectsPath = path.join(os.tmpdir(), `common-purse-sample-${process.pid}.rejects.csv`);
  const result = await bookImport({ file, mapping, setting, context, requests, store, rejectsPath });
  if (result.rowsRejected > 0)
    throw new Error(
      `${result.rowsRejected} rows of the sample file ${file.name} were rejected: ${result.rejectsPaths.join()}`,
    );
}

/** What two grant determinations say of Bolton, and when it was to be paid. */
const determinations = [
  { financialYear: '2023-24', determinationRef: '31/6644', amountPence: 14_875_163_00 },
  { financialYear: '2024-25', determinationRef: '31/7245', amountPence: 14_875_163_00 },
];

async function loadBetterCareFund(bus: CommandBus, today: string): Promise<void> {
  const asked = (occurredOn: string, authorityRef: string) => ({ by, today, occurredOn, authorityRef });
  const ask = async (asking: object, what: string): Promise<void> => {
    const result = await bus.execute<object, CommandResult>(asking as never);
    if ('refused' in result) throw new Error(`The sample's ${what} was refused: ${result.refused.sentence}`);
  };
  const id = (what: string) => ({ requestId: `sample:${what}` });
  const registered = asked('2017-04-01', 'Improved Better Care Fund grant determinations');
  const place = {
    placeId: 'bolton',
    name: 'Bolton',
    kind: 'HEALTH_AND_WELLBEING_BOARD_AREA' as const,
    gssCodes: ['E08000001'],
    parentPlaceId: 'greater-manchester',
  };
  await ask(new AskPlace({ ...registered, type: 'RegisterPlace', ...place }, id('bolton')), 'place');
  const department = {
    agencyId: 'dluhc',
    legalName: 'Department for Levelling Up, Housing and Communities',
    kind: 'DEPARTMENT' as const,
    tier: 'CENTRAL' as const,
    alsoKnownAs: ['DLUHC'],
  };
  await ask(new AskAgency({ ...registered, type: 'RegisterAgency', ...department }, id('dluhc')), 'department');
  const stream = {
    fundingStreamId: 'ibcf',
    name: 'Improved Better Care Fund',
    originAgencyId: 'dluhc',
    ringFence: 'PURPOSE' as const,
    ringFenceSetBy: 'DEPARTMENT' as const,
    permittedPurposes: ['adult-social-care', 'reducing-nhs-pressure', 'social-care-provider-market'],
    permittedSpendTypes: ['REVENUE'] as const,
  };
  await ask(
    new AskFundingStream({ ...registered, type: 'DefineFundingStream', ...stream }, id('ibcf')),
    'funding stream',
  );
  const pooledFundId = 'bolton-better-care-fund';
  const fund = {
    pooledFundId,
    placeId: 'bolton',
    name: 'Bolton Better Care Fund',
    legalBasis: 'S75_NHS_ACT_2006' as const,
    poolingBasis: 'POOLED' as const,
    hostAgencyId: 'bolton-council',
    pooledFundManager: { post: 'Pooled fund manager', agencyId: 'bolton-council' },
    signature: 'REPORTED' as const,
  };
  await ask(new AskPooledFund({ ...registered, type: 'EstablishPooledFund', ...fund }, id('fund')), 'fund');
  await ask(
    new AskPooledFund({ ...registered, type: 'AdmitPartner', pooledFundId, agencyId: 'dluhc' }, id('partner')),
    'partner',
  );
  for (const { financialYear, determinationRef, amountPence } of determinations) {
    const first = firstDayOf(financialYear);
    const authority = `Improved Better Care Fund grant determination ${financialYear}, No ${determinationRef}`;
    const year = { pooledFundId, financialYear };
    const contributionId = `ibcf-${financialYear}`;
    await ask(
      new AskPoolYear({ ...asked(first, authority), type: 'OpenPoolYear', ...year }, id(`${financialYear}:open`)),
      'year',
    );
    const terms = {
      contributionId,
      partnerId: 'dluhc',
      fundingStreamId: 'ibcf',
      amountPence,
      determinationRef,
      mode: 'CASH_TRANSFER' as const,
      recurrence: 'NON_RECURRENT' as const,
    };
    await ask(
      new AskPoolYear(
        { ...asked(first, authority), type: 'AgreeContribution', ...year, ...terms },
        id(`${financialYear}:agree`),
      ),
      'contribution',
    );
    const schedule = { type: 'ScheduleContribution' as const, contributionId, calendar: 'MONTHLY' as const };
    await ask(
      new AskPoolYear({ ...asked(first, authority), ...year, ...schedule }, id(`${financialYear}:schedule`)),
      'schedule',
    );
    for (const { instalmentNo, amountPence: instalmentPence } of instalmentsBy('MONTHLY', financialYear, amountPence)) {
      const paidOn = asked(
        firstDayOfPeriod(financialYear, instalmentNo),
        `${authority}: paid in monthly instalments; the day was not published, the first is assumed`,
      );
      const receiptId = `${contributionId}-${instalmentNo}`;
      const receipt = {
        type: 'RecordContributionReceipt' as const,
        ...year,
        receiptId,
        contributionId,
        partnerId: 'dluhc',
        fundingStreamId: 'ibcf',
        amountPence: instalmentPence,
      };
      await ask(new AskPoolYear({ ...paidOn, ...receipt }, id(`${financialYear}:receipt:${instalmentNo}`)), 'receipt');
    }
  }
}
