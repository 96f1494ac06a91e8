import { distance } from "fastest-levenshtein";

/** The known word that was probably meant, or undefined when none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const near = (word: string): number => distance(written.toLowerCase(), word.toLowerCase());
  const begun = known.filter((word) => written.length >= 3 && word.startsWith(written));
  if (begun.length === 1) return begun[0];
  const [best, second] = [...known].sort((a, b) => near(a) - near(b));
  // Of several that are equally near (hive1 and hive2 for hive9) none was probably meant.
  if (best === undefined || (second !== undefined && near(second) === near(best))) return undefined;
  // A third of the letters may differ: more than that is another word, not a slip.
  return near(best) <= Math.max(1, Math.floor(Math.max(written.length, best.length) / 3)) ? best : undefined;
}

/** `did you mean wiki?` where something is near, else what the caller says. */
export function didYouMean(written: string, known: readonly string[], otherwise: string): string {
  const word = nearest(written, known);
  return word === undefined ? otherwise : `did you mean ${word}?`;
}

/** `a, b, c`, or a word for none. */
export function listOf(words: readonly string[]): string {
  return words.length === 0 ? "none is declared" : words.join(", ");
}
