/** A node of serve-proofs.ts, for a test. @module */
import { afterEach } from "vitest";
import { type ProofNode, type ProofNodeOptions, type ServedState, serveProofs } from "./serve-proofs.ts";

const nodes: ProofNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

/** It is stopped after the running test. */
export async function startProofNode(
  served: ServedState,
  options: ProofNodeOptions = {},
): Promise<ProofNode> {
  const node = await serveProofs(served, options);
  nodes.push(node);
  return node;
}
