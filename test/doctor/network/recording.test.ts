import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RpcExchange } from "../../../prover/chain/client/recorded-rpc.ts";
import { writeRecording } from "../../../prover/doctor/network/recording.ts";
import { loadNetwork } from "../../../prover/puffer/load-network.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const about = (method: string, answer: RpcExchange["answer"]): RpcExchange => ({
  method,
  params: [],
  answer,
});
const HONEST = [
  about("eth_getBlockByNumber", { error: { code: -32602, message: "unknown tag finalized" } }),
  about("eth_getBlockByHash", { result: {} }),
  about("eth_call", { result: "0x" }),
  about("eth_call", { error: { code: 3, message: "execution reverted" } }),
];

it("a recording keeps answers, reverts among them, and that a node knows no finalized block", async () => {
  const out = join(temporaryFolder(), "recording.json");
  await writeRecording(out, await loadNetwork("mainnet"), HONEST);
  expect(JSON.parse(readFileSync(out, "utf8")).exchanges).toEqual(HONEST);
});

it.each([
  about("eth_call", { error: { code: -32000, message: "unknown block" } }),
  about("eth_getProof", { error: { code: -32601, message: "not supported" } }),
  about("eth_getBlockByHash", { result: null }),
])("$method without an answer is refused, and nothing is written", async (unanswered) => {
  const out = join(temporaryFolder(), "recording.json");
  await expect(
    writeRecording(out, await loadNetwork("mainnet"), [...HONEST, unanswered]),
  ).rejects.toMatchObject({
    code: "RECORDING_INCOMPLETE",
    method: unanswered.method,
  });
  expect(existsSync(out)).toBe(false);
});
