import { AwsError } from "../error";

export function refuse(operation: string, resource: string, code: string, message: string): AwsError {
  return new AwsError("ECR", operation, resource, code, message);
}
