import { Assets } from './assets';
import { readyTemplates } from './templates';

/** The files of the pages. */
export const assets = new Assets();

const templates = readyTemplates();

/** Renders a template of the pages. Who is signed in, and what leads where, is in the context or nobody's business. */
export const render = (template: string, context: object): string => templates.render(template, { ...context, assets });
