/**
 * The built page in a real browser, and what it requested. `PageWatch` holds every request and every violation of the
 * Content-Security-Policy, so that a test can say that there was nothing else. Texts are read as they are rendered: what
 * is folded away or hidden is not what the page says. (biome.json lets tests of the page do so: `Locator.innerText()` of
 * Playwright is not the DOM property that the rule is about.)
 * @module
 */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildAuditor } from "../../scripts/auditor/build-auditor.ts";
import { type AuditorServer, serveAuditor } from "../../scripts/auditor/serve-auditor.ts";

/** @param bundleFolder Served beside the page. */
export async function servePage(bundleFolder: string): Promise<AuditorServer> {
  return serveAuditor(await buildAuditor(), bundleFolder);
}

export interface WatchedPage {
  readonly page: Page;
  /** Addresses, in order. */
  readonly requested: string[];
  /** Errors of the page: violations of the policy are among them. */
  readonly errors: string[];
}

export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [requested, errors]: [string[], string[]] = [[], []];
  // The context sees the worker's requests too.
  context.on("request", (request) => requested.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return { page, requested, errors };
}

export const VERDICT = ".report .verdict";

/** Waits until every check has ended. @returns what the page says of the report. */
export async function verdictOf(page: Page): Promise<{ state: string; text: string }> {
  const ended = page.locator(`${VERDICT}:not([data-state=pending]):not(:has(progress))`);
  await ended.waitFor();
  return { state: (await ended.getAttribute("data-state")) ?? "", text: await ended.innerText() };
}

/** State of one check. */
export function checkOf(page: Page, id: string) {
  return page.locator(`li[data-check="${id}"] .mark-of`).getAttribute("data-state");
}

/** Of the first element, as it is rendered. */
export function shownText(page: Page, selector: string): Promise<string> {
  return page.locator(selector).innerText();
}
