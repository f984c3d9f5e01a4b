import type { InstanceTemplate } from "./launchData";
import type { Call } from "./resourceType";

/** What a launch makes, and a policy can ask tags of. */
const LAUNCHED = ["instance", "volume", "network-interface"];

/**
 * What the organisation has against the launch template: its service control policy denies RunInstances without the tags that the program gives to everything it makes. EKS
 * and Auto Scaling ask, on behalf of their caller, whether the template may be launched; the tags that an Auto Scaling group adds do not count.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_tagging.html
 * @see https://github.com/terraform-aws-modules/terraform-aws-eks/pull/822
 * @see https://github.com/eksctl-io/eksctl/issues/1603
 */
export function tagPolicyViolation({ defaultTags }: Call, template: InstanceTemplate): string | undefined {
  const missing = LAUNCHED.flatMap((kind) => {
    const given = template.tagSpecifications.filter(({ resourceType }) => resourceType === kind);
    const lacking = Object.keys(defaultTags).filter((key) => !given.some(({ tags }) => key in tags));
    return lacking.length > 0 ? [`${kind} without ${lacking.join(", ")}`] : [];
  });
  if (missing.length === 0) return undefined;
  return `explicit deny of ec2:RunInstances in a service control policy: ${missing.join("; ")}`;
}
