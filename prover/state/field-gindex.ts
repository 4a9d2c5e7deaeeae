/**
 * Where a field of a small container lies, below the root of the container. Lodestar keeps validators and deposits as
 * structs, without a tree, and so gives no indices of their fields: the same fields as a plain container have them.
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
