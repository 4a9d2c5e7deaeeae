/**
 * Escapes text from a bundle for HTML and Markdown: names of sources are untrusted.
 * @module
 */

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * One line of text in which nothing acts as Markdown, closes a table cell, begins HTML, becomes a link or mentions a
 * user (@somebody). Digits, letters and common punctuation are unchanged.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "&#64;")
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/www\./gi, (start) => `${start.slice(0, -1)}&#46;`)
    .replace(/[\\`*_{}[\]|~!]|#(?=\s|#|$)/g, "\\$&");
}
