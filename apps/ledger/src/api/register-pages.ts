import { Injectable } from '@nestjs/common';
import { DataSource, type EntityTarget, type FindOptionsWhere, MoreThan, type ObjectLiteral } from 'typeorm';
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

/** Reads the registers, never before they show what they must. */
@Injectable()
export class Registers {
  constructor(
    private readonly source: DataSource,
    private readonly reports: Reports,
  ) {}

  async page<Entry extends ObjectLiteral>(
    entity: EntityTarget<Entry>,
    idColumn: keyof Entry & string,
    { limit = LIMIT_DEFAULT, cursor, readAfter }: PageQueryDto,
  ): Promise<RegisterPage<Entry>> {
    if (readAfter !== undefined) await this.reports.waitUntilShown(readAfter);
    const where = (cursor === undefined ? {} : { [idColumn]: MoreThan(cursor) }) as FindOptionsWhere<Entry>;
    const order = { [idColumn]: 'ASC' } as never;
    const found = await this.source.getRepository(entity).find({ where, order, take: limit + 1 });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? String(items.at(-1)![idColumn]) : null };
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
