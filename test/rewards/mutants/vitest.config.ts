/**
 * The tests of rewards on a broken prover: the file of mutant number $MUTANT is changed as it is loaded, and not on disk.
 * @module
 */
import { defineConfig } from "vitest/config";
import { MUTANTS } from "./list.ts";

const { file, from, to } = MUTANTS[Number(process.env.MUTANT)]!;

export default defineConfig({
  plugins: [
    {
      name: "mutant",
      enforce: "pre",
      transform(code, id) {
        if (!id.endsWith(`/prover/rewards/${file}`)) return null;
        if (code.split(from).length !== 2) throw new Error(`${file} has not exactly one: ${from}`);
        return code.replace(from, () => to);
      },
    },
  ],
  test: { include: ["test/rewards/*.test.ts"], bail: 1, testTimeout: 300_000, hookTimeout: 300_000 },
});
