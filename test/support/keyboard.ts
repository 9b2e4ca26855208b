import { type CDPSession, type ElementHandle, type Page } from 'playwright-core';

/** How often Tab is pressed before a thing counts as out of reach. */
const STOPS_MAX = 300;
/** How far around a thing its focus may show: outlines and the halo of a radio lie outside its box. */
const FOCUS_MARGIN_PX = 12;

/** Presses Tab until the thing with this accessible name is in focus, and fails unless the focus can be seen. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  await tabUntil(page, name, ({ name: found }) => isNamed(found, name));
  await expectVisibleFocus(page);
}

/** Goes to a link or button by Tab and presses Enter, until the page that it leads to has loaded. */
export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** Goes to a radio or checkbox by Tab, to a further radio of a group by the arrow, and presses Space. */
export async function choose(page: Page, name: string | RegExp): Promise<void> {
  // Tab stops at one radio of a group only.
  await tabUntil(page, name, (stop) => isNamed(stop.name, name) || stop.group.some((each) => isNamed(each, name)));
  for (let left = STOPS_MAX; !isNamed((await focused(page)).name, name) && left > 0; left--)
    await page.keyboard.press('ArrowDown');
  await expectVisibleFocus(page);
  const isChosen = await page.locator(':focus').isChecked();
  if (!isChosen) await page.keyboard.press('Space');
  expect(await page.locator(':focus').isChecked()).toBe(true);
}

/** Goes to a field by Tab and types in the place of what it holds. */
export async function typeInto(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** Where the focus is. */
interface Stop {
  /** Its name as a screen reader says it; empty when nothing is in focus. */
  readonly name: string;
  /** The labels of all radios of its group; empty for anything else. */
  readonly group: readonly string[];
}

async function tabUntil(page: Page, name: string | RegExp, isReached: (stop: Stop) => boolean): Promise<void> {
  const passed: string[] = [];
  for (let stop = await focused(page); !isReached(stop); stop = await focused(page)) {
    // Nothing is in focus at the start, after the last stop, and while a script moves the focus.
    if (passed.length > STOPS_MAX || passed.filter((each) => each === '').length > 2)
      throw new Error(`Tab does not reach ${String(name)} on ${page.url()}; it reaches ${JSON.stringify(passed)}.`);
    passed.push(stop.name);
    await page.keyboard.press('Tab');
  }
}

const isNamed = (found: string, name: string | RegExp): boolean =>
  typeof name === 'string' ? found === name : name.test(found);

const sessions = new WeakMap<Page, Promise<CDPSession>>();

async function focused(page: Page): Promise<Stop> {
  const focus = page.locator(':focus');
  if ((await focus.count()) === 0) return { name: '', group: [] };
  const group = (await focus.evaluate((element) =>
    element.type === 'radio'
      ? [...element.ownerDocument.getElementsByName(element.name)].map((radio) => radio.labels[0]?.textContent ?? '')
      : [],
  )) as string[];
  return { name: await accessibleName(page), group: group.map(oneLine) };
}

/** As the browser itself computes it, which also works where scripts are off. */
async function accessibleName(page: Page): Promise<string> {
  const opening = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, opening);
  const session = await opening;
  const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
  if (result.objectId === undefined) return '';
  const { nodes } = await session.send('Accessibility.getPartialAXTree', {
    objectId: result.objectId,
    fetchRelatives: false,
  });
  return oneLine(String(nodes[0]?.name?.value ?? ''));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The looks of what was seen in focus already: what has the same styles in a window as wide shows its focus alike. */
const seenInFocus = new Set<string>();

/** Looks with and without the focus (WCAG 2.4.7): GOV.UK shows it by colour, shadow or border, so styles would not tell. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const element = (await page.locator(':focus').elementHandle()) as ElementHandle;
  const look = await element.evaluate((shown) => {
    const { tagName, className, type } = shown as unknown as Focusable;
    return [tagName, type ?? '', className].join(' ');
  });
  const seen = `${page.viewportSize()?.width} ${look}`;
  if (seenInFocus.has(seen)) return;
  const box = await element.boundingBox();
  const viewport = page.viewportSize();
  if (!box || !viewport) throw new Error(`What is in focus on ${page.url()} has no place on it.`);
  const x = Math.max(0, box.x - FOCUS_MARGIN_PX);
  const y = Math.max(0, box.y - FOCUS_MARGIN_PX);
  const width = Math.min(viewport.width, box.x + box.width + FOCUS_MARGIN_PX) - x;
  const height = Math.min(viewport.height, box.y + box.height + FOCUS_MARGIN_PX) - y;
  const picture = () => page.screenshot({ clip: { x, y, width, height }, animations: 'disabled' });
  const inFocus = width > 0 && height > 0 ? await picture() : undefined;
  await element.evaluate((shown) => (shown as unknown as Focusable).blur());
  const without = inFocus && (await picture());
  await element.evaluate((shown) => (shown as unknown as Focusable).focus({ preventScroll: true }));
  if (!inFocus || !without || inFocus.equals(without))
    throw new Error(`The focus on "${await accessibleName(page)}" on ${page.url()} cannot be seen.`);
  seenInFocus.add(seen);
}

/** What can be focused, of the browser's types, which this project does not load. */
interface Focusable {
  readonly tagName: string;
  readonly className: string;
  readonly type?: string;
  blur(): void;
  focus(options: { readonly preventScroll: boolean }): void;
}
