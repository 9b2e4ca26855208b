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
  ImportedBefore,
  importFile,
  type ImportLedger,
  type ImportSetting,
  loadMapping,
  openImportFile,
} from '@app/imports';
import { loadAgreement } from './load-agreement';
import { healthGrants, programmes, traffordPayments } from './sample-settings';

const by = { actorId: 'sample-loader', kind: 'PERSON' as const };

/**
 * Loads published figures into an empty ledger, through the same commands and imports as everybody's (data/SOURCES.md).
 * Doing it again records nothing, so that a first start that was cut short goes on.
 */
export async function loadSample(
  commands: CommandBus,
  aggregates: Aggregates,
  store: EventStore,
  today: string,
): Promise<void> {
  const ledger = { commands, aggregates, store };
  await bookFile('departments-to-programmes.csv', 'interdepartmental', programmes, ledger, today);
  await bookFile('health-grants-to-greater-manchester.csv', 'spend-over-25000', healthGrants, ledger, today);
  await bookFile('trafford-payments-2026-27.csv', 'trafford', traffordPayments, ledger, today);
  await loadBetterCareFund(commands, today);
  await loadAgreement(commands, by, today);
}

async function bookFile(
  name: string,
  preset: string,
  setting: ImportSetting,
  ledger: ImportLedger,
  today: string,
): Promise<void> {
  const file = await openImportFile(path.join(__dirname, 'data', name));
  const importer = { by, authorityRef: `Published file ${name}`, today };
  const rejectsPath = path.join(os.tmpdir(), `common-purse-sample-${process.pid}.rejects.csv`);
  const order = { file, mapping: await loadMapping(preset), setting, registered: [], importer, rejectsPath };
  try {
    const { rowsRejected, rejectsPaths } = await importFile(order, ledger);
    if (rowsRejected > 0)
      throw new Error(`${rowsRejected} rows of the sample file ${name} were rejected: ${rejectsPaths.join()}`);
  } catch (error) {
    if (!(error instanceof ImportedBefore)) throw error;
  }
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
    signature: 'NOT_TRACKED' as const,
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
