// cloudwatch.js ENDPOINT REGION: goes through what CloudWatch Logs does and refuses, by AWS's own client (@aws-sdk/client-cloudwatch-logs) with the credentials of the environment,
// and prints a line of JSON for each step: its name with what was answered, or with the name of the error.
const { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, DescribeLogStreamsCommand, GetLogEventsCommand, PutLogEventsCommand } = require("@aws-sdk/client-cloudwatch-logs");

const [endpoint, region] = process.argv.slice(2);
const client = new CloudWatchLogsClient({ endpoint, region, maxAttempts: 1 });
const stream = { logGroupName: "js/group", logStreamName: "stream" };
const now = Date.now();
const events = (...messages) => messages.map((message, i) => ({ message, timestamp: now + i }));

async function step(name, command, by = client) {
  try {
    const answer = await by.send(command);
    delete answer.$metadata;
    console.log(JSON.stringify({ name, answer }));
    return answer;
  } catch (e) {
    console.log(JSON.stringify({ name, error: e.name, expected: e.expectedSequenceToken }));
    return e;
  }
}

async function main() {
  await step("no group", new CreateLogStreamCommand(stream));
  await step("group", new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
  await step("group again", new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
  await step("no stream", new PutLogEventsCommand({ ...stream, logEvents: events("a") }));
  await step("stream", new CreateLogStreamCommand(stream));
  await step("stream again", new CreateLogStreamCommand(stream));
  const first = await step("put", new PutLogEventsCommand({ ...stream, logEvents: events("a", "é <&> \"\\") }));
  const wrong = await step("no token", new PutLogEventsCommand({ ...stream, logEvents: events("b") }));
  await step("told token", new PutLogEventsCommand({ ...stream, logEvents: events("b"), sequenceToken: wrong.expectedSequenceToken }));
  const again = await step("same again", new PutLogEventsCommand({ ...stream, logEvents: events("b"), sequenceToken: first.nextSequenceToken }));
  const sequenceToken = again.expectedSequenceToken;
  await step("disorder", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: events("c", "d").reverse() }));
  await step("empty", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: events("") }));
  await step("too long", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: events("x".repeat(262119)) }));
  await step("too much", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: events(...Array(4).fill("x".repeat(262118)), "y") }));
  await step("too many", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: events(...Array(10001).fill("x")) }));
  await step("old and new", new PutLogEventsCommand({ ...stream, sequenceToken, logEvents: [{ message: "old", timestamp: now - 15 * 24 * 3600 * 1000 }] }));
  await step("events", new GetLogEventsCommand({ ...stream, startFromHead: true }));
  await step("streams", new DescribeLogStreamsCommand({ logGroupName: stream.logGroupName }));
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const as = credentials => new CloudWatchLogsClient({ endpoint, region, maxAttempts: 1, credentials });
  await step("wrong secret", new CreateLogStreamCommand(stream), as({ accessKeyId, secretAccessKey: secretAccessKey + "x", sessionToken }));
  await step("unknown key", new CreateLogStreamCommand(stream), as({ accessKeyId: "AKIDNOBODY", secretAccessKey, sessionToken }));
  await step("unknown session", new CreateLogStreamCommand(stream), as({ accessKeyId, secretAccessKey, sessionToken: "other" }));
}

main();
