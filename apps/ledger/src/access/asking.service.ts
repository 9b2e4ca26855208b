import { Injectable } from '@nestjs/common';
import { type Command, CommandBus } from '@nestjs/cqrs';
import {
  type AskAccess,
  type AskAgency,
  type AskAgreement,
  type AskFundingStream,
  type AskPlace,
  type AskPooledFund,
  type AskPoolYear,
  type CommandRequest,
  type CommandResult,
} from '@app/application';
import { type Asked } from '@app/domain';
import { todayInLondon } from '@app/runtime';
import { Access } from './access.service';
import { type Caller } from './caller';

/** What can be asked for: a command's type and fields, of one of the aggregates. */
export type Ask =
  | typeof AskPlace
  | typeof AskAgency
  | typeof AskFundingStream
  | typeof AskPooledFund
  | typeof AskPoolYear
  | typeof AskAgreement
  | typeof AskAccess;
type CommandOf<Class extends Ask> = ConstructorParameters<Class>[0];
/** A command of one of the aggregates as it is given: who asks, and when, is added here. */
export type Given<Class extends Ask> =
  CommandOf<Class> extends infer Each
    ? Each extends { readonly type: string }
      ? Omit<Each, 'by' | 'today'>
      : never
    : never;

/** Hands commands to the write side in the name of whoever asks, when they may ask; pages and API both come here. */
@Injectable()
export class Asking {
  constructor(
    private readonly bus: CommandBus,
    private readonly access: Access,
  ) {}

  /** Asks for a command as this caller. The refusal NOT_ALLOWED is one of access, every other the domain's own. */
  async askAs<Class extends Ask>(
    caller: Caller,
    ask: Class,
    command: Given<Class>,
    request: CommandRequest,
  ): Promise<CommandResult> {
    const access = await this.access.refuse(caller, command);
    if ('refusal' in access) return { refused: access.refusal };
    const by = this.access.actorOf(caller, access.grant);
    const asked = { ...(command as object), by, today: todayInLondon() } as unknown as Asked;
    const Asking = ask as unknown as new (command: Asked, request: CommandRequest) => Command<CommandResult>;
    return this.bus.execute(new Asking(asked, request));
  }
}

/** The id of a request in the log: callers have their own, and so have pages and the API. */
export const requestIdFor = ({ actorId, via }: Pick<Caller, 'actorId' | 'via'>, key: string): string =>
  `${via === 'KEY' ? 'api' : 'page'}:${actorId}:${key}`;
