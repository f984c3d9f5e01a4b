/**
 * The first line that a page shows and a command did not print, where there is one. Lines have to come in the order shown, others may come
 * between them. `...` stands for any text in a line, and runs of spaces count as one.
 */
export function firstLineNotPrinted(shown: readonly string[], printed: string): string | undefined {
  const lines = printed.split("\n").map(collapsed);
  let from = 0;
  for (const line of shown.map(collapsed)) {
    if (line === "" || line === "...") continue;
    const pattern = new RegExp(`^${line.split("...").map(literal).join(".*")}$`);
    const found = lines.findIndex((candidate, index) => index >= from && pattern.test(candidate));
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}

const collapsed = (line: string) => line.trim().replace(/\s+/g, " ");

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
