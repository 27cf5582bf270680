// fluentd.js OUT HOW WHERE [CERTIFICATE KEY]: a destination of the forward protocol (FluentServer of @fluent-org/logger) at a port of 127.0.0.1 or a path, by TLS with a
// certificate. Appends what it gets to the file OUT, and
// writes "listening" to standard output when it does. HOW is one of: lines (each record's text), records (each record, its tag and time, as JSON), slow (lines, but each message
// takes 5 ms), deaf (reads messages, and neither keeps nor acknowledges them). SIGTERM ends it between two messages, without a word to its clients.
const fs = require("fs");
const net = require("net");
const { FluentServer } = require("@fluent-org/logger");

const [out, how, where, certificate, key] = process.argv.slice(2);
const listenOptions = where.startsWith("/") ? { path: where } : { port: Number(where), host: "127.0.0.1" };
process.on("SIGTERM", () => process.exit(0));

if (how === "deaf") {
  net.createServer(client => client.on("error", () => {}).resume()).listen(listenOptions, () => console.log("listening"));
} else {
  const file = fs.openSync(out, "a");
  const keep = how === "records"
    ? (tag, time, record) => JSON.stringify({ tag, time: typeof time === "number" ? time : [time.epoch, time.nano], record })
    : (tag, time, record) => record.log;
  // An acknowledgement is written before the entries are given out, in one step of the event loop: they are kept at once, so that no end of the process comes between.
  class Destination extends FluentServer {
    onEntry(tag, time, record) {
      this.pending = (this.pending || "") + keep(tag, time, record) + "\n";
      if (!this.flushing) {
        this.flushing = true;
        process.nextTick(() => {
          fs.writeSync(file, this.pending);
          this.pending = "";
          this.flushing = false;
          if (how === "slow") {
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
          }
        });
      }
    }
  }
  const tlsOptions = certificate && { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) };
  new Destination({ listenOptions, tlsOptions }).listen().then(() => console.log("listening"));
}
