import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type PlaceCommand, placeStream } from '@app/domain';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something of a place. */
export class AskPlace extends Command<CommandResult> {
  constructor(
    readonly command: PlaceCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskPlace)
export class PlaceHandler implements ICommandHandler<AskPlace> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskPlace): Promise<CommandResult> {
    const named =
      command.type === 'RegisterPlace'
        ? command.parentPlaceId
          ? [command.parentPlaceId]
          : []
        : command.successorPlaceIds;
    return this.aggregates.places.handle(placeStream(command.placeId), command, request, async () => {
      const registered = await this.aggregates.registeredPlaces(named);
      return { isPlaceRegistered: (placeId) => registered.has(placeId) };
    });
  }
}
