/** Text as it may stand between tags or inside a quoted attribute. What XML cannot hold at all becomes a question mark. */
export const escaped = (text: string): string =>
  text
    // Half of a character that takes two is no character.
    .replace(/\p{Surrogate}/gu, '?')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Attributes of an element: numbers are rounded to a tenth of a unit, and what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of a drawing around others that are drawn already. Text from data goes in through `words` or an attribute. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const told = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(String(value))}"`)
    .join('');
  return inside.length === 0 ? `<${name}${told}/>` : `<${name}${told}>${inside.join('')}</${name}>`;
}

/** An element that holds nothing but text. */
export const words = (name: string, attributes: Attributes, text: string): string =>
  element(name, attributes, escaped(text));

/** A length with at most one decimal, which is finer than anybody sees and keeps a page small. */
export const rounded = (length: number): number => Math.round(length * 10) / 10;

/** What every chart says of itself to those who do not see it. */
export interface ChartWords {
  /** Begins every id inside the chart; unique on its page. */
  readonly id: string;
  readonly title: string;
  /** Says in a sentence or two what there is to see. */
  readonly description: string;
}

/**
 * A whole chart. It carries no style of its own beyond presentation attributes, so a strict content policy lets it
 * through. A chart with links is a group, because whoever follows links by keyboard must find them inside.
 */
export function chartSvg(
  { id, title, description }: ChartWords,
  size: { readonly width: number; readonly height: number; readonly hasLinks: boolean },
  ...inside: readonly string[]
): string {
  const told = size.hasLinks
    ? { role: 'group', 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-description` }
    : { role: 'img', 'aria-labelledby': `${id}-title ${id}-description` };
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart__drawing',
      viewBox: `0 0 ${rounded(size.width)} ${rounded(size.height)}`,
      width: size.width,
      height: size.height,
      'font-family': 'arial, sans-serif',
      'font-size': TEXT_SIZE,
      fill: INK,
      ...told,
    },
    words('title', { id: `${id}-title` }, title),
    words('desc', { id: `${id}-description` }, description),
    ...inside,
  );
}

/** The size of the text of a chart, in units of its drawing. */
export const TEXT_SIZE = 14;

/** From one line of a label to the next. */
export const LINE_HEIGHT = 17;

/** The colour of text. */
export const INK = '#0b0c0c';

/** The colour of text that explains, 4.5:1 on white at least. */
export const SOFT_INK = '#505a5f';

/** What stands around text that lies upon shapes, so that it can be read. */
export const HALO = {
  stroke: '#ffffff',
  'stroke-width': 4,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
} as const;
