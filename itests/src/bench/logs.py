"""logs.py WORK MIB: what containers write into json-file logs of both engines, and read back, in turn; prints figures and their ratios. CPU is that of all processes of an
engine, shims and monitors too, and not of the container."""
import http.client
import json
import os
import socket
import statistics
import sys
import threading
import time

WORK, SIZE = sys.argv[1], int(sys.argv[2]) << 20
ENGINES = ("servin", "dockerd")
FOLDERS = {"servin": ("/servin", "/run"), "dockerd": ("/dockerd", "/exec")}
TICK = os.sysconf("SC_CLK_TCK")
LINE = "x" * 99
RATE = 10_000_000
SECONDS = 10
PINGS = 200


class Connection(http.client.HTTPConnection):
    def __init__(self, engine):
        super().__init__("engine", timeout=1200)
        self.engine = engine

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect("%s/%s.sock" % (WORK, self.engine))


def call(engine, method, path, body=None):
    connection = Connection(engine)
    connection.request(method, "/v1.41" + path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status >= 300:
        sys.exit("%s: %s %s: %d %r" % (engine, method, path, answer.status, data[:300]))
    return json.loads(data) if data and answer.getheader("Content-Type", "").startswith("application/json") else data


class Cpu:
    """CPU seconds of an engine's processes, those that end on the way included: looked at often"""

    def __init__(self, engine):
        self.marks = [WORK + folder for folder in FOLDERS[engine]] + ["%s/%s.sock" % (WORK, engine)]
        self.first, self.last = {}, {}
        self.over = threading.Event()
        self.look(self.first)
        self.thread = threading.Thread(daemon=True, target=self.watch)
        self.thread.start()

    def look(self, into):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid) as f:
                    words = f.read()
                if any(mark in words for mark in self.marks):
                    with open("/proc/%s/stat" % pid) as f:
                        into[pid] = sum(int(x) for x in f.read().rpartition(")")[2].split()[11:13]) / TICK
            except (FileNotFoundError, ProcessLookupError):
                pass  # it ended just now

    def watch(self):
        while not self.over.wait(0.1):
            self.look(self.last)

    def used(self):
        self.over.set()
        self.thread.join()
        self.look(self.last)
        return sum(self.last.values()) - sum(self.first.get(pid, 0) for pid in self.last)


def create(engine, script, **more):
    body = {"Image": "busybox", "Cmd": ["sh", "-c", script], "HostConfig": {"LogConfig": {"Type": "json-file"}}, **more}
    container = call(engine, "POST", "/containers/create", body)["Id"]
    return container


