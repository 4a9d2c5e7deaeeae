/**
 * A recording of one block: the network file, and what a node answered to its checks. `doctor --recorded` goes through the same
 * checks with it, without a node. Proofs in it are checked again; which block it is of, the file says.
 * @module
 */
import { z } from "zod";
import { IF_REORGANIZED } from "../../chain/client/chain-moved-error.ts";
import { type RpcExchange, rpcRecordingSchema } from "../../chain/client/recorded-rpc.ts";
import { BadInputError, UnavailableError } from "../../errors.ts";
import { canonicalJson } from "../../groth16/canonical-json.ts";
import { writeFileWhole } from "../../prove/write-file-whole.ts";
import { type NetworkFile, networkSchema } from "../../puffer/network.ts";
import { readText } from "../../read-text.ts";
import { jsonIn, type Refuse, shaped } from "../../shaped-json.ts";
import { writingTo } from "../../writing-to.ts";

const recordingSchema = z.strictObject({
  format: z.literal("pufeth-por-recording"),
  version: z.literal(1),
  network: networkSchema,
  exchanges: rpcRecordingSchema,
});

export type Recording = z.output<typeof recordingSchema>;

export class RecordingFileError extends BadInputError {
  readonly code = "RECORDING_INVALID";
  constructor(
    readonly file: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The recording ${file} cannot be used: ${reason}.`, {
      cause,
      hints: ["Make one with `pufeth-por record --network NAME --rpc URL --out FILE`."],
    });
  }
}

/** A question that the checks depend on has no answer, so that they would find the same failure for ever. */
export class RecordingIncompleteError extends UnavailableError {
  readonly code = "RECORDING_INCOMPLETE";
  constructor(
    readonly method: string,
    reason: string,
  ) {
    super(`The node did not answer ${method}: ${reason}. Nothing is written.`, {
      hints: [IF_REORGANIZED, "Or use another node."],
    });
  }
}

/** Questions about one block that is known by its hash: a node that has it answers them. */
const OF_THE_BLOCK = ["eth_call", "eth_getBlockByHash", "eth_getCode", "eth_getProof", "eth_getStorageAt"];
/** A contract that reverts has answered. */
const REVERTED = /revert/i;

/** @throws RecordingIncompleteError, OutputWriteError */
export async function writeRecording(
  path: string,
  network: NetworkFile,
  exchanges: readonly RpcExchange[],
): Promise<void> {
  for (const { method, answer } of exchanges.filter((one) => OF_THE_BLOCK.includes(one.method))) {
    const reason = answer.result === null ? "it does not have the block" : JSON.stringify(answer.error);
    if (reason !== undefined && !REVERTED.test(reason)) throw new RecordingIncompleteError(method, reason);
  }
  const recording = { format: "pufeth-por-recording", version: 1, network, exchanges };
  await writingTo(path, () => writeFileWhole(path, canonicalJson(recording)));
}

/** @throws RecordingFileError */
export async function readRecording(path: string): Promise<Recording> {
  const refuse: Refuse = (reason, cause) => new RecordingFileError(path, reason, cause);
  return shaped(jsonIn(await readText(path, refuse), refuse), recordingSchema, refuse);
}
