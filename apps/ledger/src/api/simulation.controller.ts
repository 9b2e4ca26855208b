import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { agreementRefusals, type Terms } from '@app/domain';
import {
  Aggregates,
  isRefused,
  type SimulationRefusalCode,
  type SimulationRefused,
  simulateTerms,
  simulationRows,
  tellSimulation,
} from '@app/application';
import { type Sight } from '@app/read-models';
import { sightOf } from '../access/sight-of';
import { inAcceptedForm } from './accepted-form';
import { KeyedController } from './command.decorators';
import { toCsv } from './csv';
import { SimulateTermsDto } from './dto/agreements.dto';
import { Http, type HttpExchange } from './http.decorator';
import { ProblemError } from './problems/problem';
import { Reports } from './reports.service';
import { misshapenBody } from './shaped-terms';
import { TABLE_WORK_MAX, versionToTry } from './terms-to-try';

/** What terms would do, before anybody signs them: the same arithmetic, on outcomes that nobody has recorded. */
@ApiTags('benefit-sharing agreements')
@KeyedController()
@Controller('api/v1/agreements')
export class SimulationController {
  constructor(
    private readonly aggregates: Aggregates,
    private readonly reports: Reports,
  ) {}

  @ApiOperation({
    summary:
      'Try terms on assumed outcomes: the calculation with its trace, and a table over a range. Nothing is recorded. CSV tells the table, or without one the trace; plain text tells all on a page.',
  })
  @ApiProduces('application/json', 'text/csv', 'text/plain')
  @HttpCode(200)
  @Post('simulate')
  async simulate(@Body() body: SimulateTermsDto, @Http() http: HttpExchange) {
    const { agreementId, version, ...asked } = body;
    if ((agreementId === undefined) === (asked.terms === undefined)) {
      throw new ProblemError(400, 'BODY_INVALID', 'Give either terms or the agreementId of an agreement.');
    }
    if (agreementId === undefined && version !== undefined) {
      throw new ProblemError(400, 'BODY_INVALID', 'A version is one of an agreement: give its agreementId.');
    }
    const terms =
      agreementId === undefined ? asked.terms : await this.termsOf(sightOf(http.request.caller), agreementId, version);
    const simulated = simulateTerms({ ...asked, terms }, TABLE_WORK_MAX);
    if (isRefused(simulated)) throw simulationProblem(simulated);
    const { title, calculation, table, differences } = simulated;
    const { columns, rows } = simulationRows(simulated);
    return inAcceptedForm(
      http,
      { title, calculation, table, differences },
      { csv: () => toCsv(rows, columns), plain: () => tellSimulation(simulated) },
    );
  }

  /** The terms of a version; when none is asked for, those in force today, or before that the latest draft. */
  private async termsOf(sight: Sight, agreementId: string, version: number | undefined): Promise<Terms> {
    const state = await this.aggregates.agreement(agreementId);
    if (!state.drafted || !(await this.sees(sight, agreementId)))
      throw new ProblemError(404, 'AGREEMENT_UNKNOWN', agreementRefusals.AGREEMENT_UNKNOWN({ agreementId }));
    return versionToTry(state, version).terms;
  }

  /** Who sees everything need not wait until the read models show an agreement that is just drafted. */
  private async sees(sight: Sight, agreementId: string): Promise<boolean> {
    if (sight === 'EVERYTHING') return true;
    return this.reports.look(sight, {}, (looking) => Promise.resolve(looking.seesAgreement(agreementId)));
  }
}

const statuses: Readonly<Record<Exclude<SimulationRefusalCode, 'SIMULATION_MALFORMED'>, number>> = {
  TERMS_NOT_SOUND: 422,
  TEST_PERIOD_UNKNOWN: 404,
  ASSUMED_NOT_SOUND: 422,
  VARIATION_NOT_POSSIBLE: 400,
  AMOUNTS_TOO_LARGE: 422,
};

function simulationProblem({ refused: { code, sentence, issues, more } }: SimulationRefused): ProblemError {
  if (code === 'SIMULATION_MALFORMED') return misshapenBody(issues, more);
  const details = issues.length > 0 ? { issues } : undefined;
  return new ProblemError(statuses[code], code, sentence, { details });
}
