/** @returns `text` without the mark that some editors put before a UTF-8 file that people write. */
export function withoutBom(text: string): string {
  return text.replace(/^\ufeff/, "");
}
