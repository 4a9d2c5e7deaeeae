/**
 * `neighbours.json`: validators in an order of which the prover's branches leave out what neighbours share, for lists of both
 * shapes. The contract has to take them (NeighbourBranch.t.sol).
 * @module
 */
import { ssz } from "@lodestar/types";
import { encodeAbiParameters, parseAbiParameters, toHex } from "viem";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { elementBranches, listElement, listTopOf } from "../../prover/state/list-tree.ts";
import { seededRandom } from "../../scripts/synthetic-state/seeded-random.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

/** In Gloas the last two stand in a window of their own. */
const VALIDATORS = 343;
const DRAWS = 80;
/** Parent of public key and withdrawal credentials. */
const KEY_AND_CREDENTIALS_GINDEX = 4n;

const CALL = parseAbiParameters([
  "ListTop top, Element[] elements",
  "struct ListTop { bytes32 node; uint64 length; bytes32[] branch; bytes32[] levels; }",
  "struct Element { uint64 position; bytes32 node; bytes32[] branch; }",
]);

export async function neighbourVectors() {
  return {
    bounded: await vectorsOf("electra"),
    progressive: await vectorsOf("gloas"),
  };
}

async function vectorsOf(fork: SupportedFork) {
  const { state } = await syntheticState([1n], fork, (value) => {
    value.validators = Array.from({ length: VALIDATORS }, (_, index) => ({
      ...ssz.phase0.Validator.defaultValue(),
      pubkey: new Uint8Array(48).fill(index % 251),
      effectiveBalance: index + 1,
    }));
  });
  const positions = drawnPositions();
  const branches = elementBranches(state, "validators", positions, KEY_AND_CREDENTIALS_GINDEX);
  const { length, ...top } = listTopOf(state, "validators");
  return encodeAbiParameters(CALL, [
    { ...top, length: BigInt(length) },
    positions.map((position, i) => ({
      position: BigInt(position),
      node: toHex(listElement(state, "validators", position).left.left.root),
      branch: branches[i]!,
    })),
  ]);
}

/** Far apart, next to each other, the same again; the first and the last one among them. */
function drawnPositions(): number[] {
  const random = seededRandom(7);
  const positions = [0, VALIDATORS - 1, 1];
  while (positions.length < DRAWS) {
    const near = positions.at(-1)! + Math.floor(random() * 5) - 2;
    const isNear = random() < 0.6 && near >= 0 && near < VALIDATORS;
    positions.push(isNear ? near : Math.floor(random() * VALIDATORS));
  }
  return positions;
}
