/**
 * What a bundle claims is checked claim by claim. Bundles here are forged as an attacker would: values changed and
 * every hash made right again, so that only the check in question can object.
 * @module
 */
import * as snarkjs from "snarkjs";
import { beforeAll, describe, expect, test } from "vitest";
import { summarizeBundle } from "../../prover/bundle/bundle-summary.ts";
import { checkPageBalances } from "../../prover/bundle/check-balances.ts";
import { checkDeposits } from "../../prover/bundle/check-deposits.ts";
import { checkAmounts } from "../../prover/bundle/check-execution.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { BundleExecution, BundlePage } from "../../prover/bundle/schema.ts";
import { type VerifiedBundle, verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import type { Hex } from "../../prover/hex.ts";
import { fromPublicSignals, PUBLIC_INPUT_NAMES } from "../../prover/plan/public-inputs.ts";
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";
import {
  BALANCES_GWEI,
  continuedParts,
  LIABILITIES,
  PAGES,
  PRINCIPAL_GWEI,
  REGISTRY,
  SOURCES,
  SUPPLY_WEI,
  type SyntheticParts,
  sumOf,
  syntheticParts,
  waitingWei,
} from "./synthetic-bundle.ts";

let toy: ToyGroth16;
let parts: SyntheticParts;
beforeAll(async () => {
  toy = await toyGroth16();
  parts = await syntheticParts(toy);
});

type Change = (parts: Mutable<SyntheticParts>) => unknown;
type Mutable<T> = T extends bigint | string | number | null ? T : { -readonly [K in keyof T]: Mutable<T[K]> };

function forged(change: Change): SyntheticParts {
  const copy = structuredClone(parts) as Mutable<SyntheticParts>;
  change(copy);
  return copy as SyntheticParts;
}

const verifyForged = (change: Change) => verifyBundle(makeBundle(forged(change)));

/** Changes signals of one page and proves them anew: the toy circuit proves anything. */
async function withSignals(page: number, change: (signals: string[]) => void): Promise<SyntheticParts> {
  const changed = forged(() => {});
  const target = changed.pages[page] as Mutable<BundlePage>;
  change(target.publicSignals);
  target.proof = (await toy.prove(target.publicSignals)) as Mutable<BundlePage>["proof"];
  return changed;
}

function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function flip(hex: Hex): Hex {
  return `${hex.slice(0, -1)}${hex.endsWith("0") ? "1" : "0"}` as Hex;
}

describe("verifyBundle: a valid bundle", () => {
  test("gives the totals of an independent reading", async () => {
    const held = REGISTRY.map(({ index }) => BALANCES_GWEI[index] ?? 0n);
    const principalGwei = sumOf(held.map((gwei) => lesser(gwei, PRINCIPAL_GWEI)));
    const sourcesWei = sumOf(SOURCES.map(({ wei }) => wei));
    const liabilitiesWei = sumOf(LIABILITIES.map(({ wei }) => wei));
    const besideWei = sourcesWei + waitingWei() - liabilitiesWei;
    const reservesWei = besideWei + principalGwei * 10n ** 9n;
    expect((await verifyBundle(makeBundle(parts))).summary).toMatchObject({
      valid: true,
      blockRoot: parts.state.blockRoot,
      slot: 123_456,
      fork: "electra",
      validators: 7,
      existing: 6,
      notExisting: ["1000"],
      rawGwei: sumOf(held).toString(),
      principalGwei: principalGwei.toString(),
      sourcesWei: sourcesWei.toString(),
      pendingDepositsWei: waitingWei().toString(),
      liabilitiesWei: liabilitiesWei.toString(),
      waiting: 2,
      writtenOff: 1,
      policy: "principal",
      reservesWei: reservesWei.toString(),
      supplyWei: SUPPLY_WEI.toString(),
      rate: ((reservesWei * 10n ** 18n) / SUPPLY_WEI).toString(),
      pages: 3,
      keys: "development",
      keyTrusted: false,
    });
    const raw = forged((p) => {
      p.execution!.policy = "raw";
    });
    expect((await verifyBundle(makeBundle(raw))).summary).toMatchObject({
      policy: "raw",
      reservesWei: (besideWei + sumOf(held) * 10n ** 9n).toString(),
    });
  });

  test("liabilities above everything else leave reserves of 0, as on chain", () => {
    const bundle = makeBundle(parts);
    const totals = fromPublicSignals(bundle.pages.at(-1)!.publicSignals);
    const [liability] = bundle.execution!.liabilities;
    const owing = (wei: bigint) => ({
      ...bundle.execution!,
      liabilities: [{ ...liability!, valueWei: `${wei}` }],
    });
    const summaryOwing = (wei: bigint) => summarizeBundle({ ...bundle, execution: owing(wei) }, totals);
    expect(summaryOwing(totals.principalOutWei - 1n)).toMatchObject({ reservesWei: "1", rate: "0" });
    expect(summaryOwing(totals.principalOutWei)).toMatchObject({ reservesWei: "0", rate: "0" });
    expect(summaryOwing(totals.principalOutWei + 1n)).toMatchObject({ reservesWei: "0", rate: "0" });
  });

  test("proved without an execution layer it starts at 0 and has no rate", async () => {
    const { summary } = await verifyBundle(makeBundle(await syntheticParts(toy, false)));
    expect(summary).toMatchObject({
      sourcesWei: "0",
      pendingDepositsWei: "0",
      liabilitiesWei: "0",
      waiting: 0,
      writtenOff: 0,
      policy: null,
      supplyWei: null,
      rate: null,
    });
    expect(BigInt(summary.reservesWei)).toBe(BigInt(summary.principalGwei) * 10n ** 9n);
  });

  test("reports every proof as it holds", async () => {
    const seen: number[] = [];
    await verifyBundle(makeBundle(parts), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("verifyBundle: what may be submitted and reported", () => {
  const submit = ({ summary }: VerifiedBundle) => summary.valid;

  test("is the bundle that was verified, and nothing that only has its form", async () => {
    const bundle = makeBundle(parts);
    const verified = await verifyBundle(bundle);
    expect({ ...verified }).toEqual({ ...bundle, summary: verified.summary });
    expect(submit(verified)).toBe(true);
    // @ts-expect-error: nobody has checked it.
    const unchecked: VerifiedBundle = bundle;
    // @ts-expect-error: what was checked is another one.
    const changed: VerifiedBundle = { ...verified, pages: [] };
    // @ts-expect-error: a summary alone is a claim.
    const claimed: VerifiedBundle = { ...bundle, summary: verified.summary };
    expect([unchecked, changed, claimed]).toHaveLength(3);
  });
});

describe("verifyBundle: header and balances list", () => {
  const cases: [string, string, Change][] = [
    ["another proposer", "BUNDLE_BLOCK_ROOT_MISMATCH", (p) => p.state.header.proposerIndex++],
    ["another slot", "BUNDLE_BLOCK_ROOT_MISMATCH", (p) => p.state.header.slot++],
    [
      "another block root",
      "BUNDLE_BLOCK_ROOT_MISMATCH",
      (p) => {
        p.state.blockRoot = flip(p.state.blockRoot);
      },
    ],
    ["a shorter list", "BALANCES_TOP_INVALID", (p) => p.state.listLength--],
    [
      "a list of another depth",
      "BALANCES_TOP_INVALID",
      (p) => {
        p.state.listLength = 1000;
      },
    ],
    [
      "a list longer than any",
      "BALANCES_TOP_INVALID",
      (p) => {
        p.state.listLength = 2 ** 50;
      },
    ],
    [
      "the layout of another fork",
      "BALANCES_TOP_INVALID",
      (p) => {
        p.state.fork = "deneb";
      },
    ],
    [
      "another top",
      "BALANCES_TOP_INVALID",
      (p) => {
        p.balancesTop.node = flip(p.balancesTop.node);
      },
    ],
    ["a branch cut short", "BALANCES_TOP_INVALID", (p) => p.balancesTop.branch.pop()],
    ["a branch too long", "BALANCES_TOP_INVALID", (p) => p.balancesTop.branch.push(p.balancesTop.node)],
  ];
  test.each(cases)("%s → %s", async (_, code, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code, exitCode: 1 });
  });

  test("every sibling of the top's branch counts", async () => {
    for (const i of parts.balancesTop.branch.keys()) {
      const verifying = verifyForged((p) => {
        p.balancesTop.branch[i] = flip(p.balancesTop.branch[i]!);
      });
      await expect(verifying).rejects.toMatchObject({ code: "BALANCES_TOP_INVALID" });
    }
  });
});

describe("verifyBundle: links", () => {
  const link = (p: Mutable<SyntheticParts>, page: number) => p.pages[page]!.link;
  const cases: [string, Change][] = [
    [
      "another node",
      (p) => {
        link(p, 0).node = flip(link(p, 0).node);
      },
    ],
    [
      "depth 0",
      (p) => {
        link(p, 0).depth = 0;
      },
    ],
    [
      "a depth above the top",
      (p) => {
        link(p, 1).depth = 5;
      },
    ],
    ["a first chunk beside its span", (p) => link(p, 2).firstChunk++],
    [
      "the neighbour's first chunk",
      (p) => {
        link(p, 2).firstChunk = 8;
      },
    ],
    [
      "a first chunk past the end, same low bits",
      (p) => {
        link(p, 2).firstChunk += 16;
      },
    ],
    [
      "a sibling changed",
      (p) => {
        link(p, 0).branch[1] = flip(link(p, 0).branch[1]!);
      },
    ],
    ["a sibling missing", (p) => link(p, 0).branch.pop()],
    ["a sibling too many", (p) => link(p, 1).branch.push(link(p, 1).node)],
  ];
  test.each(cases)("%s is refused", async (_, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code: "PAGE_LINK_INVALID", exitCode: 1 });
  });
});

describe("verifyBundle: public signals", () => {
  const bound = PUBLIC_INPUT_NAMES.filter((name) => name !== "principalOutWei" && name !== "rawOutWei");

  test.each([0, 1, 2])(
    "page %i: every signal that is not a total is bound, whatever is proved",
    async (page) => {
      for (const name of bound) {
        const changed = await withSignals(page, (signals) => {
          const i = PUBLIC_INPUT_NAMES.indexOf(name);
          signals[i] = (BigInt(signals[i]!) + 1n).toString();
        });
        // A count of a page in the middle moves its border, so the registry objects to the commitment instead.
        const signal = name === "countOut" && page < 2 ? expect.stringMatching(/Out$/) : name;
        await expect(verifyBundle(makeBundle(changed)), name).rejects.toMatchObject({
          code: "PAGE_SIGNAL_MISMATCH",
          page: page + 1,
          signal,
        });
      }
    },
  );

  test.each(["principalOutWei", "rawOutWei"] as const)(
    "%s of a page is what the next one starts from",
    async (name) => {
      const changed = await withSignals(0, (signals) => {
        signals[PUBLIC_INPUT_NAMES.indexOf(name)] = "1";
      });
      await expect(verifyBundle(makeBundle(changed))).rejects.toMatchObject({
        code: "PAGE_SIGNAL_MISMATCH",
        page: 2,
        signal: name.replace("Out", "In"),
      });
    },
  );

  test("a signal past the field order is refused, though it stands for the same element", async () => {
    for (const i of PUBLIC_INPUT_NAMES.keys()) {
      const verifying = verifyForged((p) => {
        p.pages[1]!.publicSignals[i] = (
          BigInt(p.pages[1]!.publicSignals[i]!) + SCALAR_FIELD_ORDER
        ).toString();
      });
      await expect(verifying).rejects.toMatchObject({ code: "NOT_IN_FIELD" });
    }
  });

  const order: [string, Change][] = [
    ["a page left out at the end", (p) => p.pages.pop()],
    ["a page left out at the start", (p) => p.pages.shift()],
    ["a page twice", (p) => p.pages.splice(1, 0, p.pages[0]!)],
    ["pages swapped", (p) => p.pages.reverse()],
    ["a validator left out", (p) => p.registry.pop()],
    ["a validator added", (p) => p.registry.push({ index: 30, principalGwei: 1n })],
    ["validators swapped", (p) => p.registry.reverse()],
    [
      "another principal",
      (p) => {
        p.registry[4]!.principalGwei++;
      },
    ],
    [
      "another start",
      (p) => {
        p.startWei++;
      },
    ],
  ];
  test.each(order)("%s is refused", async (_, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code: "PAGE_SIGNAL_MISMATCH", exitCode: 1 });
  });

  test.each([0, 1, 3])(
    "a page without a validator, %i from the front, is refused as on chain",
    async (place) => {
      const withEmpty = PAGES.toSpliced(place, 0, { indices: [], depth: 1, firstChunk: 0 });
      const { pages } = await syntheticParts(toy, true, undefined, withEmpty);
      await expect(verifyBundle(makeBundle({ ...parts, pages }))).rejects.toMatchObject({
        code: "PAGE_SIGNAL_MISMATCH",
        page: place + 1,
        signal: "countOut",
      });
    },
  );

  test("a validator twice is refused by its index", async () => {
    await expect(verifyForged((p) => p.registry.push(p.registry[0]!))).rejects.toMatchObject({
      code: "REGISTRY_DUPLICATE_VALIDATOR",
    });
  });
});

