import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Properties } from "../provider/values";
import { itemsAt, at, objectAt, textAt } from "./objects";
import { pemOf } from "./kubeconfig";

/** How a request says who sends it. */
export interface Credentials {
  readonly certificate?: string;
  readonly key?: string;
  readonly authorization?: string;
}

/** Gives the credentials of a kubeconfig's user. */
export interface CredentialSource {
  current(): Promise<Credentials>;
  /** Forgets what the server has refused. Returns whether asking again can help. */
  invalidate(): boolean;
}

/** @param directory folder that relative paths in the kubeconfig start from. */
export function credentialSource(user: Properties, directory: string): CredentialSource {
  if (user["exec"] !== undefined) return new ExecCredentials(objectAt(user, "exec"));
  if (user["auth-provider"] !== undefined) {
    throw new Error("its user has an auth-provider, which kubectl dropped in 1.26: use exec");
  }
  const tokenFile = textAt(user, "tokenFile");
  const password = `${textAt(user, "username")}:${textAt(user, "password")}`;
  return {
    // The files are read for each connection, for they may be rotated.
    current: () => {
      const token = tokenFile ? readFileSync(resolve(directory, tokenFile), "utf8").trim() : textAt(user, "token");
      return Promise.resolve({
        certificate: pemOf(user, "client-certificate", directory),
        key: pemOf(user, "client-key", directory),
        authorization: token ? bearer(token) : password === ":" ? undefined : basic(password),
      });
    },
    invalidate: () => false,
  };
}

/**
 * Credentials that a command prints, such as `aws eks get-token`.
 *
 * They are kept until they expire or the server refuses them, and simultaneous requests wait for one process.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export class ExecCredentials implements CredentialSource {
  private cached: Promise<{ credentials: Credentials; expires: number }> | undefined;

  constructor(private readonly exec: Properties) {
    if (!textAt(exec, "command")) throw new Error("the exec section of its user has no command");
    if (!apiVersions.includes(textAt(exec, "apiVersion"))) {
      throw new Error(`the exec section of its user must have one of the apiVersions ${apiVersions.join(", ")}`);
    }
  }

  async current(): Promise<Credentials> {
    const running = (this.cached ??= this.run());
    try {
      const { credentials, expires } = await running;
      if (expires > Date.now()) return credentials;
    } catch (error) {
      if (this.cached === running) this.cached = undefined;
      throw error;
    }
    if (this.cached === running) this.cached = undefined;
    return this.current();
  }

  invalidate(): boolean {
    this.cached = undefined;
    return true;
  }

  private async run() {
    const output = await this.execute();
    const credential = parseCredential(output, textAt(this.exec, "command"));
    if (textAt(credential, "apiVersion") !== textAt(this.exec, "apiVersion")) {
      throw new Error(
        `exec plugin is configured to use API version ${textAt(this.exec, "apiVersion")}, plugin returned version ${textAt(credential, "apiVersion")}`,
      );
    }
    const status = objectAt(credential, "status");
    const token = textAt(status, "token");
    const expiration = textAt(status, "expirationTimestamp");
    const credentials: Credentials = {
      certificate: textAt(status, "clientCertificateData") || undefined,
      key: textAt(status, "clientKeyData") || undefined,
      authorization: token ? bearer(token) : undefined,
    };
    return { credentials, expires: expiration ? Date.parse(expiration) : Infinity };
  }

  private execute(): Promise<string> {
    const command = textAt(this.exec, "command");
    const args = at(this.exec, "args");
    const variables: Record<string, string> = Object.fromEntries(
      itemsAt(this.exec, "env").map((variable) => [textAt(variable, "name"), textAt(variable, "value")]),
    );
    const info = { apiVersion: textAt(this.exec, "apiVersion"), kind: "ExecCredential", spec: { interactive: false } };
    const env = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...variables };
    return new Promise((resolveOutput, reject) =>
      execFile(command, Array.isArray(args) ? args.map(String) : [], { env }, (error, stdout, stderr) => {
        if (!error) {
          resolveOutput(stdout);
        } else if (error.code === "ENOENT") {
          const hint = textAt(this.exec, "installHint");
          reject(new Error(`getting credentials: executable ${command} not found on PATH${hint && `\n\n${hint}`}`));
        } else {
          reject(new Error(`getting credentials: exec: ${command} failed with code ${error.code}: ${stderr.trim()}`));
        }
      }),
    );
  }
}

const apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

function parseCredential(output: string, command: string): Properties {
  try {
    return JSON.parse(output) as Properties;
  } catch {
    throw new Error(`getting credentials: ${command} did not print an ExecCredential: ${output.slice(0, 200)}`);
  }
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

function basic(password: string): string {
  return `Basic ${Buffer.from(password).toString("base64")}`;
}
