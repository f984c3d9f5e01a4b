import { randomUUID } from "node:crypto";
import { rules } from "./rules";

/** Services by the name the AWS SDK gives them in its errors. */
export type ServiceName =
  | "ACM"
  | "Auto Scaling"
  | "CloudWatch Logs"
  | "EC2"
  | "ECR"
  | "EKS"
  | "IAM"
  | "KMS"
  | "Route 53"
  | "SSM"
  | (string & {});

/** Errors without a type of their own in the SDK: all of EC2's, and these of the others. */
const UNMODELLED = new Set(["AccessDenied", "AccessDeniedException", "AuthFailure", "ValidationError"]);

/** Codes that come with status 403 from every service that has them. */
const FORBIDDEN = new Set(["AccessDenied", "UnauthorizedOperation"]);

const HTTP_STATUS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  EKS: rules.general.httpStatus.eks,
  IAM: rules.general.httpStatus.iam,
};

/** AWS's refusal of a call, in the words in which the aws provider passes it on. */
export class AwsError extends Error {
  /**
   * @param operation API call, for example `CreateCluster`; its verb begins the message
   * @param resource what the provider calls the thing, for example `EKS Cluster (demo)`
   * @param code AWS's error code, for example `ResourceInUseException`
   * @param reason AWS's own message
   */
  constructor(
    readonly service: ServiceName,
    readonly operation: string,
    resource: string,
    readonly code: string,
    readonly reason: string,
  ) {
    const apiError = service === "EC2" || UNMODELLED.has(code) ? `api error ${code}` : code;
    const status = HTTP_STATUS[service]?.[code] ?? (FORBIDDEN.has(code) ? 403 : 400);
    super(
      `${verb(operation)} ${resource}: operation error ${service}: ${operation}, ` +
        `https response error StatusCode: ${status}, RequestID: ${randomUUID()}, ${apiError}: ${reason}`,
    );
    this.name = "AwsError";
  }
}

/** The provider has waited in vain for what AWS had begun. */
export class WaitError extends Error {
  /**
   * @param what that which it waited for: `EKS Node Group (demo:system) version update (<id>)`
   * @param reason why it waits no longer
   */
  constructor(what: string, reason: string) {
    super(`waiting for ${what}: ${reason}`);
    this.name = "WaitError";
  }
}

/** Whether AWS has answered for good: what fails otherwise, because the control plane has died for example, may have happened or not. */
export const isAnswer = (error: unknown): error is AwsError | WaitError =>
  error instanceof AwsError || error instanceof WaitError;

const VERBS: readonly (readonly [name: RegExp, verb: string])[] = [
  [/Tags$|^(Unt|T)ag/, "tagging"],
  [/^(Describe|Get|List)/, "reading"],
  [/^Put/, "putting"],
  [/^Set/, "setting"],
  [/^Schedule/, "deleting"],
  [/^Change/, "creating"], // of records: the provider takes a deletion that Route 53 refuses for done
  [
    /^(Run|Release|Replace|Detach|Attach|Authorize|Create|Delete|Update|Modify|Associate|Disassociate|Allocate|Revoke|Enable|Disable|Register|Request)/,
    "",
  ],
];

/** `CreateVpc` → `creating`. */
function verb(operation: string): string {
  for (const [name, fixed] of VERBS) {
    const word = name.exec(operation)?.[0];
    if (word) return fixed || `${word.toLowerCase().replace(/e$/, "")}ing`;
  }
  return "calling";
}
