import { Controller, Get, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Worker } from '../worker/worker';
import { Http, type HttpExchange } from './http.decorator';

/** What the service measures of itself, for Prometheus. */
@Injectable()
export class Metrics implements OnApplicationBootstrap {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'purse_http_request_seconds',
    help: 'How long requests took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });

  constructor(
    private readonly host: HttpAdapterHost,
    worker: Worker,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const { registry } = this;
    const lag = (name: string, help: string, figureOf: (lag: { events: number; seconds: number }) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['follower'],
        registers: [registry],
        async collect() {
          for (const each of await worker.lags()) this.set({ follower: each.follower }, figureOf(each));
        },
      });
    lag('purse_follower_lag_events', 'Events of the log that a follower has not handled.', ({ events }) => events);
    lag(
      'purse_follower_lag_seconds',
      'Age of the oldest event that a follower has not handled; 0 when it has handled all.',
      ({ seconds }) => seconds,
    );
    new Gauge({
      name: 'purse_follower_stuck',
      help: '1 while a follower waits on an event that it cannot handle.',
      registers: [this.registry],
      collect() {
        this.set(worker.stuck() === undefined ? 0 : 1);
      },
    });
  }

  onApplicationBootstrap(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }
}

/** Hands the figures to Prometheus. They name no agency and no amount. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Http() { reply }: HttpExchange): Promise<string> {
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
