import { createHash } from 'node:crypto';
import { AskFileImport, RequestReused } from '@app/application';
import { type FileImportState, type ImportTarget, type Windowing } from '@app/domain';
import { type ImportMapping } from '../mapping';
import { type ImportFile } from '../open-import-file';
import { type ImportSetting } from './import-setting';
import { ImportRefused, type LedgerRequests } from './ledger-requests';

/**
 * How a file is cut: small enough that every window fits one append, when each character takes three bytes and each row
 * names its authority in the longest words.
 */
const WINDOWING: Windowing = { rowsMax: 400, textMax: 140_000 };

/** The file was imported before, in full or for something else; nothing was done. */
export class ImportedBefore extends Error {}

/** An import under way: how its file is cut, and what a run that was stopped has left. */
export interface ImportBegun {
  readonly windowing: Windowing;
  readonly isResumed: boolean;
  /** Windows whose rows are asked for alone. */
  readonly splitWindows: ReadonlySet<string>;
}

/** A file, how it is read, and where its rows go. */
interface Import {
  readonly file: ImportFile;
  readonly mapping: ImportMapping;
  readonly setting: ImportSetting;
}

/** Finds out, before anything is made for it, whether a file was imported before. @throws ImportedBefore */
export async function refuseImportedBefore(asked: Import, requests: LedgerRequests): Promise<void> {
  const found = await requests.fileImport(asked.file.sha256);
  if (found.started) resume(found, mappingNameOf(asked), targetOf(asked));
}

/** Notes in the ledger that a file is being imported, unless an earlier run did. @throws ImportedBefore */
export async function startImport(asked: Import, requests: LedgerRequests): Promise<ImportBegun> {
  const fileDigest = asked.file.sha256;
  const mapping = mappingNameOf(asked);
  const target = targetOf(asked);
  const found = await requests.fileImport(fileDigest);
  if (!found.started) {
    const facts = { fileDigest, fileName: asked.file.name, mapping, target, windowing: WINDOWING };
    const command = { ...requests.asked(), type: 'StartFileImport' as const, ...facts };
    const isBegun = await isDoneBy(requests, new AskFileImport(command, { requestId: `import:${fileDigest}:start` }));
    if (isBegun) return { windowing: WINDOWING, isResumed: false, splitWindows: new Set() };
  }
  return resume(await requests.fileImport(fileDigest), mapping, target);
}

const targetOf = ({ setting: { fund, fundingStream, commissioningAgencyId } }: Import): ImportTarget => ({
  pooledFundId: fund.pooledFundId,
  fundingStreamId: fundingStream.fundingStreamId,
  commissioningAgencyId,
});

const mappingNameOf = ({ mapping }: Import): string =>
  `${mapping.name} ${createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 12)}`;

function resume(
  { started, completedOn, splitWindows }: FileImportState,
  mapping: string,
  target: ImportTarget,
): ImportBegun {
  const { fileName, mapping: mappingBefore, target: before, windowing } = started!;
  if (completedOn) {
    throw new ImportedBefore(
      `This very file was imported on ${completedOn}, as ${fileName}, into the fund ${before.pooledFundId}. Nothing is booked twice.`,
    );
  }
  const isSame =
    mappingBefore === mapping &&
    before.pooledFundId === target.pooledFundId &&
    before.fundingStreamId === target.fundingStreamId &&
    before.commissioningAgencyId === target.commissioningAgencyId;
  if (isSame) return { windowing, isResumed: true, splitWindows };
  const { pooledFundId, fundingStreamId, commissioningAgencyId } = before;
  throw new ImportedBefore(
    `This very file was begun with the mapping ${mappingBefore.split(' ')[0]} for the fund ${pooledFundId}, funding stream ${fundingStreamId}, ` +
      `commissioner ${commissioningAgencyId}, and not finished. Resume it with the same mapping and fund.`,
  );
}

/** What a file came to: rows read = booked + rejected, and so do their sums (pence, credits negative). */
export interface ImportTotals {
  readonly rowsRead: number;
  readonly rowsBooked: number;
  readonly rowsRejected: number;
  readonly sumReadPence: bigint;
  readonly sumBookedPence: bigint;
  readonly sumRejectedPence: bigint;
}

/** Notes in the ledger that a file is done; the ledger itself checks that the totals tie. @throws ImportRefused */
export async function completeImport(
  fileDigest: string,
  totals: ImportTotals,
  requests: LedgerRequests,
): Promise<void> {
  const sums = {
    sumReadPence: `${totals.sumReadPence}`,
    sumBookedPence: `${totals.sumBookedPence}`,
    sumRejectedPence: `${totals.sumRejectedPence}`,
  };
  const command = { ...requests.asked(), type: 'CompleteFileImport' as const, fileDigest, ...totals, ...sums };
  const request = { requestId: `import:${fileDigest}:complete` };
  await isDoneBy(requests, new AskFileImport(command, request), ['FILE_ALREADY_IMPORTED']);
}

/** False when another run of the same import got there first. */
async function isDoneBy(
  requests: LedgerRequests,
  asking: AskFileImport,
  contentWith: readonly string[] = ['FILE_ALREADY_STARTED', 'FILE_ALREADY_IMPORTED'],
): Promise<boolean> {
  try {
    const result = await requests.ask(asking);
    if (!('refused' in result)) return true;
    if (contentWith.includes(result.refused.code)) return false;
    throw new ImportRefused('The import', result.refused);
  } catch (error) {
    if (error instanceof RequestReused) return false;
    throw error;
  }
}
