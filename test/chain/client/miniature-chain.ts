/**
 * A chain in miniature: blocks, a pool by account and number as clients keep it, and one contract, whose `step(n)` never reverts by
 * itself. So what is sent twice is seen to be mined twice. Several nodes may answer, of which one has fallen behind.
 * @module
 */
import {
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  keccak256,
  numberToHex,
  parseAbi,
  parseTransaction,
  recoverTransactionAddress,
} from "viem";
import type { ContractCall } from "../../../prover/chain/client/send-transaction.ts";
import { type Answer, RpcFault } from "./fake-rpc.ts";

export const abi = parseAbi(["function step(uint256 n)", "function isDone(uint256 n) view returns (bool)"]);
export const CONTRACT: Hex = "0x4444444444444444444444444444444444444444";

export interface MiniatureTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  readonly to: Hex;
  readonly nonce: number;
  readonly input: Hex;
  readonly maxFee: bigint;
  /** Mined, it does nothing. */
  reverts?: boolean;
}

export function stepCall(n: bigint): ContractCall {
  return { address: CONTRACT, abi, functionName: "step", args: [n] };
}

export class MiniatureChain {
  readonly blocks: MiniatureTransaction[][] = [[]];
  pool: MiniatureTransaction[] = [];
  /** What every node was given, whether it took it or not. */
  readonly given: MiniatureTransaction[] = [];
  /** Blocks that the node lacks which answers this question; it knows of no pool then. */
  lag: (method: string) => number = () => 0;

  /** Takes what comes next by each account, in a block. */
  mine(): void {
    const block: MiniatureTransaction[] = [];
    for (const one of [...this.pool].sort((a, b) => a.nonce - b.nonce)) {
      const mined = [...this.blocks, block].flat().filter(({ from }) => from === one.from).length;
      if (one.nonce === mined) block.push(one);
    }
    this.blocks.push(block);
    const counts = this.blocks.flat();
    this.pool = this.pool.filter(
      ({ from, nonce }) => counts.filter((one) => one.from === from).length <= nonce,
    );
  }

  /** Takes the last block back. @param isDropped  whether its transactions are forgotten, or wait again. */
  reorganize(isDropped: boolean): void {
    const taken = this.blocks.pop()!;
    this.blocks.push([]);
    if (!isDropped) this.pool.push(...taken);
  }

  /** Of `step`, successful ones, in order. */
  steps(blocks = this.blocks): bigint[] {
    return blocks
      .flat()
      .filter(({ to, reverts }) => to === CONTRACT && !reverts)
      .map(({ input }) => decodeFunctionData({ abi, data: input }).args[0]);
  }

  /** @throws RpcFault as geth does. */
  take(one: MiniatureTransaction): void {
    const waiting = this.pool.find(({ from, nonce }) => from === one.from && nonce === one.nonce);
    const mined = this.blocks.flat().filter(({ from }) => from === one.from).length;
    if (waiting?.hash === one.hash) throw new RpcFault(-32000, "already known");
    if (one.nonce < mined) {
      throw new RpcFault(-32000, `nonce too low: next nonce ${mined}, tx nonce ${one.nonce}`);
    }
    if (waiting !== undefined && one.maxFee * 10n < waiting.maxFee * 11n) {
      throw new RpcFault(-32000, "replacement transaction underpriced");
    }
    this.pool = [...this.pool.filter((other) => other !== waiting), one];
  }

  readonly answers: Record<string, Answer> = {
    eth_chainId: () => "0x7a69",
    eth_blockNumber: () => numberToHex(this.#seen("eth_blockNumber").length - 1),
    eth_getBlockByNumber: ([tag]) => {
      const seen = this.#seen("eth_getBlockByNumber");
      const number = tag === "latest" || tag === "pending" ? seen.length - 1 : Number(tag);
      const block = seen[number];
      if (block === undefined) return null;
      return {
        number: numberToHex(number),
        baseFeePerGas: "0x7",
        gasLimit: "0x1c9c380",
        transactions: block.map(shown),
      };
    },
    eth_gasPrice: () => "0x9",
    eth_maxPriorityFeePerGas: () => "0x2",
    eth_estimateGas: () => "0x5208",
    eth_call: ([call]) => {
      const { functionName, args } = decodeFunctionData({ abi, data: (call as { data: Hex }).data });
      if (functionName === "step") return "0x";
      const isDone = this.steps(this.#seen("eth_call")).includes(args[0]);
      return encodeFunctionResult({ abi, functionName, result: isDone });
    },
    eth_getTransactionCount: ([address, tag]) => {
      const seen = this.#seen("eth_getTransactionCount");
      const blocks = tag === "latest" || tag === "pending" ? seen : seen.slice(0, Number(tag) + 1);
      const isTheirs = ({ from }: MiniatureTransaction) => from === String(address).toLowerCase();
      const pool = tag === "pending" && seen.length === this.blocks.length ? this.pool : [];
      return numberToHex([...blocks.flat(), ...pool].filter(isTheirs).length);
    },
    eth_getTransactionByHash: ([hash]) => {
      const one = [...this.blocks.flat(), ...this.pool].find((other) => other.hash === hash);
      return one === undefined ? null : shown(one);
    },
    eth_getTransactionReceipt: ([hash]) => {
      const seen = this.#seen("eth_getTransactionReceipt");
      const number = seen.findIndex((block) => block.some((one) => one.hash === hash));
      const one = seen[number]?.find((other) => other.hash === hash);
      if (one === undefined) return null;
      return {
        transactionHash: one.hash,
        blockHash: keccak256(numberToHex(number)),
        blockNumber: numberToHex(number),
        gasUsed: "0x5208",
        status: one.reverts ? "0x0" : "0x1",
      };
    },
  };

  #seen(method: string): MiniatureTransaction[][] {
    return this.blocks.slice(0, this.blocks.length - this.lag(method));
  }

  /** A signed transaction, as a node reads it. */
  async read(raw: Hex): Promise<MiniatureTransaction> {
    const { to, nonce = 0, data: input = "0x", maxFeePerGas = 0n } = parseTransaction(raw);
    const from = (
      await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` })
    ).toLowerCase() as Hex;
    return { hash: keccak256(raw), from, to: to as Hex, nonce, input, maxFee: maxFeePerGas };
  }
}

function shown({ hash, from, to, nonce, input }: MiniatureTransaction) {
  return { hash, from, to, nonce: numberToHex(nonce), input };
}
