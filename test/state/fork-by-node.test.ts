/** The fork of a state that a node sends: by the state's version, the node's answer or its schedule. */
import { genesisData } from "@lodestar/config/networks";
import { describe, expect, it } from "vitest";
import { fromHex } from "../../prover/hex.ts";
import { fetchState } from "../../prover/state/fetch-state.ts";
import { forkOfState } from "../../prover/state/fork-of-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { startProofNode } from "./proof-node.ts";
import type { ProofNodeOptions, ServedState } from "./serve-proofs.ts";

const NEVER = "18446744073709551615";
/** Synthetic states are of slot 4242, in epoch 132. */
const GLOAS_NOW = {
  PRESET_BASE: "mainnet",
  SLOTS_PER_EPOCH: "32",
  FULU_FORK_EPOCH: "0",
  GLOAS_FORK_EPOCH: "132",
};
const GLOAS_LATER = { ...GLOAS_NOW, GLOAS_FORK_EPOCH: "133" };
const GLOAS_NEVER = { ...GLOAS_NOW, GLOAS_FORK_EPOCH: NEVER };
const ROUTES = ["debug", "proofs"] as const;
const SPEC_REQUEST = "/eth/v1/config/spec";

const made = new Map<string, Promise<ServedState>>();

/** @param version  of a known network, Sepolia; undefined: a network that nobody knows. */
function stateOf(fork: "fulu" | "gloas", version?: string): Promise<ServedState> {
  const name = `${fork} ${version}`;
  const state = made.get(name) ?? makeState(fork, version);
  made.set(name, state);
  return state;
}

async function makeState(fork: "fulu" | "gloas", version?: string): Promise<ServedState> {
  const { stateBytes, header } = await syntheticState([32_000_000_000n], fork, (value) => {
    if (version === undefined) return;
    value.genesisValidatorsRoot = fromHex(genesisData.sepolia.genesisValidatorsRoot as `0x${string}`);
    value.fork.currentVersion = fromHex(version as `0x${string}`);
  });
  return { stateBytes, fork, header };
}

async function fetched(served: ServedState, route: (typeof ROUTES)[number], options: ProofNodeOptions) {
  const node = await startProofNode(served, options);
  const state = await fetchState({ beaconUrls: [node.url], blockId: "head", stateRoute: route });
  return { fork: state.fork, asked: node.requests.filter((path) => path === SPEC_REQUEST).length };
}

describe.each(ROUTES)("the fork of a state fetched by the route %s", (route) => {
  it.each([
    ["fulu", GLOAS_LATER],
    ["gloas", GLOAS_NOW],
  ] as const)("is the schedule's where the answer names none: %s", async (fork, spec) => {
    const answer = await fetched(await stateOf(fork), route, { namedFork: null, spec });
    expect(answer).toEqual({ fork, asked: 1 });
  });

  it.each(["fulu", "gloas"] as const)("is the one named with the answer: %s", async (fork) => {
    const served = await stateOf(fork);
    expect(await fetched(served, route, { spec: GLOAS_NEVER })).toEqual({ fork, asked: 0 });
    expect(await fetched(served, route, { namedFork: fork.toUpperCase() })).toEqual({ fork, asked: 0 });
  });

  it("needs no table of the network's versions", async () => {
    const served = await stateOf("gloas", "0x90000099");
    expect(await fetched(served, route, {})).toEqual({ fork: "gloas", asked: 0 });
    const unnamed = await fetched(served, route, { namedFork: null, spec: GLOAS_NOW });
    expect(unnamed).toEqual({ fork: "gloas", asked: 1 });
  });

  it.each<[string, ServedState["fork"], string | undefined, ProofNodeOptions]>([
    ["an answer that names another", "gloas", undefined, { namedFork: "fulu" }],
    ["a schedule without the fork", "gloas", undefined, { namedFork: null, spec: GLOAS_LATER }],
    ["a schedule that is early", "fulu", undefined, { namedFork: null, spec: GLOAS_NOW }],
    ["an answer against the state's version", "gloas", "0x90000076", { namedFork: "fulu" }],
  ])("is not taken from %s", async (_, fork, version, options) => {
    const served = await stateOf(fork as "fulu" | "gloas", version);
    await expect(fetched(served, route, options)).rejects.toMatchObject({
      // Where a fork has its fields, another may have no nodes at all.
      code: expect.stringMatching(/^BEACON_NODE_(TOLD_FORK|HTTP_ERROR)$/),
      exitCode: 3,
      hints: [expect.not.stringContaining("--fork")],
    });
  });

  it("that cannot be proved is said", async () => {
    const served = await stateOf("gloas");
    const spec = { ...GLOAS_NOW, HEZE_FORK_EPOCH: "132" };
    await expect(fetched(served, route, { namedFork: null, spec })).rejects.toMatchObject({
      code: "FORK_UNSUPPORTED",
      exitCode: 2,
    });
  });

  it("that nobody names is not guessed", async () => {
    await expect(fetched(await stateOf("gloas"), route, { namedFork: null })).rejects.toMatchObject({
      code: "BEACON_NODE_HTTP_ERROR",
      status: 404,
    });
  });
});

describe("the fork of a state", () => {
  it("is that of its version without a word of the node", async () => {
    const served = await stateOf("gloas", "0x90000076");
    expect(await fetched(served, "debug", { namedFork: null })).toEqual({ fork: "gloas", asked: 0 });
  });

  it("in a file with a version that the network chose later is given by a person", async () => {
    const { stateBytes } = await stateOf("gloas", "0x90000099");
    expect(forkOfState(stateBytes, "gloas")).toBe("gloas");
    expect(() => forkOfState(stateBytes, "fulu")).toThrow(expect.objectContaining({ code: "FORK_MISMATCH" }));
    expect(() => forkOfState(stateBytes)).toThrow(
      expect.objectContaining({
        code: "FORK_UNKNOWN",
        exitCode: 2,
        message: expect.stringMatching(/sepolia.*0x90000099/),
        hints: [expect.stringMatching(/--fork.*gloas.*shape of: gloas/)],
      }),
    );
  });
});
