// The API's POST beside a bare Nest POST that only validates the same body, each in a process of its own.
// node scripts/bench/http.bench.mjs [--rounds 5] [--seconds 2] [--callers 16,64]
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as net from 'node:net';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { payment } from './funds.mjs';
import { compare } from './rounds.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '16,64' },
  },
});
const timing = { rounds: Number(options.rounds), forMs: Number(options.seconds) * 1000 };
const callerCounts = options.callers.split(',').map(Number);

const serve = (which) =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'http-servers.mjs'), [which, String(Math.max(...callerCounts))]);
    child.once('message', (told) => resolve({ ...told, child }));
    child.once('exit', () => reject(new Error(`The server ${which} ended.`)));
  });

/** Sends a request on one kept-open connection a caller, and waits for the whole answer. */
function poster({ port, key }) {
  const sockets = new Map();
  const { type, by, today, ...body } = payment;
  const text = JSON.stringify(body);
  return async (caller) => {
    let socket = sockets.get(caller);
    if (!socket) {
      socket = net.connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1').setMaxListeners(0);
      sockets.set(caller, socket);
    }
    const answer = await new Promise((resolve, reject) => {
      let received = '';
      const onData = (chunk) => {
        received += chunk;
        const head = received.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        if (received.length < head + 4 + length) return;
        socket.off('data', onData).off('error', reject);
        resolve(received);
      };
      socket.on('data', onData);
      socket.once('error', reject);
      socket.write(
        `POST /api/v1/pooled-funds/fund-${caller}/payments HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${key}\r\n` +
          `Idempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    });
    if (!answer.startsWith('HTTP/1.1 201')) throw new Error(answer);
  };
}

const bare = await serve('bare');
const ledger = await serve('ledger');
const contestants = [
  { name: 'a bare Nest POST, validated', act: poster(bare) },
  { name: 'POST …/payments, recorded', act: poster(ledger) },
];
await compare('Warming up', contestants, 16, { rounds: 1, forMs: 1500 });
for (const callers of callerCounts) await compare('Requests answered', contestants, callers, timing);
bare.child.send('end');
ledger.child.send('end');
process.exitCode = 0;
setTimeout(() => process.exit(), 3000);
