import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { entryRefOf } from '@app/domain';
import {
  changes,
  contributionAgeing,
  endOfKnown,
  fundStatement,
  netPosition,
  transaction,
  transactions,
  typesOfKind,
  whoGained,
  whoPaidIn,
} from '@app/read-models';
import { KeyedController } from './command.decorators';
import { toCsv } from './csv';
import {
  ChangesQueryDto,
  ChangesReportDto,
  FundStatementQueryDto,
  ReportQueryDto,
  TransactionsQueryDto,
} from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, NumberInPath, YearInPath } from './path-parameters';
import { inAcceptedForm } from './accepted-form';
import { sightOf } from '../access/sight-of';
import { ProblemError } from './problems/problem';
import { fundStatementCsv, reportColumns, whoGainedCsv } from './report-csv';
import { Reports } from './reports.service';

const TRANSACTIONS_DEFAULT = 100;

/** The questions, each for any effective day as known at any instant. JSON or CSV, by Accept. */
@ApiTags('reports')
@KeyedController()
@Controller('api/v1')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @ApiOperation({
    summary: 'Who paid in: by place, fund, year, agency and funding stream. Cash and non-cash stand apart.',
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/who-paid-in')
  async whoPaidIn(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      whoPaidIn(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns['who-paid-in']) });
  }

  @ApiOperation({
    summary:
      'Who gained: by place, fund, year, funding stream and agency or provider; beside the cash, benefit and shares by agreement.',
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/who-gained')
  async whoGained(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      whoGained(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => whoGainedCsv(report) });
  }

  @ApiOperation({
    summary: 'Net position by place, year and agency: cash in less cash back, with benefit beside it and never netted.',
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/net-position')
  async netPosition(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      netPosition(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns['net-position']) });
  }

  @ApiOperation({
    summary: 'The memorandum account of a fund for a year; pooledFundId and financialYear are required.',
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/fund-statement')
  async fundStatement(@Query() query: FundStatementQueryDto, @Http() http: HttpExchange) {
    const statement = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      fundStatement(look, query, horizon),
    );
    return inAcceptedForm(http, statement, { csv: () => fundStatementCsv(statement) });
  }

  @ApiOperation({
    summary: 'Every entry: what, when, recorded when and by whom, under which authority, reversing what.',
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/transactions')
  async transactions(@Query() query: TransactionsQueryDto, @Http() http: HttpExchange) {
    const { limit = TRANSACTIONS_DEFAULT, cursor, breachesOnly, kind, search } = query;
    const types = kind && typesOfKind(kind);
    const page = { limit, cursor, breachesOnly: breachesOnly === 'true', types, search };
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      transactions(look, query, horizon, page),
    );
    if (report.nextCursor) void http.reply.header('purse-next-cursor', report.nextCursor);
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns.transactions) });
  }

  @ApiOperation({ summary: 'Which contributions are due, covered and late.' })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/contribution-ageing')
  async contributionAgeing(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      contributionAgeing(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns['contribution-ageing']) });
  }

  @ApiOperation({
    summary: 'Why the figures of a report changed between two times known: the figures and the events responsible.',
  })
  @Get('reports/:report/changes')
  changes(@Param() { report }: ChangesReportDto, @Query() query: ChangesQueryDto, @Http() http: HttpExchange) {
    const { limit = TRANSACTIONS_DEFAULT, cursor, pooledFundId, financialYear } = query;
    if (report === 'fund-statement' && !(pooledFundId && financialYear)) {
      throw new ProblemError(400, 'QUERY_INVALID', 'A fund statement needs pooledFundId and financialYear.');
    }
    if (query.knownTo !== undefined && endOfKnown(query.knownTo) < endOfKnown(query.knownFrom)) {
      throw new ProblemError(400, 'QUERY_INVALID', 'knownFrom must not be later than knownTo.');
    }
    return this.reports.look(sightOf(http.request.caller), { ...query, asKnownAt: query.knownTo }, (look, today) =>
      changes(look, report, query, today, { limit, cursor }),
    );
  }

  @ApiOperation({ summary: 'One entry by its reference.' })
  @Get('entries/:pooledFundId/:financialYear/:entryNo')
  async entry(
    @Param('pooledFundId', IdentifierInPath) pooledFundId: string,
    @Param('financialYear', YearInPath) financialYear: string,
    @Param('entryNo', NumberInPath) entryNo: number,
    @Query() query: ReportQueryDto,
    @Http() http: HttpExchange,
  ) {
    const entryRef = entryRefOf(pooledFundId, financialYear, entryNo);
    const found = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      transaction(look, entryRef, horizon),
    );
    if (!found) throw new ProblemError(404, 'ENTRY_UNKNOWN', `There is no entry ${entryRef}.`);
    return found;
  }
}
