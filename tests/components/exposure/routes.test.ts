import assert from "node:assert/strict";
import { backendOf, compareRoutes, differences, type Route } from "../../../components/exposure/routes.spec";

const host = "shop.example.com";
const route = (path: string, match: Route["match"], backend: string): Route => ({ host, path, match, backend });

/** The example of ingress-nginx's own documentation, which warns of it. */
const overlapping = [route("/foo/bar/bar", "prefix", "prefix"), route("/foo/bar/[A-Z0-9]{3}", "regex", "regex")];

describe("a route table", () => {
  it("gives both semantics the same backend as long as no path is a regular expression", () => {
    const routes = [
      route("/", "prefix", "shop"),
      route("/cart", "prefix", "cart"),
      route("/cart/total", "exact", "total"),
      route("/cart/old", "prefix", "old"),
    ];
    const comparisons = compareRoutes(routes);
    assert.deepEqual(differences(comparisons), []);
    const backends = Object.fromEntries(comparisons.map(({ path, backends: both }) => [path, both["most-specific"]]));
    assert.deepEqual(backends, {
      "/": "shop",
      "/other": "shop",
      "/cart": "cart",
      "/cart/below": "cart",
      "/cart-other": "shop",
      "/CART": "shop",
      "/cart/total": "total",
      "/cart/total/below": "cart",
      "/cart/total-other": "cart",
      "/CART/TOTAL": "shop",
      "/cart/old": "old",
      "/cart/old/below": "old",
      "/cart/old-other": "cart",
      "/CART/OLD": "shop",
    });
  });

  it("shows where a regular expression takes requests from a more specific path", () => {
    assert.equal(backendOf(overlapping, "ingress-nginx", host, "/foo/bar/bar"), "regex");
    assert.equal(backendOf(overlapping, "most-specific", host, "/foo/bar/bar"), "prefix");
  });

  it("shows that one regular expression makes all paths of its host begin-like and blind to case", () => {
    const found = differences(compareRoutes(overlapping)).map(({ path, backends }) => [path, backends]);
    assert.deepEqual(found, [
      ["/FOO/BAR/BAR", { "ingress-nginx": "regex", "most-specific": undefined }],
      ["/foo/bar/bar", { "ingress-nginx": "regex", "most-specific": "prefix" }],
      ["/foo/bar/bar-other", { "ingress-nginx": "regex", "most-specific": undefined }],
      ["/foo/bar/bar/below", { "ingress-nginx": "regex", "most-specific": "prefix" }],
    ]);
  });

  it("compares the requests that a person names, and leaves other hosts as they are", () => {
    const other = { ...route("/", "prefix", "other"), host: "other.example.com" };
    const comparisons = compareRoutes([...overlapping, other], ["/foo/bar/X1Z"]);
    const named = comparisons.filter(({ path }) => path === "/foo/bar/X1Z");
    assert.deepEqual(named, [
      { host, path: "/foo/bar/X1Z", backends: { "ingress-nginx": "regex", "most-specific": "regex" } },
      { host: other.host, path: "/foo/bar/X1Z", backends: { "ingress-nginx": "other", "most-specific": "other" } },
    ]);
  });
});
