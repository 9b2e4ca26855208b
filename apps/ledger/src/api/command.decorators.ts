import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiHeader, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ApiKeyGuard } from './api-key.guard';

class AnsweredEventDto {
  @ApiProperty({ description: 'Its place in its event stream.' }) entryNo!: number;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ example: 'ContributionReceived' }) type!: string;
}

/** What was recorded. */
export class CommandAnswerDto {
  @ApiProperty({ example: 'poolYear-troubled-families:2012' }) eventStream!: string;
  @ApiProperty({ description: 'Also the ETag; send it as If-Match to decide on this version only.' }) version!: number;
  @ApiProperty({ required: false, description: 'Give it to a report as readAfter to see this in it.' }) token?: string;
  @ApiProperty({ required: false, format: 'date-time' }) recordedAt?: string;
  @ApiProperty({ type: [AnsweredEventDto] }) events!: AnsweredEventDto[];
}

/** An error (RFC 9457). */
export class ProblemDto {
  @ApiProperty() type!: string;
  @ApiProperty() title!: string;
  @ApiProperty() status!: number;
  @ApiProperty({ description: 'Stable for ever.', example: 'RING_FENCED_STREAM_OVERDRAWN' }) code!: string;
  @ApiProperty({ description: 'A sentence for people.' }) detail!: string;
  @ApiProperty({ required: false, description: 'Figures and names behind a refusal.' }) details?: object;
}

const problems = (...statuses: number[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse({ status, description: descriptions[status]!, content: problemContent })),
  );
const problemContent = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
const descriptions: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  401: 'No valid API key.',
  403: 'No role that you hold allows this here.',
  404: 'Something that the request names does not exist, or is outside what you may see.',
  409: 'It is already so.',
  413: 'The body is too large.',
  415: 'The body is not JSON in UTF-8.',
  412: 'It has another version than If-Match says.',
  422: 'Refused by a rule of the ledger, whose code says which.',
  503: 'Not now; try again.',
};

/** A controller whose callers show a key. */
export const KeyedController = (): ClassDecorator =>
  applyDecorators(UseGuards(ApiKeyGuard), ApiBearerAuth(), problems(400, 401, 503));

/** A write: an idempotency key is mandatory, If-Match is honoured. */
export const Write = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'New for each thing you do; the same when you send it again.',
    }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag of the version that you decided on.' }),
    ApiResponse({
      status: 201,
      type: CommandAnswerDto,
      description: 'Recorded, now or by an earlier request with the same key.',
    }),
    ApiResponse({ status: 200, type: CommandAnswerDto, description: 'There was nothing to record.' }),
    problems(403, 404, 409, 412, 413, 415, 422),
  );
