/** A page of docs/ with a part that the code writes, between two comments. */

const begin = "<!-- npm run docs writes from here -->";
const end = "<!-- to here -->";

/** The page with what stands between the comments replaced. */
export function withWritten(page: string, parts: readonly string[]): string {
  const [before, after] = [page.split(begin, 1)[0] ?? "", page.split(end)[1]];
  if (after === undefined) throw new Error(`the page must have the lines ${begin} and ${end}`);
  return [`${before}${begin}`, ...parts, `${end}${after}`].join("\n\n");
}

/** A table as Prettier writes it, from its rows with the head first. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
