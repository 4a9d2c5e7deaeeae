/**
 * Field orders of BN254 (alt_bn128). Has no imports, because worker threads load it too.
 * @module
 */

/** Order of the scalar field, in which witnesses and public signals live. Source: EIP-197. */
export const SCALAR_FIELD_ORDER =
  21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Order of the base field, in which coordinates of points live. Source: EIP-196. */
export const BASE_FIELD_ORDER =
  21888242871839275222246405745257275088696311157297823662689037894645226208583n;
