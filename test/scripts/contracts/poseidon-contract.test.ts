/** The Poseidon contract says what circomlibjs says, for a third of the gas of the contract that circomlibjs makes. @module */

import { createEVM } from "@ethereumjs/evm";
import { createAddressFromString } from "@ethereumjs/util";
import { poseidonContract as circomlibContract } from "circomlibjs";
import fc from "fast-check";
import { encodeFunctionData, type Hex, hexToBigInt, parseAbi } from "viem";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../prover/hex.ts";
import { poseidonContract } from "../../../scripts/contracts/poseidon-contract.ts";
import { poseidonOfCircomlib } from "../../support/poseidon.ts";

const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** EIP-170. */
const LARGEST_CODE_BYTES = 24_576;
const ABI = parseAbi(["function poseidon(uint256[3])"]);

type Inputs = readonly [bigint, bigint, bigint];

async function deployed(bytecode: Hex) {
  const evm = await createEVM();
  const { createdAddress, execResult } = await evm.runCall({
    data: fromHex(bytecode),
    gasLimit: 30_000_000n,
  });
  const call = async (data: Hex) => {
    const { execResult } = await evm.runCall({
      to: createAddressFromString(createdAddress!.toString()),
      data: fromHex(data),
      gasLimit: 1_000_000n,
    });
    const { exceptionError, returnValue, executionGasUsed } = execResult;
    return { failed: exceptionError !== undefined, answer: toHex(returnValue), gas: executionGasUsed };
  };
  const hash = async (inputs: Inputs) =>
    call(encodeFunctionData({ abi: ABI, functionName: "poseidon", args: [inputs] }));
  return { call, hash, codeBytes: execResult.returnValue.length };
}

describe("poseidonContract", () => {
  it("agrees with circomlibjs for all inputs, those above the field too", async () => {
    const [contract, poseidon] = [await deployed(poseidonContract().bytecode), await poseidonOfCircomlib()];
    const agrees = async (inputs: Inputs) => {
      const expected = BigInt(poseidon.F.toString(poseidon(inputs.map((input) => input % FIELD))));
      expect(hexToBigInt((await contract.hash(inputs)).answer)).toBe(expected);
    };
    const edges = [0n, 1n, FIELD - 1n, FIELD, FIELD + 1n, 2n ** 256n - 1n];
    for (const a of edges) for (const b of edges) await agrees([a, b, a]);
    const any = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    await fc.assert(
      fc.asyncProperty(any, any, any, (a, b, c) => agrees([a, b, c])),
      { numRuns: 100 },
    );
  });

  it("fits into a contract and takes less than 40% of the gas of circomlibjs's", async () => {
    const ours = await deployed(poseidonContract().bytecode);
    const theirs = await deployed(circomlibContract.createCode(3) as Hex);
    expect(ours.codeBytes).toBeLessThanOrEqual(LARGEST_CODE_BYTES);
    const inputs: Inputs = [FIELD - 1n, 2n ** 40n - 1n, 32_000_000_000n];
    const [mine, other] = [await ours.hash(inputs), await theirs.hash(inputs)];
    expect(mine.answer).toBe(other.answer);
    expect(Number(mine.gas) / Number(other.gas)).toBeLessThan(0.4);
  });

  it("reverts for every other function", async () => {
    const { call } = await deployed(poseidonContract().bytecode);
    for (const data of ["0x", "0x12345678"] as const) expect((await call(data)).failed).toBe(true);
  });
});
