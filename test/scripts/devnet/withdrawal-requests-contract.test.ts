/** The contract of EIP-7002 is the one that its address stands for. @module */
import { concatHex, getContractAddress, keccak256, recoverAddress, serializeTransaction } from "viem";
import { expect, it } from "vitest";
import { WITHDRAWAL_REQUESTS_ADDRESS } from "../../../prover/eject/exit-requests.ts";
import { WITHDRAWAL_REQUESTS_CODE } from "../../../scripts/devnet/withdrawal-requests-contract.ts";

/** Sets the inhibitor and returns what follows. Source: EIP-7002, "Deployment". */
const INITIALIZER = `0x7f${"ff".repeat(32)}5f556101f880602d5f395ff3` as const;

it("its deployment, signed with made-up numbers, comes from the account whose first contract has this address", async () => {
  const transaction = {
    type: "legacy",
    nonce: 0,
    gas: 0x3d090n,
    gasPrice: 0xe8d4a51000n,
    value: 0n,
    data: concatHex([INITIALIZER, WITHDRAWAL_REQUESTS_CODE]),
  } as const;
  const from = await recoverAddress({
    hash: keccak256(serializeTransaction(transaction)),
    signature: {
      r: `0x${(0x539).toString(16).padStart(64, "0")}`,
      s: `0x${"5feeb084551e4e03a3581e269bc2ea2f8d0008".padStart(64, "0")}`,
      v: 27n,
    },
  });
  expect(getContractAddress({ from, nonce: 0n })).toBe(WITHDRAWAL_REQUESTS_ADDRESS);
});
