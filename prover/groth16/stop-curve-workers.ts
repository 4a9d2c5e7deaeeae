/**
 * Ends the worker threads that snarkjs keeps for a curve and that keep the process alive. In its own file, so that
 * commands that verify nothing need not load snarkjs.
 * @module
 */
export async function stopCurveWorkers(): Promise<void> {
  const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } | null };
  await curve?.terminate();
}
