import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment or an issue on the forge, with the fields that are used. */
interface Written {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

export interface ForgeIssue extends Written {
  readonly number: number;
  readonly title: string;
  state: "open" | "closed";
  readonly pull_request?: object;
}

export interface ForgePull {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly sha: string };
}

/**
 * A local server that speaks the calls of GitHub's REST interface that workflows use; as `gitea` those of Forgejo and
 * Gitea, where they differ.
 */
export class FakeForge {
  readonly repository = "bees/platform";
  readonly token = "ghs_tokenOfTheWorkflow0123456789";
  readonly comments = new Map<number, Written[]>();
  readonly issues: ForgeIssue[] = [];
  pulls: ForgePull[] = [];
  /** `METHOD path`, writes only. */
  readonly writes: string[] = [];
  /** Statuses that the next requests are answered with, before any is answered well. */
  failures: number[] = [];
  #server: Server | undefined;
  #next = 1000;

  constructor(
    readonly kind: "github" | "gitea" = "github",
    readonly author = kind === "github" ? "github-actions[bot]" : "forgejo-actions",
  ) {}

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      void this.#answer(request)
        .catch((error: unknown) => ({ status: 500, body: { message: String(error) } }))
        .then(({ status, body }) => {
          response
            .writeHead(status, { "content-type": "application/json", ...(busy(status) ? { "retry-after": "1" } : {}) })
            .end(JSON.stringify(body));
        });
    });
    await new Promise<void>((ready) => this.#server!.listen(0, "127.0.0.1", ready));
  }

  close(): Promise<unknown> {
    return new Promise((done) => (this.#server ? this.#server.close(done) : done(undefined)));
  }

  get api(): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}${this.kind === "gitea" ? "/api/v1" : ""}`;
  }

  /** Somebody writes a comment. */
  write(issue: number, login: string, body: string): Written {
    const comment = { id: this.#next++, body, user: { login } };
    this.comments.set(issue, [...(this.comments.get(issue) ?? []), comment]);
    return comment;
  }

  /** Comments on an issue that are ours. */
  ours(issue: number): string[] {
    return (this.comments.get(issue) ?? []).filter(({ user }) => user.login === this.author).map(({ body }) => body);
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const url = new URL(request.url ?? "/", "http://forge");
    const method = request.method ?? "GET";
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { message: "Bad credentials" } };
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure, body: { message: "not now" } };
    let text = "";
    for await (const part of request) text += String(part);
    const sent = (text === "" ? {} : JSON.parse(text)) as { title?: string; body?: string; state?: "closed" };
    const path = url.pathname.replace(`${this.kind === "gitea" ? "/api/v1" : ""}/repos/${this.repository}`, "");
    if (method !== "GET") this.writes.push(`${method} ${path}`);
    if (sent.body !== undefined && sent.body.length > 65_536)
      return { status: 422, body: { message: "body is too long (maximum is 65536 characters)" } };
    const size = Number(url.searchParams.get(this.kind === "gitea" ? "limit" : "per_page") ?? 30);
    const page = <T>(all: readonly T[]): { status: number; body: readonly T[] } => ({
      status: 200,
      body: all.slice((Number(url.searchParams.get("page") ?? 1) - 1) * size).slice(0, size),
    });
    const [, commentsOf] = /^\/issues\/(\d+)\/comments$/.exec(path) ?? [];
    const [, comment] = /^\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    const [, issue] = /^\/issues\/(\d+)$/.exec(path) ?? [];
    const [, commit] =
      (this.kind === "gitea" ? /^\/commits\/(\w+)\/pull$/ : /^\/commits\/(\w+)\/pulls$/).exec(path) ?? [];
    const open = url.searchParams.get("state") === "open";
    if (commentsOf && method === "GET") return page(this.comments.get(Number(commentsOf)) ?? []);
    if (commentsOf && method === "POST")
      return { status: 201, body: this.write(Number(commentsOf), this.author, sent.body!) };
    if (comment && method === "PATCH") {
      const known = [...this.comments.values()].flat().find(({ id }) => id === Number(comment));
      if (known) known.body = sent.body!;
      return known ? { status: 200, body: known } : { status: 404, body: { message: "Not Found" } };
    }
    // Forges list pull requests among issues, too.
    if (path === "/issues" && method === "GET")
      return page(
        [
          ...this.issues,
          ...this.pulls.map((pull) => ({ ...pull, id: pull.number, body: null, user: null, pull_request: {} })),
        ].filter(({ state }) => !open || state === "open"),
      );
    if (path === "/issues" && method === "POST") {
      const made: ForgeIssue = {
        id: this.#next++,
        number: this.#next++,
        title: sent.title!,
        body: sent.body!,
        state: "open",
        user: { login: this.author },
      };
      this.issues.push(made);
      return { status: 201, body: made };
    }
    if (issue && method === "PATCH") {
      const known = this.issues.find(({ number }) => number === Number(issue));
      if (known) Object.assign(known, sent);
      return known ? { status: 200, body: known } : { status: 404, body: { message: "Not Found" } };
    }
    if (path === "/pulls" && method === "GET") return page(this.pulls.filter(({ state }) => !open || state === "open"));
    if (commit) {
      const found = this.pulls.filter(({ merge_commit_sha: sha, head }) => sha === commit || head.sha === commit);
      if (this.kind === "github") return page(found);
      return found[0] ? { status: 200, body: found[0] } : { status: 404, body: { message: "Not Found" } };
    }
    return { status: 404, body: { message: `no such address: ${method} ${path}` } };
  }
}

/** Whether a forge says with a status when to ask again; a permission that lacks does not come by waiting. */
const busy = (status: number): boolean => status === 429 || status >= 500;
