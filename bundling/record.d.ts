/** Where the record of a bundle lies, which is there once the bundle was made. */
export function recordOf(entry: string): string;
