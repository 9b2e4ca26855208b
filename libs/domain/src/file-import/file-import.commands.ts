import { type Asked } from '../shared/decider';
import { type FileImportCompleted, type FileImportStarted, type FileImportWindowSplit } from './file-import.events';

type Command<Type extends string, Data> = Asked & { readonly type: Type; readonly fileDigest: string } & Data;

export type StartFileImport = Command<'StartFileImport', FileImportStarted['data']>;
export type SplitFileImportWindow = Command<'SplitFileImportWindow', FileImportWindowSplit['data']>;
export type CompleteFileImport = Command<'CompleteFileImport', FileImportCompleted['data']>;

/** What can be asked of the import of one file. */
export type FileImportCommand = StartFileImport | SplitFileImportWindow | CompleteFileImport;
