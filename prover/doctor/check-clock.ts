/**
 * Whether the clock of this machine is right: the `Date` that a node's server sends is compared with it.
 * @module
 */
import { askHttp, originOf } from "./ask-http.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** What a round trip and whole seconds in `Date` may make of a right clock. */
const TOLERATED_SECONDS = 5;
/** Certificates and locks on a queue begin to fail. */
const UNUSABLE_SECONDS = 600;

/** @param urls  of nodes; the first that says a date is asked. None: nothing to compare with. */
export async function checkClock(urls: readonly string[], now: () => number = Date.now): Promise<Finding[]> {
  for (const url of urls) {
    const asked = now();
    const answer = await askHttp(url, "/", "head").catch(() => undefined);
    const date = Date.parse(answer?.headers.get("date") ?? "");
    if (!Number.isNaN(date)) return [judge((asked + now()) / 2 - date, originOf(url))];
  }
  return urls.length === 0 ? [] : [warn("clock", "no node says a date", "Compare it with another clock.")];
}

function judge(aheadMs: number, node: string): Finding {
  const seconds = Math.round(aheadMs / 1000);
  const found = `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} ${node}`;
  if (Math.abs(seconds) <= TOLERATED_SECONDS) return ok("clock", found);
  const next = "Set the clock (NTP): deadlines are reckoned by it.";
  return Math.abs(seconds) > UNUSABLE_SECONDS ? fail("clock", found, next) : warn("clock", found, next);
}
