import * as fs from 'node:fs';
import { UsageError } from '../usage-error';
import { jsonFault } from './json-fault';

/** Larger than any terms with their evidence; smaller than what a hand slips into a command. */
const BYTES_MAX = 32 * 1024 * 1024;

/** Reads a file as JSON. @throws UsageError that says what is wrong and where */
export function readJsonFile(filePath: string): unknown {
  const text = textOf(filePath).replace(/^\ufeff/, '');
  const fault = jsonFault(text);
  if (fault) throw new UsageError(`${filePath}, line ${fault.line}, column ${fault.column}: ${fault.says}`);
  return JSON.parse(text);
}

function textOf(filePath: string): string {
  let bytes: Buffer;
  try {
    if (fs.statSync(filePath).size > BYTES_MAX) throw new UsageError(`${filePath} is larger than 32 MiB.`);
    bytes = fs.readFileSync(filePath);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(code === 'ENOENT' ? `There is no file ${filePath}.` : `${filePath} cannot be read (${code}).`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${filePath} is not text in UTF-8.`);
  }
}
