import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type AgencyCommand, type AgencyContext, agencyStream } from '@app/domain';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something of an agency. */
export class AskAgency extends Command<CommandResult> {
  constructor(
    readonly command: AgencyCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskAgency)
export class AgencyHandler implements ICommandHandler<AskAgency> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskAgency): Promise<CommandResult> {
    const named =
      command.type === 'RegisterAgency'
        ? command.parentAgencyId
          ? [command.parentAgencyId]
          : []
        : command.successorAgencyIds;
    const loadContext = () => agencyContext(this.aggregates, named);
    return this.aggregates.agencies.handle(agencyStream(command.agencyId), command, request, loadContext);
  }
}

/** The agencies that a command names, for its decision. */
export async function agencyContext(aggregates: Aggregates, agencyIds: Iterable<string>): Promise<AgencyContext> {
  const agencies = await aggregates.agencyStates(agencyIds);
  return { agency: (agencyId) => agencies.get(agencyId)! };
}
