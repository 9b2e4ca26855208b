import { type CommandBus } from '@nestjs/cqrs';
import { AskPoolYear } from '@app/application';
import { todayInLondon } from '@app/runtime';
import { type Pool } from 'pg';

/** Raises ContributionOverdue in every open pool year; once a day for each, however often it is called. */
export async function flagOverdueInstalments(pool: Pool, commands: CommandBus): Promise<void> {
  const today = todayInLondon();
  const { rows } = await pool.query<{ pooled_fund_id: string; financial_year: string }>(
    `select pooled_fund_id, financial_year from reading.fund_fact
      where type in ('PoolYearOpened', 'PoolYearClosed') group by 1, 2 having bool_and(type = 'PoolYearOpened')`,
  );
  for (const { pooled_fund_id: pooledFundId, financial_year: financialYear } of rows) {
    const by = { actorId: 'system:overdue-clock', kind: 'SYSTEM' as const };
    const command = {
      type: 'FlagOverdueInstalments' as const,
      pooledFundId,
      financialYear,
      by,
      occurredOn: today,
      today,
    };
    const requestId = `clock:overdue:${pooledFundId}:${financialYear}:${today}`;
    // A year that was closed meanwhile refuses, and has nothing that is still to be flagged.
    await commands.execute(new AskPoolYear(command, { requestId }));
  }
}
