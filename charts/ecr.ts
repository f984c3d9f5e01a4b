import { join } from "node:path";
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { privateEcr } from "../components/helm/chart.spec";
import type { Helm } from "./helm";

/**
 * Logs in to a private ECR registry with the caller's AWS credentials, for one command: the user's own logins stay as they are.
 *
 * @param folder where the login is kept
 * @returns Helm's flags for it; none for another registry, whose login is the user's own (`helm registry login`)
 */
export async function registryLogin(helm: Helm, source: string, folder: string): Promise<string[]> {
  const [, host, region] = privateEcr.exec(source) ?? [];
  if (host === undefined || region === undefined) return [];
  const { authorizationData = [] } = await new ECRClient({ region }).send(new GetAuthorizationTokenCommand({}));
  const [user = "", password = ""] = Buffer.from(authorizationData[0]?.authorizationToken ?? "", "base64")
    .toString()
    .split(":");
  const flags = ["--registry-config", join(folder, "config.json")];
  await helm.run(["registry", "login", host, "--username", user, "--password-stdin", ...flags], { input: password });
  return flags;
}
