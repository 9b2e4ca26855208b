import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskAgreement } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/agreements.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';

const Agreement = (): ParameterDecorator => Param('agreementId', IdentifierInPath);

/** Shares of the benefit: calculated, approved by somebody else, paid by a third. */
@ApiTags('benefit shares')
@KeyedController()
@Controller('api/v1/agreements/:agreementId')
export class BenefitSharesController {
  constructor(private readonly commands: Commands) {}

  @ApiOperation({ summary: 'Calculate the shares of a test period from the evidence by now. Nothing falls due by it.' })
  @Write()
  @Post('calculations')
  calculate(@Agreement() agreementId: string, @Body() body: dto.CalculateSharesDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'CalculateShares', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Approve a calculation: what differs from what was approved before becomes due.' })
  @Write()
  @Post('calculations/:calculationId/approval')
  approve(
    @Agreement() agreementId: string,
    @Param('calculationId', IdentifierInPath) calculationId: string,
    @Body() body: dto.BareDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'ApproveShares', agreementId, calculationId, ...body }, http);
  }

  @ApiOperation({
    summary: 'Pay a due, in part or in full. What is reinvested becomes a contribution in the pooled fund.',
  })
  @Write()
  @Post('dues/:dueId/payments')
  pay(
    @Agreement() agreementId: string,
    @Param('dueId', IdentifierInPath) dueId: string,
    @Body() body: dto.PayShareDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'PayShare', agreementId, dueId, ...body }, http);
  }

  @ApiOperation({ summary: 'Reverse a payment that was made in error: the due then stands again.' })
  @Write()
  @Post('payments/:paymentId/reversal')
  reverse(
    @Agreement() agreementId: string,
    @Param('paymentId', IdentifierInPath) paymentId: string,
    @Body() body: dto.BecauseDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'ReverseSharePayment', agreementId, paymentId, ...body }, http);
  }
}
