import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lexer, type Token, type Tokens, walkTokens } from "marked";

export const project = resolve(__dirname, "..", "..");

/** A page of the documentation, as Markdown and as the parts it consists of. */
export interface Page {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** The README, then docs/ in the order of names. */
export function pages(root = project): Page[] {
  const files = ["README.md", ...readdirSync(join(root, "docs")).map((name) => join("docs", name))];
  return files.map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return { file, text, tokens: lexer(text) };
  });
}

/** Targets of the page's links. */
export function linksOf(page: Page): string[] {
  const targets: string[] = [];
  void walkTokens([...page.tokens], (token) => {
    if (isLink(token)) targets.push(token.href);
  });
  return targets;
}

/** Lines of the page's tables. */
export function tableLinesOf(page: Page): string[] {
  return page.tokens.filter((token) => token.type === "table").flatMap(({ raw }) => raw.trimEnd().split("\n"));
}

/** A command that a page asks its reader to run, and what the page says it prints. */
export interface PageCommand {
  readonly page: string;
  readonly command: string;
  /** Lines of the `text` block that follows the command's block. */
  readonly shown: readonly string[];
}

/** Commands in blocks of `sh`. A block of `sh account` needs an AWS account, one of `sh internet` the servers of charts, one of `sh git` another commit. */
export function commandsOf(page: Page): PageCommand[] {
  const blocks = page.tokens.filter(isCode);
  return blocks.flatMap((block, index) => {
    if (block.lang !== "sh") return [];
    const commands = block.text.split("\n").map((line) => line.replace(/\s+#.*$/, ""));
    const next = blocks[index + 1];
    const shown = next?.lang === "text" ? next.text.split("\n") : [];
    // What is shown is what the first command prints.
    return commands.map((command, place) => ({ page: page.file, command, shown: place === 0 ? shown : [] }));
  });
}

const isLink = (token: Token): token is Tokens.Link => token.type === "link";
const isCode = (token: Token): token is Tokens.Code => token.type === "code";
