import { createAppend } from './sql/append';
import { CREATE_GUARDS } from './sql/guards';
import { createPartitions } from './sql/partitions';
import { CREATE_ROLES } from './sql/roles';
import { CREATE_TABLES } from './sql/tables';

/** One step that makes the log in an empty database: plain SQL, run once, in order. */
export interface EventStoreMigration {
  readonly name: string;
  readonly up: string;
}

/**
 * The steps for a log whose partitions hold so many events; another number than the default only in tests.
 * @throws RangeError when the number cannot be cut into quarters.
 */
export function eventStoreMigrationsFor(eventsPerPartition: number): readonly EventStoreMigration[] {
  if (!Number.isSafeInteger(eventsPerPartition / 4) || eventsPerPartition < 4) {
    throw new RangeError(`A partition holds a multiple of four events, not ${eventsPerPartition}.`);
  }
  return [
    { name: 'log-tables', up: CREATE_TABLES },
    { name: 'log-guards', up: CREATE_GUARDS },
    { name: 'log-partitions', up: createPartitions(eventsPerPartition) },
    { name: 'log-append', up: createAppend(eventsPerPartition) },
    { name: 'log-roles', up: CREATE_ROLES },
  ];
}

/** The steps that make the log in an empty database. */
export const eventStoreMigrations: readonly EventStoreMigration[] = eventStoreMigrationsFor(2 ** 24);
