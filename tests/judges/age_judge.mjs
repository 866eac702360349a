// Asks the npm package age-encryption about a file. One JSON question on standard input, one JSON answer
// on standard output; bytes are base64, so that no file and no key stands in an argument.
//   {act: "decrypt", file, identity}          -> {plain}   or {refused}
//   {act: "encrypt", plain, recipients: []}   -> {file}
//   {act: "generate"}                         -> {identity, recipient}   (hybrid)
//   {act: "recipient", identity}              -> {recipient}
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text = (data) => Buffer.from(data).toString("base64");

const acts = {
  async decrypt({ file, identity }) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    try {
      return { plain: text(await decrypter.decrypt(bytes(file))) };
    } catch (error) {
      return { refused: String(error.message) };
    }
  },
  async encrypt({ plain, recipients }) {
    const encrypter = new Encrypter();
    recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    return { file: text(await encrypter.encrypt(bytes(plain))) };
  },
  async generate() {
    const identity = await generateHybridIdentity();
    return { identity, recipient: await identityToRecipient(identity) };
  },
  async recipient({ identity }) {
    return { recipient: await identityToRecipient(identity) };
  },
};

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const question = JSON.parse(Buffer.concat(chunks).toString("utf8"));
process.stdout.write(JSON.stringify(await acts[question.act](question)));
