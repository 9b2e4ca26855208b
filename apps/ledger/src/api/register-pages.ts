import { Injectable } from '@nestjs/common';
import { pooledFundsInSight, PooledFundEntry, type Sight } from '@app/read-models';
import {
  And,
  Any,
  DataSource,
  type EntityTarget,
  type FindOperator,
  type FindOptionsWhere,
  MoreThan,
  type ObjectLiteral,
} from 'typeorm';
import { type PageQueryDto, type ShownQueryDto } from './dto/report-query.dto';
import { ProblemError } from './problems/problem';
import { Reports } from './reports.service';

/** One page of a register, in order of identifiers. */
export interface RegisterPage<Entry> {
  readonly items: readonly Entry[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
}

const LIMIT_DEFAULT = 100;

/** Reads the registers, never before they show what they must. Names are for whoever may ask; funds only in sight. */
@Injectable()
export class Registers {
  constructor(
    private readonly source: DataSource,
    private readonly reports: Reports,
  ) {}

  /** @param ids of what may be on it; everything when left out */
  async page<Entry extends ObjectLiteral>(
    entity: EntityTarget<Entry>,
    idColumn: keyof Entry & string,
    { limit = LIMIT_DEFAULT, cursor, readAfter }: PageQueryDto,
    ids?: readonly string[],
  ): Promise<RegisterPage<Entry>> {
    if (readAfter !== undefined) await this.reports.waitUntilShown(readAfter);
    const conditions: FindOperator<string>[] = [];
    if (cursor !== undefined) conditions.push(MoreThan(cursor));
    if (ids !== undefined) conditions.push(Any(ids));
    const where = (conditions.length === 0 ? {} : { [idColumn]: And(...conditions) }) as FindOptionsWhere<Entry>;
    const order = { [idColumn]: 'ASC' } as never;
    const found = await this.source.getRepository(entity).find({ where, order, take: limit + 1 });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? String(items.at(-1)![idColumn]) : null };
  }

  /** The pooled funds of which a reader sees something. */
  async pageOfFunds(sight: Sight, page: PageQueryDto): Promise<RegisterPage<PooledFundEntry>> {
    const { readAfter } = page;
    const ids = await this.reports.look(sight, { readAfter }, (looking) => pooledFundsInSight(looking));
    return this.page(PooledFundEntry, 'pooledFundId', page, ids);
  }

  /** @throws ProblemError 404 when the register has none of that identifier */
  async find<Entry extends ObjectLiteral>(
    entity: EntityTarget<Entry>,
    idColumn: keyof Entry & string,
    id: string,
    { readAfter }: ShownQueryDto,
  ): Promise<Entry> {
    if (readAfter !== undefined) await this.reports.waitUntilShown(readAfter);
    const found = await this.source.getRepository(entity).findOneBy({ [idColumn]: id } as FindOptionsWhere<Entry>);
    if (!found) throw new ProblemError(404, 'NOT_FOUND', `There is no ${id} in this register.`);
    return found;
  }
}
