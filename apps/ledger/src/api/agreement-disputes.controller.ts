import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskAgreement } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/agreements.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';

const Agreement = (): ParameterDecorator => Param('agreementId', IdentifierInPath);
const Dispute = (): ParameterDecorator => Param('disputeId', IdentifierInPath);

/** Disputes over a settlement: only the amount in dispute is frozen, and the positions stand side by side. */
@ApiTags('disputes')
@KeyedController()
@Controller('api/v1/agreements/:agreementId/disputes')
export class AgreementDisputesController {
  constructor(private readonly commands: Commands) {}

  @ApiOperation({ summary: 'Raise a dispute about a part of a party’s settlement.' })
  @Write()
  @Post()
  raise(@Agreement() agreementId: string, @Body() body: dto.RaiseDisputeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'RaiseDispute', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'A party takes its position, beside those of the others.' })
  @Write()
  @Post(':disputeId/positions')
  takePosition(
    @Agreement() agreementId: string,
    @Dispute() disputeId: string,
    @Body() body: dto.TakePositionDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'TakeDisputePosition', agreementId, disputeId, ...body }, http);
  }

  @ApiOperation({ summary: 'Escalate a dispute to the next step of the terms.' })
  @Write()
  @Post(':disputeId/escalation')
  escalate(
    @Agreement() agreementId: string,
    @Dispute() disputeId: string,
    @Body() body: dto.BareDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'EscalateDispute', agreementId, disputeId, ...body }, http);
  }

  @ApiOperation({ summary: 'Resolve a dispute: what is not due after all comes off, the rest is free to be paid.' })
  @Write()
  @Post(':disputeId/resolution')
  resolve(
    @Agreement() agreementId: string,
    @Dispute() disputeId: string,
    @Body() body: dto.ResolveDisputeDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'ResolveDispute', agreementId, disputeId, ...body }, http);
  }
}
