/** Questions about the sums A·w, B·w and C·w of constraints. @module */
import { factorOf, type LinearCombination, modulo } from "./constraint-system.ts";

/** The one wire of a form beside the constant; undefined where there are none or several. */
export function theOnlyWire({ wires }: LinearCombination): number | undefined {
  const others = wires.filter((wire) => wire !== 0);
  return others.length === 1 ? others[0] : undefined;
}

export function rootsAreZeroAndOne(a: LinearCombination, b: LinearCombination, wire: number): boolean {
  const hasRoot = (form: LinearCombination, root: bigint) =>
    modulo(factorOf(form, 0) + root * factorOf(form, wire)) === 0n;
  return (hasRoot(a, 0n) && hasRoot(b, 1n)) || (hasRoot(a, 1n) && hasRoot(b, 0n));
}

/** Whether one form is the other times a constant that is not 0. */
export function isMultiple(form: LinearCombination, of: LinearCombination): boolean {
  if (form.wires.length !== of.wires.length || form.wires.length === 0) return false;
  const [first] = of.wires as [number];
  const [mine, theirs] = [factorOf(form, first), factorOf(of, first)];
  return of.wires.every((wire) => modulo(factorOf(form, wire) * theirs - factorOf(of, wire) * mine) === 0n);
}
