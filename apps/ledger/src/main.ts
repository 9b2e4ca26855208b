import 'reflect-metadata';
import { ConfigurationError, DataFolderHeld, readConfiguration } from '@app/platform';
import { openLedger } from '@app/runtime';
import { createApp } from './create-app';
import { firstStart } from './first-start';
import { Worker } from './worker/worker';

async function main(): Promise<void> {
  const configuration = readConfiguration();
  const ledger = await openLedger(configuration, false);
  try {
    const app = await createApp(ledger);
    const worker = app.get(Worker);
    worker.start();
    let ending: Promise<void> | undefined;
    const end = (): Promise<void> =>
      (ending ??= (async () => {
        await app.close();
        await worker.stop();
        await ledger.close();
      })());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void end().then(() => process.exit(0), fail));
    }
    await firstStart(app, ledger, configuration);
    await app.listen(configuration.port, configuration.host);
    process.stdout.write(
      `Common Purse is at ${await app.getUrl()}\n  The API, shown: ${await app.getUrl()}/api/docs\n  Ctrl-C ends it.\n`,
    );
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** One clear line for what a person can put right; the whole of anything else. */
function fail(error: unknown): never {
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof DataFolderHeld || error instanceof ConfigurationError)
    process.stderr.write(`${error.message}\n`);
  else if (code === 'EADDRINUSE')
    process.stderr.write(`Port ${port} is in use. Set PORT to another, such as PORT=${Number(port) + 1} npm start.\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
