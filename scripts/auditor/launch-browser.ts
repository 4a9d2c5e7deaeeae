/**
 * Debian's Chromium, without a window.
 * @module
 */
import { type Browser, chromium } from "playwright-core";
import { ensureCommand } from "../debian/ensure-command.ts";

/** Chromium refuses to start its sandbox as root, and containers run as root. It opens nothing but this page. */
const NO_SANDBOX = "--no-sandbox";

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureCommand("chromium"), args: [NO_SANDBOX] });
}
