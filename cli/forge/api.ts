/** What Ruche asks of GitHub, Forgejo or Gitea: their REST interface, which is the same for all that is used here. */
import { Refusal } from "../failure";

/** A comment on an issue or pull request. */
export interface Comment {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

/** An issue; pull requests are issues, too. */
export interface Issue extends Comment {
  readonly number: number;
  readonly pull_request?: unknown;
}

/** A pull request. */
export interface PullRequest {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
}

/** Where the forge is, and who we are there; runners set these variables. */
export interface ForgePlace {
  /** GITHUB_API_URL */
  readonly api: string;
  /** GITHUB_REPOSITORY: `owner/name`. */
  readonly repository: string;
  /** GITHUB_TOKEN */
  readonly token: string;
  /**
   * Who writes with that token: nobody else's comment is taken for ours. RUCHE_FORGE_AUTHOR; default: that of GitHub's
   * workflows.
   */
  readonly author: string;
}

/** Most that a page has, on all of these forges. */
const perPage = 50;

/** Seconds until an answer must be there. */
const patience = 30;

/** A repository on a forge. */
export class Forge {
  constructor(
    readonly place: ForgePlace,
    private readonly wait = (seconds: number): Promise<unknown> =>
      new Promise((next) => setTimeout(next, seconds * 1000)),
  ) {}

  /** From the variables that runners set. */
  static fromVariables(variables: Readonly<Record<string, string | undefined>>): Forge {
    const needed = ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"] as const;
    const missing = needed.filter((name) => !variables[name]);
    if (missing.length > 0)
      throw new Refusal(
        `This command runs in a workflow: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set. See docs/pullRequests.md`,
      );
    return new Forge({
      api: variables.GITHUB_API_URL!.replace(/\/$/, ""),
      repository: variables.GITHUB_REPOSITORY!,
      token: variables.GITHUB_TOKEN!,
      author: variables.RUCHE_FORGE_AUTHOR || "github-actions[bot]",
    });
  }

  comments(issue: number): Promise<Comment[]> {
    return this.#pages(`/issues/${issue}/comments`);
  }

  /** Writes our comment with this mark: in place of the one that is there, wherever it is, or a first one. */
  async comment(issue: number, mark: string, body: string): Promise<"created" | "replaced" | "same"> {
    const own = this.own(await this.comments(issue), mark);
    if (own === undefined) {
      await this.#ask("POST", `/issues/${issue}/comments`, { body });
      return "created";
    }
    if (own.body === body) return "same";
    await this.#ask("PATCH", `/issues/comments/${own.id}`, { body });
    return "replaced";
  }

  /** What begins with a mark and was written by us: anybody can write a mark. */
  own<T extends Comment>(written: readonly T[], mark: string): T | undefined {
    return written.find(({ body, user }) => user?.login === this.place.author && body?.startsWith(mark));
  }

  async openIssues(): Promise<Issue[]> {
    return (await this.#pages<Issue>("/issues?state=open")).filter(({ pull_request: request }) => !request);
  }

  async openIssue(title: string, body: string): Promise<number> {
    return (await this.#ask<Issue>("POST", "/issues", { title, body })).number;
  }

  async changeIssue(issue: number, change: { readonly body?: string; readonly state?: "closed" }): Promise<void> {
    await this.#ask("PATCH", `/issues/${issue}`, change);
  }

  openPullRequests(): Promise<PullRequest[]> {
    return this.#pages("/pulls?state=open");
  }

  /** The pull request by whose merge a commit came to its branch. */
  async mergedAs(commit: string): Promise<PullRequest | undefined> {
    // GitHub tells all of a commit; Forgejo and Gitea tell the one, at another address.
    const gitea = this.place.api.endsWith("/api/v1");
    const found = gitea
      ? await this.#ask<PullRequest | undefined>("GET", `/commits/${commit}/pull`, undefined, [404]).then((one) =>
          one ? [one] : [],
        )
      : await this.#pages<PullRequest>(`/commits/${commit}/pulls`);
    return found.find(({ merged_at: at, merge_commit_sha: sha }) => at !== null && sha === commit);
  }

  /** All pages of a list. Pages are asked for until one is not full, since forges count them differently. */
  async #pages<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page += 1) {
      const response = await this.#answer(
        "GET",
        `${path}${path.includes("?") ? "&" : "?"}per_page=${perPage}&limit=${perPage}&page=${page}`,
      );
      const items = (await response.json()) as T[];
      found.push(...items);
      // A forge may give smaller pages than it is asked for, and says then that there are more.
      const more = response.headers.get("link")?.includes('rel="next"') ?? items.length === perPage;
      if (!more || items.length === 0) return found;
    }
  }

  async #ask<T>(method: string, path: string, body?: object, absent: readonly number[] = []): Promise<T> {
    const response = await this.#answer(method, path, body, absent);
    return (absent.includes(response.status) ? undefined : await response.json()) as T;
  }

  /** Asks, and asks again where the forge is busy. The token is in no message. */
  async #answer(method: string, path: string, body?: object, absent: readonly number[] = []): Promise<Response> {
    const { api, repository, token } = this.place;
    const asked = `${method} ${api}/repos/${repository}${path}`;
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${api}/repos/${repository}${path}`, {
        method,
        signal: AbortSignal.timeout(patience * 1000),
        ...(body ? { body: JSON.stringify(body) } : {}),
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          authorization: `Bearer ${token}`,
          "user-agent": "ruche",
        },
      }).catch((error: Error) => error);
      if (response instanceof Error) {
        // A write may have arrived.
        if (method !== "GET" || attempt === 3) throw new Refusal(`${asked} was not answered: ${causeOf(response)}`);
        await this.wait(attempt);
        continue;
      }
      if (absent.includes(response.status) || response.ok) return response;
      const later = response.headers.get("retry-after");
      // A refused write was not done; one that broke may have been, and is not repeated.
      const again =
        response.status === 429 ||
        (response.status === 403 && later !== null) ||
        (method === "GET" && response.status >= 500);
      if (!again || attempt === 3)
        throw new Refusal(
          `${asked} was answered with ${response.status}: ` +
            `${(await response.text()).slice(0, 300)}${again ? "" : hint(response.status)}`,
        );
      await this.wait(Math.min(60, Number(later) || attempt));
    }
  }
}

/** `fetch` itself says no more than that it failed. */
const causeOf = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message : message);

const hint = (status: number): string =>
  status === 401 || status === 403 ? "\nThe workflow's token may not do this: see its `permissions`." : "";
