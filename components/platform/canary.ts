/** What a service answered. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** A copy of a service, live or restored, reached at its own port: past the ingress, as itself. */
export interface ServiceConnection {
  fetch(
    path: string,
    request?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
  ): Promise<ServiceAnswer>;
  /** One of the secrets that its definition names. */
  secret(name: string): string;
  /** Puts a file where the service's files are, as people do who look after them by hand. Not in a restored copy. */
  putFile(path: string, content: string): Promise<void>;
}

/**
 * A small recognisable record, written and read through the service's own interface: when it is read in a restored
 * copy, the service works with its data, which no comparison of bytes can show.
 */
export interface Canary {
  /** Writes the text in the place of the one before. Letters, digits, `.`, `:` and `-` with single spaces. */
  write(service: ServiceConnection, text: string): Promise<void>;
  /** The text that is there; undefined where there is none. */
  read(service: ServiceConnection): Promise<string | undefined>;
}

/** The answer's JSON. @throws Error that says what was answered, where the status is none of `expected`. */
export function json<T>(what: string, { status, text }: ServiceAnswer, expected: readonly number[] = [200, 201]): T {
  if (!expected.includes(status)) throw new Error(`${what}: status ${status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}
