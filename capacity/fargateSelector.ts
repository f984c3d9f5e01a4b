/** Which pods a Fargate profile is for. */
export interface FargateSelector {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Whether a selector is for pods of this namespace and these labels: every label of the selector must be there.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html#fargate-profile-wildcards
 */
export function selects(
  selector: FargateSelector,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    matches(selector.namespace, namespace) &&
    Object.entries(selector.labels).every(([wantedKey, wantedValue]) =>
      Object.entries(labels).some(([key, value]) => matches(wantedKey, key) && matches(wantedValue, value)),
    )
  );
}

/** `*` stands for any text, `?` for any one character. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern.replace(/[.*+?^${}()|[\]\\/-]/g, (character) => wildcards[character] ?? `\\${character}`);
  return new RegExp(`^${expression}$`).test(text);
}

const wildcards: Readonly<Record<string, string>> = { "*": ".*", "?": "." };
