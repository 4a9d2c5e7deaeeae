/**
 * Describes a contract's revert: the error's name and values, its NatSpec notice, and what to do about it.
 * @module
 */
import { type AbiParameter, decodeErrorResult, type Hex } from "viem";
import { formatAbiItem } from "viem/utils";
import { decimalOfBigint } from "../../decimal-of-bigint.ts";
import { shortText } from "../../service/short-text.ts";
import { formatTime } from "../../units.ts";
import { contractErrorNotices, contractErrorsAbi } from "../abi/contract-errors.ts";
import { revertHints } from "./revert-hints.ts";

export interface Revert {
  readonly name: string;
  readonly arguments: readonly string[];
  /** One sentence or two. */
  readonly text: string;
  readonly hints: readonly string[];
}

/**
 * @param data    The revert data; undefined if the node does not return it.
 * @param reason  Reason of a revert without a typed error, from the node or viem.
 */
export function describeRevert(data: Hex | undefined, reason: string | undefined): Revert {
  const decoded = data === undefined ? undefined : decode(data);
  if (decoded === undefined) {
    const unnamed = data === undefined || data === "0x" ? "no reason given" : `revert data ${data}`;
    const said = shortText(reason ?? unnamed);
    return {
      name: reason === undefined ? "unknown" : said,
      arguments: [],
      text: `${said}.`,
      hints: revertHints("unknown"),
    };
  }
  const { errorName, args = [], abiItem } = decoded;
  const values = args.map((value, i) => formatValue(abiItem.inputs[i]!, value));
  const listed = values.map((value, i) => `${abiItem.inputs[i]!.name} ${value}`).join(", ");
  const notice = contractErrorNotices[formatAbiItem(abiItem)];
  return {
    name: errorName,
    arguments: args.map((value) => asText(value)),
    text: [`${errorName}${listed === "" ? "" : ` (${listed})`}.`, notice].filter(Boolean).join(" "),
    hints: revertHints(errorName),
  };
}

interface Decoded {
  readonly errorName: string;
  readonly args: readonly unknown[] | undefined;
  readonly abiItem: Parameters<typeof formatAbiItem>[0] & { readonly inputs: readonly AbiParameter[] };
}

/** Whether a call reverted with one of the errors that the protocol's contracts have. */
export function isProtocolError(data: Hex | undefined): boolean {
  return data !== undefined && decode(data) !== undefined;
}

/** undefined for an error of a foreign contract. */
function decode(data: Hex): Decoded | undefined {
  try {
    return decodeErrorResult({ abi: contractErrorsAbi, data }) as Decoded;
  } catch {
    return undefined;
  }
}

/** Timestamps are shown as dates. */
function formatValue({ name = "", type }: AbiParameter, value: unknown): string {
  const isTime = type === "uint64" && /^(start|end|.*[tT]imestamp)$/.test(name);
  if (isTime) return `${value} (${formatTime(value as bigint)})`;
  return asText(value);
}

function asText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(value, decimalOfBigint);
}
