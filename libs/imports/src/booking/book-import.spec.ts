import { type CommandBus } from '@nestjs/cqrs';
import { type Aggregates, type AskFileImport, AskPoolYear, type CommandResult } from '@app/application';
import { openImportFile } from '../open-import-file';
import { loadMapping } from '../parse-mapping';
import { removePublished, writePublished } from '../testing/published-files';
import { countTurns } from '../testing/turns';
import { AgencyDirectory } from './agency-directory';
import { bookImport } from './book-import';
import { presetSettings } from './import-setting';
import { LedgerRequests } from './ledger-requests';

afterAll(removePublished);

/** Many rows in one chunk of the file, so that nothing has to be waited for between windows. */
const ROWS = 4_000;

describe('booking', () => {
  it('lets the process do something else between any two windows, even where a ledger answers at once', async () => {
    const content = `Date,Supplier,Amount\n${'2025-03-28,A,1.00\n'.repeat(ROWS)}`;
    const path = writePublished(content);
    const [file, mapping] = [await openImportFile(path), await loadMapping('auto')];
    const setting = presetSettings['trafford']!;
    const turns = countTurns();
    const turnsAsked: number[] = [];
    const execute = (asking: AskPoolYear | AskFileImport): Promise<CommandResult> => {
      if (asking instanceof AskPoolYear) turnsAsked.push(turns.taken());
      return Promise.resolve({ answer: { eventStream: '', version: 1, events: [], repeated: false } });
    };
    const aggregates = { fileImport: () => Promise.resolve({ splitWindows: new Set<string>() }) };
    const importer = { by: { actorId: 'treasurer', kind: 'PERSON' as const }, authorityRef: 'Minute 12' };
    const today = '2026-01-01';
    const result = await bookImport({
      ...{ file, mapping, setting, rejectsPath: `${path}.rejects.csv` },
      context: {
        ...{ fileDigest: file.sha256, setting, today, hasParts: false },
        directory: AgencyDirectory.of([], setting),
      },
      requests: new LedgerRequests({ execute } as unknown as CommandBus, aggregates as unknown as Aggregates, {
        ...importer,
        today,
      }),
      store: {} as never,
    });
    turns.stop();
    expect(result).toMatchObject({ rowsRead: ROWS, rowsBooked: ROWS });
    expect(turnsAsked.length).toBeGreaterThan(5);
    expect(new Set(turnsAsked).size).toBe(turnsAsked.length);
  });
});
