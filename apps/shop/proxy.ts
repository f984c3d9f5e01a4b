/** An nginx server that passes requests on, and answers for itself when it is asked how it is. */
export const proxyTo = (url: string): string =>
  [
    "server {",
    "  listen 8080;",
    "  location = /-/healthy { return 200; }",
    "  location / {",
    `    proxy_pass ${url};`,
    "    proxy_set_header Host $host;",
    "    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "  }",
    "}",
    "",
  ].join("\n");