describe("verifyBundle: balances", () => {
  const balances = (p: Mutable<SyntheticParts>, page: number) => p.pages[page]!.balances;

  test("every chunk and every sibling counts", async () => {
    for (const [page, { balances: honest }] of parts.pages.entries()) {
      for (const list of ["chunks", "siblings"] as const) {
        for (const i of honest[list].keys()) {
          const verifying = verifyForged((p) => {
            balances(p, page)[list][i] = flip(balances(p, page)[list][i]!);
          });
          await expect(verifying).rejects.toMatchObject({
            code: "PAGE_BALANCES_INVALID",
            page: page + 1,
            exitCode: 1,
          });
        }
      }
    }
  });

  const cases: [string, Change][] = [
    ["a chunk missing", (p) => balances(p, 1).chunks.pop()],
    ["a chunk too many", (p) => balances(p, 1).chunks.push(balances(p, 1).chunks[0]!)],
    ["chunks swapped", (p) => balances(p, 1).chunks.reverse()],
    ["a sibling missing", (p) => balances(p, 1).siblings.pop()],
    ["a sibling too many", (p) => balances(p, 1).siblings.push(p.balancesTop.node)],
    ["siblings in another order", (p) => balances(p, 1).siblings.reverse()],
    [
      "nothing at all",
      (p) => {
        p.pages[0]!.balances = { chunks: [], siblings: [] };
      },
    ],
    [
      "those of another page",
      (p) => {
        p.pages[2]!.balances = p.pages[0]!.balances;
      },
    ],
  ];
  test.each(cases)("%s is refused", async (_, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code: "PAGE_BALANCES_INVALID", exitCode: 1 });
  });

  test.each([
    ["principalOutWei", "principal"],
    ["rawOutWei", "raw"],
  ] as const)("they have to come to %s, to the wei, whatever is proved", async (name, sum) => {
    for (const moreWei of [1n, -1n, 10n ** 9n, 10n ** 30n]) {
      const changed = await withSignals(2, (signals) => {
        const i = PUBLIC_INPUT_NAMES.indexOf(name);
        signals[i] = (BigInt(signals[i]!) + moreWei).toString();
      });
      await expect(verifyBundle(makeBundle(changed))).rejects.toMatchObject({
        code: "BALANCE_SUM_MISMATCH",
        page: 3,
        sum,
        exitCode: 1,
      });
    }
  });

  test("a validator of the page outside of its link is refused, whatever is proved", () => {
    const bundle = makeBundle(parts);
    const page = structuredClone(bundle.pages[0]!);
    page.link.depth = 1;
    page.link.firstChunk = 4;
    expect(() => checkPageBalances(bundle, page, 1)).toThrow(
      expect.objectContaining({
        code: "PAGE_BALANCES_INVALID",
        message: expect.stringContaining("is not below"),
      }),
    );
  });

  test("a page of validators that do not exist yet carries none, and may not", () => {
    const bundle = makeBundle(parts);
    const page = structuredClone(bundle.pages[2]!);
    const signals = fromPublicSignals(page.publicSignals);
    const nothing = { countIn: "6", principalInWei: signals.principalOutWei, rawInWei: signals.rawOutWei };
    for (const [name, value] of Object.entries({ ...nothing, existingIn: signals.existingOut })) {
      page.publicSignals[PUBLIC_INPUT_NAMES.indexOf(name as keyof typeof signals)] = value.toString();
    }
    const none = { ...page, balances: { chunks: [], siblings: [] } };
    expect(() => checkPageBalances(bundle, none, 3)).not.toThrow();
    expect(() => checkPageBalances(bundle, page, 3)).toThrow(/chunks of balances/);
    const siblings = { ...page, balances: { chunks: [], siblings: page.balances.siblings } };
    expect(() => checkPageBalances(bundle, siblings, 3)).toThrow(/siblings but no chunks/);
  });
});

