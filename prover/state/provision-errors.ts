/** A provision that counts nowhere, and what can be done about it. @module */
import { CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** Where the state holds its public key, if at all. */
export type ProvisionWhereabouts =
  | { readonly kind: "validator"; readonly validatorIndex: number }
  | {
      readonly kind: "foreign-validator";
      readonly validatorIndex: number;
      readonly withdrawalCredentials: Hex;
    }
  | { readonly kind: "other-deposit"; readonly principalGwei: bigint }
  /** Of a state that is here in parts only: nobody looked among all validators. */
  | { readonly kind: "not-waiting"; readonly principalGwei: bigint }
  | { readonly kind: "no-queue" }
  | { readonly kind: "nowhere" };

/** The ETH of this provision is neither a registered validator, nor a waiting deposit, nor written off. */
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

const WRITE_OFF = "If its deposit was never made or is lost, the registrar must write the provision off.";

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
          `${where.withdrawalCredentials} name no pod`,
        hints: ["It can never be registered: the registrar must write the provision off."],
      };
    case "other-deposit":
      return {
        what: `the deposits that wait for its key are not of ${where.principalGwei} gwei to a pod`,
        hints: ["Such a deposit does not count.", WRITE_OFF],
      };
    case "not-waiting":
      return {
        what: "no deposit waits for its key, and whether it is a validator was not looked for",
        hints: [
          "Prove again with the whole state, which tells: --state-source debug.",
          "If it is a validator, register it: pufeth-por register. Then prove again.",
          WRITE_OFF,
        ],
      };
    case "no-queue":
      return {
        what: "it is no validator, and states before Electra have no queue of deposits",
        hints: ["Wait until it is a validator, register it (pufeth-por register), and prove that block."],
      };
    case "nowhere":
      return {
        what: "it is no validator and no deposit waits for its key",
        hints: ["Wait for its deposit and prove a later block.", WRITE_OFF],
      };
  }
}
