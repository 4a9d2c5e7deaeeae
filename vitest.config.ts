import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    // Two cores: circuits, proofs and chains run one file after another.
    fileParallelism: false,
  },
});
