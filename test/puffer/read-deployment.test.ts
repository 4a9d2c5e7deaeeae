import { describe, expect, it } from "vitest";
import { storageOfNodes } from "../../prover/chain/execution/proved-storage.ts";
import { TrieNodes } from "../../prover/chain/execution/trie-nodes.ts";
import type { Hex } from "../../prover/hex.ts";
import { discoverActive } from "../../prover/puffer/discover-active.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import { networkOf } from "../../prover/puffer/network.ts";
import { ImplementationUnknownError } from "../../prover/puffer/network-errors.ts";
import {
  type DeploymentClaimError,
  readDeployment,
  shownActive,
} from "../../prover/puffer/read-deployment.ts";
import {
  IMPLEMENTATION_SLOT,
  namespaceBase,
  podOf,
  STATUS,
  slotHex,
} from "../../prover/puffer/storage-slots.ts";
import {
  moduleAddress,
  TOY_TIME,
  TOY_VAULT,
} from "../../scripts/synthetic-deployment/deployment-contents.ts";
import { type ToyPuffer, toyKey, toyPuffer } from "./toy-puffer.ts";

const ETH = 10n ** 18n;
const mainnet = networkOf(await loadNetwork("mainnet"));
const { active, pending, skipped, uninitialized } = STATUS;
const validators = (first: number, ...statuses: number[]) =>
  statuses.map((status, i) => ({ status, pubkey: toyKey(first + i) }));
const MODULES = [
  {
    name: "A",
    validators: validators(0, active, skipped, active, uninitialized, pending),
    podWei: 33n * ETH,
  },
  { name: "B", validators: validators(10, uninitialized, active), moduleWei: 5n },
  { name: "C", validators: [] },
];

const storageOf = ({ stateRoot, nodes }: ToyPuffer) => storageOfNodes(stateRoot, new TrieNodes(nodes));

async function read(toy: ToyPuffer, names = ["A", "B", "C"]) {
  const claimed = await discoverActive(storageOf(toy), toy.network, names);
  return { claimed, reading: await readDeployment(storageOf(toy), toy.network, TOY_TIME, claimed) };
}

describe("discovery", () => {
  it("finds exactly the ACTIVE validators, and each module with its pod", async () => {
    const toy = await toyPuffer(MODULES, 3);
    const { claimed, reading } = await read(toy, ["C", "nobody", "A", "B"]);
    expect(claimed).toEqual([
      { name: "C", active: [] },
      { name: "A", active: [0, 2] },
      { name: "B", active: [1] },
    ]);
    expect(shownActive(reading)).toBe(3);
    const [, a, b] = reading.modules;
    const pod = podOf(toy.network, moduleAddress(0));
    expect(a).toMatchObject({ module: moduleAddress(0), pod, podWei: 33n * ETH, moduleWei: 0n });
    expect(a!.active.map(({ position, pod: to }) => [position, to])).toEqual([
      [0, pod],
      [2, pod],
    ]);
    expect(b).toMatchObject({ podWei: 0n, moduleWei: 5n });
    expect(new Set(reading.modules.flatMap((m) => m.active.map(({ pubkeyRoot }) => pubkeyRoot))).size).toBe(
      3,
    );
  });

  it("reads more positions than one request holds", async () => {
    const many = {
      name: "A",
      validators: validators(0, ...Array.from({ length: 203 }, (_, i) => (i % 2 ? active : skipped))),
    };
    const { claimed } = await read(await toyPuffer([many], 101), ["A"]);
    expect(claimed[0]!.active).toHaveLength(101);
    expect(claimed[0]!.active.at(-1)).toBe(201);
  });
});

