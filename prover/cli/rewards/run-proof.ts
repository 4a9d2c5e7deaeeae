/** `pufeth-por rewards proof ADDRESS`: a leaf and its proof. @module */
import type { Hex } from "../../hex.ts";
import { AccountNotInTreeError } from "../../rewards/document-errors.ts";
import { readTreeFile } from "../../rewards/rewards-folder.ts";
import { parseAddress } from "../options/parse-address.ts";
import type { Terminal } from "../output/terminal.ts";
import { toPlainJson } from "../output/to-plain-json.ts";
import { formatProof } from "./print.ts";

export interface RewardsProofOptions {
  readonly tree: string;
  readonly json?: boolean;
}

/** @throws AccountNotInTreeError, RewardsFileError */
export async function runRewardsProof(
  address: string,
  { tree: file, json = false }: RewardsProofOptions,
  terminal: Terminal,
): Promise<void> {
  const account = parseAddress("the account", address);
  const tree = await readTreeFile(file);
  const leaf = tree.leaves.get(account.toLowerCase() as Hex);
  if (leaf === undefined) throw new AccountNotInTreeError(account, file);
  const { treeIndex: _, ...shown } = leaf;
  const result = { kind: tree.kind, root: tree.root, ...shown, proof: tree.proofOf(leaf) };
  terminal.out(json ? toPlainJson(result) : formatProof(result));
}
