/**
 * A proof of the first spurt's last block, made once for all files that only need one: a network makes the same chain in
 * every run, so the block that was proved stands on the next network too.
 * @module
 */
import { join } from "node:path";
import type { Hex } from "../../prover/hex.ts";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { hashOfModules } from "../../scripts/source-hash.ts";
import { madeOnce } from "./made-once.ts";
import { proveArguments, type TestNetwork } from "./test-network.ts";

/**
 * @param slot  of the spurt's last block; the spurt is open.
 * @returns the bundle's folder, which belongs to all: copy what is going to be changed.
 */
export async function provedBundle(world: TestNetwork, slot: number): Promise<string> {
  const { sourceHash } = await loadKeys("test");
  const parts = [
    await blockRootOf(world, slot),
    world.protocol.oracle,
    sourceHash,
    hashOfModules("prover/cli/run-cli.ts"),
  ];
  const folder = await madeOnce("proved-spurt", parts, (made) =>
    runCommand(proveArguments(world, join(made, "bundle"))),
  );
  return join(folder, "bundle");
}

/** Everything that is proved hangs below it. */
async function blockRootOf({ network }: TestNetwork, slot: number): Promise<Hex> {
  const response = await fetch(`${network.beaconUrl}/eth/v1/beacon/headers/${slot}`);
  const { data } = (await response.json()) as { readonly data: { readonly root: Hex } };
  return data.root;
}
