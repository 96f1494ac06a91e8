/** Keeping what was given in confidence out of messages. */

/** Shorter strings are not masked: replacing every `1` or `no` would make a message unreadable and hide nothing. */
const shortest = 6;

/**
 * Returns a function that replaces these texts, and each of their lines, by `[secret]`. What is given on standard
 * input belongs here too, whether it is marked as secret or not.
 */
export function masker(texts: readonly (string | undefined)[]): (message: string) => string {
  const lines = texts
    .filter((text) => text !== undefined)
    .flatMap((text) => [text.trim(), ...text.split(/\r?\n/).map((line) => line.trim())]);
  const sorted = [...new Set(lines)].filter((line) => line.length >= shortest).sort((a, b) => b.length - a.length);
  return (message) => sorted.reduce((text, line) => text.replaceAll(line, "[secret]"), message);
}
