import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const CHROMIUM = '/usr/bin/chromium';
const TIMEOUT_MS = 20_000;

/** Debian's Chromium, without a window. Certificates are not checked: those here are made for one run. */
export const startBrowser = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: CHROMIUM,
    // Its sandbox is not for root, and shared memory is little in containers.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--ignore-certificate-errors'],
    // As high as an editor of some fifty lines.
    defaultViewport: { width: 1280, height: 1400 },
  });

/** A page of a browser, as a person drives it. What runs in the page is text: the tests know no browser's types. */
export interface Tab {
  page: Page;
  /** Of the page's code, and what the browser refuses it. */
  errors: string[];
  /** Waits until what is seen of one of the elements matches. */
  sees(selector: string, pattern: RegExp): Promise<void>;
  /** Clicks the element with exactly this text, once it is there. */
  click(selector: string, text: string): Promise<void>;
  /** Puts text in place of all that an editor holds, as pasted. */
  replaceText(selector: string, text: string): Promise<void>;
}

export async function openTab(browser: Browser): Promise<Tab> {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const found = (selector: string, pattern: RegExp) =>
    `[...document.querySelectorAll(${JSON.stringify(selector)})].find((element) => ${pattern}.test(element.innerText))`;
  const sees: Tab['sees'] = async (selector, pattern) => {
    await page.waitForFunction(found(selector, pattern), { polling: 100 }).catch(async (error: Error) => {
      const seen = await page.evaluate('document.body.innerText');
      throw new Error(
        `${selector} is not seen to match ${pattern}: ${error.message}; there is:\n${String(seen).slice(0, 3000)}`,
      );
    });
  };
  return {
    page,
    errors,
    sees,
    async click(selector, text) {
      const pattern = new RegExp(`^${text}$`);
      await sees(selector, pattern);
      await page.evaluate(`${found(selector, pattern)}.click()`);
    },
    async replaceText(selector, text) {
      await page.waitForSelector(selector);
      await page.focus(selector);
      await page.keyboard.down('Control');
      await page.keyboard.press('a');
      await page.keyboard.up('Control');
      await page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', ${JSON.stringify(text)});
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        document.querySelector(${JSON.stringify(selector)}).dispatchEvent(event);
      }`);
    },
  };
}
