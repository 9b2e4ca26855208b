import { type DataSource, type EntityTarget, type FindOptionsWhere, MoreThan, type ObjectLiteral } from 'typeorm';
import { type PageQueryDto } from './dto/report-query.dto';
import { ProblemError } from './problems/problem';

/** One page of a register, in order of identifiers. */
export interface RegisterPage<Entry> {
  readonly items: readonly Entry[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
}

const LIMIT_DEFAULT = 100;

export async function pageOfRegister<Entry extends ObjectLiteral>(
  source: DataSource,
  entity: EntityTarget<Entry>,
  idColumn: keyof Entry & string,
  { limit = LIMIT_DEFAULT, cursor }: PageQueryDto,
): Promise<RegisterPage<Entry>> {
  const where = (cursor === undefined ? {} : { [idColumn]: MoreThan(cursor) }) as FindOptionsWhere<Entry>;
  const order = { [idColumn]: 'ASC' } as never;
  const found = await source.getRepository(entity).find({ where, order, take: limit + 1 });
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? String(items.at(-1)![idColumn]) : null };
}

/** @throws ProblemError 404 when the register has none of that identifier */
export async function findInRegister<Entry extends ObjectLiteral>(
  source: DataSource,
  entity: EntityTarget<Entry>,
  idColumn: keyof Entry & string,
  id: string,
): Promise<Entry> {
  const found = await source.getRepository(entity).findOneBy({ [idColumn]: id } as FindOptionsWhere<Entry>);
  if (!found) throw new ProblemError(404, 'NOT_FOUND', `There is no ${id} in this register.`);
  return found;
}
