/** Why the import of a file is refused. */
export const fileImportRefusals = {
  FILE_ALREADY_STARTED: ({ fileName }: { fileName: string }) => `This file is being imported already, as ${fileName}.`,
  FILE_ALREADY_IMPORTED: ({ fileName, on }: { fileName: string; on: string }) =>
    `This very file was imported on ${on}, as ${fileName}. Nothing is booked twice.`,
  FILE_IMPORT_NOT_STARTED: (_: Record<string, never>) => 'This file has not been started.',
  IMPORT_TOTALS_DO_NOT_TIE: (d: { rowsRead: number; rowsBooked: number; rowsRejected: number }) =>
    `${d.rowsRead} rows were read, but ${d.rowsBooked} booked and ${d.rowsRejected} rejected, or their sums differ.`,
};
