import { Day, Words } from './fields';

/** What every command says: when it takes effect and under which authority. */
export class AskedDto {
  @Day({ description: 'The effective date: when it happened or takes effect.' })
  occurredOn!: string;

  @Words(200, {
    description: 'A minute, decision number or delegated decision (INV-07).',
    example: 'Cabinet 2024-03-11, minute 42',
  })
  authorityRef!: string;
}
