import type { Changes } from "../stackText";

/** A change to a sound stack file that breaks it, and everything a person is told about it. */
export interface Mistake {
  readonly title: string;
  readonly changes: Changes;
  /** Every problem: its place, and the message. */
  readonly problems: Readonly<Record<string, string>>;
}
