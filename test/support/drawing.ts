/** A piece of text in a drawing. */
export interface DrawnText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: string;
  readonly isBold: boolean;
}

const TOKEN = /<(\/?)([a-z]+)((?: [a-z][a-z0-9:-]*="[^"<]*")*)(\/?)>|[^<]+/giy;

/**
 * The elements of a drawing in their order, each with its attributes and what is written right inside it. Throws unless
 * the drawing is well-formed XML of the plain kind that charts are written in: no comment, no CDATA, no bare `&`.
 */
export function elementsOf(svg: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const all: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; attributes: Record<string, string>; text: string }[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < svg.length) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(svg);
    if (token === null || (from > 0 && open.length === 0))
      throw new Error(`Not well-formed: ${svg.slice(from, from + 60)}`);
    const [whole, closes, name, attributes, isEmpty] = token;
    if (/&(?!#\d+;)/.test(whole)) throw new Error(`A bare ampersand: ${whole}`);
    if (name === undefined) open.at(-1)!.text += decoded(whole);
    else if (closes) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing.`);
    } else {
      const pairs = [...(attributes ?? '').matchAll(/ ([a-z][a-z0-9:-]*)="([^"]*)"/gi)].map(([, key, value]) => [
        key,
        decoded(value!),
      ]);
      const element = { name, attributes: Object.fromEntries(pairs) as Record<string, string>, text: '' };
      if (Object.keys(element.attributes).length !== pairs.length) throw new Error(`An attribute twice: ${whole}`);
      all.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed.`);
  return all;
}

const decoded = (text: string): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** The texts that can be seen in a drawing. */
export const textsOf = (svg: string): DrawnText[] =>
  elementsOf(svg)
    .filter(({ name }) => name === 'text')
    .map(({ attributes, text }) => ({
      text,
      x: Number(attributes.x),
      y: Number(attributes.y),
      anchor: attributes['text-anchor'] ?? 'start',
      isBold: attributes['font-weight'] === 'bold',
    }));

/** How much lighter one colour is than another, by WCAG: 3 is enough for shapes, 4.5 for text. */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [lightnessOf(one), lightnessOf(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function lightnessOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Fails unless a chart can be read: well-formed, everything in a place, no text outside the drawing or upon another. */
export function expectReadable(svg: string, widthOf: (text: string, weight: 'regular' | 'bold') => number): void {
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  const [root, ...elements] = elementsOf(svg);
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const [, , width, height] = root!.attributes.viewBox!.split(' ').map(Number);
  const boxes = textsOf(svg)
    .filter(({ text }) => text !== '')
    .map(({ text, x, y, anchor, isBold }) => {
      const wide = widthOf(text, isBold ? 'bold' : 'regular');
      const left = anchor === 'end' ? x - wide : anchor === 'middle' ? x - wide / 2 : x;
      return { text, left, right: left + wide, top: y - 10, bottom: y + 3 };
    });
  const outside = boxes.filter(
    ({ left, right, top, bottom }) => left < -2 || right > width! + 2 || top < 0 || bottom > height!,
  );
  expect(outside).toEqual([]);
  const clashes = boxes.flatMap((one, place) =>
    boxes
      .slice(place + 1)
      .filter(
        ({ left, right, top, bottom }) => left < one.right && right > one.left && top < one.bottom && bottom > one.top,
      )
      .map((other) => [one, other]),
  );
  expect(clashes).toEqual([]);
}
