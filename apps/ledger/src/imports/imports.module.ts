import { Module } from '@nestjs/common';
import { ImportJobs } from '@app/platform';
import { OPEN_LEDGER, type OpenLedger } from '@app/runtime';
import { Imports } from './imports.service';
import { UploadFolder } from './upload-folder';

/** Imports of files that people upload. */
@Module({
  providers: [
    Imports,
    { provide: UploadFolder, useFactory: () => new UploadFolder() },
    { provide: ImportJobs, useFactory: (ledger: OpenLedger) => new ImportJobs(ledger.pool), inject: [OPEN_LEDGER] },
  ],
  exports: [Imports],
})
export class ImportsModule {}
