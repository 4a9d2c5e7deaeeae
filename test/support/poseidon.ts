/**
 * circomlibjs's Poseidon, which tests compare with. Built once a process: building it takes half a second.
 * @module
 */
import { buildPoseidon, type Poseidon } from "circomlibjs";

let built: Promise<Poseidon> | undefined;

export function poseidonOfCircomlib(): Promise<Poseidon> {
  built ??= buildPoseidon();
  return built;
}
