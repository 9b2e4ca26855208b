import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type PooledFundCommand, pooledFundStream } from '@app/domain';
import { agencyContext } from './agency.handler';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something of a pooled fund: its agreement, partners, schemes and delegations. */
export class AskPooledFund extends Command<CommandResult> {
  constructor(
    readonly command: PooledFundCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskPooledFund)
export class PooledFundHandler implements ICommandHandler<AskPooledFund> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskPooledFund): Promise<CommandResult> {
    return this.aggregates.pooledFunds.handle(pooledFundStream(command.pooledFundId), command, request, async () => {
      const registered = await this.aggregates.registeredPlaces('placeId' in command ? [command.placeId] : []);
      const agencies = await agencyContext(this.aggregates, namedAgencies(command));
      return { ...agencies, isPlaceRegistered: (placeId) => registered.has(placeId) };
    });
  }
}

function namedAgencies(command: PooledFundCommand): readonly string[] {
  if (command.type === 'EstablishPooledFund') return [command.hostAgencyId];
  return command.type === 'AdmitPartner' ? [command.agencyId] : [];
}
