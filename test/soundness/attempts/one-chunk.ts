/** Attempts on a page of one chunk, whose parent is slot 1, a child of the root in slot 0. @module */
import type { Forger, Lies } from "../forger.ts";
import type { Attempt } from "./attempt.ts";

/** With the root said to be unused nothing compares it, and all below it could be made to fit. */
export function rootOutOfUse(forger: Forger): Attempt[] {
  const product = "slotClaim[1].gindexProduct[0]";
  const unused: Lies = { "slotGindex[0]": 0n };
  return [
    { name: "a root that is said to be unused", lies: { ...unused, [product]: 0n } },
    {
      name: "a root that is said to be unused, at gindex 1 for its child",
      lies: { ...unused, [product]: forger.valueAt(product) },
    },
  ];
}
