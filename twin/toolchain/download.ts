import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import * as tar from "tar";
import { type Dispatcher, EnvHttpProxyAgent, interceptors, request } from "undici";
import type { Release, ReleaseFile } from "./release";

/** A file that is not what its project published. */
export class ChecksumError extends Error {}

/** The server answered, but has no such file. */
export class StatusError extends Error {}

/** No answer within this time, and the host counts as unreachable. */
const PROBE_MILLISECONDS = 3_000;

/** A transfer that stands still for this long has failed. */
const STALL_MILLISECONDS = 10_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Told how many bytes of the present file have come, of how many. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/** Whether the host answers at all, and soon. */
export async function answers(origin: string, milliseconds = PROBE_MILLISECONDS): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(milliseconds);
    const { body } = await request(origin, { method: "HEAD", dispatcher: new EnvHttpProxyAgent(), signal });
    await body.dump();
    return true;
  } catch {
    return false;
  }
}

/** Fills a folder with what a release brings; each file is checked before anything is taken from it. */
export async function downloadRelease(
  release: Release,
  directory: string,
  options: DownloadOptions = {},
): Promise<void> {
  // Honours HTTPS_PROXY and NO_PROXY; a transfer that breaks off goes on where it was.
  const dispatcher = new EnvHttpProxyAgent({
    headersTimeout: STALL_MILLISECONDS,
    bodyTimeout: STALL_MILLISECONDS,
  }).compose(
    interceptors.redirect({ maxRedirections: 5 }),
    interceptors.retry({ maxRetries: 2, minTimeout: 250, maxTimeout: 1_000 }),
  );
  for (const file of release.files) {
    const expected = file.checksum ?? (await publishedChecksum(file, dispatcher, options.signal));
    const downloaded = path.join(directory, "download");
    await save(file.url, downloaded, dispatcher, options);
    await verify(file.url, downloaded, expected);
    await keep(file, downloaded, directory);
  }
}

async function publishedChecksum(file: ReleaseFile, dispatcher: Dispatcher, signal?: AbortSignal): Promise<string> {
  const problems: string[] = [];
  for (const { url, find } of file.checksums ?? []) {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher,
        signal,
        headers: { "user-agent": "eks-platform" },
      });
      const text = await body.text();
      const checksum = statusCode === 200 ? find(text) : undefined;
      if (checksum !== undefined) return checksum;
      problems.push(`${url}: ${statusCode === 200 ? "it is not listed" : `HTTP status ${statusCode}`}`);
    } catch (error) {
      signal?.throwIfAborted();
      problems.push(`${url}: ${messageOf(error)}`);
    }
  }
  throw new StatusError(`no checksum of ${path.basename(file.url)} was found (${problems.join("; ")})`);
}

async function save(url: string, file: string, dispatcher: Dispatcher, options: DownloadOptions): Promise<void> {
  const { statusCode, headers, body } = await request(url, { dispatcher, signal: options.signal });
  if (statusCode !== 200) {
    await body.dump();
    throw new StatusError(`${url}: HTTP status ${statusCode}`);
  }
  const total = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
  let received = 0;
  body.on("data", (chunk: Buffer) => options.onBytes?.((received += chunk.length), total));
  await pipeline(body, createWriteStream(file));
}

async function verify(url: string, file: string, expected: string): Promise<void> {
  const hash = createHash(expected.length === 128 ? "sha512" : "sha256");
  await pipeline(createReadStream(file), hash);
  const given = hash.digest("hex");
  if (given === expected) return;
  throw new ChecksumError(
    `${url} is not the file that its project published: its checksum is ${given}, expected ${expected}. ` +
      `Nothing of it was kept. Run the command again; if it happens again, something between here and ${new URL(url).host} changes files.`,
  );
}

async function keep(file: ReleaseFile, downloaded: string, directory: string): Promise<void> {
  if (typeof file.keep === "string") {
    await fs.chmod(downloaded, 0o755);
    await fs.rename(downloaded, path.join(directory, file.keep));
    return;
  }
  const members = Object.entries(file.keep);
  await tar.extract(
    { file: downloaded, cwd: directory, strict: true },
    members.map(([member]) => member),
  );
  for (const [member, name] of members) {
    // Moved aside first: the archive's top folder may have the name of the executable.
    await fs.rename(path.join(directory, member), path.join(directory, `${name}.kept`));
  }
  for (const folder of new Set(members.map(([member]) => member.split("/")[0] ?? ""))) {
    await fs.rm(path.join(directory, folder), { recursive: true });
  }
  for (const [, name] of members) await fs.rename(path.join(directory, `${name}.kept`), path.join(directory, name));
  await fs.rm(downloaded);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
