/** Filters of ECR's registry-wide settings, over the names of repositories. */

/**
 * Whether a filter of the scanning matches: with `*` for any characters it is the whole name, without it a part of one.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
 */
export function scanFilterMatches(filter: string, name: string): boolean {
  if (!filter.includes("*")) return name.includes(filter);
  const [first = "", ...parts] = filter.split("*");
  const last = parts.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let rest = name.slice(first.length, name.length - last.length);
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

/** Whether a filter of the scanning could match a repository that begins with a prefix. */
export function scanFilterReaches(filter: string, prefix: string): boolean {
  if (!filter.includes("*")) return true;
  const [first = ""] = filter.split("*");
  return first.startsWith(prefix) || prefix.startsWith(first);
}
