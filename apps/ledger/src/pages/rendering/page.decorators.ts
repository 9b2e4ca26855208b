import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type HttpExchange } from '../../api/http.decorator';
import { SignedInGuard } from '../../identity/signed-in.guard';

/** A controller of pages: whoever comes is signed in. That every form carries its token is seen to before it is reached. */
export const PageController = (prefix = ''): ClassDecorator =>
  applyDecorators(Controller(prefix), UseGuards(SignedInGuard), ApiExcludeController());

/** Sends the browser on to an address of this service, by GET. */
export function redirect({ reply }: HttpExchange, address: string): string {
  void reply.status(303).header('location', address);
  return '';
}
