import * as fs from "node:fs";
import * as path from "node:path";
import { loadTypeScript } from "../loadTypeScript";
import { ControlPlaneFiles } from "./files";

/**
 * Puts an `aws` into a folder that comes first on the PATH of everything the twin runs. It answers the call that an EKS kubeconfig makes, `aws eks get-token`, with a client certificate
 * that the control plane accepts. The user is the ARN of an IAM principal: the one in `TWIN_CALLER_ARN`, or the one of `--role-arn`.
 *
 * Groups come from `identities.json` in the control plane's folder, see `Identities` in issueCredential.ts. Since kubectl and providers run it at every call, it is a shell script that
 * prints what was issued before; only the first call of an identity starts Node. What was issued is found by the content of `identities.json`: a change there is a new credential.
 *
 * https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 *
 * @param directory where `aws` is put
 * @param admit command that fails, and says why, when the API server does not answer the caller; asked again when one of `changes` has changed
 */
export function installAwsShim(
  directory: string,
  controlPlane: { readonly directory: string },
  admit?: { readonly command: readonly string[]; readonly changes: string },
): void {
  fs.mkdirSync(directory, { recursive: true });
  const target = path.join(directory, "aws");
  const unfinished = `${target}.new`;
  fs.writeFileSync(unfinished, script(new ControlPlaneFiles(controlPlane.directory), admit), { mode: 0o755 });
  fs.renameSync(unfinished, target);
}

function script(files: ControlPlaneFiles, admit: Parameters<typeof installAwsShim>[2]): string {
  return `#!/bin/sh
# Stands in for the AWS CLI in the twin: knows "eks get-token" and "--version", nothing else.
set -eu

credentials=${quote(files.credentials)}
identities=${quote(files.identities)}
call="aws $*"

fail() {
  echo "aws (twin): $1" >&2
  exit 252
}

command=""
identity=\${TWIN_CALLER_ARN:-}
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) option=\${1%%=*} value=\${1#*=} ;;
    --version) option=$1 value="" ;;
    --*) option=$1 value=\${2:-}; [ $# -lt 2 ] || shift ;;
    *) option="" command="$command $1" ;;
  esac
  case $option in
    --version) echo "aws-cli/2.31.0 twin"; exit 0 ;;
    --role-arn) identity=$value ;;
    --output) [ "$value" = json ] || fail "only --output json is simulated, not: $call" ;;
    "" | --cluster-name | --cluster-id | --region) ;;
    *) fail "the option $option is not simulated: $call" ;;
  esac
  shift
done

[ "$command" = " eks get-token" ] || fail "only \\"aws eks get-token\\" is simulated, not: $call"
[ -n "$identity" ] || fail "no identity: TWIN_CALLER_ARN is not set, and there is no --role-arn"
case $identity in
  *..* | *[!A-Za-z0-9:/+=,.@_-]*) fail "not the ARN of an IAM principal: $identity" ;;
  arn:*) ;;
  *) fail "not the ARN of an IAM principal: $identity" ;;
esac

${admit === undefined ? "" : admission(admit)}
key=none
if [ -f "$identities" ]; then
  set -- $(cksum <"$identities")
  key=$1-$2
fi
credential=$credentials/$key/$identity/status.json
if [ ! -f "$credential" ]; then
  # The caller's NODE_OPTIONS are for its own program.
  NODE_OPTIONS="" ${[process.execPath, ...loadTypeScript, path.join(__dirname, "issueCredential.ts"), files.directory].map(quote).join(" ")} "$identity" "$credential" >&2
fi

case \${KUBERNETES_EXEC_INFO:-} in
  *client.authentication.k8s.io/v1\\"*) version=client.authentication.k8s.io/v1 ;;
  *) version=client.authentication.k8s.io/v1beta1 ;;
esac
printf '{"kind":"ExecCredential","apiVersion":"%s","spec":{},"status":' "$version"
cat "$credential"
echo "}"
`;
}

/** A caller that was admitted is not looked at again as long as nothing changed. */
function admission({ command, changes }: { readonly command: readonly string[]; readonly changes: string }): string {
  const words = command.map(quote).join(" ");
  return `
set -- $(printf '%s\\n' ${words} | cat - ${quote(changes)} | cksum)
admitted=$credentials/admitted/$1-$2
if [ ! -f "$admitted" ]; then
  NODE_OPTIONS="" ${words} >&2 || exit 1
  mkdir -p "$credentials/admitted"
  : >"$admitted"
fi
`;
}

/** As one word of a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
