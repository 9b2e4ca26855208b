import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskAgreement } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/agreements.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath } from './path-parameters';

const Agreement = (): ParameterDecorator => Param('agreementId', IdentifierInPath);

/** What a benefit-sharing agreement is calculated from, in separate facts: agreed, measured, claimed, validated, recognised. */
@ApiTags('evidence of agreements')
@KeyedController()
@Controller('api/v1/agreements/:agreementId')
export class AgreementEvidenceController {
  constructor(private readonly commands: Commands) {}

  @ApiOperation({ summary: 'Agree the baseline of a metric; every party that signs agrees.' })
  @Write()
  @Post('baselines')
  agreeBaseline(@Agreement() agreementId: string, @Body() body: dto.AgreeBaselineDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'AgreeBaseline', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Rebase a baseline, with the reason.' })
  @Write()
  @Post('baselines/rebasings')
  rebaseBaseline(@Agreement() agreementId: string, @Body() body: dto.RebaseBaselineDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'RebaseBaseline', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Record what a metric came to in a test period.' })
  @Write()
  @Post('measurements')
  measure(@Agreement() agreementId: string, @Body() body: dto.MeasureOutcomeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'MeasureOutcome', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Restate a measurement, with the reason.' })
  @Write()
  @Post('measurements/restatements')
  restateMeasurement(
    @Agreement() agreementId: string,
    @Body() body: dto.RestateOutcomeDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'RestateOutcome', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Claim outcomes, up to 1,000 at once: all are recorded, or none.' })
  @Write()
  @Post('claims')
  claim(@Agreement() agreementId: string, @Body() body: dto.ClaimOutcomesDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'ClaimOutcomes', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Validate claims by one of the methods that the terms accept.' })
  @Write()
  @Post('claims/validations')
  validate(@Agreement() agreementId: string, @Body() body: dto.ValidateClaimsDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'ValidateClaims', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Reject claims, with the reason.' })
  @Write()
  @Post('claims/rejections')
  reject(@Agreement() agreementId: string, @Body() body: dto.RejectClaimsDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'RejectClaims', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Withdraw a claim, with the reason.' })
  @Write()
  @Post('claims/:claimId/withdrawal')
  withdraw(
    @Agreement() agreementId: string,
    @Param('claimId', IdentifierInPath) claimId: string,
    @Body() body: dto.BecauseDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'WithdrawClaim', agreementId, claimId, ...body }, http);
  }

  @ApiOperation({
    summary:
      'Record a spot check of validated claims; too many invalid ones, and all must be checked before more is paid.',
  })
  @Write()
  @Post('spot-checks')
  recordSpotCheck(@Agreement() agreementId: string, @Body() body: dto.SpotCheckDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'RecordSpotCheck', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Recognise a benefit: whose it is, what sort, how sure, what it cost to bring about.' })
  @Write()
  @Post('benefits')
  recogniseBenefit(
    @Agreement() agreementId: string,
    @Body() body: dto.RecogniseBenefitDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'RecogniseBenefit', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Restate a benefit, with the reason.' })
  @Write()
  @Post('benefits/:benefitId/restatement')
  restateBenefit(
    @Agreement() agreementId: string,
    @Param('benefitId', IdentifierInPath) benefitId: string,
    @Body() body: dto.RestateBenefitDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'RestateBenefit', agreementId, benefitId, ...body }, http);
  }

  @ApiOperation({ summary: 'Declare the outturn of budget lines for a test period; again with the reason.' })
  @Write()
  @Post('outturns')
  declareOutturn(@Agreement() agreementId: string, @Body() body: dto.DeclareOutturnDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'DeclareOutturn', agreementId, ...body }, http);
  }
}
