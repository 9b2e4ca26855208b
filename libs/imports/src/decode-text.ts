import { StringDecoder } from 'node:string_decoder';
import { getDecoder } from 'iconv-lite';
import { type TextScan } from './scan-text';

/** Turns the bytes of a scanned part into text, chunk by chunk, without its byte order mark. */
export async function* decodeText(
  chunks: AsyncIterable<Buffer>,
  scan: TextScan,
): AsyncGenerator<{ text: string; bytesRead: number }> {
  const decoder = decoderFor(scan);
  let bytesRead = 0;
  let first = true;
  for await (const chunk of chunks) {
    bytesRead += chunk.length;
    let text = decoder.write(chunk);
    if (first && text !== '') {
      first = false;
      if (text.startsWith('\ufeff')) text = text.slice(1);
    }
    if (text !== '') yield { text, bytesRead };
  }
  const rest = decoder.end();
  if (rest) yield { text: rest, bytesRead };
}

interface ChunkDecoder {
  write(chunk: Buffer): string;
  end(): string | undefined;
}

function decoderFor({ encoding }: TextScan): ChunkDecoder {
  switch (encoding) {
    case 'utf-8': {
      // Three times as fast as StringDecoder on plain ASCII.
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
    }
    case 'utf-16le':
      // Keeps a lone surrogate as it is, so that its row is rejected; TextDecoder would hide it behind U+FFFD.
      return new StringDecoder('utf16le');
    case 'utf-16be':
      return swapped(new StringDecoder('utf16le'));
    case 'windows-1252':
      return getDecoder('windows-1252');
  }
}

function swapped(decoder: StringDecoder): ChunkDecoder {
  let odd: Buffer = Buffer.alloc(0);
  return {
    write(chunk) {
      const bytes = Buffer.concat([odd, chunk]);
      const even = bytes.length - (bytes.length % 2);
      odd = bytes.subarray(even);
      return decoder.write(bytes.subarray(0, even).swap16());
    },
    end: () => decoder.end(),
  };
}
