import { readFileSync } from "node:fs";
import { replayingClient } from "../../../../prover/chain/client/recorded-rpc.ts";
import { readRecording } from "../../../../prover/doctor/network/recording.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

const NETWORK = new URL("../../../../networks/mainnet-puffer.json", import.meta.url);
const EXCHANGES = [
  { method: "eth_chainId", params: [], answer: { result: "0x1" } },
  {
    method: "eth_getBalance",
    params: ["0xd9a442856c234a39a81a089c06451ebaa4306a72", "0x10"],
    answer: { result: "0x5" },
  },
  {
    method: "eth_call",
    params: [{ to: "0xd9a442856c234a39a81a089c06451ebaa4306a72" }],
    answer: { error: { code: 3, message: "reverted" } },
  },
];

/** Read, and asked one of its questions as `doctor --recorded` asks. */
export function recordingAttack(): AttackedFile {
  const network = JSON.parse(readFileSync(NETWORK, "utf8"));
  const honest = { format: "pufeth-por-recording", version: 1, network, exchanges: EXCHANGES };
  return jsonFile("recording", [honest], async (bytes) => {
    const { exchanges } = await asFile(bytes, readRecording);
    const chain = replayingClient(exchanges);
    await chain.ask("eth_chainId", chain.viem.getChainId());
    return undefined;
  });
}
