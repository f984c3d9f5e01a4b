import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { isObject, type Properties, type Value } from "../provider/values";
import { itemsAt, objectAt, textAt } from "./objects";

/** A kubeconfig, and the folder that relative paths in it start from. */
export interface Kubeconfig {
  readonly content: Properties;
  readonly directory: string;
}

/** What of the kubeconfig a provider uses. */
export interface Selection {
  /** @default the kubeconfig's `current-context` */
  readonly context?: string;
  /** Name of another cluster entry than the context's. */
  readonly cluster?: string;
}

export interface ActiveContext {
  readonly cluster: Properties;
  readonly user: Properties;
  readonly namespace: string;
}

/**
 * Reads the `kubeconfig` option: the content itself, as text or as an object, or the path of a file.
 *
 * Without it, `$KUBECONFIG` or `~/.kube/config` as kubectl does.
 */
export function readKubeconfig(option: Value | undefined): Kubeconfig {
  if (isObject(option)) return { content: option, directory: process.cwd() };
  const given = typeof option === "string" && option !== "" ? option : defaultPath();
  const path = given === "~" || given.startsWith("~/") ? join(homedir(), given.slice(1)) : given;
  const isFile = !path.includes("\n") && existsSync(path);
  if (!isFile && given === defaultPath() && !option)
    throw new Error(`no kubeconfig given, and there is none at ${path}`);
  const content: unknown = parse(isFile ? readFileSync(path, "utf8") : given);
  if (!isKubeconfig(content)) throw new Error("it is neither a kubeconfig nor the path of one");
  return { content, directory: isFile ? dirname(resolve(path)) : process.cwd() };
}

function defaultPath(): string {
  return process.env["KUBECONFIG"] || join(homedir(), ".kube", "config");
}

function isKubeconfig(content: unknown): content is Properties {
  return typeof content === "object" && content !== null && "clusters" in content;
}

/** The entries of the selected context. An error names what is missing. */
export function activeContext({ content }: Kubeconfig, selection: Selection): ActiveContext {
  const contextName = selection.context || textAt(content, "current-context");
  if (!contextName) throw new Error("it has no current-context, and no context is selected");
  const context = entry(content, "context", contextName);
  const clusterName = selection.cluster || textAt(context, "cluster");
  const userName = textAt(context, "user");
  return {
    cluster: entry(content, "cluster", clusterName),
    user: userName ? entry(content, "user", userName) : {},
    namespace: textAt(context, "namespace"),
  };
}

function entry(content: Properties, kind: "context" | "cluster" | "user", name: string): Properties {
  const found = itemsAt(content, `${kind}s`).find((candidate) => candidate["name"] === name);
  if (!found) throw new Error(`it has no ${kind} "${name}"`);
  return objectAt(found, kind);
}

/** PEM text of an entry that is given inline in base64 (`…-data`) or as a path. */
export function pemOf(entryOfKubeconfig: Properties, field: string, directory: string): string | undefined {
  const inline = textAt(entryOfKubeconfig, `${field}-data`);
  if (inline) return Buffer.from(inline, "base64").toString("utf8");
  const path = textAt(entryOfKubeconfig, field);
  return path ? readFileSync(resolve(directory, path), "utf8") : undefined;
}
