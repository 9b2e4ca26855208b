import * as zlib from 'node:zlib';

/** A member for `zipOf`; the last three lie about what the member holds. */
export interface ZipMemberContent {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly isEncrypted?: boolean;
  readonly declaredBytes?: number;
  readonly declaredCrc32?: number;
}

/** A zip, written byte by byte so that hostile ones can be made. */
export function zipOf(members: readonly ZipMemberContent[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content);
    const deflated = zlib.deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((member.isEncrypted ? 1 : 0) | 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(member.declaredCrc32 ?? zlib.crc32(content), 10);
    common.writeUInt32LE(deflated.length, 14);
    common.writeUInt32LE(member.declaredBytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    files.push(Buffer.from('504b0304', 'hex'), common, name, deflated);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), common, tail, name);
    offset += 30 + name.length + deflated.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}
