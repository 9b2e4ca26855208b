import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type FileImportCommand, fileImportStream } from '@app/domain';
import { Aggregates } from './aggregates';
import { type CommandRequest, type CommandResult } from './command-request';

/** Asks something of the import of a file. */
export class AskFileImport extends Command<CommandResult> {
  constructor(
    readonly command: FileImportCommand,
    readonly request: CommandRequest,
  ) {
    super();
  }
}

@CommandHandler(AskFileImport)
export class FileImportHandler implements ICommandHandler<AskFileImport> {
  constructor(private readonly aggregates: Aggregates) {}

  execute({ command, request }: AskFileImport): Promise<CommandResult> {
    const noContext = (): Promise<void> => Promise.resolve();
    return this.aggregates.fileImports.handle(fileImportStream(command.fileDigest), command, request, noContext);
  }
}
