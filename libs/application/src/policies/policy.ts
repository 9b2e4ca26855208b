import { type Command } from '@nestjs/cqrs';
import { type DomainEvent } from '@app/domain';
import { type CommandRequest, type CommandResult } from '../command-request';

/** What a policy asks for, as a part of its own request: the id makes that a repeat records nothing. */
export interface PolicyRequest {
  readonly ask: (request: CommandRequest) => Command<CommandResult>;
  /** Unique together with the event that set it off. */
  readonly purpose: string;
  /** Refusals that mean that what the policy wants is already so. */
  readonly contentWith: readonly string[];
}

/** "Whenever this has happened, then ask for that": a pure function from an event to commands. */
export interface Policy {
  readonly name: string;
  whenever(event: DomainEvent, today: string): readonly PolicyRequest[];
}
