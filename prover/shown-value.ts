const LONGEST = 100;

/** A value of a stranger's JSON for a message: short, whatever it is. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "nothing";
  // JSON.stringify descends into it, and a hostile file is as deep as it likes.
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
