import { type FastifyRequest } from 'fastify';

/** What a request is for: systems, files of pages, the development provider, or people. */
export type RouteKind = 'API' | 'ASSET' | 'PROVIDER' | 'PAGE';

/** Where the development provider answers. */
export const DEVELOPMENT_SIGN_IN = '/development-sign-in';

const prefixes: readonly (readonly [prefix: string, kind: RouteKind])[] = [
  ['/api', 'API'],
  ['/health', 'API'],
  ['/metrics', 'API'],
  ['/assets', 'ASSET'],
  [DEVELOPMENT_SIGN_IN, 'PROVIDER'],
];

/** By the route that answers, not by how the address is written: `/%61pi` is the API too. */
export function kindOf(request: FastifyRequest): RouteKind {
  const path = request.routeOptions.url ?? request.url.split('?', 1)[0]!;
  return prefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'PAGE';
}
