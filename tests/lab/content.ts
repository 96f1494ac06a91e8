/** Named texts in a service, written and read as its users do. */
export interface Content {
  put(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Undefined where there is none. */
  get(name: string): Promise<string | undefined>;
}
