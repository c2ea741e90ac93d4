// A server of its own for every file of tests: the demonstration federation in an empty folder, on a free port.
//
// Not here: what the browser does there (pages.ts).

import { test } from "@playwright/test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** The people of the demonstration who sign in. */
export type User = "cdcs" | "captren" | "chuyenvien" | "lanhdao" | "doanvien" | "quantri";

/** What a browser keeps of a person who has signed in. */
export type Session = Awaited<ReturnType<import("@playwright/test").BrowserContext["storageState"]>>;

/** How long the federation may take to load. */
const PATIENCE = 60_000;
/** How much of what the server said is kept for the message of a failure, in characters. */
const KEPT = 4_000;

export class Server {
  /** Where the server listens: `http://127.0.0.1:PORT`. */
  address = "";
  /** Sessions of people who have signed in, so that each signs in once. */
  readonly sessions = new Map<User, Session>();
  private passwords = new Map<string, string>();
  private folder = "";
  private process?: ChildProcess;
  private said = "";

  /** The password of a person. */
  password(user: User): string {
    const password = this.passwords.get(user);
    if (password === undefined) throw new Error(`sign-in.txt names nobody called ${user}`);
    return password;
  }

  /** Loads the federation and waits until the server is ready to answer. */
  async start(): Promise<void> {
    const program = process.env["CONGDOAN_BIN"];
    if (!program) throw new Error("CONGDOAN_BIN is not set: name the program under test, e.g. target/debug/congdoan");
    this.folder = await mkdtemp(path.join(tmpdir(), "congdoan-e2e-"));
    // Port 0 lets the system choose, so that two servers never want the same one.
    const args = ["demo", "--data", this.folder, "--listen", "127.0.0.1:0"];
    this.process = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.address = await this.announced(this.process);
    await this.ready();
    const list = await readFile(path.join(this.folder, "sign-in.txt"), "utf8");
    for (const line of list.split("\n")) {
      const [name, password] = line.split("\t");
      if (name && password) this.passwords.set(name, password);
    }
  }

  /** Ends the server and removes its data. */
  async stop(): Promise<void> {
    const server = this.process;
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      const killing = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(killing);
    }
    this.sessions.clear();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  private announced(server: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(this.failure("did not say its address in time")), PATIENCE);
      server.once("error", (error) => reject(this.failure(`could not be started: ${error.message}`)));
      server.once("exit", (code) => reject(this.failure(`ended with ${code}`)));
      server.stderr?.setEncoding("utf8").on("data", (text: string) => {
        this.said = (this.said + text).slice(-KEPT);
        const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(this.said)?.[0];
        if (address) {
          clearTimeout(late);
          resolve(address);
        }
      });
    });
  }

  private async ready(): Promise<void> {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw this.failure("did not become ready in time");
  }

  private failure(what: string): Error {
    return new Error(`the server ${what}; it said:\n${this.said}`);
  }
}

/** A server for the tests of the file this is called in. */
export function serve(): Server {
  const server = new Server();
  test.beforeAll(() => server.start());
  test.afterAll(() => server.stop());
  return server;
}
