import { z } from "zod";

/** Kubernetes keeps these prefixes for itself and EKS refuses them. */
const reservedKey = /(?:^|\.)(?:kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//;

export const labelKey = z
  .string()
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/, {
    error: "must be a Kubernetes label key, for example team or example.com/team",
  })
  .refine((key) => !reservedKey.test(key), {
    error: "must not use a prefix that Kubernetes and EKS reserve: kubernetes.io, k8s.io, eks.amazonaws.com",
  });

export const labelValue = z.string().regex(/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/, {
  error: "must be a Kubernetes label value: at most 63 letters, digits, hyphens, dots and underscores",
});
