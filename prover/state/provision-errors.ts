/** A provision that is not accounted for, and what to do about it. @module */
import { CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** Where the state has its public key, if at all. */
export type ProvisionWhereabouts =
  | { readonly kind: "validator"; readonly validatorIndex: number }
  | {
      readonly kind: "foreign-validator";
      readonly validatorIndex: number;
      readonly withdrawalCredentials: Hex;
    }
  | { readonly kind: "other-deposit"; readonly principalGwei: bigint }
  /** For a partial state: the list of validators was not searched. */
  | { readonly kind: "not-waiting"; readonly principalGwei: bigint }
  | { readonly kind: "no-queue" }
  | { readonly kind: "nowhere" };

/** The provision is neither a registered validator, nor a waiting deposit, nor written off. */
export class ProvisionUnaccountedError extends CheckFailedError {
  readonly code = "PROVISION_UNACCOUNTED";
  constructor(
    readonly provision: bigint,
    /** hash_tree_root of its public key. */
    readonly pubkeyRoot: Hex,
    readonly slot: number,
    readonly where: ProvisionWhereabouts,
  ) {
    const { what, hints } = explain(where);
    super(`Provision ${provision} (root of its public key ${pubkeyRoot}) at slot ${slot}: ${what}.`, {
      hints,
    });
  }
}

const WRITE_OFF = "If its deposit was never made or is lost, the registrar must write off the provision.";

function explain(where: ProvisionWhereabouts): { what: string; hints: string[] } {
  switch (where.kind) {
    case "validator":
      return {
        what: `it is validator ${where.validatorIndex}, which is not registered`,
        hints: ["Register it: pufeth-por register. Then prove again."],
      };
    case "foreign-validator":
      return {
        what:
          `it is validator ${where.validatorIndex}, whose withdrawal credentials ` +
          `${where.withdrawalCredentials} are not those of a pod`,
        hints: ["It can never be registered: the registrar must write off the provision."],
      };
    case "other-deposit":
      return {
        what: `no waiting deposit for its key has ${where.principalGwei} gwei and the credentials of a pod`,
        hints: ["Such a deposit does not count.", WRITE_OFF],
      };
    case "not-waiting":
      return {
        what: "no deposit waits for its key, and the list of validators was not searched",
        hints: [
          "Prove again with the whole state to find out: --state-source debug.",
          "If it is a validator, register it: pufeth-por register. Then prove again.",
          WRITE_OFF,
        ],
      };
    case "no-queue":
      return {
        what: "it is not a validator, and states before Electra have no deposit queue",
        hints: ["Wait until it is a validator, register it (pufeth-por register), and prove that block."],
      };
    case "nowhere":
      return {
        what: "it is not a validator and no deposit waits for its key",
        hints: ["Wait for its deposit and prove a later block.", WRITE_OFF],
      };
  }
}
