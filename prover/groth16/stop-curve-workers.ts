/**
 * Ends the worker threads that snarkjs keeps for the curve that a process shares, and that keep the process alive: those
 * of a ceremony. Only for the end of the process, since anything in it may use them. In its own file, so that commands
 * that need no curve need not load snarkjs.
 * @module
 */
export async function stopCurveWorkers(): Promise<void> {
  const { curve_bn128: curve } = globalThis as { curve_bn128?: { terminate(): Promise<void> } | null };
  await curve?.terminate();
}
