/**
 * The circuit's form of a 32-byte SSZ node: two field elements of four big-endian 32-bit words each, at 40-bit
 * spacing (circuits/ssz/packed-words.circom says why).
 * @module
 */
export function packNode(node: Uint8Array): [bigint, bigint] {
  const view = new DataView(node.buffer, node.byteOffset, node.byteLength);
  const half = (offset: number): bigint => {
    let packed = 0n;
    for (let word = 0; word < 4; word++) packed = (packed << 40n) | BigInt(view.getUint32(offset + 4 * word));
    return packed;
  };
  return [half(0), half(16)];
}
