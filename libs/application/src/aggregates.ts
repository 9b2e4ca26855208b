import { Inject, Injectable } from '@nestjs/common';
import {
  accessDecider,
  type AccessState,
  accessStream,
  agencyDecider,
  agreementDecider,
  type AgreementState,
  agreementStream,
  type AgencyState,
  agencyStream,
  fileImportDecider,
  type FileImportState,
  fileImportStream,
  fundingStreamDecider,
  type FundingStreamState,
  fundingStreamStream,
  type Grant,
  grantsHeld,
  placeDecider,
  placeStream,
  type PooledFundState,
  pooledFundDecider,
  pooledFundStream,
  poolYearDecider,
  type PoolYearEvent,
  type PoolYearState,
  poolYearStream,
  undefinedFundingStream,
} from '@app/domain';
import { type EventStore } from '@app/event-store';
import { CommandHandling } from './handle-command';
import { toDomainEvent } from './state-cache';

/** Names the event store among Nest's providers. */
export const EVENT_STORE = Symbol('EventStore');

/**
 * How old a state may be when another aggregate's decision rests on it. This process's own events are in it at once;
 * another process's (an import from the command line, say) within this time.
 */
const REFERENCE_AGE_MAX_MS = 250;

/** The aggregates of the ledger: the handling of each one's commands, and their states for others to refer to. */
@Injectable()
export class Aggregates {
  readonly places;
  readonly agencies;
  readonly fundingStreams;
  readonly pooledFunds;
  readonly poolYears;
  readonly fileImports;
  readonly agreements;
  readonly access;

  constructor(@Inject(EVENT_STORE) readonly store: EventStore) {
    this.places = new CommandHandling(store, placeDecider);
    this.agencies = new CommandHandling(store, agencyDecider);
    this.fundingStreams = new CommandHandling(store, fundingStreamDecider);
    this.pooledFunds = new CommandHandling(store, pooledFundDecider);
    this.poolYears = new CommandHandling(store, poolYearDecider);
    this.fileImports = new CommandHandling(store, fileImportDecider);
    this.agreements = new CommandHandling(store, agreementDecider);
    this.access = new CommandHandling(store, accessDecider);
  }

  async fileImport(fileDigest: string): Promise<FileImportState> {
    return (await this.fileImports.states.get(fileImportStream(fileDigest), REFERENCE_AGE_MAX_MS)).state;
  }

  async agreement(agreementId: string): Promise<AgreementState> {
    return (await this.agreements.states.get(agreementStream(agreementId), REFERENCE_AGE_MAX_MS)).state;
  }

  /** What an actor was ever granted. */
  async accessOf(actorId: string): Promise<AccessState> {
    return (await this.access.states.get(accessStream(actorId), REFERENCE_AGE_MAX_MS)).state;
  }

  /** The grants of an actor that count, in the order in which they were made. */
  async grantsOf(actorId: string): Promise<readonly Grant[]> {
    return grantsHeld(await this.accessOf(actorId));
  }

  /** A place and those that it lies within, itself first. */
  async placesAround(placeId: string): Promise<readonly string[]> {
    const around: string[] = [];
    for (let next: string | undefined = placeId; next !== undefined;) {
      around.push(next);
      next = (await this.places.states.get(placeStream(next), REFERENCE_AGE_MAX_MS)).state.parentPlaceId;
    }
    return around;
  }

  /** Which of these places are registered. */
  async registeredPlaces(placeIds: Iterable<string>): Promise<ReadonlySet<string>> {
    const states = await lookUp(placeIds, (id) => this.places.states.get(placeStream(id), REFERENCE_AGE_MAX_MS));
    return new Set([...states].filter(([, { state }]) => state.registered).map(([id]) => id));
  }

  async agencyStates(agencyIds: Iterable<string>): Promise<ReadonlyMap<string, AgencyState>> {
    return lookUp(
      agencyIds,
      async (id) => (await this.agencies.states.get(agencyStream(id), REFERENCE_AGE_MAX_MS)).state,
    );
  }

  async fundingStreamStates(fundingStreamIds: Iterable<string>): Promise<ReadonlyMap<string, FundingStreamState>> {
    const read = (id: string) => this.fundingStreams.states.get(fundingStreamStream(id), REFERENCE_AGE_MAX_MS);
    return lookUp(fundingStreamIds, async (id) => (await read(id)).state);
  }

  /** A funding stream that `fundingStreamStates` read before, for this command or for one before it. */
  fundingStream(fundingStreamId: string): FundingStreamState {
    return this.fundingStreams.states.peek(fundingStreamStream(fundingStreamId)) ?? undefinedFundingStream;
  }

  async pooledFund(pooledFundId: string): Promise<PooledFundState> {
    return (await this.pooledFunds.states.get(pooledFundStream(pooledFundId), REFERENCE_AGE_MAX_MS)).state;
  }

  async poolYear(pooledFundId: string, financialYear: string): Promise<PoolYearState> {
    const eventStream = poolYearStream(pooledFundId, financialYear);
    return (await this.poolYears.states.get(eventStream, REFERENCE_AGE_MAX_MS)).state;
  }

  /** One entry of a pool year as the log has it, or undefined. */
  async poolYearEntry(place: {
    readonly pooledFundId: string;
    readonly financialYear: string;
    readonly entryNo: number;
  }): Promise<PoolYearEvent | undefined> {
    const eventStream = poolYearStream(place.pooledFundId, place.financialYear);
    const range = { afterVersion: place.entryNo - 1, toVersion: place.entryNo };
    for await (const [entry] of this.store.readStream(eventStream, range)) {
      if (entry) return toDomainEvent(entry) as PoolYearEvent;
    }
    return undefined;
  }
}

async function lookUp<Value>(ids: Iterable<string>, find: (id: string) => Promise<Value>): Promise<Map<string, Value>> {
  const distinct = [...new Set(ids)];
  const values = await Promise.all(distinct.map(find));
  return new Map(distinct.map((id, place) => [id, values[place]!]));
}
