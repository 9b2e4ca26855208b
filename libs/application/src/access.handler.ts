import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type AccessCommand, type AccessContext, accessStream } from '@app/domain';
import { agencyContext } from './agency.handler';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something about the roles of one actor. */
export class AskAccess extends Command<CommandResult> {
  constructor(
    readonly command: AccessCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskAccess)
export class AccessHandler implements ICommandHandler<AskAccess> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskAccess): Promise<CommandResult> {
    const eventStream = accessStream(command.actorId);
    return this.aggregates.access.handle(eventStream, command, request, () => this.context(command));
  }

  private async context(command: AccessCommand): Promise<AccessContext> {
    const { scope, actsForAgencyId } = command.type === 'GrantRole' ? command : {};
    const named = [scope?.kind === 'AGENCY' ? scope.agencyId : undefined, actsForAgencyId];
    const [places, agencies, fund] = await Promise.all([
      this.aggregates.registeredPlaces(scope?.kind === 'PLACE' ? [scope.placeId] : []),
      agencyContext(
        this.aggregates,
        named.filter((agencyId) => agencyId !== undefined),
      ),
      scope?.kind === 'POOLED_FUND' ? this.aggregates.pooledFund(scope.pooledFundId) : undefined,
    ]);
    return {
      ...agencies,
      isPlaceRegistered: (placeId) => places.has(placeId),
      isPooledFundEstablished: () => fund?.established ?? false,
    };
  }
}
