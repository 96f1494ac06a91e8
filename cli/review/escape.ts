/**
 * Text of users, environments and programs inside markdown and HTML, where it must stay text: no fold ends, nobody is
 * mentioned, nothing is fetched.
 */

/** Characters that are not seen, or turn the order of those beside them: what is read would not be what is there. */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;

/** The same text with what cannot be seen made visible; line breaks and tabs are kept. */
export const visible = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(invisible, (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`);

/** One line. */
const oneLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();

/** Between what would make a mention or a reference, and cannot be seen. */
const gap = "\u200b";

/** What means something to markdown or GitHub, as numbers: those mean nothing to either. */
const neutral = (text: string): string =>
  oneLine(text).replace(/[\\`*_[\]<>#|~&$@]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.codePointAt(0)};`);

/** A sentence inside markdown, table cells included. Neither people nor issues are called by it. */
export const prose = (text: string): string =>
  neutral(text).replace(/&#(35|64);|\bGH-(?=\d)/gi, (found) => `${found}${gap}`);

/** A name or value inside markdown, table cells included, in the type of programs: GitHub calls nobody from there. */
export const code = (text: string): string => `<code>${neutral(text)}</code>`;

/** The fence that no line of a block can end. */
export const fenceFor = (lines: readonly string[]): string =>
  "`".repeat(lines.reduce((longest, line) => Math.max(longest, longestRun(line) + 1), 3));

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text inside HTML, attributes in quotation marks included. */
export const html = (text: string): string => visible(text).replace(/[&<>"']/g, (character) => entities[character]!);
