// Asks @sd-jwt/core about SD-JWTs. stdin: [{name, text, jwk, frame?}]; stdout: [{name, payload | error, presented?}].
import { createHash, createPublicKey, verify } from "node:crypto";
import { SDJwtInstance } from "@sd-jwt/core";

const hasher = (data, alg) =>
  new Uint8Array(createHash(alg.replace("-", "")).update(data).digest());

async function judge({ name, text, jwk, frame }) {
  const key = createPublicKey({ key: jwk, format: "jwk" });
  // The library hands over text and signature only: which algorithm the header names is not asked.
  const verifier = (data, signature) =>
    verify(null, Buffer.from(data), key, Buffer.from(signature, "base64url"));
  const instance = new SDJwtInstance({ hasher, verifier, hashAlg: "sha-256" });
  try {
    const { payload } = await instance.verify(text);
    const presented = frame ? await instance.present(text, frame) : undefined;
    return { name, payload, presented };
  } catch (error) {
    return { name, error: String(error) };
  }
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const question of JSON.parse(input)) answers.push(await judge(question));
process.stdout.write(JSON.stringify(answers));
