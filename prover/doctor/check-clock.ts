/**
 * Checks the clock of this machine against the `Date` header of a node.
 * @module
 */
import { askHttp, originOf } from "./ask-http.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Tolerance for the round trip and the whole seconds of `Date`. */
const TOLERATED_SECONDS = 5;
/** Above this, certificates and queue locks may fail. */
const UNUSABLE_SECONDS = 600;

/** @param urls  of nodes; the first one that sends a date is used. Empty: no comparison. */
export async function checkClock(urls: readonly string[], now: () => number = Date.now): Promise<Finding[]> {
  for (const url of urls) {
    const asked = now();
    const answer = await askHttp({ base: url, path: "/", wanted: "head" }).catch(() => undefined);
    const date = Date.parse(answer?.headers.get("date") ?? "");
    if (!Number.isNaN(date)) return [judge((asked + now()) / 2 - date, originOf(url))];
  }
  return urls.length === 0
    ? []
    : [warn("clock", "no node sends a date", "Compare the clock with another one.")];
}

function judge(aheadMs: number, node: string): Finding {
  const seconds = Math.round(aheadMs / 1000);
  const found = `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} ${node}`;
  if (Math.abs(seconds) <= TOLERATED_SECONDS) return ok("clock", found);
  const next = "Set the clock (NTP): deadlines are computed from it.";
  return Math.abs(seconds) > UNUSABLE_SECONDS ? fail("clock", found, next) : warn("clock", found, next);
}
