// authz.js SOCKET OUT: an authorization plugin of Docker's protocol at a socket. Appends what it is asked to the file OUT, one line of JSON each with bodies decoded, and writes
// "listening" to standard output when it does. What it answers is in the request: "deny-request", "deny-answer", "garbage", "trouble" or "hang" in its URI, or a privileged
// container in its body, which is denied.
const fs = require("fs");
const http = require("http");

const [socket, out] = process.argv.slice(2);
const decode = text => text === undefined ? undefined : Buffer.from(text, "base64").toString();

function privileged(body) {
  try {
    return JSON.parse(body).HostConfig.Privileged === true;
  } catch (e) {
    return false; // no JSON, or not of a container
  }
}

function answer(path, asked) {
  if (path === "/Plugin.Activate") {
    return [200, JSON.stringify({ Implements: ["authz"] })];
  }
  const uri = asked.RequestUri || "";
  const atRequest = path === "/AuthZPlugin.AuthZReq";
  if (uri.includes("garbage")) {
    return [200, "<html>"];
  }
  if (uri.includes("trouble")) {
    return [500, JSON.stringify({ Err: "internal trouble" })];
  }
  if (uri.includes("deny-request") || atRequest && privileged(asked.RequestBody)) {
    return [200, JSON.stringify({ Allow: false, Msg: "not you" })];
  }
  return [200, JSON.stringify(uri.includes("deny-answer") && !atRequest ? { Allow: false, Msg: "not that" } : { Allow: true })];
}

try {
  fs.unlinkSync(socket); // of one that was killed
} catch (e) {
  if (e.code !== "ENOENT") {
    throw e;
  }
}
http.createServer((request, response) => {
  const parts = [];
  request.on("data", part => parts.push(part));
  request.on("end", () => {
    const text = Buffer.concat(parts).toString();
    const asked = text === "" ? {} : JSON.parse(text);
    asked.RequestBody = decode(asked.RequestBody);
    asked.ResponseBody = decode(asked.ResponseBody);
    fs.appendFileSync(out, JSON.stringify({ path: request.url, accept: request.headers.accept, members: text === "" ? [] : Object.keys(JSON.parse(text)), asked }) + "\n");
    if ((asked.RequestUri || "").includes("hang")) {
      return;
    }
    const [status, body] = answer(request.url, asked);
    response.writeHead(status, { "Content-Length": Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(socket, () => console.log("listening"));
