const LONGEST = 200;

/** What a service said, for a message: one line, and short, whatever it is. */
export function shortText(text: string): string {
  // Before spaces are looked for: it may be as long as an answer can be.
  const line = text.slice(0, 4 * LONGEST).replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
