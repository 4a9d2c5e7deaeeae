/**
 * What to do where Redis answers and refuses.
 * @module
 */

/** By the first word of the answer, which names the kind of error. Source: Redis serialization protocol, simple errors. */
const HINTS: Readonly<Record<string, string>> = {
  READONLY: "It is a replica: give the address of its primary.",
  MASTERDOWN: "It is a replica that has lost its primary: give the address of the primary.",
  OOM: "Its memory is full: raise its `maxmemory`, or remove what else is stored there.",
  NOPERM: "Allow the user what prover/queue/README.md says, or use another one.",
  MISCONF: "It cannot store its data: free its disk, or turn persistence off, which the queue does not need.",
  LOADING: "It is still reading its data: run again later.",
  BUSY: "A script of somebody else keeps it busy: run again later.",
  NOAUTH: "Give user and password in the address.",
};

/** @param reason  the answer of Redis. */
export function refusalHint(reason: string): string {
  // Redis 7 says it so of a command inside a script.
  if (/the user executing the script/i.test(reason)) return HINTS.NOPERM!;
  const word = /\b[A-Z]{3,}\b/.exec(reason)?.[0] ?? "";
  return HINTS[word] ?? "Ask whoever runs it.";
}
