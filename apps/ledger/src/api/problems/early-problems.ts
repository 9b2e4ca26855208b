import { type Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { problemBody } from './problem';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Answers an address that no router can read. */
export function refuseAddress(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const [status, code, detail] =
    (error as { code?: string }).code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? ([414, 'ADDRESS_TOO_LONG', 'A part of the address is longer than any identifier.'] as const)
      : ([
          400,
          'ADDRESS_MALFORMED',
          'The address is not well-formed: its percent signs must stand for UTF-8.',
        ] as const);
  void reply
    .status(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemBody(status, code, detail)));
}

/** Answers what is no HTTP request, or did not become one in time, and ends the connection. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = tellConnection(error.code);
  const body = JSON.stringify(problemBody(status, code, detail));
  const headers = `content-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`);
}

function tellConnection(code: string | undefined): readonly [status: number, code: string, detail: string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [431, 'HEADERS_TOO_LARGE', 'The address and headers are larger than 16 KiB.'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'REQUEST_TIMEOUT', 'The request did not arrive in time.'];
  return [400, 'HTTP_MALFORMED', 'This is not a well-formed HTTP request.'];
}
