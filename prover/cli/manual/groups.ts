/**
 * Headings of help pages: an option has the same one in every command.
 * @module
 */
import { BACKENDS } from "../../prove/backends/registry.ts";

/** By the option's name without dashes. What is not listed stands under "Options:". */
export const OPTION_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Beacon state:": [
    "state",
    "header",
    "fork",
    "beacon",
    "slot",
    "beacon-timeout",
    "cache",
    "no-cache",
    "cache-size",
    "state-source",
  ],
  "Chain and oracle:": ["rpc", "oracle", "network", "recorded", "spurt", "continue", "registry", "registrar"],
  "Circuit and keys:": ["size", "manifest", "key", "from", "dev", "ptau", "r1cs", "allow-unknown-ptau"],
  "Proving:": [
    "threads",
    "backend",
    ...BACKENDS.flatMap(({ options }) => options.map(({ name }) => name)),
    "resume",
    "queue",
    "rate",
    "max-pages",
    "name",
    "lock-seconds",
    "grace-seconds",
  ],
  "Sending:": [
    "key-file",
    "dry-run",
    "whole",
    "from-page",
    "pages-per-transaction",
    "parts-per-transaction",
    "validators-per-transaction",
    "consolidations-per-transaction",
  ],
  "Watching:": ["watch", "do", "poll-seconds", "once", "metrics-port", "metrics-host"],
  "Output:": ["out", "json"],
};

/** What is not listed stands under "Commands:". */
export const COMMAND_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Get ready:": ["doctor", "record", "discover", "setup", "ceremony", "config"],
  "From the end of a spurt to its rate:": [
    "status",
    "register",
    "consolidations",
    "open",
    "plan",
    "prove",
    "worker",
  ],
  "Put it on the chain:": ["submit", "finalize"],
  "Check it:": ["verify", "audit", "report"],
  "Participants:": ["eject", "rewards"],
};

export function groupOf(groups: Readonly<Record<string, readonly string[]>>, name: string) {
  return Object.entries(groups).find(([, names]) => names.includes(name))?.[0];
}
