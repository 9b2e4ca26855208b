import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskPoolYear, eventIdOf } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands, requestIdOf } from './commands.service';
import * as dto from './dto/pool-years.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';
import { payeeOf } from './payee';

const Fund = (): ParameterDecorator => Param('pooledFundId', IdentifierInPath);

/** Facts about money: each is booked in its own year, or in the next that is not closed, with its own date (INV-41). */
@ApiTags('facts')
@KeyedController()
@Controller('api/v1/pooled-funds/:pooledFundId')
export class FactsController {
  constructor(private readonly commands: Commands) {}

  @Write()
  @Post('receipts')
  recordReceipt(@Fund() pooledFundId: string, @Body() body: dto.RecordReceiptDto, @Http() http: HttpExchange) {
    const receiptId = body.receiptId ?? eventIdOf(requestIdOf(http.request), 0);
    return this.commands.ask(
      AskPoolYear,
      { type: 'RecordContributionReceipt', pooledFundId, ...body, receiptId },
      http,
    );
  }

  @Write()
  @Post('payments')
  recordPayment(@Fund() pooledFundId: string, @Body() body: dto.RecordPaymentDto, @Http() http: HttpExchange) {
    const payee = payeeOf(body.payee);
    return this.commands.ask(AskPoolYear, { type: 'RecordPayment', pooledFundId, ...body, payee }, http);
  }

  @Write()
  @Post('refunds')
  recordRefund(@Fund() pooledFundId: string, @Body() body: dto.RecordRefundDto, @Http() http: HttpExchange) {
    const payee = payeeOf(body.payee);
    return this.commands.ask(AskPoolYear, { type: 'RecordRefund', pooledFundId, ...body, payee }, http);
  }

  @Write()
  @Post('income')
  recordIncome(@Fund() pooledFundId: string, @Body() body: dto.RecordIncomeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPoolYear, { type: 'RecordIncome', pooledFundId, ...body }, http);
  }

  @Write()
  @Post('returns')
  returnUnderspend(@Fund() pooledFundId: string, @Body() body: dto.ReturnUnderspendDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPoolYear, { type: 'ReturnUnderspend', pooledFundId, ...body }, http);
  }

  @Write()
  @Post('reversals')
  reverse(@Fund() pooledFundId: string, @Body() body: dto.ReverseEntryDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPoolYear, { type: 'ReverseEntry', pooledFundId, ...body }, http);
  }
}
