/**
 * What the contracts cost, measured by forge in verifier-contracts/test/GasMeasurements.t.sol: real proofs, pages by the
 * planner, a tree of mainnet's size. What a whole report costs on a real chain: whole-spurt.ts.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { committedGas } from "../../scripts/gas/committed-gas.ts";
import { EIGENPOD_GAS_PER_VALIDATOR, formatGas } from "../../scripts/gas/format-gas.ts";
import { marginalGas } from "../../scripts/gas/marginal-gas.ts";
import { type GasMeasurements, measureGas } from "../../scripts/gas/measure-gas.ts";
import { expectCommittedGas } from "../support/gas-snapshot.ts";

/** A further page, its link branch and calldata included. */
const MOST_GAS_PER_PAGE = 65_000;
/** Five accounts and a slot as deep as mainnet's: hashed and followed, without calldata. */
const MOST_GAS_FOR_46_NODES = 65_000;
/** A further validator, a neighbour of the one before. */
const MOST_GAS_PER_REGISTRATION = 60_000;
/** A whole spurt of 1,000 validators at random, by larger pages. */
const MOST_GAS_BY_SIZE = { large: 13_000_000, huge: 6_500_000 } as const;

describe("gas of the contracts", () => {
  let measured: GasMeasurements;
  beforeAll(async () => {
    measured = await measureGas();
  });

  it("is the committed one, call by call and spurt by spurt, by the rules of today and of Amsterdam", () => {
    const { calls, amsterdam, spurts } = measured;
    expect(Object.keys(calls).sort()).toEqual([
      "finalize with 4 accounts",
      "open",
      "read 46 trie nodes",
      "read 46 trie nodes as sources",
      "register 1 validator",
      "register 32 validators",
      "register 8 validators",
      "submit 1 page",
      "submit 2 pages",
      "submit 32 pages",
      "submit 8 pages",
      "verify 1 proof",
      "verify 2 proofs",
      "verify 32 proofs",
      "verify 8 proofs",
    ]);
    expect(Object.keys(amsterdam).sort()).toEqual(Object.keys(calls).sort());
    expect(spurts).toHaveLength(6);
    expectCommittedGas(committedGas(measured));
  });

  it(`grows by at most ${MOST_GAS_PER_PAGE} for each further page, its link branch and calldata included`, () => {
    const marginal = marginalGas(measured.calls, "submit");
    expect(marginal.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [2, 8],
      [8, 32],
    ]);
    for (const { gasEach } of marginal) expect(gasEach).toBeLessThanOrEqual(MOST_GAS_PER_PAGE);
  });

  it(`grows by at most ${MOST_GAS_PER_REGISTRATION} for each further validator that is registered`, () => {
    for (const { gasEach } of marginalGas(measured.calls, "register")) {
      expect(gasEach).toBeLessThanOrEqual(MOST_GAS_PER_REGISTRATION);
    }
  });

  it.each(Object.entries(MOST_GAS_BY_SIZE))(
    "of 1,000 validators at random by %s is at most %i",
    (size, most) => {
      const spurt = measured.spurts.find(
        ({ name }) => name === `spurt of 1000 validators at random by ${size}`,
      );
      expect(spurt?.gasUsed).toBeLessThanOrEqual(most);
    },
  );

  it(`of 46 trie nodes, none of them shared, is at most ${MOST_GAS_FOR_46_NODES}`, () => {
    expect(measured.calls["read 46 trie nodes"]).toBeLessThanOrEqual(MOST_GAS_FOR_46_NODES);
  });

  it("of a whole spurt is below EigenPod's for every validator, from a thousand of them on", () => {
    const large = measured.spurts.filter(({ validators }) => validators >= 1000);
    expect(large).toHaveLength(4);
    for (const { gasUsed, validators } of large) {
      expect(gasUsed / validators).toBeLessThan(EIGENPOD_GAS_PER_VALIDATOR / 2);
    }
  });

  it("is printed with every measurement", () => {
    const table = formatGas(measured);
    for (const name of Object.keys(measured.calls)) expect(table).toContain(`| ${name} `);
    for (const { name, pages } of measured.spurts) expect(table).toContain(`| ${name}: ${pages} pages`);
  });
});
