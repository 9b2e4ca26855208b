const LENGTH_MAX = 2_000;

/**
 * The path that somebody is sent to after sign-in, when it is a path of this service, and `/` when it is anything else:
 * whoever writes the link must not choose another site. Browsers read a backslash as a slash and drop control characters.
 */
export function localPath(text: unknown): string {
  if (typeof text !== 'string' || text.length > LENGTH_MAX) return '/';

  if (!/^\/(?!\/)[^\\\u0000-\u0020\u007f]*$/.test(text)) return '/';
  const here = 'http://here.invalid';
  if (!URL.canParse(text, here)) return '/';
  const { origin, pathname, search } = new URL(text, here);
  // A dot segment may leave two slashes at the beginning, as in "/.//elsewhere".
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}
