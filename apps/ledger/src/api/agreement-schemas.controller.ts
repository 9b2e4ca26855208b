import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type JsonSchema, simulationSchema, termsSchema } from '@app/domain';

const SCHEMA_TYPE = 'application/schema+json; charset=utf-8';
const A_SCHEMA = {
  status: 200,
  description: 'A JSON Schema, draft-07.',
  content: { 'application/schema+json': { schema: { type: 'object' } } },
};

/** The schema of a simulation with that of terms within it, so that whoever reads it needs no other document. */
const bundledSimulationSchema: JsonSchema = { ...simulationSchema, definitions: { terms: termsSchema } };

/** The published shapes of what is sent as data. No key is needed: an editor reads them too. */
@ApiTags('benefit-sharing agreements')
@Controller('api/v1/agreements')
export class AgreementSchemasController {
  @ApiOperation({ summary: 'The JSON Schema of terms.' })
  @ApiResponse(A_SCHEMA)
  @Header('content-type', SCHEMA_TYPE)
  @Get('terms-schema')
  terms(): JsonSchema {
    return termsSchema;
  }

  @ApiOperation({ summary: 'The JSON Schema of a simulation.' })
  @ApiResponse(A_SCHEMA)
  @Header('content-type', SCHEMA_TYPE)
  @Get('simulation-schema')
  simulation(): JsonSchema {
    return bundledSimulationSchema;
  }
}
