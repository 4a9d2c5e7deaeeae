import { SCALAR_FIELD_ORDER as R } from "../../prover/groth16/bn254.ts";
import { inverseMod, powMod } from "../development-keys/toxic-waste.ts";

/**
 * Every Lagrange polynomial of a domain at one point: L_j(x) = (x^N − 1)/N · w^j/(x − w^j), in the order of j.
 * @param point  x, in no domain.
 * @param k      N = 2^k.
 * @param root   w, a primitive N-th root of unity.
 */
export function lagrangeValues(point: bigint, k: number, root: bigint): bigint[] {
  const size = 2 ** k;
  const factor = ((powMod(point, BigInt(size)) + R - 1n) * inverseMod(BigInt(size))) % R;
  // Montgomery's trick: one inversion for all denominators.
  const products: bigint[] = [];
  const powers: bigint[] = [];
  let [product, power] = [1n, 1n];
  for (let j = 0; j < size; j++) {
    powers.push(power);
    products.push(product);
    product = (product * (point + R - power)) % R;
    power = (power * root) % R;
  }
  let inverse = (factor * inverseMod(product)) % R;
  const values = new Array<bigint>(size);
  for (let j = size - 1; j >= 0; j--) {
    values[j] = (((products[j]! * inverse) % R) * powers[j]!) % R;
    inverse = (inverse * (point + R - powers[j]!)) % R;
  }
  return values;
}
