import { Injectable } from '@nestjs/common';
import { type ImportJob } from '@app/platform';
import { todayInLondon } from '@app/runtime';
import { Access } from '../../access/access.service';
import { type Caller } from '../../access/caller';
import { type GivenCommand, holdsRoleFor } from '../../access/permissions';
import { ProblemError } from '../../api/problems/problem';
import { type ImportOwner, Imports } from '../../imports/imports.service';

/** Who may import what, and who sees which import. Access decides; this only says what to ask it. */
@Injectable()
export class ImportAccess {
  constructor(
    private readonly access: Access,
    private readonly imports: Imports,
  ) {}

  /** @throws ProblemError for whoever may import into no fund at all */
  refuseOthers({ grants }: Caller): void {
    if (holdsRoleFor(grants, 'RecordImportedRows')) return;
    throw new ProblemError(403, 'NOT_ALLOWED', 'Your roles do not let you import files.');
  }

  /** Who imports into a fund; a sentence when the person may not. */
  async ownerFor(caller: Caller, pooledFundId: string): Promise<ImportOwner | { readonly refused: string }> {
    const decision = await this.access.refuse(caller, recordsRows(pooledFundId));
    if ('refusal' in decision) return { refused: decision.refusal.sentence };
    const registers = await this.access.refuse(caller, registersAgency);
    return { by: this.access.actorOf(caller, decision.grant), mayAddToRegisters: 'grant' in registers };
  }

  async mayImportInto(caller: Caller, pooledFundId: string): Promise<boolean> {
    return !('refused' in (await this.ownerFor(caller, pooledFundId)));
  }

  /** A job that the person sees: their own, and of others those for a fund that they may import into. */
  async sees(caller: Caller, { actorId, targetFundId }: ImportJob): Promise<boolean> {
    if (!holdsRoleFor(caller.grants, 'RecordImportedRows')) return false;
    if (targetFundId === null) return actorId === caller.actorId;
    return this.mayImportInto(caller, targetFundId);
  }

  /** @throws ProblemError for a job that is none, or that the person does not see */
  async find(caller: Caller, jobId: string): Promise<ImportJob> {
    const job = await this.imports.find(jobId);
    if (job && (await this.sees(caller, job))) return job;
    throw new ProblemError(404, 'NOT_FOUND', 'There is nothing at this address.');
  }
}

const recordsRows = (pooledFundId: string): GivenCommand =>
  ({ type: 'RecordImportedRows', pooledFundId, rows: [], occurredOn: todayInLondon() }) as unknown as GivenCommand;

const registersAgency = { type: 'RegisterAgency' } as unknown as GivenCommand;
