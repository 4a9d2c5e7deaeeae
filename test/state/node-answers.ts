/** What honest beacon nodes answer. @module */
import type { Hex } from "../../prover/hex.ts";

/** @param fields  of a header, named as nodes name them. */
export const headerAnswerOf = (fields: Readonly<Record<string, unknown>>, root: Hex) => ({
  execution_optimistic: false,
  finalized: true,
  data: {
    root,
    canonical: true,
    header: {
      message: { ...fields, slot: String(fields.slot), proposer_index: String(fields.proposer_index) },
      signature: `0x${"00".repeat(96)}`,
    },
  },
});

/** @param version  null: none is named. */
export const stateHeaders = (version: string | null = "electra") => ({
  "content-type": "application/octet-stream",
  ...(version === null ? {} : { "eth-consensus-version": version }),
});