describe("verifyBundle: a bundle that continues others' pages", () => {
  const indexOf = (name: (typeof PUBLIC_INPUT_NAMES)[number]) => PUBLIC_INPUT_NAMES.indexOf(name);
  /** Signals of the first page changed and proved anew, as whoever made the bundle could. */
  const continuing = async (page: number, change: (signals: string[]) => void = () => {}) => {
    const { startCount } = continuedParts(parts, page);
    const changed = continuedParts(await withSignals(page, change), page);
    return verifyBundle(makeBundle({ ...changed, startCount }));
  };

  test.each([1, 2])("says from where on, and the amounts of all: from page %i", async (page) => {
    const { summary: whole } = await verifyBundle(makeBundle(parts));
    const { startCount } = continuedParts(parts, page);
    expect(startCount).toBe([0, 2, 5][page]);
    expect(whole.startCount).toBe(0);
    expect((await continuing(page)).summary).toEqual({ ...whole, startCount, pages: 3 - page });
  });

  test("count, commitment and number of existing validators before it follow from the registry", async () => {
    for (const name of ["countIn", "commitmentIn", "existingIn"] as const) {
      const verifying = continuing(1, (signals) => {
        signals[indexOf(name)] = (BigInt(signals[indexOf(name)]!) + 1n).toString();
      });
      await expect(verifying, name).rejects.toMatchObject({
        code: "PAGE_SIGNAL_MISMATCH",
        page: 1,
        signal: name,
        exitCode: 1,
        message: expect.stringContaining("the start"),
      });
    }
  });

  test("another count in the manifest than that of the pages is refused", async () => {
    const rest = continuedParts(parts, 1);
    for (const startCount of [0, 1, 3, 6]) {
      await expect(verifyBundle(makeBundle({ ...rest, startCount }))).rejects.toMatchObject({
        code: "PAGE_SIGNAL_MISMATCH",
        page: 1,
      });
    }
    await expect(verifyForged((p) => p.startCount++)).rejects.toMatchObject({ code: "PAGE_SIGNAL_MISMATCH" });
  });

  test.each([7, 8])("a start after %i of 7 validators is none", async (startCount) => {
    const rest = continuedParts(parts, 1);
    await expect(verifyBundle(makeBundle({ ...rest, startCount }))).rejects.toMatchObject({
      code: "START_CLAIM_INVALID",
      startCount,
      exitCode: 1,
    });
  });

  const claims: [string, "principalInWei" | "rawInWei", bigint][] = [
    ["less than sources and deposits", "principalInWei", -1_000_000_000n],
    ["less than sources and deposits", "rawInWei", -1_000_000_000n],
    ["a fraction of a gwei", "principalInWei", 1n],
    ["a fraction of a gwei", "rawInWei", 1n],
  ];
  test.each(claims)("amounts that nobody can hold are refused: %s (%s)", async (_, name, heldWei) => {
    const verifying = continuing(1, (signals) => {
      signals[indexOf(name)] = (parts.startWei + heldWei).toString();
    });
    await expect(verifying).rejects.toMatchObject({ code: "START_CLAIM_INVALID", startCount: 2 });
  });

  test("a principal above what the validators hold is refused; exactly that is a claim like others", async () => {
    const principal = (excessWei: bigint) =>
      continuing(1, (signals) => {
        signals[indexOf("principalInWei")] = (BigInt(signals[indexOf("rawInWei")]!) + excessWei).toString();
      });
    await expect(principal(1_000_000_000n)).rejects.toMatchObject({ code: "START_CLAIM_INVALID" });
    await expect(principal(0n)).resolves.toMatchObject({ summary: { startCount: 2 } });
  });

  test("sources and deposits are proved all the same", async () => {
    const rest = continuedParts(parts, 1);
    const less = { ...rest, startWei: rest.startWei - 1_000_000_000n };
    await expect(verifyBundle(makeBundle(less))).rejects.toMatchObject({ code: "START_MISMATCH" });
  });
});

