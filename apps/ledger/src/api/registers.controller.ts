import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskAgency, AskFundingStream, AskPlace } from '@app/application';
import { AgencyEntry, FundingStreamEntry, PlaceEntry } from '@app/read-models';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import {
  DefineFundingStreamDto,
  RegisterAgencyDto,
  RegisterPlaceDto,
  RemoveRingFenceDto,
  ReorganisePlaceDto,
  SucceedAgencyDto,
  WaivePassThroughDto,
} from './dto/registers.dto';
import { PageQueryDto, ShownQueryDto } from './dto/report-query.dto';
import { Http, type HttpExchange } from './http.decorator';
import { type RegisterPage, Registers } from './register-pages';
import { IdentifierInPath } from './path-parameters';

@ApiTags('places')
@KeyedController()
@Controller('api/v1/places')
export class PlacesController {
  constructor(
    private readonly commands: Commands,
    private readonly registers: Registers,
  ) {}

  @Get()
  list(@Query() page: PageQueryDto): Promise<RegisterPage<PlaceEntry>> {
    return this.registers.page(PlaceEntry, 'placeId', page);
  }

  @Get(':placeId')
  find(@Param('placeId', IdentifierInPath) placeId: string, @Query() shown: ShownQueryDto): Promise<PlaceEntry> {
    return this.registers.find(PlaceEntry, 'placeId', placeId, shown);
  }

  @Write()
  @Post()
  register(@Body() body: RegisterPlaceDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPlace, { type: 'RegisterPlace', ...body }, http);
  }

  @Write()
  @Post(':placeId/reorganisation')
  reorganise(
    @Param('placeId', IdentifierInPath) placeId: string,
    @Body() body: ReorganisePlaceDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPlace, { type: 'ReorganisePlace', placeId, ...body }, http);
  }
}

@ApiTags('agencies')
@KeyedController()
@Controller('api/v1/agencies')
export class AgenciesController {
  constructor(
    private readonly commands: Commands,
    private readonly registers: Registers,
  ) {}

  @Get()
  list(@Query() page: PageQueryDto): Promise<RegisterPage<AgencyEntry>> {
    return this.registers.page(AgencyEntry, 'agencyId', page);
  }

  @Get(':agencyId')
  find(@Param('agencyId', IdentifierInPath) agencyId: string, @Query() shown: ShownQueryDto): Promise<AgencyEntry> {
    return this.registers.find(AgencyEntry, 'agencyId', agencyId, shown);
  }

  @Write()
  @Post()
  register(@Body() body: RegisterAgencyDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskAgency, { type: 'RegisterAgency', ...body }, http);
  }

  @Write()
  @Post(':agencyId/succession')
  succeed(
    @Param('agencyId', IdentifierInPath) agencyId: string,
    @Body() body: SucceedAgencyDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskAgency, { type: 'SucceedAgency', agencyId, ...body }, http);
  }
}

@ApiTags('funding streams')
@KeyedController()
@Controller('api/v1/funding-streams')
export class FundingStreamsController {
  constructor(
    private readonly commands: Commands,
    private readonly registers: Registers,
  ) {}

  @Get()
  list(@Query() page: PageQueryDto): Promise<RegisterPage<FundingStreamEntry>> {
    return this.registers.page(FundingStreamEntry, 'fundingStreamId', page);
  }

  @Get(':fundingStreamId')
  find(
    @Param('fundingStreamId', IdentifierInPath) fundingStreamId: string,
    @Query() shown: ShownQueryDto,
  ): Promise<FundingStreamEntry> {
    return this.registers.find(FundingStreamEntry, 'fundingStreamId', fundingStreamId, shown);
  }

  @Write()
  @Post()
  define(@Body() body: DefineFundingStreamDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskFundingStream, { type: 'DefineFundingStream', ...body }, http);
  }

  @Write()
  @Post(':fundingStreamId/ring-fence-removal')
  removeRingFence(
    @Param('fundingStreamId', IdentifierInPath) fundingStreamId: string,
    @Body() body: RemoveRingFenceDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskFundingStream, { type: 'RemoveRingFence', fundingStreamId, ...body }, http);
  }

  @Write()
  @Post(':fundingStreamId/pass-through-waivers')
  waivePassThrough(
    @Param('fundingStreamId', IdentifierInPath) fundingStreamId: string,
    @Body() body: WaivePassThroughDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskFundingStream, { type: 'WaivePassThrough', fundingStreamId, ...body }, http);
  }
}
