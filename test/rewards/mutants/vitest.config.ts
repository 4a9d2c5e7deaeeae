/**
 * The tests of rewards on a broken prover: the file of mutant number $MUTANT is changed as it is loaded, and not on disk. Without
 * a number nothing is.
 * @module
 */
import { defineConfig } from "vitest/config";
import { MUTANTS } from "./list.ts";

const mutant = MUTANTS[Number(process.env.MUTANT)];

export default defineConfig({
  plugins: [
    {
      name: "mutant",
      enforce: "pre",
      transform(code, id) {
        if (mutant === undefined || !id.endsWith(`/prover/rewards/${mutant.file}`)) return null;
        const { file, from, to } = mutant;
        if (code.split(from).length !== 2) throw new Error(`${file} has not exactly one: ${from}`);
        return code.replace(from, () => to);
      },
    },
  ],
  test: { include: ["test/rewards/*.test.ts"], bail: 1, testTimeout: 300_000, hookTimeout: 300_000 },
});
