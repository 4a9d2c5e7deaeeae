/**
 * A verification key with valid points, made of the generators: it verifies nothing useful, but parses.
 * @module
 */
const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** The generator of G2 (EIP-197), snarkjs order: real part first. */
const G2 = [
  [
    "10857046999023057135944570762232829481370756359578518086990519993285655852781",
    "11559732032986387107991004021392285783925812861821192530917403151452391805634",
  ],
  [
    "8495653923123431417604973247489272438418190587263600148770280649306958101930",
    "4082367875863433681332203403145435568316851327593401208105741076214120093531",
  ],
  ["1", "0"],
];

export function exampleKey() {
  const [x, [y0, y1]] = G2 as [string[], [string, string]];
  const minusG2 = [x, [(P - BigInt(y0)).toString(), (P - BigInt(y1)).toString()], ["1", "0"]];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: 16,
    vk_alpha_1: ["1", "2", "1"],
    vk_beta_2: G2,
    vk_gamma_2: G2,
    vk_delta_2: minusG2,
    IC: Array.from({ length: 17 }, (_, k) => ["1", k % 2 === 0 ? "2" : (P - 2n).toString(), "1"]),
  };
}
