/**
 * What a bundle may say about contracts that others deployed. Against contracts on a network: test/end-to-end/puffer.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { checkDeployment } from "../../prover/bundle/check-deployment.ts";
import { summarizeDeployment } from "../../prover/bundle/deployment-summary.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { CheckFailedError } from "../../prover/errors.ts";
import type { Hex } from "../../prover/hex.ts";
import { toyDeployment } from "../puffer/toy-deployment.ts";

const ETH = 10n ** 18n;
let toy: Awaited<ReturnType<typeof toyDeployment>>;
beforeAll(async () => {
  toy = await toyDeployment([
    ["validator", "foreign", "validator", "waiting"],
    ["missing", "validator", "behind-foreign"],
  ]);
});

describe("a deployment", () => {
  it("is checked as it was made, and says whom it counts", async () => {
    const checked = (await checkDeployment(toy.bundle))!;
    expect(toy.places.validators.map(({ index }) => index)).toEqual([1, 5, 7]);
    expect(checked.foreignIndices).toEqual([3]);
    expect(checked.missing.map(({ module, position }) => `${module}[${position}]`)).toEqual([
      "M1[0]",
      "M1[2]",
    ]);
    const { summary, accounting } = summarizeDeployment(toy.bundle, checked, 96n * ETH, 97n * ETH);
    expect(summary).toMatchObject({
      activeValidators: "7",
      shown: 7,
      unshown: "0",
      foreign: ["3"],
      waiting: 1,
      isComplete: false,
      excessWei: String(ETH),
    });
    // Three validators, one deposit, two pods and two modules.
    expect(accounting.stakeWei).toBe(96n * ETH + 32n * ETH + 2n * ETH + 6n);
    expect(accounting.claimedWei).toBe(7n * 32n * ETH + 3n * ETH);
  });

  it("is complete where each ACTIVE validator stands in the state, and only then", async () => {
    const summaryOf = async (places: Parameters<typeof toyDeployment>[0], count?: number) => {
      const { bundle } = await toyDeployment(places, count);
      return summarizeDeployment(bundle, (await checkDeployment(bundle))!, 0n, 0n).summary;
    };
    const whole = await summaryOf([["validator", "waiting", "foreign"]]);
    expect(whole).toMatchObject({ isComplete: true, unshown: "0", foreign: ["3"] });
    expect(await summaryOf([["validator"]], 2)).toMatchObject({ isComplete: false, unshown: "1" });
    expect(await summaryOf([["validator", "validator"]], 1)).toMatchObject({
      isComplete: false,
      unshown: "-1",
    });
  });

  it("is nothing where a bundle has none", async () => {
    expect(await checkDeployment({ ...toy.bundle, deployment: undefined })).toBeUndefined();
  });
});

describe("a deployment whose registry is a contract's", () => {
  // Indices 1, 3 (former), 5 in one module, 7 (foreign), 9 and 11 (former) in another.
  const places = [
    ["validator", "former", "validator"],
    ["foreign", "validator", "former"],
  ] as const;
  const made = (registered: readonly number[]) => toyDeployment(places, undefined, registered);
  const REGISTERED = [9, 3, 1, 11] as const;
  let some: Awaited<ReturnType<typeof made>>;
  beforeAll(async () => {
    some = await made(REGISTERED);
  });

  it("keeps the contract's order, counts former validators of its pods, and says whom it lacks", async () => {
    const { bundle, deployment } = some;
    const checked = (await checkDeployment(bundle))!;
    expect(deployment.validators!.former!.map(({ index }) => index)).toEqual([3, 11]);
    expect(checked.uncounted).toEqual([5]);
    const { summary } = summarizeDeployment(bundle, checked, 0n, 0n);
    expect(summary).toMatchObject({ uncounted: ["5"], isComplete: false, unshown: "0", shown: 4 });
    const whole = (await checkDeployment((await made([...REGISTERED, 5])).bundle))!;
    expect(whole.uncounted).toEqual([]);
    const all = summarizeDeployment(bundle, whole, 0n, 0n).summary;
    expect(all.isComplete).toBe(true);
  });

  it("may have entries that the list of balances does not reach", async () => {
    const { bundle } = await made([...REGISTERED, 500]);
    expect((await checkDeployment(bundle))!.uncounted).toEqual([5]);
  });

  it("is not made of a validator that withdraws to no pod", async () => {
    // A stranger stands before each.
    await expect(made([...REGISTERED, 4])).rejects.toThrow(/withdraws to .* no pod/);
    // Registered ones are never foreign: their entry would be shown, and pays somebody else.
    const { bundle } = await made([...REGISTERED, 7]);
    await expect(checkDeployment(bundle)).rejects.toThrow(/not shown to withdraw to a pod/);
  });

  // biome-ignore lint/suspicious/noExplicitAny: whatever a file can hold.
  it.each<[string, (d: any, b: any) => void]>([
    [
      "the key of another validator for a former one",
      (d) => {
        d.validators.former[0].pubkeyRoot = d.validators.former[1].pubkeyRoot;
      },
    ],
    [
      "a former one of another module",
      (d) => {
        d.validators.former[0].module = 1;
      },
    ],
    ["a former one that is not registered", (_, b) => b.registry.splice(1, 1)],
    ["a former one that is not shown", (d) => d.validators.former.pop()],
    ["a former one twice", (d) => d.validators.former.push(d.validators.former[1])],
    [
      "a validator both ACTIVE and former",
      (d) => {
        const { pubkeyRoot } = some.reading.modules[0]!.active[0]!;
        const { position: _, ...entry } = d.validators.entries[0];
        d.validators.former.unshift({ ...entry, pubkeyRoot });
      },
    ],
    [
      "another principal",
      (_, b) => {
        b.registry[0].principalGwei = "33000000000";
      },
    ],
    [
      "no contract named",
      (d) => {
        d.registeredIn = undefined;
      },
    ],
  ])("is refused with %s", async (_, edit) => {
    const bundle = structuredClone(some.bundle);
    edit(bundle.deployment, bundle);
    await expect(checkDeployment(bundle)).rejects.toThrow(CheckFailedError);
  });
});

describe("a deployment is refused", () => {
  /** Whatever a file can hold. */
  type Loose = ReturnType<typeof JSON.parse>;
  type Edit = (deployment: Loose, bundle: Loose) => void;
  const refused = async (edit: Edit) => {
    const bundle = structuredClone(toy.bundle) as Bundle;
    edit(bundle.deployment, bundle);
    await expect(checkDeployment(bundle)).rejects.toThrow(CheckFailedError);
  };

  it.each([
    ["a validator that is not ACTIVE", (d) => d.modules[0].active.push(4)],
    ["a validator that is left out, with its entry", (d) => d.modules[1].active.pop()],
    ["an entry of another index", (d) => d.validators.entries[0].index++],
    [
      "an entry with another pod's credentials",
      (d) => {
        d.validators.entries[0].withdrawalCredentials = d.validators.entries[3].withdrawalCredentials;
      },
    ],
    [
      "the entry of a stranger for a key",
      (d) => {
        d.validators.entries[0].position = 1;
      },
    ],
    ["an entry twice", (d) => d.validators.entries.push(d.validators.entries[3])],
    [
      "a registry with the foreign validator",
      (_, b) => b.registry.push({ index: "3", principalGwei: "32000000000" }),
    ],
    ["a registry without one", (_, b) => b.registry.pop()],
    [
      "another principal",
      (_, b) => {
        b.registry[0].principalGwei = "33000000000";
      },
    ],
    [
      "a larger deposit",
      (d) => {
        d.waiting.entries[0].amountGwei = "33000000000";
      },
    ],
    ["another deposit's place", (d) => d.waiting.entries[0].place--],
    [
      "the deposit of a validator that is not its own",
      (d) => {
        d.waiting.entries[0].position = 2;
      },
    ],
    [
      "a top of the queue that nothing needs",
      (d) => {
        d.waiting.entries = [];
      },
    ],
    ["a node that nothing needs", (d) => d.nodes.push("0xc0")],
    ["nodes in another order", (d) => d.nodes.reverse()],
    [
      "a slot with another value",
      (d) => {
        d.slots[0].value = "1";
      },
    ],
    ["a slot less", (d) => d.slots.pop()],
    [
      "another time, by which revenue counts earlier",
      (d) => {
        d.blockTimestamp = String(BigInt(d.blockTimestamp) + 1n);
      },
    ],
    [
      "another state root",
      (d) => {
        d.stateRoot = `0x${"11".repeat(32)}`;
      },
    ],
    [
      "a header where the state has none",
      (d) => {
        d.header = "0xc0";
      },
    ],
    [
      "withdrawals where the fork has none",
      (d) => {
        d.withdrawals = { entries: [], branch: [] };
      },
    ],
    [
      "another slot in the network file",
      (d) => {
        d.network.oracle.activeValidators.value = `0x${"00".repeat(31)}02`;
      },
    ],
    [
      "another implementation in the network file",
      (d) => {
        d.network.vault.layouts[0].implementation.value = `0x${"00".repeat(20)}`;
      },
    ],
    [
      "another code of pods, by which all withdraw elsewhere",
      (d) => {
        d.network.modules.podInitCodeHash.value = `0x${"12".repeat(32)}`;
      },
    ],
    [
      "totals that begin with something",
      (_, b) => {
        b.manifest.startWei = "1";
      },
    ],
  ] as [string, Edit][])("with %s", async (_, edit) => refused(edit));

  it("with any changed byte of its nodes, branches and siblings", async () => {
    const flip = (hex: Hex, at: number): Hex => {
      const place = 2 + (at % (hex.length - 2));
      return `${hex.slice(0, place)}${hex[place] === "a" ? "b" : "a"}${hex.slice(place + 1)}` as Hex;
    };
    const lists = (d: Loose): Hex[][] => [
      d.nodes,
      d.branch,
      d.validators.top.branch,
      ...d.validators.siblings,
      ...d.validators.entries.map(({ rest }: { rest: Hex[] }) => rest),
      d.waiting.top.branch,
      d.waiting.entries[0].branch,
    ];
    for (const [k, list] of lists(toy.deployment).entries()) {
      for (let i = k; i < list.length; i += 5)
        await refused((d) => {
          const changed = lists(d)[k]!;
          changed[i] = flip(changed[i]!, 31 * i + k);
        });
    }
  });
});
