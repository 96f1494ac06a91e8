import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { quote } from "../../tools/shell";
import { dial, type MachineWay } from "./dial";
import { MachineFailure } from "./failure";

/** What a command answered. */
export interface RemoteAnswer {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; 255 if a signal ended the command. */
  readonly status: number;
}

/** How a command is run. */
export interface RemoteOptions {
  /** Goes to its standard input. Default: nothing. */
  readonly input?: string;
  /** Default: as long as it takes. A machine that went away is noticed in any case. */
  readonly withinSeconds?: number;
}

/** A connection, and how many commands run through it. */
interface Line {
  readonly client: Promise<Client>;
  busy: number;
}

/**
 * An SSH server takes ten channels of one connection at once, unless it says otherwise (`MaxSessions` of sshd_config).
 */
const channelsOfLine = 8;

/**
 * A machine that is reached by SSH. Its connection is made when the first command needs it and kept for those that
 * follow; a second one is made while the first one is full. They end with `close` or with the process.
 */
export class Session {
  #lines: Line[] = [];

  /**
   * @param way - Asked for when a connection is made: the key may be written meanwhile.
   * @param sudo - Commands run as root by `sudo`, which must not ask for a password.
   */
  constructor(
    private readonly way: () => MachineWay,
    private readonly sudo = false,
  ) {}

  /**
   * Runs a command in bash, as root.
   *
   * @throws MachineFailure if the machine cannot be asked, or does not come to the end of its answer.
   */
  async run(command: string, { input = "", withinSeconds }: RemoteOptions = {}): Promise<RemoteAnswer> {
    // What a login prints, and an answer that is cut off, are told from the answer by these marks.
    const mark = randomBytes(9).toString("hex");
    const framed =
      `printf '%s\\n' ${mark}; /bin/bash --norc -c ${quote(command)}; status=$?; ` +
      `printf '\\n%s %s\\n' ${mark} $status; exit $status`;
    const line = this.#line();
    try {
      const channel = await this.#execute(line, framed);
      return await answerOf(channel, { input, withinSeconds, mark, name: this.way().name });
    } finally {
      line.busy--;
    }
  }

  /**
   * Starts a program and connects to its standard input and output.
   *
   * @throws MachineFailure if the machine cannot be asked.
   */
  async open(command: string): Promise<{ readonly stream: Duplex; readonly stderr: NodeJS.ReadableStream }> {
    const line = this.#line();
    const free = (): void => {
      line.busy--;
    };
    const channel = await this.#execute(line, `exec ${command}`).catch((error: Error) => {
      free();
      throw error;
    });
    channel.once("close", free);
    return { stream: channel, stderr: channel.stderr };
  }

  /** Ends all connections. */
  close(): void {
    for (const { client } of this.#lines.splice(0)) client.then((open) => open.end()).catch(() => {});
  }

  async #execute({ client }: Line, script: string): Promise<ClientChannel> {
    const open = await client;
    const command = `exec ${this.sudo ? "sudo -n " : ""}/bin/bash --norc -c ${quote(script)}`;
    return new Promise((ready, failed) =>
      open.exec(command, (error, channel) => {
        if (error) failed(new MachineFailure(this.way().name, "broken", error.message));
        else ready(channel);
      }),
    );
  }

  /** A connection with room for one more command, which is counted. */
  #line(): Line {
    const known = this.#lines.find(({ busy }) => busy < channelsOfLine);
    if (known) {
      known.busy++;
      return known;
    }
    const line: Line = { client: dial(this.way()), busy: 1 };
    this.#lines.push(line);
    const forget = (): void => {
      this.#lines = this.#lines.filter((other) => other !== line);
    };
    line.client.then((client) => client.once("close", forget), forget);
    return line;
  }
}

interface Expected extends RemoteOptions {
  readonly input: string;
  readonly mark: string;
  readonly name: string;
}

/** The whole answer of a framed command. */
function answerOf(channel: ClientChannel, { input, withinSeconds, mark, name }: Expected): Promise<RemoteAnswer> {
  const printed: Buffer[] = [];
  const said: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const timer =
      withinSeconds &&
      setTimeout(() => {
        reject(new MachineFailure(name, "deadline", `no answer within ${withinSeconds} s`));
        channel.close();
      }, withinSeconds * 1000);
    channel
      .on("data", (part: Buffer) => printed.push(part))
      .once("close", () => {
        clearTimeout(timer as NodeJS.Timeout);
        const stderr = Buffer.concat(said).toString();
        const answer = unframed(Buffer.concat(printed).toString(), mark);
        if (answer) resolve({ ...answer, stderr });
        else reject(new MachineFailure(name, "broken", lastLine(stderr) ?? "the connection ended before the answer"));
      })
      .stderr.on("data", (part: Buffer) => said.push(part));
    channel.on("error", () => {}); // "close" follows
    channel.end(input);
  });
}

/**
 * What stands between the two marks, and the status behind the second one; undefined if the second one did not come.
 */
function unframed(text: string, mark: string): Omit<RemoteAnswer, "stderr"> | undefined {
  const begin = text.indexOf(`${mark}\n`);
  const end = text.lastIndexOf(`\n${mark} `);
  if (begin < 0 || end < begin) return undefined;
  const stdout = text.slice(begin + mark.length + 1, end);
  // As a shell's `$(…)`: the line end of the last line belongs to nothing that is asked for.
  return { stdout: stdout.replace(/\n$/, ""), status: Number(text.slice(end + mark.length + 2)) };
}

const lastLine = (text: string): string | undefined => text.trim().split("\n").at(-1) || undefined;