describe("verifyBundle: proofs and keys", () => {
  test("totals changed after proving are refused, also where they fit balances and start", async () => {
    const { startCount } = continuedParts(parts, 2);
    const changed = forged((p) => {
      for (const name of ["principalInWei", "principalOutWei", "rawInWei", "rawOutWei"] as const) {
        const signals = p.pages[2]!.publicSignals;
        const i = PUBLIC_INPUT_NAMES.indexOf(name);
        signals[i] = (BigInt(signals[i]!) + 10n ** 9n).toString();
      }
    });
    const verifying = verifyBundle(makeBundle({ ...continuedParts(changed, 2), startCount }));
    await expect(verifying).rejects.toMatchObject({ code: "PROOF_INVALID", page: 1 });
  });

  test("a proof of another page is refused", async () => {
    const verifying = verifyForged((p) => {
      p.pages[1]!.proof = p.pages[0]!.proof;
    });
    await expect(verifying).rejects.toMatchObject({ code: "PROOF_INVALID", page: 2 });
  });

  test("points off the curve are refused", async () => {
    const changes: Change[] = [
      (p) => {
        p.pages[0]!.proof.pi_a[0] = "1";
      },
      (p) => {
        p.pages[0]!.proof.pi_b[0][0] = "1";
      },
      (p) => {
        p.pages[0]!.proof.pi_c[1] = "1";
      },
    ];
    for (const change of changes) {
      await expect(verifyForged(change)).rejects.toMatchObject({ code: "PROOF_INVALID" });
    }
  });

  test("a point on the curve of G2 but outside of its subgroup is refused, though snarkjs calls it valid", async () => {
    const point = await pointOutsideSubgroup();
    const verifying = verifyForged((p) => {
      p.pages[0]!.proof.pi_b = point;
    });
    await expect(verifying).rejects.toMatchObject({ code: "PROOF_INVALID" });
  });

  test("a coordinate past the field order is refused, as on chain", async () => {
    const { q } = await curve();
    const verifying = verifyForged((p) => {
      p.pages[0]!.proof.pi_a[0] = (BigInt(p.pages[0]!.proof.pi_a[0]) + q).toString();
    });
    await expect(verifying).rejects.toMatchObject({ code: "NOT_IN_FIELD" });
  });

  test("a bundle with another key: its proofs do not hold", async () => {
    const other = await toyGroth16("another");
    const verifying = verifyForged((p) => {
      p.key.verificationKey = other.verificationKey;
    });
    await expect(verifying).rejects.toMatchObject({ code: "PROOF_INVALID" });
    await expect(
      verifyBundle(makeBundle(parts), { trustedVerificationKey: other.verificationKey }),
    ).rejects.toMatchObject({ code: "KEY_NOT_TRUSTED", exitCode: 1 });
  });

  test("the trusted key is compared by content, without the part that no verifier reads", async () => {
    const { vk_alphabeta_12: _, ...trustedVerificationKey } = structuredClone(toy.verificationKey);
    const { summary } = await verifyBundle(makeBundle(parts), { trustedVerificationKey });
    expect(summary.keyTrusted).toBe(true);
  });
});

