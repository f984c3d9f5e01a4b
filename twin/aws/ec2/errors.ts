import { AwsError } from "../error";

/** EC2's refusal of a call. */
export function ec2Error(operation: string, resource: string, code: string, message: string): AwsError {
  return new AwsError("EC2", operation, resource, code, message);
}
