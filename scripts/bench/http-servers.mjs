// The two servers of http.bench.mjs: `bare` validates a payment and answers; `ledger` is the service.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { openFunds } from './funds.mjs';

const dist = createRequire(path.join(import.meta.dirname, '../../dist/'));
dist('reflect-metadata');
const [which, funds] = process.argv.slice(2);
await (which === 'bare' ? bare() : ledger());

async function bare() {
  const { Body, Controller, Module, Param, Post } = dist('@nestjs/common');
  const { NestFactory } = dist('@nestjs/core');
  const { FastifyAdapter } = dist('@nestjs/platform-fastify');
  const { RecordPaymentDto } = dist('./apps/ledger/src/api/dto/pool-years.dto.js');
  const { ShapePipe } = dist('./apps/ledger/src/api/validation.js');
  class Payments {
    record(body) {
      return { netPence: body.netPence };
    }
  }
  Reflect.defineMetadata('design:paramtypes', [RecordPaymentDto, String], Payments.prototype, 'record');
  Body()(Payments.prototype, 'record', 0);
  Param('id')(Payments.prototype, 'record', 1);
  Post(':id/payments')(Payments.prototype, 'record', Object.getOwnPropertyDescriptor(Payments.prototype, 'record'));
  Controller('api/v1/pooled-funds')(Payments);
  class BareModule {}
  Module({ controllers: [Payments] })(BareModule);
  const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: ['error'] });
  app.useGlobalPipes(new ShapePipe());
  await app.listen(0, '127.0.0.1');
  ready(app, 'none', () => app.close());
}

async function ledger() {
  const { CommandBus } = dist('@nestjs/cqrs');
  const { roles } = dist('./libs/domain/src/index.js');
  const { startEmbeddedPostgres } = dist('./libs/platform/src/index.js');
  const { makeApiKey, openLedger } = dist('./libs/runtime/src/index.js');
  const { createApp } = dist('./apps/ledger/src/create-app.js');
  const application = dist('./libs/application/src/index.js');
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'common-purse-bench-'));
  fs.chmodSync(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const opened = await openLedger({ databaseUrl: postgres.url }, false);
  const app = await createApp(opened);
  await openFunds(app.get(CommandBus), application, Number(funds));
  const { secret } = await makeApiKey(opened.apiKeys, app.get(CommandBus), { actorId: 'bench', roles });
  await app.listen(0, '127.0.0.1');
  ready(app, secret, async () => {
    await app.close();
    await opened.close();
    await postgres.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true });
  });
}

function ready(app, key, end) {
  process.send({ port: app.getHttpServer().address().port, key });
  process.on('message', () => void end().then(() => process.exit(0)));
}
