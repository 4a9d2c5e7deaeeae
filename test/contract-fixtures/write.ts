/**
 * `npm run contracts:fixtures`: writes build/fixtures/ for the forge tests where something that it is made of has
 * changed: vectors and toy proofs, and reports over a state of mainnet's size; and the verifier of the `test` circuit,
 * so that forge compiles everything once.
 * @module
 */

import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { writePageVerifier } from "../../scripts/contracts/write-page-verifier.ts";
import { refreshMainnetSize } from "./mainnet-size.ts";
import { refreshToys } from "./toy-fixtures.ts";

await refreshToys();
await refreshMainnetSize();
await setUpSize("test", () => {});
await writePageVerifier("test");
// snarkjs keeps its curve's worker threads alive.
process.exit(0);
