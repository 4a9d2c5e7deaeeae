/**
 * What a forger of a page tries: a lie, and whatever has to be changed along with it so that the next check is content.
 * The honest page is that of test/support/page-example.ts: lane 0 has validator 9, whose balance is the second one of chunk 2.
 * @module
 */
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import type { Lies, PageForger } from "./page-forger.ts";

export interface Attempt {
  /** Signals that the forger sets beside inputs and advice. */
  readonly free: readonly string[];
  readonly lies: Lies;
}

const { slots: SLOTS } = PAGE_SIZES.test;
const HUGE_GWEI = 1n << 63n;
export const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Selectors and side by which a claim names one side of a slot; without a slot, none. */
export function claimOf(claim: string, slots: number, slot: number | undefined, side: bigint): Lies {
  const selectors = range(slots).map((s) => [`${claim}.selector[${s}]`, s === slot ? 1n : 0n]);
  return { ...Object.fromEntries(selectors), [`${claim}.side`]: side };
}

/** The chunk with the false balance, and what was picked from its parent made the same. */
export function nodeWithWhatWasPicked(forger: PageForger): Attempt {
  const lie = { "laneBalancesGwei[0][1]": HUGE_GWEI };
  const { valueAt } = forger.forge(lie);
  const picked = range(2).map((k) => [`laneClaim[0].picked[${k}]`, valueAt(`lane[0].chunkNode[${k}]`)]);
  return { free: picked.map(([name]) => name as string), lies: { ...lie, ...Object.fromEntries(picked) } };
}

/** Validator 9 is committed to, the balance of validator 10, in the same chunk, is read. */
const READ_BITS = { "lane[0].balances.lane[0]": 0n, "lane[0].balances.lane[1]": 1n };
export const decoupledIndex: Attempt = { free: Object.keys(READ_BITS), lies: READ_BITS };

/** Every lie that is tried, by name. */
export function attempts(forger: PageForger): [string, Attempt][] {
  const plain = (lies: Lies): Attempt => ({ free: [], lies });
  const lastSlot = SLOTS - 1;
  const valueAt = (name: string) => forger.valueAt(name);
  const copyOf = (from: number, to: number): Lies =>
    Object.fromEntries(
      ["slotGindex", "slotLeft", "slotRight"].flatMap((name) =>
        (name === "slotGindex" ? [""] : ["[0]", "[1]"]).map((part) => [
          `${name}[${to}]${part}`,
          valueAt(`${name}[${from}]${part}`),
        ]),
      ),
    );
  const orphan = { ...copyOf(1, lastSlot), [`slotLeft[${lastSlot}][0]`]: 5n };
  return [
    ["a node and what was picked from it", nodeWithWhatWasPicked(forger)],
    ["an index that is not the one of the commitment", decoupledIndex],
    [
      "a slot that is nobody's child",
      plain({ ...orphan, ...claimOf(`slotClaim[${lastSlot}]`, lastSlot, undefined, 0n) }),
    ],
    [
      "a second slot with the gindex of another and other children",
      plain({ ...orphan, ...claimOf(`slotClaim[${lastSlot}]`, lastSlot, 0, valueAt("slotClaim[1].side")) }),
    ],
    [
      "a validator that exists and is said not to",
      {
        free: ["lane[0].exists"],
        lies: { "lane[0].exists": 0n, ...claimOf("laneClaim[0]", SLOTS, undefined, 0n) },
      },
    ],
    [
      "a validator that does not exist and is said to",
      { free: ["lane[3].exists"], lies: { "lane[3].exists": 1n, ...claimOf("laneClaim[3]", SLOTS, 1, 0n) } },
    ],
    ["a principal that the registry does not have", plain({ "lanePrincipalGwei[1]": HUGE_GWEI })],
    ["a lane that is left out", plain({ "laneActive[4]": 0n })],
    ["an inactive lane before active ones", plain({ "laneActive[1]": 0n })],
    ["a lane that counts twice", plain({ "laneActive[0]": 2n })],
    ["a side that is neither", plain({ "laneClaim[0].side": 2n })],
    ["a balance beyond 64 bits", plain({ "laneBalancesGwei[0][1]": 1n << 64n })],
  ];
}
