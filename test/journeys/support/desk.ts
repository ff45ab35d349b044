import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { settled, signedIn } from './browser.js';

/** The words of the pages, from the catalogue that they themselves take them from. */
const en = JSON.parse(readFileSync(join('apps/web/src/i18n/en.json'), 'utf8')) as {
  readonly commandName: Readonly<Record<string, string>>;
  readonly act: { readonly done: string };
};
const commands = en.commandName;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What somebody sees and fills on a page, by the words that stand at it. `at` numbers fields of one name, from the top. */
export class Form {
  constructor(readonly page: Page) {}

  field(label: string, at = 0): Locator {
    return this.page
      .getByRole('main')
      .getByRole('textbox', { name: new RegExp(`^${escaped(label)}( \\*)?$`) })
      .nth(at);
  }

  async write(label: string, text: string, at = 0): Promise<void> {
    await this.field(label, at).fill(text);
  }

  /** Chooses from a list by some of the words of the choice. */
  async choose(label: string, choice: string | RegExp, at = 0): Promise<void> {
    const box = this.page
      .getByRole('main')
      .getByRole('combobox', { name: new RegExp(`^${escaped(label)}( \\*)?$`) })
      .nth(at);
    await box.click();
    await this.page.getByRole('option', { name: choice }).locator('visible=true').first().click();
    await this.page.keyboard.press('Escape');
  }

  /** Unfolds what a form shows on request only. */
  async unfold(at = 0): Promise<void> {
    await this.page
      .getByRole('main')
      .getByText(/^Further fields: /)
      .nth(at)
      .click();
  }

  async press(name: string | RegExp, at = 0): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name }).nth(at).click();
  }

  async give(label: string, name: string, content: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('main').getByRole('button', { name: label }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  }
}

/** People of the Commission at their browsers, each in a profile of their own. */
export class Desk {
  private readonly pages = new Map<string, Page>();
  /** Acts entered through their pages. */
  entered = 0;

  constructor(
    private readonly browser: Browser,
    readonly base: string,
  ) {}

  async at(name: string): Promise<Page> {
    const known = this.pages.get(name);
    if (known !== undefined) return known;
    const page = await signedIn(this.browser, this.base, name);
    this.pages.set(name, page);
    return page;
  }

  /** Opens a page and waits until it has what it asked for. */
  async open(name: string, path: string): Promise<Page> {
    const page = await this.at(name);
    await page.goto(`${this.base}${path}`);
    await settled(page);
    return page;
  }

  /**
   * Opens the file, takes the step that is offered there, fills its form, sends it, and reads the receipt.
   *
   * @returns the text of the receipt
   * @throws Error with what the page says, when the act is not entered
   */
  async act(name: string, file: string, command: string, fill?: (form: Form) => Promise<void>): Promise<string> {
    const page = await this.open(name, file);
    await page.getByRole('link', { name: new RegExp(`^${escaped(commands[command] ?? command)}( \\(|$)`) }).click();
    await page.locator('form button[type=submit]').waitFor();
    await fill?.(new Form(page)).catch(async (error: Error) => {
      throw new Error(`${name} could not fill ${command}: ${error.message}\n${await page.locator('body').innerText()}`);
    });
    await page.locator('form button[type=submit]').click();
    const receipt = page.getByRole('status').filter({ hasText: en.act.done });
    const refused = page.getByRole('main').getByRole('alert');
    await receipt.or(refused).first().waitFor();
    if (!(await receipt.isVisible())) throw new Error(`${name} could not ${command}: ${await page.getByRole('main').innerText()}`);
    this.entered += 1;
    return await receipt.innerText();
  }

  /** Everybody signs out: sessions end sooner than a case does. */
  async leave(): Promise<void> {
    for (const page of this.pages.values()) await page.context().close();
    this.pages.clear();
  }
}
