import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/** The commit that a name stands for; undefined where it stands for none. */
export function commitOf(name: string, project: string): string | undefined {
  try {
    return git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
  } catch {
    return undefined; // also where there is no Git
  }
}

/** What is done with another commit of the project, in a temporary worktree with the packages of this checkout. */
export async function inCheckoutOf<Result>(
  commit: string,
  project: string,
  work: (checkout: { readonly folder: string; readonly hasSamePackages: boolean }) => Promise<Result>,
): Promise<Result> {
  const temporary = mkdtempSync(join(realpathSync(tmpdir()), "eks-platform-render-"));
  const worktree = join(temporary, "checkout");
  try {
    // No hook of the user's may run in it.
    git(project, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", worktree, commit);
    const folder = join(worktree, git(project, "rev-parse", "--show-prefix"));
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
    const lockfile = (of: string) => readFileSync(join(of, "package-lock.json"), "utf8");
    return await work({ folder, hasSamePackages: lockfile(folder) === lockfile(project) });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    git(project, "worktree", "prune");
  }
}
