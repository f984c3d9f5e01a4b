/** Whether an error of an invoke says that the thing does not exist, in the words of the provider or of IAM. */
export const saysNotFound = (error: unknown): error is Error =>
  error instanceof Error && /couldn't find resource|no matching .* found|NoSuchEntity/.test(error.message);
