import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A person without Chromium can still run the tests; whoever checks a change cannot go without. */
export const hasChromium = existsSync(executablePath) || process.env.CI !== undefined;
if (!hasChromium) console.warn(`the HTML report is NOT tested in a browser: there is no ${executablePath}`);

/** What a page did that it should not have. */
export interface Misdeeds {
  readonly dialogs: string[];
  readonly errors: string[];
  readonly requests: string[];
  readonly violations: string[];
}

export interface Opened {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

/** Chromium with a folder of its own, which ends with it. */
export class Browser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sagevet-html-'));
  #context: BrowserContext | undefined;

  async start(): Promise<void> {
    this.#context = await chromium.launchPersistentContext(join(this.#folder, 'profile'), {
      executablePath,
      headless: true,
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Opens a report and watches what it does. */
  async open(html: string, view = 'overview'): Promise<Opened> {
    const file = join(this.#folder, 'report.html');
    writeFileSync(file, html);
    const page = await (this.#context as BrowserContext).newPage();
    const misdeeds: Misdeeds = { dialogs: [], errors: [], requests: [], violations: [] };
    const url = pathToFileURL(file).href;
    page.on('dialog', (dialog) => {
      misdeeds.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => misdeeds.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') misdeeds.errors.push(message.text());
    });
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) misdeeds.requests.push(request.url());
    });
    await page.exposeFunction('violated', (what: string) => misdeeds.violations.push(what));
    await page.addInitScript(
      'addEventListener("securitypolicyviolation", (event) => violated(event.violatedDirective + " " + event.blockedURI))',
    );
    await page.goto(`${url}#${view}`);
    await page.waitForSelector('main');
    return { page, misdeeds };
  }
}
