import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type FundingStreamCommand, fundingStreamStream } from '@app/domain';
import { agencyContext } from './agency.handler';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something of a funding stream. */
export class AskFundingStream extends Command<CommandResult> {
  constructor(
    readonly command: FundingStreamCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskFundingStream)
export class FundingStreamHandler implements ICommandHandler<AskFundingStream> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskFundingStream): Promise<CommandResult> {
    const named =
      command.type === 'DefineFundingStream'
        ? [command.originAgencyId, ...(command.passThrough?.toAgencyIds ?? [])]
        : [];
    const eventStream = fundingStreamStream(command.fundingStreamId);
    const loadContext = () => agencyContext(this.aggregates, named);
    return this.aggregates.fundingStreams.handle(eventStream, command, request, loadContext);
  }
}
