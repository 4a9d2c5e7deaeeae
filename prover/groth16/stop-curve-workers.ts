/**
 * Ends the worker threads that snarkjs keeps for a curve, and that hold the process open.
 * Stands alone, so that a command that verified nothing does not load snarkjs to clean up after it.
 * @module
 */
export async function stopCurveWorkers(): Promise<void> {
  const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } | null };
  await curve?.terminate();
}
