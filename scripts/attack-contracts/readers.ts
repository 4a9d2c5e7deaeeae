/**
 * The contracts' readers of tries and branches, compiled, in an EVM of this process: the harnesses of forge's own tests,
 * which only pass arguments on.
 * @module
 */
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { decodeFunctionResult, encodeFunctionData } from "viem";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { type ContractArtifact, contractArtifact } from "../contracts/forge.ts";

/** Null: it reverts. */
export type Answer<T> = Promise<T | null>;

export interface Readers {
  /** What a trie holds at a key, "0x" for nothing. @param path positions in `nodes`, two bytes each. */
  find(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[], path: Uint8Array): Answer<Hex>;
  /** Balance and storage root of an account's RLP. */
  readAccount(encoded: Uint8Array): Answer<readonly [balanceWei: bigint, storageRoot: Hex]>;
  /** The number in a slot's RLP. */
  readNumber(encoded: Uint8Array): Answer<bigint>;
  /** True: the branch leads from the leaf to the root. */
  verifyBranch(
    leaf: Uint8Array,
    gindex: bigint,
    branch: readonly Uint8Array[],
    root: Uint8Array,
  ): Answer<true>;
}

/** More than a transaction has. */
const GAS = 30_000_000n;

/** Forge must have built the tests. */
export async function contractReaders(): Promise<Readers> {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Cancun });
  const evm = await createEVM({ common });
  const caller = ({ abi, runtimeCode }: ContractArtifact) => {
    const code = fromHex(runtimeCode);
    return async <T>(functionName: string, args: readonly unknown[]): Answer<T> => {
      const { exceptionError, returnValue } = await evm.runCode({
        code,
        data: fromHex(encodeFunctionData({ abi, functionName, args })),
        gasLimit: GAS,
      });
      if (exceptionError?.error === "out of gas") throw new Error(`${functionName} runs out of gas`);
      if (exceptionError) return null;
      return decodeFunctionResult({ abi, functionName, data: toHex(returnValue) }) as T;
    };
  };
  const trie = caller(contractArtifact("TrieReaderHarness", "TrieReader.t"));
  const ssz = caller(contractArtifact("SSZHarness", "SSZ.t"));
  return {
    find: (root, key, nodes, path) => trie("find", [toHex(root), toHex(key), nodes.map(toHex), toHex(path)]),
    readAccount: (encoded) => trie("readAccount", [toHex(encoded)]),
    readNumber: (encoded) => trie("readNumber", [toHex(encoded)]),
    async verifyBranch(leaf, gindex, branch, root) {
      const args = [toHex(leaf), gindex, branch.map(toHex), toHex(root)];
      return (await ssz<undefined>("verifyBranch", args)) === null ? null : true;
    },
  };
}
