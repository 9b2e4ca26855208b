import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskPoolYear } from '@app/application';
import { KeyedController, Write } from './command.decorators';
import { Commands } from './commands.service';
import * as dto from './dto/pool-years.dto';
import { Http, type HttpExchange } from './http.decorator';
import { IdentifierInPath, NumberInPath, YearInPath } from './path-parameters';

const Fund = (): ParameterDecorator => Param('pooledFundId', IdentifierInPath);
const OfYear = (): ParameterDecorator => Param('financialYear', YearInPath);
const Period = (): ParameterDecorator => Param('period', NumberInPath);

/** The years of a pooled fund: opened, their periods locked, closed. */
@ApiTags('pool years')
@KeyedController()
@Controller('api/v1/pooled-funds/:pooledFundId/years')
export class PoolYearsController {
  constructor(private readonly commands: Commands) {}

  @Write()
  @Post()
  open(@Fund() pooledFundId: string, @Body() body: dto.OpenPoolYearDto, @Http() http: HttpExchange) {
    return this.commands.ask(AskPoolYear, { type: 'OpenPoolYear', pooledFundId, ...body }, http);
  }

  @Write()
  @Post(':financialYear/closing')
  close(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Body() body: dto.PlainDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPoolYear, { type: 'ClosePoolYear', pooledFundId, financialYear, ...body }, http);
  }

  @Write()
  @Post(':financialYear/periods/:period/lock')
  lock(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Period() period: number,
    @Body() body: dto.PlainDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPoolYear, { type: 'LockPeriod', pooledFundId, financialYear, period, ...body }, http);
  }

  @Write()
  @Post(':financialYear/periods/:period/reopening-request')
  requestReopening(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Period() period: number,
    @Body() body: dto.PeriodReasonDto,
    @Http() http: HttpExchange,
  ) {
    const command = { type: 'RequestPeriodReopening' as const, pooledFundId, financialYear, period, ...body };
    return this.commands.ask(AskPoolYear, command, http);
  }

  @Write()
  @Post(':financialYear/periods/:period/reopening')
  reopen(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Period() period: number,
    @Body() body: dto.ReopenPeriodDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(AskPoolYear, { type: 'ReopenPeriod', pooledFundId, financialYear, period, ...body }, http);
  }

  @Write()
  @Post(':financialYear/overdue-flags')
  flagOverdue(
    @Fund() pooledFundId: string,
    @OfYear() financialYear: string,
    @Body() body: dto.PlainDto,
    @Http() http: HttpExchange,
  ) {
    return this.commands.ask(
      AskPoolYear,
      { type: 'FlagOverdueInstalments', pooledFundId, financialYear, ...body },
      http,
    );
  }
}
