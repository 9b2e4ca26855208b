import { type FileImportCommand } from './file-import.commands';
import { fileImportDecider, type FileImportState } from './file-import.decide';
import { type FileImportEvent } from './file-import.events';

const asked = {
  by: { actorId: 'importer', kind: 'PERSON' as const },
  authorityRef: 'M1',
  occurredOn: '2026-06-01',
  today: '2026-06-01',
};
const fileDigest = 'ab'.repeat(32);
const target = { pooledFundId: 'fund', commissioningAgencyId: 'council', fundingStreamId: 'general' };
const started = {
  fileDigest,
  fileName: 'a.csv',
  mapping: 'auto',
  target,
  windowing: { rowsMax: 400, textMax: 400_000 },
};
const start: FileImportCommand = { ...asked, type: 'StartFileImport', ...started };
const complete: FileImportCommand = {
  ...asked,
  type: 'CompleteFileImport',
  fileDigest,
  rowsRead: 3,
  rowsBooked: 2,
  rowsRejected: 1,
  sumReadPence: '100',
  sumBookedPence: '150',
  sumRejectedPence: '-50',
};

const after = (...commands: FileImportCommand[]): FileImportState =>
  commands.reduce((state, command) => {
    const decision = fileImportDecider.decide(command, state);
    if ('refused' in decision) throw new Error(decision.refused.code);
    return decision.accepted.reduce((s, e: FileImportEvent) => fileImportDecider.evolve(s, e), state);
  }, fileImportDecider.initialState());

const refusal = (state: FileImportState, command: FileImportCommand): string | undefined => {
  const decision = fileImportDecider.decide(command, state);
  return 'refused' in decision ? decision.refused.code : undefined;
};

describe('the import of a file', () => {
  it('starts once', () => {
    expect(after(start).started).toEqual(started);
    expect(refusal(after(start), start)).toBe('FILE_ALREADY_STARTED');
  });

  it('remembers the windows that were split', () => {
    const state = after(start, { ...asked, type: 'SplitFileImportWindow', fileDigest, window: '7' });
    expect([...state.splitWindows]).toEqual(['7']);
  });

  it('completes when rows and sums tie, and is then never begun again', () => {
    const state = after(start, complete);
    expect(state.completedOn).toBe('2026-06-01');
    expect(refusal(state, start)).toBe('FILE_ALREADY_IMPORTED');
    expect(refusal(state, complete)).toBe('FILE_ALREADY_IMPORTED');
  });

  it.each([{ rowsBooked: 3 }, { sumReadPence: '101' }])('refuses totals that do not tie: %j', (wrong) => {
    expect(refusal(after(start), { ...complete, ...wrong })).toBe('IMPORT_TOTALS_DO_NOT_TIE');
  });

  it('cannot complete what was not started', () => {
    expect(refusal(after(), complete)).toBe('FILE_IMPORT_NOT_STARTED');
  });
});
