/** How Go programs are compiled, and in which order this process has it done. */

/**
 * Flags of every `go build` and `go test`: alike everywhere, or Go's cache would serve none of the others.
 * Results do not depend on where a folder lies, and no debugger's tables are made that the linker would only drop.
 */
export const compileFlags: readonly string[] = ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];

/**
 * Variables of every run of Go: programs need nothing of the computer, and the compiler collects its garbage seldom,
 * which takes an eighth more memory. With {@link compileFlags} a program is compiled in an eighth less time (two cores,
 * 2026-11).
 */
export const compileEnvironment: Readonly<Record<string, string>> = { CGO_ENABLED: "0", GOGC: "400" };

const waiting: { readonly rank: number; readonly begin: () => void }[] = [];
let busy = false;

/**
 * Runs `compile` when no other compilation runs in this process; of those that wait, the lowest `rank` goes first.
 *
 * Go's compiler uses all processors by itself. Several at once compile what their programs have in common once each,
 * since a cache helps only those that come later: with one at a time everything is built in a tenth less time (two
 * cores, 2026-11).
 */
export async function compileInTurn<T>(rank: number, compile: () => Promise<T>): Promise<T> {
  if (busy) await new Promise<void>((begin) => waiting.push({ rank, begin }));
  else busy = true;
  try {
    return await compile();
  } finally {
    // Handed over rather than let go: nobody who comes just now may slip in between.
    const next = waiting.sort((a, b) => a.rank - b.rank).shift();
    busy = next !== undefined;
    next?.begin();
  }
}
