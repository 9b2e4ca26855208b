import 'reflect-metadata';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates, type CommandResult } from '@app/application';
import {
  importFile,
  type ImportMapping,
  type ImportResult,
  type ImportSetting,
  loadMapping,
  openImportFile,
  presetSettings,
} from '@app/imports';
import { type Configuration } from '@app/platform';
import { AgencyEntry, type Look, look } from '@app/read-models';
import { LedgerRuntimeModule, openLedger, type OpenLedger, readingFollower, waitForReadModels } from '@app/runtime';
import { Client } from 'pg';
import { freshDatabase } from './fresh-database';

/** What a test may say of an import; the rest is what `purse import --preset` does. */
export interface ImportChoice {
  readonly preset: string;
  readonly mapping?: ImportMapping;
  readonly setting?: ImportSetting;
  readonly authorityRef?: string;
  readonly today?: string;
  /** Stands in for the ledger's own. */
  readonly commands?: CommandBus;
}

/** A ledger of a test's own, with its write side and its read models. */
export interface TestLedger {
  readonly url: string;
  readonly ledger: OpenLedger;
  readonly commands: CommandBus;
  readonly aggregates: Aggregates;
  /** Imports a file of this content, as a file of this name. */
  import(content: string | Uint8Array, choice: ImportChoice, name?: string): Promise<ImportResult>;
  /** Writes a file for this test and answers its path. */
  write(content: string | Uint8Array, name?: string): string;
  /** Asks for what must be recorded. */
  must(asking: object): Promise<void>;
  /** Waits until the reports show everything, then looks. */
  look<Seen>(see: (looking: Look) => Promise<Seen>): Promise<Seen>;
  /** Rows of a query as the database's owner sees them, its log included. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows of any shape
  sql(text: string, values?: readonly unknown[]): Promise<any[]>;
  close(): Promise<void>;
}

export const TODAY = '2026-11-22';

/** Opens a ledger on a fresh database of the test cluster. */
export async function openTestLedger(): Promise<TestLedger> {
  const database = await freshDatabase([]);
  const ledger = await openLedger({ databaseUrl: database.url } as Configuration, false);
  const follower = readingFollower(ledger);
  follower.start();
  const app = await NestFactory.createApplicationContext(LedgerRuntimeModule.for(ledger), {
    logger: ['error', 'fatal'],
  });
  const commands = app.get(CommandBus);
  const aggregates = app.get(Aggregates);
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-import-'));
  let files = 0;

  const write: TestLedger['write'] = (content, name = 'published.csv') => {
    const own = path.join(folder, String((files += 1)));
    fs.mkdirSync(own);
    fs.writeFileSync(path.join(own, name), content);
    return path.join(own, name);
  };
  const shown = async (): Promise<void> => {
    const head = await ledger.store.head();
    if (head !== undefined) await waitForReadModels(ledger.pool, ledger.store, head, 20_000);
  };
  return {
    url: database.url,
    ledger,
    commands,
    aggregates,
    write,
    async import(content, choice, name) {
      await shown();
      const filePath = write(content, name);
      const file = await openImportFile(filePath);
      const importer = {
        by: { actorId: 'test', kind: 'PERSON' as const },
        authorityRef: choice.authorityRef ?? 'Published file',
        today: choice.today ?? TODAY,
      };
      const order = {
        file,
        mapping: choice.mapping ?? (await loadMapping(choice.preset)),
        setting: choice.setting ?? presetSettings[choice.preset]!,
        registered: await ledger.dataSource.getRepository(AgencyEntry).find(),
        importer,
        rejectsPath: `${filePath}.rejects.csv`,
      };
      return importFile(order, {
        commands: choice.commands ?? commands,
        aggregates,
        store: ledger.store,
      });
    },
    async must(asking) {
      const result = await commands.execute<object, CommandResult>(asking as never);
      if ('refused' in result) throw new Error(result.refused.sentence);
    },
    async look(see) {
      await shown();
      return look(ledger.pool, 'EVERYTHING', see);
    },
    sql: async (text, values = []) => (await owner.query(text, [...values])).rows as object[],
    async close() {
      await app.close();
      await follower.stop();
      await owner.end();
      await ledger.close();
      await database.drop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
