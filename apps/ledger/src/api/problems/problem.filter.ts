import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { PROBLEM_TYPE } from './early-problems';
import { problemBody, ProblemError } from './problem';
import { tellError, type Told } from './tell-error';

/** Shows an error as a page, for people. */
export type ShowErrorPage = (told: Told, request: FastifyRequest, reply: FastifyReply) => string;

/** Turns whatever was thrown into a problem (RFC 9457), or into a page where a person is asking. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly showPage: ShowErrorPage) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const told = tellError(error, `${request.method} ${request.url}`);
    const { status, code, detail, headers = {} } = told;
    void reply.status(status).headers({ ...headers });
    if (isAskedByPerson(request)) {
      void reply.type('text/html; charset=utf-8').send(this.showPage(told, request, reply));
      return;
    }
    const more = error instanceof ProblemError ? error.more : {};
    void reply.type(PROBLEM_TYPE).send(JSON.stringify(problemBody(status, code, detail, more)));
  }
}

/** The addresses of systems; all others are pages. */
const FOR_SYSTEMS = /^\/(?:api|health|metrics|assets)(?:[/?]|$)/;

/** True when a browser asks for a page: it says that it takes HTML. */
const isAskedByPerson = ({ url, headers }: FastifyRequest): boolean =>
  !FOR_SYSTEMS.test(url) && /\btext\/html\b/.test(headers.accept ?? '');