describe("readDeployment", () => {
  it("reads the vault's terms as they were written", async () => {
    const { reading } = await read(await toyPuffer(MODULES, 3));
    expect(reading.vault).toMatchObject({
      ...TOY_VAULT,
      activeValidators: 3n,
      lidoVersion: 3,
      bondsPufEth: 0n,
      // Three quarters of 10 ETH.
      pendingWei: (15n * ETH) / 2n,
      // 6 of 1000 shares, of 36 + 1132 + 32 ETH.
      stethWei: (36n * ETH) / 5n,
    });
  });

  it.each([
    ["vault", (network: ToyPuffer["network"]) => network.vault.address],
    ["revenueDepositor", (network: ToyPuffer["network"]) => network.vault.layouts[0]!.revenueDepositor],
    ["protocol", (network: ToyPuffer["network"]) => network.protocol.address],
  ] as const)("stops at another implementation of the %s", async (contract, addressOf) => {
    const plain = await toyPuffer(MODULES, 3);
    const toy = await toyPuffer(MODULES, 3, (set) =>
      set(addressOf(plain.network), IMPLEMENTATION_SLOT, 0xbadn),
    );
    const reading = readDeployment(storageOf(toy), toy.network, TOY_TIME, []);
    await expect(reading).rejects.toThrow(ImplementationUnknownError);
    await expect(reading).rejects.toMatchObject({ contract });
  });

  it("stops at another version of Lido", async () => {
    const toy = await toyPuffer(MODULES, 3, (set) => {
      const { steth } = mainnet;
      set(steth.address, BigInt(steth.version), 5n);
    });
    await expect(readDeployment(storageOf(toy), toy.network, TOY_TIME, [])).rejects.toMatchObject({
      code: "IMPLEMENTATION_UNKNOWN",
      contract: "steth",
    });
  });
  it("reads a slot that is derived instead of literal as nothing: the liability vanishes, and doctor compares", async () => {
    const toy = await toyPuffer(MODULES, 3);
    const distribution = slotHex(namespaceBase("puffer.storage.PufferRevenueDepositor"));
    const [layout] = toy.network.revenueDepositor.layouts;
    const network = { ...toy.network, revenueDepositor: { layouts: [{ ...layout!, distribution }] } };
    const { vault } = await readDeployment(storageOf(toy), network, TOY_TIME, []);
    expect(vault.pendingWei).toBe(0n);
  });

  it.each([
    ["is skipped", { name: "A", active: [0, 1] }, /Validator 1 of A: its status at this block is 2/],
    [
      "waits to be provisioned",
      { name: "A", active: [4] },
      /Validator 4 of A: its status at this block is 1/,
    ],
    ["has left", { name: "B", active: [0] }, /Validator 0 of B: its status at this block is 0/],
    ["is listed twice", { name: "A", active: [0, 0] }, /Validator 0 of A: its position is not above/],
    ["is of no module", { name: "nobody", active: [] }, /Module nobody: the protocol has no such module/],
  ])("refuses a validator that %s", async (_, claim, message) => {
    const toy = await toyPuffer(MODULES, 3);
    const reading = readDeployment(storageOf(toy), toy.network, TOY_TIME, [claim]);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({
      code: "DEPLOYMENT_CLAIM_FALSE",
    } satisfies Partial<DeploymentClaimError>);
  });

  it("refuses a module that is listed twice: its pod would count twice", async () => {
    const toy = await toyPuffer(MODULES, 3);
    const twice = [
      { name: "A", active: [0] },
      { name: "A", active: [2] },
    ];
    await expect(readDeployment(storageOf(toy), toy.network, TOY_TIME, twice)).rejects.toThrow(
      /listed twice/,
    );
  });

  it("needs each of the nodes that it used, whole: without one, and with any byte changed, it reads nothing", async () => {
    const toy = await toyPuffer(MODULES, 3);
    const all = new TrieNodes(toy.nodes);
    const claimed = await discoverActive(storageOf(toy), toy.network, ["A", "B", "C"]);
    const readWith = (nodes: readonly Hex[]) =>
      readDeployment(storageOfNodes(toy.stateRoot, new TrieNodes(nodes)), toy.network, TOY_TIME, claimed);
    const whole = await readDeployment(storageOfNodes(toy.stateRoot, all), toy.network, TOY_TIME, claimed);
    const used = all.used();
    expect(await readWith([...used].reverse())).toEqual(whole);
    // Each fourth: reading it all takes its time.
    for (const [i, node] of used.entries()) {
      if (i % 4 !== 0) continue;
      await expect(readWith(used.filter((_, k) => k !== i))).rejects.toThrow(/is missing/);
      const byte = 2 + 2 * (i % ((node.length - 2) / 2));
      const digit = node[byte] === "f" ? "0" : "f";
      const flipped = `${node.slice(0, byte)}${digit}${node.slice(byte + 1)}` as Hex;
      await expect(readWith(used.map((other, k) => (k === i ? flipped : other)))).rejects.toThrow(
        /is missing/,
      );
    }
  });
});
