import 'reflect-metadata';
import * as net from 'node:net';
import {
  type Configuration,
  ConfigurationError,
  DataFolderHeld,
  DataFolderUnusable,
  readConfiguration,
  refuseDevelopmentProvider,
} from '@app/platform';
import { UnfitDatabase } from '@app/event-store';
import { openLedger } from '@app/runtime';
import { createApp } from './create-app';
import { firstStart } from './first-start';
import { PublicUrl } from './identity/public-url';
import { peopleOf } from './people';
import { Worker } from './worker/worker';

/** What must be undone before this process ends, last first. */
const undo: (() => Promise<unknown>)[] = [];
let ending: Promise<void> | undefined;

/** Ends everything once; npm, the shell and the terminal may all pass on the same signal. */
function end(): Promise<void> {
  return (ending ??= (async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  })());
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end().then(() => process.exit(0), fail));
  }
  const configuration = readConfiguration();
  refuseDevelopmentProvider(configuration);
  await refusePortInUse(configuration);
  // Whoever ends this while the database is starting waits for it, and then ends it.
  const opening = openLedger(configuration, false);
  undo.push(() =>
    opening.then(
      (ledger) => ledger.close(),
      () => undefined,
    ),
  );
  const ledger = await opening;
  const app = await createApp(ledger, { ...configuration, people: peopleOf(configuration) });
  const worker = app.get(Worker);
  worker.start();
  undo.push(() => worker.stop());
  undo.push(() => app.close());
  await firstStart(app, ledger, configuration);
  await app.listen(configuration.port, configuration.host);
  const url = app.get(PublicUrl).origin;
  const where = configuration.databaseUrl ? 'the database of DATABASE_URL' : configuration.dataFolder;
  process.stdout.write(
    `Common Purse is at ${url}\n  The API, shown: ${url}/api/docs\n  The data: ${where}\n  Ctrl-C ends it.\n`,
  );
  if (configuration.identityProvider === undefined && !LOOPBACK.test(configuration.host)) {
    process.stderr.write(
      `Whoever reaches ${configuration.host} can sign in as anybody: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or leave HOST out.\n`,
    );
  }
}

/** Addresses that only this machine reaches. */
const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

/** Finds out before the database is started; whoever takes the port after that is found when this listens. */
function refusePortInUse({ port, host }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** What a person can put right, told by its message alone. */
const plain = [DataFolderHeld, DataFolderUnusable, ConfigurationError, UnfitDatabase];

/** One clear line for what a person can put right; the whole of anything else. */
function fail(error: unknown): never {
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (plain.some((kind) => error instanceof kind)) process.stderr.write(`${(error as Error).message}\n`);
  else if (code === 'EADDRINUSE')
    process.stderr.write(`Port ${port} is in use. Set PORT to another, such as PORT=${Number(port) + 1} npm start.\n`);
  else if (code === 'EACCES' && port !== undefined)
    process.stderr.write(
      `Port ${port} may not be used by this user. Set PORT to another, such as PORT=3000 npm start.\n`,
    );
  else if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    process.stderr.write(`HOST is ${address ?? process.env['HOST']}, which is no address of this machine.\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  // What was under way when a signal came fails because everything is being ended.
  if (ending) return;
  end().then(
    () => fail(error),
    () => fail(error),
  );
});
