/** An element of a list as `pending_deposits` has them, and what its fields are. @module */
import { ByteVectorType, ContainerType, UintNumberType } from "@chainsafe/ssz";

export const root = new ByteVectorType(32);
export const uint64 = new UintNumberType(8);
export const Entry = new ContainerType({
  key: root,
  credentials: root,
  amount: uint64,
  signature: root,
  slot: uint64,
});
