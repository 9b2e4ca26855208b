import { type CommandBus } from '@nestjs/cqrs';
import { type RecordedEvent } from '@app/event-store';
import { toDomainEvent } from '../state-cache';
import { type Policy } from './policy';

/**
 * Asks for what a policy wants of an event. The request ids come from the event, so that doing it again, or doing it
 * in two places, records nothing more.
 */
export async function carryOutPolicy(
  commands: CommandBus,
  policy: Policy,
  event: RecordedEvent,
  today: string,
): Promise<void> {
  for (const { ask, purpose, contentWith } of policy.whenever(toDomainEvent(event), today)) {
    const request = {
      requestId: `policy:${policy.name}:${event.id}:${purpose}`,
      causationId: event.id,
      correlationId: event.metadata['correlationId'],
    };
    const result = await commands.execute(ask(request));
    if ('refused' in result && !contentWith.includes(result.refused.code)) {
      throw new Error(`${policy.name} was refused ${purpose}: ${result.refused.sentence}`);
    }
  }
}