def written(engine):
    """bytes a second into the log until the last is in its file, CPU seconds, and the container"""
    # what writes takes next to no time itself
    container = create(engine, "yes %s | head -c 16777200 > /lines; head -c %d /lines > /rest; i=0; while [ $i -lt %d ]; do cat /lines; i=$((i+1)); done; cat /rest"
                       % (LINE, SIZE % 16777200 // 100 * 100, SIZE // 16777200))
    cpu, start = Cpu(engine), time.monotonic()
    call(engine, "POST", "/containers/%s/start" % container)
    call(engine, "POST", "/containers/%s/wait" % container)
    path = call(engine, "GET", "/containers/%s/json" % container)["LogPath"]
    whole = SIZE // 100 * len(json.dumps({"log": LINE + "\n", "stream": "stdout"}, separators=(",", ":")))
    while os.path.getsize(path) < whole:
        time.sleep(0.01)
    return SIZE / (time.monotonic() - start), cpu.used(), container


def read(engine, container, query):
    """CPU seconds and seconds for reading a log"""
    cpu, start = Cpu(engine), time.monotonic()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:  # a client that takes next to no time itself
        connection.connect("%s/%s.sock" % (WORK, engine))
        connection.sendall(("GET /v1.41/containers/%s/logs?stdout=1&%s HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n" % (container, query)).encode())
        room = bytearray(1 << 18)
        while connection.recv_into(room):
            pass
    took = time.monotonic() - start
    return cpu.used(), took


WRITER = "yes %s | head -c 50000 > /lines; while :; do cat /lines; usleep 4500; done" % LINE


def quiet_and_followed(engine):
    """engine's CPU for each 10 MB that a container writes, without and with a follower"""
    container = create(engine, WRITER)
    call(engine, "POST", "/containers/%s/start" % container)
    shares = []
    for follow in (False, True):
        counted = [0]
        stop = threading.Event()
        thread = threading.Thread(daemon=True, target=follower, args=(engine, container, lambda data: counted.__setitem__(0, counted[0] + len(data)), stop))
        if follow:
            thread.start()
            while not counted[0]:
                time.sleep(0.01)
        path = call(engine, "GET", "/containers/%s/json" % container)["LogPath"]
        while not os.path.exists(path):
            time.sleep(0.01)
        cpu, before = Cpu(engine), os.path.getsize(path)
        time.sleep(SECONDS)
        lines = (os.path.getsize(path) - before) / len(json.dumps({"log": LINE + "\n", "stream": "stdout", "time": "2026-01-01T00:00:00.000000000Z"}, separators=(",", ":")))
        shares.append(cpu.used() / (lines * 100 / RATE))
        stop.set()
    call(engine, "DELETE", "/containers/%s?force=1" % container)
    return shares[0], shares[1]


def follower(engine, container, take, stop):
    connection = Connection(engine)
    connection.request("GET", "/v1.41/containers/%s/logs?stdout=1&follow=1&tail=0" % container)
    answer = connection.getresponse()
    while not stop.is_set():
        data = answer.read1(1 << 16)
        if not data:
            break
        take(data)
    connection.close()


def latency(engine):
    """milliseconds from a line typed into a busy container to a follower of its log"""
    container = create(engine, "(%s) & cat" % WRITER, OpenStdin=True)
    call(engine, "POST", "/containers/%s/start" % container)
    typed = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    typed.connect("%s/%s.sock" % (WORK, engine))
    typed.sendall(("POST /v1.41/containers/%s/attach?stdin=1&stream=1 HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n" % container).encode())
    typed.recv(65536)
    seen, end, stop, word = {}, [b""], threading.Event(), threading.Condition()

    def take(data):
        now, text = time.monotonic(), end[0] + data
        at = text.find(b"PING")
        while at >= 0 and text.find(b"\n", at) > 0:
            with word:
                seen[int(text[at + 4:at + 10])] = now
                word.notify()
            text = text[text.find(b"\n", at):]
            at = text.find(b"PING")
        end[0] = text[-20:] if at < 0 else text[at:]

    thread = threading.Thread(daemon=True, target=follower, args=(engine, container, take, stop))
    thread.start()
    times = []
    for i in range(PINGS):
        start = time.monotonic()
        typed.sendall(b"PING%06d\n" % i)
        with word:
            if not word.wait_for(lambda: i in seen, 20):
                sys.exit("%s: line %d did not come" % (engine, i))
        times.append((seen[i] - start) * 1000)
    stop.set()
    call(engine, "DELETE", "/containers/%s?force=1" % container)
    typed.close()
    return statistics.median(times)


rows = []


def row(name, form, one, other, bound):
    kept = "" if not bound else bound + ("" if eval("%r %s" % (one / other if other else one, bound)) else " MISSED")
    rows.append(("%-34s " + form + " %8s  %s") % (name, one, other if other else float("nan"), "%.2f" % (one / other) if other else "", kept))
    print(rows[-1], flush=True)


print("%-34s %9s %9s %8s  %s" % ("", "servin", "dockerd", "ratio", "bound"))
w = {engine: written(engine) for engine in ENGINES}
row("written, MB a second", "%9.1f %9.1f", w["servin"][0] / 1e6, w["dockerd"][0] / 1e6, ">=6")
row("CPU ms a MB", "%9.1f %9.1f", w["servin"][1] * 1e9 / SIZE, w["dockerd"][1] * 1e9 / SIZE, "<=1")
r = {engine: read(engine, w[engine][2], "") for engine in ENGINES}
row("read, MB a second", "%9.1f %9.1f", SIZE / r["servin"][1] / 1e6, SIZE / r["dockerd"][1] / 1e6, ">=8")
row("CPU ms a MB", "%9.1f %9.1f", r["servin"][0] * 1e9 / SIZE, r["dockerd"][0] * 1e9 / SIZE, "")
t = {engine: statistics.median(read(engine, w[engine][2], "tail=10")[1] * 1000 for _ in range(20)) for engine in ENGINES}
row("last 10 lines, ms", "%9.2f %9.2f", t["servin"], t["dockerd"], "")
for engine in ENGINES:
    call(engine, "DELETE", "/containers/%s?force=1" % w[engine][2])
f = {engine: quiet_and_followed(engine) for engine in ENGINES}
row("10 MB/s written, cores", "%9.3f %9.3f", f["servin"][0], f["dockerd"][0], "")
row("10 MB/s written, followed, cores", "%9.3f %9.3f", f["servin"][1], f["dockerd"][1], "")
row("the follower's part, cores", "%9.3f %9.3f", f["servin"][1] - f["servin"][0], 0, "<=0.1")
p = {engine: latency(engine) for engine in ENGINES}
row("typed line to follower, ms", "%9.2f %9.2f", p["servin"], p["dockerd"], "")
row("typed line to follower, ms", "%9.2f %9.2f", p["servin"], 0, "<=10")
