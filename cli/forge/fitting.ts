/** Characters that lines of an issue or a comment may have: forges take 65,536, the frame around the lines included. */
const room = 60_000;

/** The lines that a forge takes, and how many were left out: a refused text would hide that something changed. */
export function fitting(lines: readonly string[], thing: string): string[] {
  const taken: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += line.length + 1;
    if (size > room) break;
    taken.push(line);
  }
  const left = lines.length - taken.length;
  return left === 0 ? taken : [...taken, `- and ${left} more ${thing}${left === 1 ? "" : "s"} of ${lines.length}`];
}
