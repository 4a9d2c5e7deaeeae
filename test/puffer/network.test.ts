import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadNetwork, networkNames } from "../../prover/puffer/load-network.ts";
import {
  NETWORK_CHECKS,
  type NetworkFile,
  networkOf,
  networkSchema,
  placesOfCheck,
} from "../../prover/puffer/network.ts";
import { NetworkFileError, NetworkUnknownError } from "../../prover/puffer/network-errors.ts";
import { slotHex } from "../../prover/puffer/storage-slots.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { PUFFER_FACTS } from "./real-puffer.ts";

const MAINNET = join(REPOSITORY_ROOT, "networks/mainnet-puffer.json");
const raw = () => JSON.parse(readFileSync(MAINNET, "utf8"));

/** A file with one value replaced. */
function written(change: (file: NetworkFile & Record<string, unknown>) => void): string {
  const file = raw();
  change(file);
  const path = join(mkdtempSync(join(tmpdir(), "network-")), "own.json");
  writeFileSync(path, JSON.stringify(file));
  return path;
}

describe("mainnet", () => {
  it("is loaded by its name, and by its path", async () => {
    expect(networkNames()).toEqual(["mainnet"]);
    expect(await loadNetwork("mainnet")).toEqual(await loadNetwork(MAINNET));
  });

  it("has values for every check, and each value has one check", async () => {
    const file = await loadNetwork("mainnet");
    const places = NETWORK_CHECKS.flatMap((check) => placesOfCheck(file, check));
    expect(new Set(places).size).toBe(places.length);
    expect(NETWORK_CHECKS.filter((check) => placesOfCheck(file, check).length === 0)).toEqual([]);
    expect(JSON.stringify(networkOf(file))).not.toContain('"check"');
  });

  it("is parsed to what is parsed again unchanged: a bundle carries it", async () => {
    const file = await loadNetwork("mainnet");
    expect(networkSchema.parse(file)).toEqual(file);
  });
});

describe.skipIf(PUFFER_FACTS === undefined)("mainnet beside the collected facts", () => {
  const { addresses, implementations, slots, ...facts } = PUFFER_FACTS ?? ({} as never);

  it("has every address, implementation and slot that it names, and no other", async () => {
    const network = networkOf(await loadNetwork("mainnet"));
    const lower = (values: Readonly<Record<string, string>>) =>
      Object.values(values).map((value) => value.toLowerCase());
    const { modules, chain, restaking, ...rest } = network;
    const { seed, ...ofModules } = modules;
    // The file says itself where they are published.
    const { operators, ...ofRestaking } = restaking;
    expect(new Set(operators).size).toBe(7);
    const own = [slotHex(0n), slotHex(3n)];
    const known = new Set([
      ...lower(addresses),
      ...lower(implementations),
      ...lower(slots),
      facts.podInitCodeHash,
      ...own,
    ]);
    const named = JSON.stringify([rest, ofModules, ofRestaking]).match(/0x[0-9a-fA-F]+/g)!;
    expect(named.filter((value) => !known.has(value))).toEqual([]);
    expect(named.length).toBeGreaterThan(30);
    expect(chain).toEqual({ chainId: facts.chainId, genesisTime: facts.genesisTime });
    expect(seed).toEqual(facts.modules.map(({ name, module }) => ({ name, module })));
  });

  it("has them in their places", async () => {
    const { vault, oracle, revenueDepositor, protocol, weth, steth, modules } = networkOf(
      await loadNetwork("mainnet"),
    );
    const [layout] = vault.layouts;
    expect({
      vault: vault.address,
      oracle: layout!.oracle,
      revenueDepositor: layout!.revenueDepositor,
      protocol: protocol.address,
      weth: weth.address,
      steth: steth.address,
      eigenPodManager: modules.eigenPodManager,
      moduleManager: modules.manager,
    }).toEqual(
      Object.fromEntries(
        [
          "vault",
          "oracle",
          "revenueDepositor",
          "protocol",
          "weth",
          "steth",
          "eigenPodManager",
          "moduleManager",
        ].map((name) => [name, addresses[name]!.toLowerCase()]),
      ),
    );
    expect(layout!.rewardMint).toBe(slots["vault.totalRewardMintAmount"]);
    expect(layout!.rewardDeposit).toBe(slots["vault.totalRewardDepositAmount"]);
    expect(oracle.activeValidators).toBe(slots["oracle.activeValidators"]);
    expect(revenueDepositor.layouts[0]!.distribution).toBe(
      slots["revenueDepositor.base (a literal, NOT erc7201 of its name)"],
    );
    expect(steth.layouts.map(({ version }) => version)).toEqual([3, 4]);
  });
});

describe("a file that cannot be used", () => {
  const cases: readonly [string, () => Promise<string> | string, RegExp][] = [
    ["is not there", () => "./nothing-here.json", /nothing-here\.json cannot be used: ENOENT/],
    [
      "has a mistyped address",
      () =>
        written((file) => {
          file.vault.address.value = `0xd${file.vault.address.value.slice(3)}` as never;
        }),
      /vault\.address\.value: its checksum is wrong/,
    ],
    [
      "has a value without a check",
      () =>
        written((file) => {
          (file.weth as Record<string, unknown>).balances = slotHex(3n);
        }),
      /weth\.balances: /,
    ],
    [
      "names a check that there is not",
      () =>
        written((file) => {
          (file.chain.chainId as { check: string }).check = "belief";
        }),
      /chain\.chainId\.check: /,
    ],
    [
      "has what is not known",
      () =>
        written((file) => {
          (file as Record<string, unknown>).registrar = "0x00";
        }),
      /registrar/,
    ],
  ];
  it.each(cases)("%s", async (_, path, message) => {
    const loading = loadNetwork(await path());
    await expect(loading).rejects.toThrow(NetworkFileError);
    await expect(loading).rejects.toThrow(message);
  });

  it("is not known by its name", async () => {
    await expect(loadNetwork("goerli")).rejects.toThrow(NetworkUnknownError);
  });
});
