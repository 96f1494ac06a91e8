/** A resource's own name: the last part of its URN. */
export const nameOf = (urn: string): string => urn.split("::").at(-1)!;
