/** The exit code of a command that the user cancelled with Ctrl-C. */
export const CANCELLED_EXIT_CODE = 130;

/** The user cancelled the command; the cause is what that made of its work. */
export class CancelledError extends Error {
  constructor(options?: ErrorOptions) {
    super("Cancelled.", options);
  }
}

/** Turns Ctrl-C and SIGTERM into an abort, so that what was started is ended in good order; a second one ends the process at once. */
export class Cancellation {
  private readonly controller = new AbortController();
  private readonly onSignal = () => {
    if (this.signal.aborted) process.exit(CANCELLED_EXIT_CODE);
    this.controller.abort(new CancelledError());
  };

  constructor() {
    process.on("SIGINT", this.onSignal);
    process.on("SIGTERM", this.onSignal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  throwIfCancelled(): void {
    this.signal.throwIfAborted();
  }

  dispose(): void {
    process.off("SIGINT", this.onSignal);
    process.off("SIGTERM", this.onSignal);
  }
}
