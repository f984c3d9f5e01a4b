import type * as pulumi from "@pulumi/pulumi";
import type { PlatformConfig } from "../config/sections";

/** What is checked, and how AWS is asked. */
export interface Preflight {
  /** The stack's name. */
  readonly environment: string;
  readonly config: PlatformConfig;
  /** The provider that the program would use. */
  readonly opts: pulumi.InvokeOptions;
}

export interface Answer {
  /** `unknown`: AWS did not say, or what it says does not decide it. */
  readonly verdict: "ok" | "wrong" | "unknown";
  /** What was found, in one line. */
  readonly detail: string;
  /** What to change, or to run. */
  readonly fix?: string;
}

export interface Question {
  readonly subject: string;
  /** May fail: that is an `unknown` with the reason. */
  answer(): Promise<Answer>;
}

export interface Finding extends Answer {
  readonly subject: string;
}

/** What there is to ask about one part of an environment; nothing where the environment has no such part. It reads only. */
export type Check = (preflight: Preflight) => readonly Question[];

export const ok = (detail: string): Answer => ({ verdict: "ok", detail });
export const wrong = (detail: string, fix?: string): Answer => ({ verdict: "wrong", detail, fix });
export const unknown = (detail: string, fix?: string): Answer => ({ verdict: "unknown", detail, fix });
