// splunk.js URL TOKEN: sends to an HTTP Event Collector by Splunk's own client (splunk-logging), and prints what it was answered, a line of JSON for each request: three events in
// one, then one event by a token that there is not, then an event of an index that there is not.
const { Logger } = require("splunk-logging");

const [url, token] = process.argv.slice(2);

function send(config, payloads, then) {
  const logger = new Logger({ url, maxBatchCount: 0, ...config });
  logger.error = () => {}; // it is told by the callback, too
  payloads.forEach(payload => logger.send(payload));
  logger.flush((error, response, body) => {
    console.log(JSON.stringify({ status: response && response.statusCode, body, failed: !!error }));
    then();
  });
}

send({ token }, [{ message: "one", metadata: { source: "a" } }, { message: { two: 2 } }, { message: "three", severity: "error" }], () =>
  send({ token: "00000000-0000-0000-0000-000000000000" }, [{ message: "four" }], () =>
    send({ token }, [{ message: "five", metadata: { index: "nowhere" } }], () => {})));