describe("verifyBundle: execution layer", () => {
  const execution = (p: Mutable<SyntheticParts>) => p.execution as Mutable<BundleExecution>;
  const cases: [string, string, Change][] = [
    [
      "a start without an execution part",
      "START_MISMATCH",
      (p) => {
        p.execution = null;
      },
    ],
    ["a source left out", "START_MISMATCH", (p) => execution(p).sources.shift()],
    ["a source twice", "SOURCE_TWICE", (p) => execution(p).sources.unshift(execution(p).sources[0]!)],
    ["a slot twice", "SOURCE_TWICE", (p) => execution(p).sources.unshift(execution(p).sources[2]!)],
    ["a pod twice", "SOURCE_TWICE", (p) => execution(p).sources.push(execution(p).sources.at(-1)!)],
    ["a liability twice", "SOURCE_TWICE", (p) => execution(p).liabilities.push(execution(p).liabilities[0]!)],
    [
      "another state root",
      "EXECUTION_ROOT_INVALID",
      (p) => {
        execution(p).stateRoot = flip(execution(p).stateRoot);
      },
    ],
    [
      "a sibling changed",
      "EXECUTION_ROOT_INVALID",
      (p) => {
        execution(p).branch[0] = flip(execution(p).branch[0]!);
      },
    ],
    ["a sibling missing", "EXECUTION_ROOT_INVALID", (p) => execution(p).branch.pop()],
  ];
  test.each(cases)("%s → %s", async (_, code, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code, exitCode: 1 });
  });

  test("a pod that is a source too counts once: its second place is worth 0 and holds no proof", async () => {
    const again = {
      ...parts.execution!.sources[0]!,
      name: "pod 2",
      kind: "pod" as const,
      valueWei: "0",
      accountProof: [],
    };
    const honest = await verifyBundle(makeBundle(parts));
    const withPod = await verifyForged((p) => execution(p).sources.push({ ...again }));
    expect(withPod.summary).toEqual(honest.summary);
    for (const bad of [
      { ...again, valueWei: "1" },
      { ...again, accountProof: parts.execution!.sources[0]!.accountProof },
      { ...again, ...parts.execution!.sources[0]!, kind: "pod" as const },
    ]) {
      await expect(
        verifyForged((p) => execution(p).sources.push(structuredClone(bad))),
      ).rejects.toMatchObject({
        code: "SOURCE_TWICE",
      });
    }
    const [liability] = parts.execution!.liabilities;
    const nothing = { ...liability!, valueWei: "0", accountProof: [], storageProof: [] };
    await expect(verifyForged((p) => execution(p).liabilities.push(nothing))).rejects.toMatchObject({
      code: "SOURCE_TWICE",
    });
  });

  test("pods are listed after all other sources, and are no liabilities", () => {
    const { sources, liabilities } = parts.execution!;
    const withLists = (lists: Partial<BundleExecution>) => () =>
      makeBundle({ ...parts, execution: { ...parts.execution!, ...lists } });
    expect(withLists({ sources })).not.toThrow();
    expect(withLists({ sources: [...sources].reverse() })).toThrow("pods come after all other sources");
    const owed = { ...liabilities[0]!, ...sources.find(({ kind }) => kind === "pod")! };
    expect(withLists({ liabilities: [owed] })).toThrow("a pod is no liability");
  });

  test("the balance and a slot of one account are two sources", async () => {
    const addresses = SOURCES.map(({ address }) => address);
    expect(new Set(addresses).size).toBeLessThan(addresses.length);
    await verifyBundle(makeBundle(parts));
  });

  test("amounts past 128 bits, which the contract cannot hold, are refused: each, and sums", () => {
    const honest = parts.execution!;
    const limit = 1n << 128n;
    const refused = (message: RegExp, changes: Partial<BundleExecution>) =>
      expect(() => checkAmounts({ ...honest, ...changes })).toThrow(
        expect.objectContaining({ code: "AMOUNT_TOO_LARGE", message: expect.stringMatching(message) }),
      );
    const supply = (wei: bigint) => ({ token: { ...honest.token, supplyWei: `${wei}` } });
    checkAmounts({ ...honest, ...supply(limit - 1n) });
    refused(/The supply/, supply(limit));
    for (const list of ["sources", "liabilities"] as const) {
      const worth = (wei: bigint) => ({ ...honest[list][0]!, valueWei: `${wei}` });
      checkAmounts({ ...honest, [list]: [worth(limit - 1n)] });
      refused(new RegExp(honest[list][0]!.name), { [list]: [worth(limit)] });
      refused(/The sum/, { [list]: [worth(limit / 2n), worth(limit / 2n)] });
    }
  });

  const proofs: [string, Change][] = [
    [
      "another balance",
      (p) => {
        execution(p).sources[0]!.valueWei = "1";
      },
    ],
    [
      "another number in a slot",
      (p) => {
        execution(p).sources[2]!.valueWei = "1";
      },
    ],
    [
      "a number in a slot that is proved absent",
      (p) => {
        execution(p).sources[3]!.valueWei = "1";
      },
    ],
    [
      "a balance of an account that is proved absent",
      (p) => {
        execution(p).sources[5]!.valueWei = "1";
      },
    ],
    [
      "a slot passed off as absent",
      (p) => {
        execution(p).sources[2]!.valueWei = "0";
        execution(p).sources[2]!.storageProof.pop();
      },
    ],
    [
      "an account passed off as absent",
      (p) => {
        execution(p).sources[1]!.valueWei = "0";
        execution(p).sources[1]!.accountProof.pop();
      },
    ],
    [
      "a smaller liability",
      (p) => {
        execution(p).liabilities[0]!.valueWei = "1";
      },
    ],
    [
      "the slot of another liability",
      (p) => {
        execution(p).liabilities[0]!.slot = "2";
      },
    ],
    [
      "another supply",
      (p) => {
        execution(p).token.supplyWei = "1";
      },
    ],
    [
      "another supply slot",
      (p) => {
        execution(p).token.supplySlot = "3";
      },
    ],
    [
      "another token",
      (p) => {
        execution(p).token.address = flip(execution(p).token.address);
      },
    ],
    [
      "another account",
      (p) => {
        execution(p).sources[1]!.address = flip(execution(p).sources[1]!.address);
      },
    ],
    ["an account proof cut short", (p) => execution(p).sources[0]!.accountProof.pop()],
    [
      "a node too many",
      (p) => execution(p).sources[0]!.accountProof.push(execution(p).sources[1]!.accountProof[1]!),
    ],
    [
      "a node twice",
      (p) => execution(p).sources[0]!.accountProof.push(execution(p).sources[0]!.accountProof[1]!),
    ],
    [
      "a node off the path, below the last one of it",
      (p) => execution(p).sources[5]!.accountProof.push(execution(p).sources[0]!.accountProof[1]!),
    ],
    ["nodes in another order", (p) => execution(p).sources[0]!.accountProof.reverse()],
    [
      "nodes of an empty storage",
      (p) => {
        execution(p).sources[4]!.storageProof = ["0x80"];
      },
    ],
    [
      "a storage proof changed",
      (p) => {
        execution(p).token.storageProof[0] = flip(execution(p).token.storageProof[0]!);
      },
    ],
    [
      "account proofs swapped",
      (p) => {
        execution(p).sources[0]!.accountProof = execution(p).sources[1]!.accountProof;
      },
    ],
  ];
  test.each(proofs)("%s is refused", async (_, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({
      code: "EXECUTION_PROOF_INVALID",
      exitCode: 1,
    });
  });
});

