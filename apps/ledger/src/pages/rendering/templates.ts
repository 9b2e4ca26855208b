import * as path from 'node:path';
import { Environment, FileSystemLoader } from 'nunjucks';
import { count, day, instant, money, percentage } from '../tables/format';

/** Where GOV.UK Frontend keeps its templates, styles and scripts. */
export const GOVUK_FRONTEND = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist');

const PAGES = path.join(__dirname, '..');

/** Makes the templates ready: those of the pages, each beside its controller, and GOV.UK Frontend's macros. */
export function readyTemplates(): Environment {
  const templates = new Environment(new FileSystemLoader([PAGES, GOVUK_FRONTEND]), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  for (const [name, filter] of Object.entries({ money, day, instant, count, percentage })) {
    templates.addFilter(name, filter as (...values: never[]) => string);
  }
  return templates;
}
