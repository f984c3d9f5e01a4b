import { isObject, type Properties, type Value } from "../provider/values";
import type { StoredResource } from "./account";
import { objects, shown, texts } from "./read";

/** Value of a filter's name for a resource: `vpc-id`, `tag:Name`. */
type FilterValue = (resource: StoredResource, name: string) => Value | undefined;

/**
 * Whether the resource meets the `filters` and `tags` of a function's arguments. In values `*` and `?` are wildcards; a filter that the resource has no
 * value for is met by none.
 */
export function meetsFilters(resource: StoredResource, args: Properties, valueOf: FilterValue): boolean {
  const tags = isObject(resource.outputs.tagsAll) ? resource.outputs.tagsAll : {};
  const byTags = isObject(args.tags) ? Object.entries(args.tags).every(([key, value]) => tags[key] === value) : true;
  return (
    byTags &&
    objects(args.filters).every(({ name, values }) => {
      const filter = shown(name);
      const actual = filter.startsWith("tag:")
        ? [tags[filter.slice("tag:".length)]]
        : filter === "tag-key"
          ? Object.keys(tags)
          : [valueOf(resource, filter)].flat();
      return texts(values).some((pattern) =>
        actual.some((value) => value !== undefined && matchesWildcard(pattern, shown(value))),
      );
    })
  );
}

/** `*` stands for any text, `?` for any one character. */
export function matchesWildcard(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}
