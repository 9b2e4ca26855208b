import { type Answer } from './test-service';
import { tokenIn, type Visitor } from './visitor';

const BOUNDARY = '----purse-test-boundary';

/** The content type of the bodies that are made here. */
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** A part of a multipart form: a field, or a file when it has a name. */
export interface FormPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly fileName?: string;
}

/** The body of a multipart form, as a browser sends it. */
export function multipartOf(parts: readonly FormPart[]): Buffer {
  const chunks = parts.flatMap(({ name, content, fileName }) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: text/csv`;
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

/** Opens the page of the upload, and sends a file by its form. */
export async function upload(
  visitor: Visitor,
  content: string | Uint8Array,
  fileName = 'published.csv',
): Promise<Answer> {
  const token = tokenIn(await visitor.get('/imports/new'));
  const parts = [
    { name: '_csrf', content: token },
    { name: 'file', content, fileName },
  ];
  return visitor.postRaw('/imports/new', multipartOf(parts), MULTIPART);
}
