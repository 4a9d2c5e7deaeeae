/**
 * The contracts' readers of tries, branches and lists, compiled, in an EVM of this process: the harnesses of forge's own tests,
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

/** As ListTree.sol has it. */
export interface ListTopArgument {
  readonly node: Uint8Array;
  readonly length: bigint;
  readonly branch: readonly Uint8Array[];
  readonly levels: readonly Uint8Array[];
}

/** As ListTree.sol has it. */
export interface ListShapeArgument {
  readonly gindex: bigint;
  readonly limitDepth: bigint;
  readonly entriesPerLeaf: bigint;
  readonly progressive: boolean;
}

export interface AskedLink {
  readonly node: Uint8Array;
  readonly depth: bigint;
  readonly first: bigint;
  readonly branch: readonly Uint8Array[];
}

export interface AskedElement {
  readonly node: Uint8Array;
  /** Relative to the element; of a chunk of balances 1. */
  readonly gindex: bigint;
  /** Of the element, or of the validator whose balance it is. */
  readonly position: bigint;
  readonly branch: readonly Uint8Array[];
}

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
  /** True: the top of a list is that of the state. */
  verifyTop(top: ListTopArgument, shape: ListShapeArgument, stateRoot: Uint8Array): Answer<true>;
  /** Leaves that may be named below a link node, under a top that is taken as proven. */
  verifyLink(asked: AskedLink, top: ListTopArgument, shape: ListShapeArgument): Answer<bigint>;
  verifyElement(asked: AskedElement, top: ListTopArgument, shape: ListShapeArgument): Answer<true>;
  /** The balance in a chunk, gwei. */
  verifyBalance(asked: AskedElement, top: ListTopArgument, shape: ListShapeArgument): Answer<bigint>;
}

/** More than a transaction has. */
const GAS = 30_000_000n;

/** What forge has to build first. */
export const READER_TESTS = ["TrieReader", "SSZ", "ListTree"].map(
  (name) => `verifier-contracts/test/${name}.t.sol`,
);

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
  const list = caller(contractArtifact("ListTreeHarness", "ListTree.t"));
  return {
    find: (root, key, nodes, path) => trie("find", [toHex(root), toHex(key), nodes.map(toHex), toHex(path)]),
    readAccount: (encoded) => trie("readAccount", [toHex(encoded)]),
    readNumber: (encoded) => trie("readNumber", [toHex(encoded)]),
    async verifyBranch(leaf, gindex, branch, root) {
      const args = [toHex(leaf), gindex, branch.map(toHex), toHex(root)];
      return (await ssz<undefined>("verifyBranch", args)) === null ? null : true;
    },
    async verifyTop(top, shape, stateRoot) {
      const args = [topArgument(top), shape, toHex(stateRoot)];
      return (await list<undefined>("verify", args)) === null ? null : true;
    },
    verifyLink({ node, depth, first, branch }, top, shape) {
      const args = [toHex(node), depth, first, branch.map(toHex), topArgument(top), shape];
      return list("verifyLinkOf", args);
    },
    async verifyElement({ node, gindex, position, branch }, top, shape) {
      const args = [toHex(node), gindex, position, branch.map(toHex), topArgument(top), shape];
      return (await list<undefined>("verifyElementOf", args)) === null ? null : true;
    },
    verifyBalance({ node, position, branch }, top, shape) {
      return list("verifyBalance", [toHex(node), position, branch.map(toHex), topArgument(top), shape]);
    },
  };
}

function topArgument({ node, length, branch, levels }: ListTopArgument) {
  return { node: toHex(node), length, branch: branch.map(toHex), levels: levels.map(toHex) };
}
