/**
 * The files of a report, of a bundle that was verified: what they say is said as proved.
 * @module
 */
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import { bundleFacts } from "./bundle-facts.ts";
import { renderHtml } from "./render-html.ts";
import { renderMarkdown } from "./render-markdown.ts";

/** @returns contents by name: `report.html`, one file that loads nothing, and `report.md`. */
export function reportFiles(bundle: VerifiedBundle): Readonly<Record<string, string>> {
  const facts = bundleFacts(bundle, bundle.summary.deployment);
  return { "report.html": renderHtml(facts), "report.md": renderMarkdown(facts) };
}
