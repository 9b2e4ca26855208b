import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskAgreement } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/agreements.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, NumberInPath } from './path-parameters';
import { ProblemError } from './problems/problem';
import { shapedTerms } from './shaped-terms';

const Agreement = (): ParameterDecorator => Param('agreementId', IdentifierInPath);
const Version = (): ParameterDecorator => Param('version', NumberInPath);

/** Words that stand in addresses where an agreement's name would. */
const RESERVED_IDS = ['simulate', 'simulation-schema', 'terms-schema'];

/** The life of a benefit-sharing agreement: drafted, proposed, approved and signed by each party, in force, varied, ended. */
@ApiTags('benefit-sharing agreements')
@KeyedController()
@Controller('api/v1/agreements')
export class AgreementsController {
  constructor(private readonly commands: Commands) {}

  @ApiOperation({ summary: 'Draft an agreement with the first version of its terms.' })
  @Write()
  @Post()
  draft(@Body() body: dto.DraftBenefitSharingAgreementDto, @Http() http: HttpExchange) {
    if (RESERVED_IDS.includes(body.agreementId)) {
      const message = `must be another name: ${body.agreementId} is a word of the API's addresses`;
      const errors = [{ path: 'agreementId', message }];
      throw new ProblemError(400, 'BODY_INVALID', `agreementId ${message}.`, { errors });
    }
    const terms = shapedTerms(body.terms);
    return this.commands.ask(AskAgreement, { type: 'DraftBenefitSharingAgreement', ...body, terms }, http);
  }

  @ApiOperation({ summary: 'Draft a further version of the terms: a variation.' })
  @Write()
  @Post(':agreementId/terms')
  draftTerms(@Agreement() agreementId: string, @Body() body: dto.DraftTermsDto, @Http() http: HttpExchange) {
    const terms = shapedTerms(body.terms);
    return this.commands.ask(AskAgreement, { type: 'DraftTerms', agreementId, ...body, terms }, http);
  }

  @ApiOperation({ summary: 'Propose a version to the parties.' })
  @Write()
  @Post(':agreementId/terms/:version/proposal')
  propose(
    @Agreement() agreementId: string,
    @Version() version: number,
    @Body() body: dto.BareDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'ProposeTerms', agreementId, version, ...body }, http);
  }

  @ApiOperation({ summary: 'A party approves a version.' })
  @Write()
  @Post(':agreementId/terms/:version/approvals')
  approve(
    @Agreement() agreementId: string,
    @Version() version: number,
    @Body() body: dto.ApproveTermsDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'ApproveTerms', agreementId, version, ...body }, http);
  }

  @ApiOperation({ summary: 'A party signs a version that it has approved.' })
  @Write()
  @Post(':agreementId/terms/:version/signatures')
  sign(
    @Agreement() agreementId: string,
    @Version() version: number,
    @Body() body: dto.SignTermsDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'SignTerms', agreementId, version, ...body }, http);
  }

  @ApiOperation({ summary: 'Put a version into force from its effective date on, which may be past.' })
  @Write()
  @Post(':agreementId/terms/:version/effect')
  putIntoForce(
    @Agreement() agreementId: string,
    @Version() version: number,
    @Body() body: dto.BareDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgreement, { type: 'PutTermsIntoForce', agreementId, version, ...body }, http);
  }

  @ApiOperation({ summary: 'Call the agreement in for scrutiny: nothing takes effect or falls due meanwhile.' })
  @Write()
  @Post(':agreementId/call-in')
  callIn(@Agreement() agreementId: string, @Body() body: dto.CallInAgreementDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'CallInAgreement', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Resolve a call-in.' })
  @Write()
  @Post(':agreementId/call-in-resolution')
  resolveCallIn(@Agreement() agreementId: string, @Body() body: dto.ResolveCallInDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'ResolveCallIn', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Suspend the agreement: nothing is calculated, approved or paid until it is resumed.' })
  @Write()
  @Post(':agreementId/suspension')
  suspend(@Agreement() agreementId: string, @Body() body: dto.BecauseDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'SuspendAgreement', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Resume a suspended agreement.' })
  @Write()
  @Post(':agreementId/resumption')
  resume(@Agreement() agreementId: string, @Body() body: dto.BecauseDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'ResumeAgreement', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'A party gives notice that it will leave.' })
  @Write()
  @Post(':agreementId/party-exit-notices')
  giveExitNotice(@Agreement() agreementId: string, @Body() body: dto.PartyExitNoticeDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'GivePartyExitNotice', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'A party has left, after its notice.' })
  @Write()
  @Post(':agreementId/party-exits')
  recordExit(@Agreement() agreementId: string, @Body() body: dto.PartyExitDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'RecordPartyExit', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Terminate the agreement: what was earned by then is still settled.' })
  @Write()
  @Post(':agreementId/termination')
  terminate(@Agreement() agreementId: string, @Body() body: dto.BecauseDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'TerminateAgreement', agreementId, ...body }, http);
  }

  @ApiOperation({ summary: 'Wind the agreement up, once everything is settled.' })
  @Write()
  @Post(':agreementId/winding-up')
  windUp(@Agreement() agreementId: string, @Body() body: dto.BareDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgreement, { type: 'WindUpAgreement', agreementId, ...body }, http);
  }
}
