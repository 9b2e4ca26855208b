import * as net from 'node:net';
import Fastify from 'fastify';
import { giveUpSlowBodies } from './give-up-slow-bodies';
import { CHECKS_FORM_TOKEN } from './identity/form-token';

/** What is answered to the head of a request whose body never comes. */
const answerTo = async (port: number, lines: readonly string[]): Promise<string> => {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
};

test('a body that does not arrive is given up; the body of an upload is waited for', async () => {
  const fastify = Fastify();
  giveUpSlowBodies(fastify, 20);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  fastify.post('/one', (request) => request.body);
  fastify.post('/upload', { config: CHECKS_FORM_TOKEN }, (request) => request.body);
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = fastify.server.address() as net.AddressInfo;
  const head = (path: string) => [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    'Content-Type: text/plain',
    'Content-Length: 2',
  ];
  try {
    expect(await answerTo(port, head('/one'))).toMatch(/HTTP\/1\.1 408 Request Timeout\r\n[^]*REQUEST_TIMEOUT/);
    // Sent later, and given up while the upload is still waited for.
    const upload = answerTo(port, head('/upload'));
    expect(await answerTo(port, head('/one'))).toContain('408');
    fastify.server.closeAllConnections();
    expect(await upload.catch(() => '')).not.toContain('408');
  } finally {
    await fastify.close();
  }
});
