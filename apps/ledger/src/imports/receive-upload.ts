import { createWriteStream } from 'node:fs';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';
import { type MultipartFile } from '@fastify/multipart';
import { type FastifyRequest } from 'fastify';
import { cleanFileName } from './file-name';
import { type UploadFolder } from './upload-folder';
import { UPLOAD_BYTES_MAX, UPLOAD_LIMITS_IN_WORDS } from './upload-limits';

/** A file that has arrived whole and is kept under its job's id. */
export interface ReceivedUpload {
  readonly jobId: string;
  readonly fileName: string;
}

/** An upload is not taken. The message is a sentence for the person who chose the file; no file of it is kept. */
export class UploadRefused extends Error {
  constructor(
    readonly status: 400 | 413 | 503,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** The field of the form that the file is in, and the one that comes before it. */
export const FILE_FIELD = 'file';
const TOKEN_FIELD = '_csrf';

/** The form has two fields; whatever sends many more is no browser of ours. */
const LIMITS = { fieldNameSize: 100, fieldSize: 1_024, fields: 4, files: 1, parts: 6, headerPairs: 20 };

/**
 * Takes the one file of a multipart form and writes it to the folder as it arrives. The token of the form is checked
 * before a byte of the file is kept.
 * @param requireToken throws for a token that is not this session's
 * @throws UploadRefused, or what `requireToken` throws
 */
export async function receiveUpload(
  request: FastifyRequest,
  folder: UploadFolder,
  requireToken: (token: unknown) => void,
): Promise<ReceivedUpload> {
  const jobId = randomUUID();
  try {
    if (!request.isMultipart()) throw new UploadRefused(400, 'Select a file');
    return await takeParts(request, jobId, folder, requireToken);
  } catch (error) {
    await drain(request.raw);
    await folder.drop(jobId);
    throw told(error);
  }
}

async function takeParts(
  request: FastifyRequest,
  jobId: string,
  folder: UploadFolder,
  requireToken: (token: unknown) => void,
): Promise<ReceivedUpload> {
  let isTokenRight = false;
  let received: ReceivedUpload | undefined;
  const limits = { ...LIMITS, fileSize: UPLOAD_BYTES_MAX };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      if (part.fieldname !== TOKEN_FIELD || isTokenRight) continue;
      requireToken(part.value);
      isTokenRight = true;
      continue;
    }
    if (!isTokenRight) requireToken(undefined);
    received = await takeFile(part, jobId, folder);
  }
  if (!isTokenRight) requireToken(undefined);
  if (!received) throw new UploadRefused(400, 'Select a file');
  return received;
}

async function takeFile(part: MultipartFile, jobId: string, folder: UploadFolder): Promise<ReceivedUpload> {
  if (part.fieldname !== FILE_FIELD || !part.filename) throw new UploadRefused(400, 'Select a file');
  await pipeline(part.file, createWriteStream(folder.uploadPath(jobId), { flags: 'wx', mode: 0o600 }));
  if (part.file.truncated) {
    const { sizeMax } = UPLOAD_LIMITS_IN_WORDS;
    throw new UploadRefused(
      413,
      `The selected file must be smaller than ${sizeMax}. Zip it, or split it into smaller files`,
    );
  }
  return { jobId, fileName: cleanFileName(part.filename) };
}

/** What the parser throws, in words; whatever else is thrown stays as it is. */
function told(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UploadRefused) return error;
  const { code = '' } = error as { readonly code?: string };
  if (/^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(code))
    return new UploadRefused(413, 'The form held more than one file and its token. Select one file');
  const isOfTheForm =
    /^FST_(PROTO_VIOLATION|INVALID|MP_)|^ERR_STREAM_PREMATURE_CLOSE$|^ECONNRESET$/.test(code) ||
    /multipart|boundary|terminated early|part header|malformed/i.test(error.message);
  if (isOfTheForm) return new UploadRefused(400, 'The file did not arrive whole. Select it again');
  return error;
}

const DRAINED_BYTES_MAX = 4 * UPLOAD_BYTES_MAX;
const DRAINED_MS_MAX = 20_000;

/** Lets the rest of a request pass unread, bounded: a browser shows no answer before it has sent all. */
function drain(raw: Readable): Promise<void> {
  if (raw.readableEnded || raw.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (): void => {
      clearTimeout(timer);
      raw.off('data', count);
      resolve();
    };
    const timer = setTimeout(done, DRAINED_MS_MAX);
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > DRAINED_BYTES_MAX) done();
    };
    raw.unpipe();
    for (const event of ['end', 'close', 'error']) raw.once(event, done);
    raw.on('data', count);
    raw.resume();
  });
}
