import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskPoolYear } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/pool-years.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, YearInPath } from './path-parameters';
import { ProblemError } from './problems/problem';

const Fund = (): ParameterDecorator => Param('pooledFundId', IdentifierInPath);
const OfYear = (): ParameterDecorator => Param('financialYear', YearInPath);
const Contribution = (): ParameterDecorator => Param('contributionId', IdentifierInPath);

/** What partners agree to put into a fund in a year, and what becomes of it. */
@ApiTags('contributions')
@KeyedController()
@Controller('api/v1/pooled-funds/:pooledFundId/years/:financialYear')
export class ContributionsController {
  constructor(private readonly commands: Commands) {}

  @Write()
  @Post('contributions')
  agree(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Body() body: dto.AgreeContributionDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPoolYear, { type: 'AgreeContribution', pooledFundId, financialYear, ...body }, http);
  }

  @Write()
  @Post('contributions/:contributionId/schedule')
  schedule(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() { calendar, instalments, ...asked }: dto.ScheduleContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'ScheduleContribution' as const, pooledFundId, financialYear, contributionId, ...asked };
    if (calendar && !instalments) return this.commands.ask(AskPoolYear, { ...command, calendar }, http);
    if (instalments && !calendar) return this.commands.ask(AskPoolYear, { ...command, instalments }, http);
    throw new ProblemError(400, 'BODY_INVALID', 'Give either a calendar or the instalments.');
  }

  @Write()
  @Post('contributions/:contributionId/invoices')
  invoice(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.InvoiceContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'InvoiceContribution' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/non-cash')
  recordNonCash(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.NonCashContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = {
      type: 'RecordNonCashContribution' as const,
      pooledFundId,
      financialYear,
      contributionId,
      ...body,
    };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/withholdings')
  withhold(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.WithholdContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'WithholdContribution' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/withholdings-lifted')
  liftWithholding(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.LiftWithholdingDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'LiftWithholding' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/waivers')
  waive(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.WaiveContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'WaiveContribution' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/variations')
  vary(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.VaryContributionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'VaryContribution' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/match-condition')
  setMatchCondition(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.SetMatchConditionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'SetMatchCondition' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/match-condition/met')
  meetMatchCondition(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.MeetMatchConditionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'MeetMatchCondition' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('contributions/:contributionId/match-condition/failed')
  failMatchCondition(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Contribution() contributionId: string,
    @Body() body: dto.FailMatchConditionDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'FailMatchCondition' as const, pooledFundId, financialYear, contributionId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post('receipts/:receiptId/allocations')
  allocate(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Param('receiptId', IdentifierInPath) receiptId: string,
    @Body() body: dto.AllocateReceiptDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(
      AskPoolYear,
      { type: 'AllocateReceipt', pooledFundId, financialYear, receiptId, ...body },
      http,
    );
  }
}
