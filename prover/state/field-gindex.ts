/**
 * The generalized index of a field in a small container. Lodestar stores validators and deposits as structs without a
 * tree, which have no field indices: a plain container with the same fields has them.
 * @module
 */
import { ContainerType, type Type } from "@chainsafe/ssz";

/** @param container  e.g. `ssz.phase0.Validator`. */
export function fieldGindex<Fields extends Record<string, Type<unknown>>>(
  container: { readonly fields: Fields },
  field: keyof Fields & string,
): bigint {
  return new ContainerType(container.fields).getPathInfo([field]).gindex;
}
