import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The headers of everything that people see. Scripts, styles, pictures and forms are this service's own; the one inline
 * script is the line of govuk-frontend that says that scripts run, known by its digest.
 */
export function pageHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return isHttps ? { ...headers, 'strict-transport-security': 'max-age=31536000' } : headers;
}

function digestOfInlineScript(): string {
  const template = readFileSync(require.resolve('govuk-frontend/dist/govuk/template.njk'), 'utf8');
  const script = /<script[^>]*>([^<]+)<\/script>/.exec(template)?.[1];
  if (script === undefined) throw new Error('The page template of govuk-frontend has no inline script any more.');
  return createHash('sha256').update(script).digest('base64');
}

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'self' 'sha256-${digestOfInlineScript()}'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  // The page that a form was sent from is where people are led back to.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
