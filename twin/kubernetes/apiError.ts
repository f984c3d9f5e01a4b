import type { Properties } from "../provider/values";
import { itemsAt, numberAt, textAt } from "./objects";

/** The API server refused a request: its `Status` object, whose message is the error's. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly status: Properties,
  ) {
    super(textAt(status, "message") || `the server answered ${code}`);
  }

  static of(code: number, status: Properties): ApiError {
    return new ApiError(numberAt(status, "code") ?? code, status);
  }

  /** `AlreadyExists`, `Conflict`, `NotFound`, `Invalid`, … */
  get reason(): string {
    return textAt(this.status, "reason");
  }

  /** Kind (resource name) that the error is about, for example `namespaces`. */
  get kind(): string {
    return textAt(this.status, "details", "kind");
  }

  get causes(): { field: string; reason: string; message: string }[] {
    return itemsAt(this.status, "details", "causes").map((cause) => ({
      field: textAt(cause, "field"),
      reason: textAt(cause, "reason"),
      message: textAt(cause, "message"),
    }));
  }
}

export function isApiError(error: unknown, ...reasons: string[]): error is ApiError {
  return error instanceof ApiError && (reasons.length === 0 || reasons.includes(error.reason));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
