import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Describes the API at /api/openapi.json, and shows the description at /api/docs. */
export function describeApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Common Purse')
    .setDescription(
      'A ledger for pooled public budgets: who paid in, who gained, under which terms, and what was known when. Amounts are whole pence.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'cp_…' })
    .build();
  const document = SwaggerModule.createDocument(app, about);
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Common Purse API',
  });
}
