import { refuseAsked } from '../shared/asked';
import { accept, type Decider, type Decision } from '../shared/decider';
import { type IsoDate } from '../shared/dates';
import { refusalsOf } from '../shared/refusal';
import { type CompleteFileImport, type FileImportCommand, type StartFileImport } from './file-import.commands';
import { type FileImportEvent, type FileImportStarted } from './file-import.events';
import { fileImportRefusals } from './file-import.refusals';

/** What is known of the import of one file. */
export interface FileImportState {
  started?: FileImportStarted['data'];
  completedOn?: IsoDate;
  readonly splitWindows: Set<string>;
}

const refuse = refusalsOf(fileImportRefusals);

/** The import of one file: begun once, ended once, with totals that tie. */
export const fileImportDecider: Decider<FileImportCommand, FileImportState, FileImportEvent> = {
  initialState: () => ({ splitWindows: new Set() }),
  evolve(state, event) {
    if (event.type === 'FileImportStarted') state.started = event.data;
    else if (event.type === 'FileImportWindowSplit') state.splitWindows.add(event.data.window);
    else state.completedOn = event.occurredOn;
    return state;
  },
  decide(command, state) {
    const refusal = refuseAsked(command);
    if (refusal) return refusal;
    const { started, completedOn } = state;
    if (started && completedOn) return refuse('FILE_ALREADY_IMPORTED', { fileName: started.fileName, on: completedOn });
    if (command.type === 'StartFileImport') return decideStart(command, state);
    if (!started) return refuse('FILE_IMPORT_NOT_STARTED', {});
    const { occurredOn } = command;
    return command.type === 'CompleteFileImport'
      ? decideCompletion(command)
      : accept({ type: 'FileImportWindowSplit', occurredOn, data: { window: command.window } });
  },
};

function decideStart(command: StartFileImport, { started }: FileImportState): Decision<FileImportEvent> {
  if (started) return refuse('FILE_ALREADY_STARTED', { fileName: started.fileName });
  const { fileDigest, fileName, mapping, target, windowing, occurredOn } = command;
  return accept({ type: 'FileImportStarted', occurredOn, data: { fileDigest, fileName, mapping, target, windowing } });
}

function decideCompletion(command: CompleteFileImport): Decision<FileImportEvent> {
  const { rowsRead, rowsBooked, rowsRejected, sumReadPence, sumBookedPence, sumRejectedPence, occurredOn } = command;
  const sumsTie = BigInt(sumReadPence) === BigInt(sumBookedPence) + BigInt(sumRejectedPence);
  if (rowsRead !== rowsBooked + rowsRejected || !sumsTie) {
    return refuse('IMPORT_TOTALS_DO_NOT_TIE', { rowsRead, rowsBooked, rowsRejected });
  }
  const totals = { rowsRead, rowsBooked, rowsRejected, sumReadPence, sumBookedPence, sumRejectedPence };
  return accept({ type: 'FileImportCompleted', occurredOn, data: totals });
}
