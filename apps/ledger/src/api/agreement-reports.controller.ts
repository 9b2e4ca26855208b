import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { agreementEntryRefOf, compareTerms, describeTerms, type Terms, type TraceLine } from '@app/domain';
import {
  agencyAgreements,
  agreementDetail,
  agreementList,
  agreementSummary,
  benefitShareStatement,
  costBenefit,
  type Horizon,
  type Look,
  termsOf,
  traceOf,
  transaction,
} from '@app/read-models';
import { inAcceptedForm } from './accepted-form';
import { KeyedController } from './command.decorators';
import { toCsv } from './csv';
import {
  AgencyAgreementsQueryDto,
  ReportQueryDto,
  TermsComparisonQueryDto,
  TimesQueryDto,
} from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, NumberInPath } from './path-parameters';
import { sightOf } from '../access/sight-of';
import { ProblemError } from './problems/problem';
import { reportColumns } from './report-csv';
import { Reports } from './reports.service';

const Agreement = (): ParameterDecorator => Param('agreementId', IdentifierInPath);

/** The questions about benefit-sharing agreements, each for any effective day as known at any instant. */
@ApiTags('benefit-sharing agreements')
@KeyedController()
@Controller('api/v1')
export class AgreementReportsController {
  constructor(private readonly reports: Reports) {}

  @ApiOperation({ summary: 'The agreements of a place, a party or a fund: terms in force and who has not signed.' })
  @ApiProduces('application/json', 'text/csv')
  @Get('agreements')
  async list(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const rows = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      agreementList(look, query, horizon),
    );
    return inAcceptedForm(http, { rows }, { csv: () => toCsv(rows, reportColumns.agreements) });
  }

  @ApiOperation({ summary: 'An agreement as it stood: versions, signatures, exits, calculations, dues and disputes.' })
  @Get('agreements/:agreementId')
  find(@Agreement() agreementId: string, @Query() times: TimesQueryDto, @Http() http: HttpExchange) {
    return this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      agreementDetail(look, agreementId, horizon),
    );
  }

  @ApiOperation({ summary: 'One version of the terms, as data and in plain English.' })
  @ApiProduces('application/json', 'text/plain')
  @Get('agreements/:agreementId/terms/:version')
  async terms(
    @Agreement() agreementId: string,
    @Param('version', NumberInPath) version: number,
    @Query() times: TimesQueryDto,
    @Http() http: HttpExchange,
  ) {
    const terms = await this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      versionOf(look, agreementId, version, horizon),
    );
    const inWords = describeTerms(terms);
    const plain = () => inWords.map(({ heading, says }) => `${heading}: ${says}\n`).join('');
    return inAcceptedForm(http, { agreementId, version, terms, inWords }, { plain });
  }

  @ApiOperation({ summary: 'Two versions of the terms, term by term.' })
  @Get('agreements/:agreementId/terms-comparison')
  async compare(@Agreement() agreementId: string, @Query() query: TermsComparisonQueryDto, @Http() http: HttpExchange) {
    const { from, to } = query;
    const [before, after] = await this.reports.tell(sightOf(http.request.caller), query, async (look, horizon) => [
      await versionOf(look, agreementId, from, horizon),
      await versionOf(look, agreementId, to, horizon),
    ]);
    return { agreementId, from, to, differences: compareTerms(before, after) };
  }

  @ApiOperation({
    summary:
      'The benefit-share statement of a test period, with its trace line by line; CSV and plain text tell the trace.',
  })
  @ApiProduces('application/json', 'text/csv', 'text/plain')
  @Get('agreements/:agreementId/statements/:testPeriodId')
  async statement(
    @Agreement() agreementId: string,
    @Param('testPeriodId', IdentifierInPath) testPeriodId: string,
    @Query() times: TimesQueryDto,
    @Http() http: HttpExchange,
  ) {
    const statement = await this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      benefitShareStatement(look, agreementId, testPeriodId, horizon),
    );
    return inAcceptedForm(http, statement, traceForms(statement.trace));
  }

  @ApiOperation({ summary: 'The trace of a calculation: every step as a treasurer would write it down.' })
  @ApiProduces('application/json', 'text/csv', 'text/plain')
  @Get('agreements/:agreementId/calculations/:calculationId/trace')
  async trace(
    @Agreement() agreementId: string,
    @Param('calculationId', IdentifierInPath) calculationId: string,
    @Query() times: TimesQueryDto,
    @Http() http: HttpExchange,
  ) {
    const trace = await this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      traceOf(look, agreementId, calculationId, horizon),
    );
    if (!trace) {
      throw new ProblemError(404, 'CALCULATION_UNKNOWN', `${agreementId} had no calculation ${calculationId} then.`);
    }
    return inAcceptedForm(http, { agreementId, calculationId, trace }, traceForms(trace));
  }

  @ApiOperation({ summary: 'The agreement on a page: investors, cost, outcomes, return on investment, reinvestment.' })
  @Get('agreements/:agreementId/summary')
  summary(@Agreement() agreementId: string, @Query() times: TimesQueryDto, @Http() http: HttpExchange) {
    return this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      agreementSummary(look, agreementId, horizon),
    );
  }

  @ApiOperation({ summary: 'One entry of an agreement by its number.' })
  @Get('agreements/:agreementId/entries/:entryNo')
  async entry(
    @Agreement() agreementId: string,
    @Param('entryNo', NumberInPath) entryNo: number,
    @Query() times: TimesQueryDto,
    @Http() http: HttpExchange,
  ) {
    const entryRef = agreementEntryRefOf(agreementId, entryNo);
    const found = await this.reports.tell(sightOf(http.request.caller), times, (look, horizon) =>
      transaction(look, entryRef, horizon),
    );
    if (!found) throw new ProblemError(404, 'ENTRY_UNKNOWN', `There is no entry ${entryRef}.`);
    return found;
  }

  @ApiOperation({ summary: 'Every benefit by agency, as a cost-benefit analysis shows it, and cost against benefit.' })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/cost-benefit')
  async costBenefit(@Query() query: ReportQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      costBenefit(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns['cost-benefit']) });
  }

  @ApiOperation({
    summary: "A department's view, or any party's: its agreements in every place, what is due, late, capped, disputed.",
  })
  @ApiProduces('application/json', 'text/csv')
  @Get('reports/agency-agreements')
  async agencyAgreements(@Query() query: AgencyAgreementsQueryDto, @Http() http: HttpExchange) {
    const report = await this.reports.tell(sightOf(http.request.caller), query, (look, horizon) =>
      agencyAgreements(look, query, horizon),
    );
    return inAcceptedForm(http, report, { csv: () => toCsv(report.rows, reportColumns['agency-agreements']) });
  }
}

async function versionOf(look: Look, agreementId: string, version: number, horizon: Horizon): Promise<Terms> {
  const terms = await termsOf(look, agreementId, version, horizon);
  if (terms) return terms;
  throw new ProblemError(404, 'TERMS_VERSION_UNKNOWN', `${agreementId} had no version ${version} of its terms then.`);
}

const traceForms = (trace: readonly TraceLine[]) => ({
  csv: () => toCsv(trace, reportColumns.trace),
  plain: () => trace.map(({ lineNo, says }) => `${lineNo}. ${says}\n`).join(''),
});
