/**
 * Fitting a document into a number of characters: whole items are left out, never parts of one, and what is left out is
 * counted.
 */

/** A part of a document with items that can be left out. */
export interface Section {
  /** Before the items; part of the document whatever is left out. */
  readonly head: string;
  /** Each item with the line breaks around it. */
  readonly items: readonly string[];
  /** After the items. */
  readonly tail: string;
  /** What is said in place of items that are left out. */
  readonly cut: (left: number, all: number) => string;
}

/** A document that fits, and how many items of each section are in it. */
export interface Fitted {
  readonly text: string;
  readonly shown: readonly number[];
}

/**
 * Puts sections together in at most `limit` characters. Earlier sections get their items first.
 *
 * @throws Error where not even the sections without any item fit.
 */
export function fit(sections: readonly Section[], limit: number): Fitted {
  // Until a section is filled, the words about what is left out of it have their place.
  const reserve = ({ items, cut }: Section): number => (items.length > 0 ? cut(items.length, items.length).length : 0);
  let free =
    limit - sections.reduce((sum, section) => sum + section.head.length + section.tail.length + reserve(section), 0);
  if (free < 0) throw new Error(`a report cannot be told in ${limit} characters`);
  const shown = sections.map((section) => {
    const whole = section.items.reduce((sum, item) => sum + item.length, 0);
    if (whole <= free + reserve(section)) {
      free += reserve(section) - whole;
      return section.items.length;
    }
    let count = 0;
    for (const item of section.items) {
      if (item.length > free) break;
      free -= item.length;
      count += 1;
    }
    return count;
  });
  const text = sections
    .map(({ head, items, tail, cut }, index) => {
      const left = items.length - shown[index]!;
      return `${head}${items.slice(0, shown[index]).join("")}${left > 0 ? cut(left, items.length) : ""}${tail}`;
    })
    .join("");
  return { text, shown };
}
