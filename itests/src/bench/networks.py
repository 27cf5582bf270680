"""networks.py WORK PID: the measuring part of networks.sh. Engines servin and dockerd answer at WORK/NAME.sock, in network namespaces NAME-PID."""
import http.client
import json
import socket
import statistics
import subprocess
import sys
import time

work, pid = sys.argv[1:]
SECONDS, ROUNDS, PORT = 2, 5, 5201
IMAGE = "busybox"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def docker(engine, *args):
    return run("docker", "-H", f"unix://{work}/{engine}.sock", *args).strip()


def inside(namespace, *command):
    return run("nsenter", f"--net=/run/netns/{namespace}", *command)


def other_host(engine, number):
    """A host beside the engine's, with a route to its containers."""
    name = f"other{number}-{pid}"
    run("ip", "netns", "add", name)
    inside(f"{engine}-{pid}", "ip", "link", "add", "up0", "type", "veth", "peer", "name", "eth0", "netns", name)
    inside(f"{engine}-{pid}", "ip", "addr", "add", f"192.0.2.{number}1/28", "dev", "up0")
    inside(f"{engine}-{pid}", "ip", "link", "set", "up0", "up")
    inside(name, "ip", "addr", "add", f"192.0.2.{number}2/28", "dev", "eth0")
    inside(name, "ip", "link", "set", "eth0", "up")
    return name, f"192.0.2.{number}1"


def rate(client, server, port):
    """Gigabits a second."""
    while True:
        out = subprocess.run(["nsenter", f"--net=/run/netns/{client}", "iperf3", "-J", "-c", server, "-p", str(port), "-t", str(SECONDS)], capture_output=True, text=True)
        report = json.loads(out.stdout)
        if "error" not in report:
            return report["end"]["sum_received"]["bits_per_second"] / 1e9
        if "busy" not in report["error"] and "refused" not in report["error"]:
            raise RuntimeError(report["error"])
        time.sleep(0.05)  # the server has not begun, or not ended with the one before


def serve(engine):
    name = docker(engine, "run", "-d", "-p", f"{PORT}:{PORT}", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", IMAGE,
                  "/usr/bin/iperf3", "-s", "-p", str(PORT))
    address = docker(engine, "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name)
    return name, address


def throughput(engine, number):
    client, host = other_host(engine, number)
    container, address = serve(engine)
    try:
        # the bridge's own way: from the engine's host, by the container's address
        own, published = [], []
        host_ns = f"{engine}-{pid}"
        for _ in range(ROUNDS):
            own.append(rate(host_ns, address, PORT))
            published.append(rate(host_ns, host, PORT))
        other = [rate(client, host, PORT) for _ in range(ROUNDS)]
        local = [rate(host_ns, "127.0.0.1", PORT) for _ in range(ROUNDS)]
        return [statistics.median(x) for x in (own, published, other, local)]
    finally:
        docker(engine, "rm", "-f", container)
        run("ip", "netns", "del", client)


class Api(http.client.HTTPConnection):
    """One kept connection to an engine."""
    def __init__(self, engine):
        super().__init__("engine")
        self.path = f"{work}/{engine}.sock"

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def post(self, path, body):
        self.request("POST", "/v1.41" + path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(text)


def changes(count):
    """Milliseconds to add a port to a container of Servin's and to take it away, with so many published by another. Dockerd has nothing to compare with."""
    ports = [] if count == 0 else ["-p", f"20000-{20000 + count - 1}:20000-{20000 + count - 1}"]
    docker("servin", "run", "-d", "--name", "many", *ports, IMAGE, "sleep", "600")
    docker("servin", "run", "-d", "--name", "one", "--expose", "80", IMAGE, "sleep", "600")
    api, took = Api("servin"), []
    for i in range(400):
        begin = time.perf_counter()
        api.post("/containers/one/update", {"PortBindings": {"80/tcp": [{"HostPort": "19999"}]} if i % 2 == 0 else {}})
        took.append((time.perf_counter() - begin) * 1000)
    docker("servin", "rm", "-f", "many", "one")
    late = took[200:]
    return statistics.median(late), statistics.quantiles(late, n=10)[8]


NAMES = r"""
use Time::HiRes 'time';
$s = IO::Socket::INET->new(PeerAddr => '127.0.0.11', PeerPort => 53, Proto => 'udp');
$q = pack('nnnnnn', 7, 0x100, 1, 0, 0, 0) . join('', map { pack('C/a', $_) } 'web') . pack('Cnn', 0, 1, 1);
$end = time + 3;
$s->send($q) for 1 .. shift;
while (time < $end) { $s->recv($r, 512); $right++ if unpack('x3C', $r) % 16 == 0 && unpack('x6n', $r) == 1; $s->send($q); }
print int($right / 3);
"""


def names(engine):
    """Answers a second about a neighbour's name, to a client that has 1, 16 and 64 queries on their way."""
    docker(engine, "network", "create", "names")
    docker(engine, "run", "-d", "--name", "web", "--network", "names", IMAGE, "sleep", "600")
    docker(engine, "run", "-d", "--name", "client", "--network", "names", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", IMAGE, "sleep", "600")
    rates = [int(docker(engine, "exec", "client", "/usr/bin/perl", "-MIO::Socket::INET", "-e", NAMES, str(n))) for n in (1, 16, 64)]
    docker(engine, "rm", "-f", "web", "client")
    docker(engine, "network", "rm", "names")
    return rates


for number, engine in enumerate(("servin", "dockerd"), 1):
    own, published, other, local = throughput(engine, number)
    print(f"{engine:8} bridge {own:6.2f} Gbit/s   published {published:6.2f} ({published / own:.3f} of the bridge)   "
          f"from another host {other:6.2f}   on 127.0.0.1 {local:6.2f} ({local / own:.3f})", flush=True)

for count in (0, 1000):
    median, tenth = changes(count)
    print(f"a port comes or goes beside {count:4} others: {median:.2f} ms at the median, {tenth:.2f} at the ninth decile, with the call and the record of it", flush=True)

for engine in ("servin", "dockerd"):
    print(f"{engine:8} names a second, with 1, 16 and 64 queries at once: " + ", ".join(map(str, names(engine))), flush=True)
