import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskPoolYear } from '@app/application';
import { withdrawals } from '@app/read-models';
import { sightOf } from '../access/sight-of';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/pool-years.dto';
import { WithdrawalsQueryDto } from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, YearInPath } from './path-parameters';
import { payeeOf } from './payee';
import { Reports } from './reports.service';

const Fund = (): ParameterDecorator => Param('pooledFundId', IdentifierInPath);
const OfYear = (): ParameterDecorator => Param('financialYear', YearInPath);
const Withdrawal = (): ParameterDecorator => Param('withdrawalId', IdentifierInPath);

/** Money out by decision: requested, approved by somebody else, paid by a third. */
@ApiTags('withdrawals')
@KeyedController()
@Controller('api/v1/pooled-funds/:pooledFundId/years/:financialYear/withdrawals')
export class WithdrawalsController {
  constructor(
    private readonly commands: Commands,
    private readonly reports: Reports,
  ) {}

  @ApiOperation({
    summary: 'The withdrawals of a year, and how far each has come; ?status=REQUESTED is the approval queue.',
  })
  @Get()
  async list(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Query() query: WithdrawalsQueryDto,
    @Http() http: HttpExchange,
  ) {
    const items = await this.reports.tell(sightOf(http.request.caller), { ...query, pooledFundId }, (look, horizon) =>
      withdrawals(look, pooledFundId, financialYear, horizon, query.status),
    );
    return { items };
  }

  @Write()
  @Post()
  request(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Body() body: dto.RequestWithdrawalDto,
    @Http() http: HttpExchange,
  ) {
    const payee = payeeOf(body.payee);
    return this.commands.ask(
      AskPoolYear,
      { type: 'RequestWithdrawal', pooledFundId, financialYear, ...body, payee },
      http,
    );
  }

  @Write()
  @Post(':withdrawalId/approval')
  approve(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Withdrawal() withdrawalId: string,
    @Body() body: dto.ApproveWithdrawalDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'ApproveWithdrawal' as const, pooledFundId, financialYear, withdrawalId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post(':withdrawalId/rejection')
  reject(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Withdrawal() withdrawalId: string,
    @Body() body: dto.RejectWithdrawalDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'RejectWithdrawal' as const, pooledFundId, financialYear, withdrawalId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post(':withdrawalId/payment')
  pay(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Withdrawal() withdrawalId: string,
    @Body() body: dto.PayWithdrawalDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'PayWithdrawal' as const, pooledFundId, financialYear, withdrawalId, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }
}
