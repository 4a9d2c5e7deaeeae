/** A thread of the pool whose memory runs out. @module */
import { afterEach, expect, it } from "vitest";
import { ThreadMemoryError } from "../../prover/prove/errors.ts";
import { createWorkerPool, type WorkerPool } from "../../prover/prove/worker-pool.ts";

let pool: WorkerPool | undefined;
afterEach(() => pool?.close());

it("is told as that, with what takes less", async () => {
  pool = createWorkerPool(1, { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 });
  const task = { wasmPath: "/nowhere.wasm", provingKeyPath: "/nowhere.zkey", input: {} as never };
  const proving = pool.provePage(task, new AbortController().signal);
  await expect(proving).rejects.toBeInstanceOf(ThreadMemoryError);
  await expect(proving).rejects.toMatchObject({
    code: "THREAD_OUT_OF_MEMORY",
    message: expect.stringMatching(/^A thread ran out of memory: .*memory limit/),
    hints: [expect.stringMatching(/doctor.*--threads/)],
  });
});