describe("verifyBundle: waiting deposits", () => {
  const deposits = (p: Mutable<SyntheticParts>) =>
    p.execution!.deposits as Mutable<BundleExecution["deposits"]>;
  const first = (p: Mutable<SyntheticParts>) => deposits(p).waiting[0]!;
  const cases: [string, string, Change][] = [
    [
      "more provisions",
      "PROVISIONS_UNACCOUNTED",
      (p) => {
        deposits(p).provisioned = "10";
      },
    ],
    ["a provision given up left out", "PROVISIONS_UNACCOUNTED", (p) => deposits(p).writtenOff.pop()],
    ["a deposit left out", "PROVISIONS_UNACCOUNTED", (p) => deposits(p).waiting.pop()],
    ["a deposit twice", "DEPOSIT_INVALID", (p) => deposits(p).waiting.splice(1, 0, first(p))],
    [
      "an entry of the queue twice, under two numbers",
      "DEPOSIT_INVALID",
      (p) => deposits(p).waiting.splice(1, 1, { ...first(p), provision: "9" }),
    ],
    ["falling numbers", "DEPOSIT_INVALID", (p) => deposits(p).waiting.reverse()],
    [
      "number 0",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).provision = "0";
      },
    ],
    [
      "a number after the block",
      "DEPOSIT_INVALID",
      (p) => {
        deposits(p).waiting[1]!.provision = "10";
      },
    ],
    [
      "a given up number after the block",
      "DEPOSIT_INVALID",
      (p) => {
        deposits(p).writtenOff = ["10"];
      },
    ],
    ["a given up number twice", "DEPOSIT_INVALID", (p) => deposits(p).writtenOff.push("8")],
    [
      "a number that waits and was given up",
      "DEPOSIT_INVALID",
      (p) => {
        deposits(p).writtenOff = ["9"];
      },
    ],
    [
      "another amount",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).amountGwei = "32000000001";
      },
    ],
    [
      "an amount past 64 bits with the same chunk",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).amountGwei = (BigInt(first(p).amountGwei) + (1n << 64n)).toString();
      },
    ],
    [
      "credentials of a BLS key",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).withdrawalCredentials = `0x00${first(p).withdrawalCredentials.slice(4)}`;
      },
    ],
    [
      "credentials with something before the account",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).withdrawalCredentials =
          `${first(p).withdrawalCredentials.slice(0, 4)}01${first(p).withdrawalCredentials.slice(6)}` as Hex;
      },
    ],
    [
      "a position past the end, same low bits",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).position += 8;
      },
    ],
    [
      "the neighbour's position",
      "DEPOSIT_INVALID",
      (p) => {
        first(p).position++;
      },
    ],
    ["a sibling missing", "DEPOSIT_INVALID", (p) => first(p).branch.pop()],
    ["a sibling too many", "DEPOSIT_INVALID", (p) => first(p).branch.push(first(p).rest)],
    [
      "no top",
      "DEPOSIT_QUEUE_INVALID",
      (p) => {
        deposits(p).top = null;
      },
    ],
    [
      "a top that nothing needs",
      "DEPOSIT_QUEUE_INVALID",
      (p) => {
        deposits(p).waiting = [];
        deposits(p).provisioned = "7";
        deposits(p).writtenOff = ["7"];
      },
    ],
    [
      "another top",
      "DEPOSIT_QUEUE_INVALID",
      (p) => {
        deposits(p).top!.node = flip(deposits(p).top!.node);
      },
    ],
    ["a longer queue", "DEPOSIT_QUEUE_INVALID", (p) => deposits(p).top!.length++],
    [
      "a queue of another depth",
      "DEPOSIT_QUEUE_INVALID",
      (p) => {
        deposits(p).top!.length = 1;
      },
    ],
    [
      "a queue longer than any",
      "DEPOSIT_QUEUE_INVALID",
      (p) => {
        deposits(p).top!.length = 2 ** 28;
      },
    ],
    ["a branch cut short", "DEPOSIT_QUEUE_INVALID", (p) => deposits(p).top!.branch.pop()],
  ];
  test.each(cases)("%s → %s", async (_, code, change) => {
    await expect(verifyForged(change)).rejects.toMatchObject({ code, exitCode: 1 });
  });

  test("every node of every entry and of the top's branch counts", async () => {
    const { waiting, top } = parts.execution!.deposits;
    const changes: [string, Change][] = [];
    for (const i of waiting.keys()) {
      for (const node of ["pubkeyRoot", "withdrawalCredentials", "signatureRoot", "rest"] as const) {
        changes.push([
          "DEPOSIT_INVALID",
          (p) => {
            deposits(p).waiting[i]![node] = flip(deposits(p).waiting[i]![node]);
          },
        ]);
      }
      for (const level of waiting[i]!.branch.keys()) {
        changes.push([
          "DEPOSIT_INVALID",
          (p) => {
            const { branch } = deposits(p).waiting[i]!;
            branch[level] = flip(branch[level]!);
          },
        ]);
      }
    }
    for (const level of top!.branch.keys()) {
      changes.push([
        "DEPOSIT_QUEUE_INVALID",
        (p) => {
          const { branch } = deposits(p).top!;
          branch[level] = flip(branch[level]!);
        },
      ]);
    }
    for (const [code, change] of changes) {
      await expect(verifyForged(change)).rejects.toMatchObject({ code, exitCode: 1 });
    }
  });

  test.each(["0x00", "0x03"])(
    "credentials with prefix %s name nobody, whatever their branch would show",
    async (prefix) => {
      const verifying = verifyForged((p) => {
        first(p).withdrawalCredentials = `${prefix}${first(p).withdrawalCredentials.slice(4)}` as Hex;
      });
      await expect(verifying).rejects.toMatchObject({
        code: "DEPOSIT_INVALID",
        message: expect.stringContaining("are not those of an account"),
      });
    },
  );

  test.each([6, 7, 14])("position %i is past the end, whatever its branch would show", async (position) => {
    const verifying = verifyForged((p) => {
      first(p).position = position;
    });
    await expect(verifying).rejects.toMatchObject({
      code: "DEPOSIT_INVALID",
      message: expect.stringContaining(`position ${position} is past the end of the queue of 6 entries`),
    });
  });

  test("a fork without a queue has no waiting deposits", () => {
    const { manifest } = makeBundle(parts);
    const { deposits: honest } = parts.execution!;
    expect(() => checkDeposits({ ...manifest, fork: "deneb" }, honest, 6n)).toThrow(
      expect.objectContaining({ code: "DEPOSIT_QUEUE_INVALID", message: expect.stringContaining("deneb") }),
    );
    const none = { ...honest, top: null, provisioned: "7", waiting: [], writtenOff: ["7"] };
    expect(() => checkDeposits({ ...manifest, fork: "deneb" }, none, 6n)).not.toThrow();
  });
});

interface Bn254 {
  readonly q: bigint;
  readonly F2: {
    fromObject(value: bigint[]): Uint8Array;
    toObject(value: Uint8Array): bigint[];
    square(value: Uint8Array): Uint8Array;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    sqrt(value: Uint8Array): Uint8Array | null;
    eq(a: Uint8Array, b: Uint8Array): boolean;
  };
  readonly G2: { b: Uint8Array };
}

function curve(): Promise<Bn254> {
  const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string): Promise<Bn254> } };
  return curves.getCurveFromName("bn128");
}

/** The cofactor of G2 is about 2^254, so a point with a small x lies outside of the subgroup. */
async function pointOutsideSubgroup(): Promise<BundlePage["proof"]["pi_b"]> {
  const { F2, G2 } = await curve();
  for (let small = 1n; ; small++) {
    const x = F2.fromObject([small, 0n]);
    const ySquared = F2.add(F2.mul(F2.square(x), x), G2.b);
    const y = F2.sqrt(ySquared);
    if (y === null || !F2.eq(F2.square(y), ySquared)) continue;
    const [y0, y1] = F2.toObject(y).map(String) as [string, string];
    return [
      [small.toString(), "0"],
      [y0, y1],
      ["1", "0"],
    ];
  }
}
