/** What the API server answers in place of an object. */
interface Status {
  readonly message?: string;
  readonly reason?: string;
}

/** The API server refused a request. */
export class ApiError extends Error {
  /** For example `AlreadyExists`, `Conflict`, `NotFound` or `Invalid`. */
  readonly reason: string;

  /** @param answer the `Status` object as JSON, or the plain text of a server that is only starting */
  constructor(code: number, answer: string) {
    const status = parseStatus(answer);
    super(status.message || `the API server answered ${code}`);
    this.reason = status.reason ?? "";
  }
}

function parseStatus(answer: string): Status {
  try {
    return JSON.parse(answer) as Status;
  } catch {
    return { message: answer.trim() };
  }
}

export function isApiError(error: unknown, reason: string): error is ApiError {
  return error instanceof ApiError && error.reason === reason;
}
