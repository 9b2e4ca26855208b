import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OPEN_LEDGER, type OpenLedger } from '@app/runtime';
import { Worker } from '../worker/worker';
import { ProblemError } from './problems/problem';

/** Whether the service lives, and whether it can do its work. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(OPEN_LEDGER) private readonly ledger: OpenLedger,
    private readonly worker: Worker,
  ) {}

  @Get('live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** Ready: the database answers, and no follower is stuck on an event. */
  @Get('ready')
  async ready(): Promise<{ readonly status: 'ready' }> {
    try {
      await this.ledger.pool.query('select 1');
    } catch {
      throw new ProblemError(503, 'DATABASE_UNREACHABLE', 'The database does not answer.');
    }
    const stuck = this.worker.stuck();
    if (stuck !== undefined) {
      const detail = `${stuck} waits on an event that it cannot handle. The service's log says why.`;
      throw new ProblemError(503, 'FOLLOWER_STUCK', detail);
    }
    return { status: 'ready' };
  }
}
