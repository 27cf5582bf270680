// oidc.mjs PORT ALGORITHM FILE [CERTIFICATE KEY]: an OpenID provider (oidc-provider) at 127.0.0.1, until it is killed. It signs by the algorithm, RS256, ES256 or EdDSA, with the key in the
// file, which is made if it is not there. It has one client, "ci" with the secret "ci-secret", which gets tokens for itself: grant client_credentials, resource urn:servin. Says when it listens.
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

const [port, alg, file, certificate, key] = process.argv.slice(2);
const { default: Provider } = await import(`${process.env.NODE_PATH}/oidc-provider/lib/index.js`); // import does not know NODE_PATH

if (!existsSync(file)) {
  const [kind, options] = { RS256: ["rsa", { modulusLength: 2048 }], ES256: ["ec", { namedCurve: "P-256" }], EdDSA: ["ed25519", {}] }[alg];
  writeFileSync(file, JSON.stringify({ ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }), alg, use: "sig", kid: `${alg} ${Date.now()}` }));
}

const provider = new Provider(`${certificate ? "https" : "http"}://127.0.0.1:${port}`, {
  jwks: { keys: [JSON.parse(readFileSync(file))] },
  clients: [{ client_id: "ci", client_secret: "ci-secret", grant_types: ["client_credentials"], redirect_uris: [], response_types: [], id_token_signed_response_alg: alg }],
  cookies: { keys: ["unused"] },
  enabledJWA: { idTokenSigningAlgValues: [alg] },
  extraTokenClaims: () => ({ groups: ["builders", "night shift"] }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (context, resource) => ({
        scope: "",
        audience: resource === "urn:servin" ? "servin" : resource,
        accessTokenFormat: "jwt",
        accessTokenTTL: 600,
        jwt: { sign: { alg } },
      }),
    },
  },
});

const server = certificate ? https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, provider.callback()) : http.createServer(provider.callback());
server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
