/**
 * The order of the stages of prover/: a stage imports only from itself and from those before it. A stage is a folder, or
 * a single file beside the folders.
 * @module
 */

export interface Stage {
  readonly name: string;
  /** Why it stands here: what it needs of the stages before it. */
  readonly reason: string;
}

export const PROVER_STAGES: readonly Stage[] = [
  { name: "ffjavascript.d.ts", reason: "declares the types of a library" },
  { name: "errors.ts", reason: "every stage throws these" },
  { name: "units.ts", reason: "plain arithmetic" },
  { name: "hex.ts", reason: "plain text" },
  { name: "batches.ts", reason: "plain lists" },
  { name: "without-bom.ts", reason: "plain text" },
  { name: "shaped-json.ts", reason: "strangers' JSON by a schema" },
  { name: "writing-to.ts", reason: "what the file system refuses, whoever writes" },
  { name: "read-bounded.ts", reason: "files that people name" },
  { name: "read-text.ts", reason: "files that people name" },
  { name: "decimal-of-bigint.ts", reason: "plain arithmetic" },
  { name: "shown-value.ts", reason: "strangers' values in messages" },
  { name: "hold-lock.ts", reason: "one process at a time, whatever it does" },
  { name: "make-folder.ts", reason: "folders, whoever writes into them" },
  { name: "write-all.ts", reason: "files, whoever writes them" },
  { name: "end-of-process.ts", reason: "what is said of processes that ended, whoever started them" },
  { name: "is-alive.ts", reason: "whose files may be removed" },
  { name: "read-regular.ts", reason: "files of a command's own, whoever reads them" },
  { name: "rename-into.ts", reason: "files, whoever puts them in their place" },
  { name: "unfinished.ts", reason: "what a killed process leaves beside a target, whoever wrote it" },
  { name: "in-temporary-folder.ts", reason: "files that whoever works needs for a while" },
  { name: "secrets.ts", reason: "what of an address is secret" },
  { name: "redact.ts", reason: "every message about an address goes through it" },
  { name: "service", reason: "how any service is asked: rate limits, broken connections" },
  { name: "groth16", reason: "forms of proofs and keys, and the pairing check: nothing about validators" },
  { name: "chain", reason: "the execution chain as it is asked: no beacon state" },
  { name: "state", reason: "beacon states, and what of them the registry on the chain names" },
  { name: "plan", reason: "cuts a registry over a state into pages" },
  {
    name: "puffer",
    reason: "the protocol as others deployed it: its storage, and validators of a state named there",
  },
  { name: "witness", reason: "inputs of the circuit for a planned page" },
  { name: "keys", reason: "keys of the sizes that plans are made for" },
  { name: "ceremony", reason: "makes the keys" },
  { name: "metrics", reason: "counts pages, whoever proves them" },
  { name: "prove", reason: "proofs of planned pages, with keys" },
  { name: "queue", reason: "the same proofs, by other machines" },
  { name: "bundle", reason: "proved pages with all that verifies them" },
  { name: "spurt", reason: "use cases: from a state to a bundle, and a verified bundle to the chain" },
  { name: "eject", reason: "validators of a registry that need attention, with the calls that exit them" },
  {
    name: "rewards",
    reason: "what participants earned between the blocks of two spurts, and the trees they claim with",
  },
  { name: "audit", reason: "every claim of a bundle, and of the report that the oracle made of it" },
  { name: "report", reason: "what a verified bundle says, for people" },
  { name: "watch", reason: "runs the use cases for one spurt after another" },
  { name: "doctor", reason: "looks at whatever the use cases need" },
  { name: "cli", reason: "options and output of all of them" },
  { name: "cli.ts", reason: "starts cli/" },
  { name: "index.ts", reason: "the library: exports of the stages" },
  { name: "index.mjs", reason: "lets Node load index.ts" },
  { name: "pufeth-por.mjs", reason: "starts cli.ts" },
];
