/**
 * hash_tree_roots of many small containers of fixed size, serialized one after another: field by field into blocks of
 * chunks, and each level of all of them hashed at once.
 * @module
 */
import { hasher } from "@chainsafe/persistent-merkle-tree";
import { ContainerType, type Type } from "@chainsafe/ssz";

export type FixedContainer = {
  readonly fields: Record<string, Type<unknown>>;
  readonly fixedSize: number | null;
};

const CHUNK_BYTES = 32;
/** Containers hashed together: enough for the hasher, with little memory. */
const BATCH = 4096;

/**
 * @param container  fields of at most two chunks, e.g. `ssz.phase0.Validator`.
 * @returns 32 bytes for each.
 */
export function containerRoots(container: FixedContainer, bytes: Uint8Array): Uint8Array {
  const size = container.fixedSize!;
  const count = bytes.length / size;
  const roots = new Uint8Array(count * CHUNK_BYTES);
  for (let from = 0; from < count; from += BATCH) {
    const batch = bytes.subarray(from * size, Math.min(from + BATCH, count) * size);
    roots.set(batchRoots(container, batch), from * CHUNK_BYTES);
  }
  return roots;
}

/** Roots of one field of each container. */
export function fieldRoots(container: FixedContainer, field: string, bytes: Uint8Array): Uint8Array {
  const size = container.fixedSize!;
  const { offset, fieldSize } = placesOf(container).find(({ name }) => name === field)!;
  const count = bytes.length / size;
  const chunks = fieldSize > CHUNK_BYTES ? 2 : 1;
  if (fieldSize > 2 * CHUNK_BYTES) throw new RangeError(`The field ${field} has more than two chunks`);
  const blocks = new Uint8Array(count * chunks * CHUNK_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * size + offset;
    blocks.set(bytes.subarray(at, at + fieldSize), i * chunks * CHUNK_BYTES);
  }
  return chunks === 1 ? blocks : hashed(blocks);
}

function batchRoots(container: FixedContainer, bytes: Uint8Array): Uint8Array {
  const count = bytes.length / container.fixedSize!;
  const places = placesOf(container);
  const width = 2 ** new ContainerType(container.fields).depth;
  let nodes = new Uint8Array(count * width * CHUNK_BYTES);
  places.forEach(({ name }, fieldIndex) => {
    const roots = fieldRoots(container, name, bytes);
    for (let i = 0; i < count; i++) {
      const root = roots.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
      nodes.set(root, (i * width + fieldIndex) * CHUNK_BYTES);
    }
  });
  for (let left = width; left > 1; left /= 2) nodes = hashed(nodes);
  return nodes;
}

function placesOf({ fields }: FixedContainer): { name: string; offset: number; fieldSize: number }[] {
  let offset = 0;
  return Object.entries(fields).map(([name, { fixedSize }]) => {
    const place = { name, offset, fieldSize: fixedSize! };
    offset += fixedSize!;
    return place;
  });
}

function hashed(blocks: Uint8Array): Uint8Array<ArrayBuffer> {
  const parents = new Uint8Array(blocks.length / 2);
  hasher.hashInto(blocks, parents);
  return parents;
}
