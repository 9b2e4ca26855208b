import { type PreparedAppend } from '../prepared-append';
import { ELEMENT, integerArray, textArray, uuidArray } from './binary-array';
import { APPEND_OUTCOMES } from './sql/append';

/** What became of one append of a batch. */
export interface AppendResult {
  readonly outcome: (typeof APPEND_OUTCOMES)[number];
  /** The version at which the event stream stood before. */
  readonly version: number;
  /** Position and instant (microseconds since 1970) of its first event, when it was appended. */
  readonly firstPosition: number;
  readonly firstRecordedAt: number;
}

/** The statement that records a batch. */
export const APPEND_STATEMENT = `
  select last_position_before, first_recorded_at, outcomes, versions
    from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** The parameters of `APPEND_STATEMENT`, in its order. */
export function batchParameters(appends: readonly PreparedAppend[]): Buffer[] {
  const requests = appends.flatMap((append) => append.requests);
  const events = requests.flatMap((request) => request.events);
  const types = new Map<string, number>();
  const typeNames: string[] = [];
  const typeSchemaVersions: number[] = [];
  const eventTypes = events.map(({ type, schemaVersion }) => {
    const key = `${schemaVersion} ${type}`;
    let number = types.get(key);
    if (number === undefined) {
      number = typeNames.push(type);
      typeSchemaVersions.push(schemaVersion);
      types.set(key, number);
    }
    return number;
  });
  return [
    textArray(appends.map(({ eventStream }) => eventStream)),
    integerArray(appends.map(({ expectedVersion }) => expectedVersion)),
    integerArray(appends.map((append) => append.requests.length)),
    textArray(requests.map(({ requestId }) => requestId)),
    textArray(requests.map(({ fingerprint }) => fingerprint)),
    integerArray(requests.map((request) => request.events.length)),
    textArray(typeNames),
    integerArray(typeSchemaVersions),
    integerArray(eventTypes),
    uuidArray(events.map(({ id }) => id)),
    textArray(
      events.map(({ data }) => data),
      ELEMENT.json,
    ),
    textArray(
      events.map(({ metadata }) => metadata),
      ELEMENT.json,
    ),
  ];
}

/** What became of each append, from the one row that `APPEND_STATEMENT` answers, its columns as text. */
export function batchResults(appends: readonly PreparedAppend[], row: readonly string[]): AppendResult[] {
  const [lastPositionBefore, firstRecordedAt, outcomes, versions] = row as [string, string, string, string];
  const outcomeNumbers = integersOf(outcomes);
  const versionNumbers = integersOf(versions);
  if (outcomeNumbers.length !== appends.length || versionNumbers.length !== appends.length) {
    throw new Error(`The log answered ${outcomeNumbers.length} outcomes to ${appends.length} appends.`);
  }
  let recorded = 0;
  return appends.map(({ eventsCount }, index) => {
    const outcome = APPEND_OUTCOMES[outcomeNumbers[index]!]!;
    const result = {
      outcome,
      version: versionNumbers[index]!,
      firstPosition: Number(lastPositionBefore) + recorded + 1,
      firstRecordedAt: Number(firstRecordedAt) + recorded,
    };
    if (outcome === 'appended') recorded += eventsCount;
    return result;
  });
}

function integersOf(arrayText: string): number[] {
  return arrayText.slice(1, -1).split(',').map(Number);
}
