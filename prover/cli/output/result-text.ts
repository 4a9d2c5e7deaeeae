/**
 * What a command that sends prints: its result as JSON, or for people.
 * @module
 */
interface Shown {
  readonly json: boolean;
  readonly dryRun: boolean;
}

export function resultText<T extends object>(
  result: T,
  format: (result: T, dryRun: boolean) => string,
  { json, dryRun }: Shown,
): string {
  return json ? JSON.stringify({ dryRun, ...result }, null, 2) : format(result, dryRun);
}
