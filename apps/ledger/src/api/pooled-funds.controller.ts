import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskPooledFund } from '@app/application';
import { type PooledFundDetail, pooledFundDetail, PooledFundEntry } from '@app/read-models';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/pooled-funds.dto';
import { PageQueryDto, TimesQueryDto } from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';
import { sightOf } from '../access/sight-of';
import { ProblemError } from './problems/problem';
import { type RegisterPage, Registers } from './register-pages';
import { Reports } from './reports.service';

const Fund = (): ParameterDecorator => Param('pooledFundId', IdentifierInPath);

@ApiTags('pooled funds')
@KeyedController()
@Controller('api/v1/pooled-funds')
export class PooledFundsController {
  constructor(
    private readonly commands: Commands,
    private readonly registers: Registers,
    private readonly reports: Reports,
  ) {}

  @Get()
  list(@Query() page: PageQueryDto, @Http() http: HttpExchange): Promise<RegisterPage<PooledFundEntry>> {
    return this.registers.pageOfFunds(sightOf(http.request.caller), page);
  }

  @ApiOperation({ summary: 'The fund as it stood: agreement, partners, schemes, delegations and years.' })
  @Get(':pooledFundId')
  async find(
    @Fund() pooledFundId: string,
    @Query() times: TimesQueryDto,
    @Http() http: HttpExchange,
  ): Promise<PooledFundDetail> {
    const found = await this.reports.tell(sightOf(http.request.caller), { ...times, pooledFundId }, (look, horizon) =>
      pooledFundDetail(look, pooledFundId, horizon),
    );
    if (!found)
      throw new ProblemError(404, 'POOLED_FUND_UNKNOWN', `The pooled fund ${pooledFundId} was not known then.`);
    return found;
  }

  @Write()
  @Post()
  establish(@Body() body: dto.EstablishPooledFundDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'EstablishPooledFund', ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/host')
  changeHost(@Fund() pooledFundId: string, @Body() body: dto.ChangeHostPartnerDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'ChangeHostPartner', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/partners')
  admitPartner(@Fund() pooledFundId: string, @Body() body: dto.AdmitPartnerDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'AdmitPartner', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/partner-exit-notices')
  giveExitNotice(@Fund() pooledFundId: string, @Body() body: dto.PartnerExitNoticeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'GivePartnerExitNotice', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/partner-exits')
  recordExit(@Fund() pooledFundId: string, @Body() body: dto.PartnerExitDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'RecordPartnerExit', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/agreement')
  draft(@Fund() pooledFundId: string, @Body() body: dto.DraftAgreementDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'DraftAgreement', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/agreement/approvals')
  approve(@Fund() pooledFundId: string, @Body() body: dto.ApproveAgreementDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'ApproveAgreement', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/agreement/signatures')
  sign(@Fund() pooledFundId: string, @Body() body: dto.SignAgreementDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'SignAgreement', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/agreement/effect')
  putIntoEffect(@Fund() pooledFundId: string, @Body() body: dto.PutAgreementIntoEffectDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'PutAgreementIntoEffect', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/schemes')
  specifyScheme(@Fund() pooledFundId: string, @Body() body: dto.SpecifySchemeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'SpecifyScheme', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/delegations')
  grantDelegation(@Fund() pooledFundId: string, @Body() body: dto.GrantDelegationDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPooledFund, { type: 'GrantDelegation', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':pooledFundId/delegations/:delegationId/revocation')
  revokeDelegation(
    @Fund() pooledFundId: string,
    @Param('delegationId', IdentifierInPath) delegationId: string,
    @Body() body: dto.RevokeDelegationDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPooledFund, { type: 'RevokeDelegation', pooledFundId, delegationId, ...body }, http);
  }
}
