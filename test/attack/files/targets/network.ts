import { readFileSync } from "node:fs";
import { loadNetwork } from "../../../../prover/puffer/load-network.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

const FILE = new URL("../../../../networks/mainnet-puffer.json", import.meta.url);

export function networkAttack(): AttackedFile {
  return jsonFile("network", [JSON.parse(readFileSync(FILE, "utf8"))], async (bytes) => {
    await asFile(bytes, loadNetwork);
    return undefined;
  });
}
