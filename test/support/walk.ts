import { type Page } from 'playwright-core';
import { PublicUrl } from '../../apps/ledger/src/identity/public-url';
import { type TestBrowser } from './browser';
import { choose, follow, typeInto } from './keyboard';
import { expectSoundPage } from './page-checks';
import { today } from './recording-fund';
import { type TestService } from './test-service';

/** How somebody gets through a page: by keyboard, or by pointer where scripts are off. */
export interface Hand {
  choose(page: Page, label: string | RegExp): Promise<void>;
  type(page: Page, label: string | RegExp, text: string): Promise<void>;
  press(page: Page, name: string | RegExp): Promise<void>;
  /** Sends the form of the field that was typed into last. */
  send(page: Page): Promise<void>;
}

/** Who never touches a mouse. */
export const keyboard: Hand = {
  choose,
  type: typeInto,
  press: follow,
  async send(page) {
    // In a long text, Enter begins a line.
    if (await page.locator('textarea:focus').count()) return follow(page, 'Continue');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  },
};
/** Who points, with scripts or without. */
export const pointer: Hand = {
  choose: (page, label) => page.getByLabel(label, { exact: true }).first().check(),
  type: (page, label, text) => page.getByLabel(label, { exact: true }).first().fill(text),
  async press(page, name) {
    const named = page
      .getByRole('button', { name, exact: true })
      .or(page.getByRole('link', { name, exact: true }))
      .first();
    await Promise.all([page.waitForEvent('load'), named.click()]);
  },
  send: (page) => pointer.press(page, 'Continue'),
};

/** One person at one browser, who records by going from page to page; each page that is met must be sound. */
export class Walk {
  private constructor(
    readonly page: Page,
    private readonly hand: Hand,
  ) {}

  /** Signs in by name and opens what the person may record. */
  static async as(
    { browser, service }: { readonly browser: TestBrowser; readonly service: TestService },
    name: string,
    hand: Hand,
    options: { readonly width: 320 | 1280; readonly javaScript: boolean },
  ): Promise<Walk> {
    const page = await browser.page({ ...options, baseUrl: service.app.get(PublicUrl).origin });
    const walk = new Walk(page, hand);
    await page.goto('/sign-in?returnTo=/record');
    await walk.press(name);
    expect(new URL(page.url()).pathname).toBe('/record');
    return walk;
  }

  async press(name: string | RegExp): Promise<void> {
    await this.hand.press(this.page, name);
    await expectSoundPage(this.page);
  }

  private async send(): Promise<void> {
    await this.hand.send(this.page);
    await expectSoundPage(this.page);
  }

  /** The question that is asked now must be this one. */
  async asked(question: string): Promise<void> {
    expect(await this.page.locator('h1').innerText()).toContain(question);
  }

  async chooses(question: string, label: string | RegExp): Promise<void> {
    await this.asked(question);
    await this.hand.choose(this.page, label);
    await this.press('Continue');
  }

  async types(question: string, text: string): Promise<void> {
    await this.asked(question);
    await this.hand.type(this.page, new RegExp(question.replace(/[?()]/g, '\\$&')), text);
    await this.send();
  }

  async skips(question: string): Promise<void> {
    await this.asked(question);
    await this.press(/^Continue/);
  }

  async dates(question: string, day = today): Promise<void> {
    await this.asked(question);
    const [year, month, date] = day.split('-');
    for (const [label, text] of [
      ['Day', date],
      ['Month', month],
      ['Year', year],
    ] as const)
      await this.hand.type(this.page, label, text!);
    await this.send();
  }

  /** Goes to an address, as somebody does by a link of a letter. */
  async opens(address: string): Promise<void> {
    await this.page.goto(address);
    await expectSoundPage(this.page);
  }

  text = (): Promise<string> => this.page.locator('main').innerText();
}
