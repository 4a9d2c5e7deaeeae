/**
 * `npm run auditor:screenshots -- [DIR]`: pictures of the web page with a bundle (default: the demo's), into
 * auditor/screenshots.
 * @module
 */
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { readBundle } from "../prover/bundle/read-bundle.ts";
import { buildAuditor } from "./auditor/build-auditor.ts";
import { launchBrowser } from "./auditor/launch-browser.ts";
import { BUNDLE_PATH, serveAuditor } from "./auditor/serve-auditor.ts";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { DEMO_BUNDLE } from "./demo/run-spurt.ts";

const TARGET = join(REPOSITORY_ROOT, "auditor/screenshots");
const DESKTOP = { viewport: { width: 1120, height: 1560 } };
const PHONE = { viewport: { width: 390, height: 1500 }, isMobile: true, hasTouch: true };
/** The picture of a changed report ends below its message. */
const REFUSED = { viewport: { width: 1120, height: 960 } };

const folder = process.argv[2] ?? join(REPOSITORY_ROOT, DEMO_BUNDLE);
// Checked before the build: is there a bundle?
await readBundle(folder);
await mkdir(TARGET, { recursive: true });
const changed = await changedBundle(folder);
const server = await serveAuditor(await buildAuditor(), folder);
const browser = await launchBrowser();
try {
  const linked = `${server.url}?bundle=${BUNDLE_PATH.slice(1)}`;
  const verified = (page: Page) =>
    page.locator(".report .verdict:not([data-state=pending]):not(:has(progress))");
  const open = async (page: Page) => {
    await page.goto(linked);
    await verified(page).waitFor();
  };
  await picture(browser, "verified-light", { ...DESKTOP, colorScheme: "light" }, open);
  await picture(browser, "verified-dark", { ...DESKTOP, colorScheme: "dark" }, open);
  await picture(browser, "verified-phone", { ...PHONE, colorScheme: "light" }, open);
  await picture(browser, "refused", { ...REFUSED, colorScheme: "light" }, async (page) => {
    await page.goto(server.url);
    await page.locator("#folder").setInputFiles(changed);
    await page.locator("#problem .verdict").waitFor();
  });
} finally {
  await browser.close();
  await server.close();
  await rm(changed, { recursive: true, force: true });
}

async function picture(
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  open: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  await open(page);
  // The charts are drawn when there is room for them.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const path = join(TARGET, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  console.log(`${path}: ${Math.ceil((await stat(path)).size / 1024)} KiB`);
}

/** The same bundle with one digit of the first page's proof changed. */
async function changedBundle(bundle: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "pufeth-changed-"));
  await cp(bundle, copy, { recursive: true });
  const file = join(copy, "pages/0001.json");
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replace(
      /("pi_a": \[\s*")(\d)/,
      (_, before: string, digit: string) => before + ((Number(digit) % 9) + 1),
    ),
  );
  return copy;
}
