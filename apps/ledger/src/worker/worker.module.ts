import { Module } from '@nestjs/common';
import { Worker } from './worker';

/** Whatever follows the log. */
@Module({ providers: [Worker], exports: [Worker] })
export class WorkerModule {}
