"""images.py WORK ROUNDS SERVIN_PID DOCKERD_PID: pulls, saves, removes and loads big:1 with both engines in turn, and prints medians and their ratios. CPU is that of the engine
and of all its children; memory is how far the engine's resident set grows above what it was before."""
import glob
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time

WORK, ROUNDS = sys.argv[1], int(sys.argv[2])
ENGINES = {"servin": int(sys.argv[3]), "dockerd": int(sys.argv[4])}
TICK = os.sysconf("SC_CLK_TCK")
NAME = "127.0.0.1:5000/big:1"


class Connection(http.client.HTTPConnection):
    def __init__(self, engine):
        super().__init__("engine", timeout=600)
        self.engine = engine

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect("%s/%s.sock" % (WORK, self.engine))


def call(engine, method, path, body=None):
    """reads the whole answer and gives its end"""
    connection = Connection(engine)
    connection.request(method, "/v1.41" + path, body, {"Content-Type": "application/x-tar"} if body else {})
    answer = connection.getresponse()
    end = b""
    while chunk := answer.read(1 << 20):
        end = chunk[-300:]
    connection.close()
    if answer.status >= 300 or b'"error' in end:
        sys.exit("%s: %s %s: %d %r" % (engine, method, path, answer.status, end))


def family(pid):
    pids = [pid]
    for task in glob.glob("/proc/%d/task/*/children" % pid):
        with open(task) as f:
            for child in f.read().split():
                pids += family(int(child))
    return pids


def cpu(pid):
    total = 0
    for one in family(pid):
        with open("/proc/%d/stat" % one) as f:
            total += sum(int(x) for x in f.read().rpartition(")")[2].split()[11:15])
    return total / TICK


def memory(pid, field):
    with open("/proc/%d/status" % pid) as f:
        return next(int(line.split()[1]) for line in f if line.startswith(field)) / 1024


def measured(engine, action):
    pid = ENGINES[engine]
    with open("/proc/%d/clear_refs" % pid, "w") as f:
        f.write("5")  # the highest resident set so far becomes the present one
    before, used, start = memory(pid, "VmRSS"), cpu(pid), time.monotonic()
    action()
    return time.monotonic() - start, cpu(pid) - used, memory(pid, "VmHWM") - before


def load(engine, file, path):
    with open(os.path.join(WORK, file), "rb") as f:
        call(engine, "POST", path, f)


ACTIONS = {
    "pull": lambda e: call(e, "POST", "/images/create?fromImage=127.0.0.1:5000/big&tag=1"),
    "save": lambda e: call(e, "GET", "/images/%s/get" % NAME),
    "remove": lambda e: call(e, "DELETE", "/images/" + NAME),
    "load": lambda e: load(e, "big.tar", "/images/load?quiet=1"),
    "remove loaded": lambda e: call(e, "DELETE", "/images/big:1"),
    "import 20,000 files": lambda e: load(e, "small.tar", "/images/create?fromSrc=-&repo=small&tag=1"),
    "remove imported": lambda e: call(e, "DELETE", "/images/small:1"),
}


def tar():
    """GNU tar does the same, with what is written on the disk in the end as with the engines"""
    before, start = os.times(), time.monotonic()
    subprocess.run(["sh", "-c", "mkdir $0/untar && tar -xf $0/small.tar -C $0/untar && sync -f $0/untar", WORK], check=True)
    took, after = time.monotonic() - start, os.times()
    subprocess.run(["rm", "-rf", WORK + "/untar"], check=True)
    return took, after.children_user + after.children_system - before.children_user - before.children_system


figures = {}
tars = []
for _ in range(ROUNDS):
    for name, action in ACTIONS.items():
        for engine in ENGINES:
            figures.setdefault((name, engine), []).append(measured(engine, lambda: action(engine)))
    tars.append(tar())
print("%-20s %9s %9s %7s  %9s %9s %7s  %12s %12s" % ("", "servin s", "dockerd s", "ratio", "CPU s", "CPU s", "ratio", "servin MiB", "dockerd MiB"))
for name in ACTIONS:
    s, d = ([statistics.median(column) for column in zip(*figures[name, engine])] for engine in ENGINES)
    print("%-20s %9.2f %9.2f %7.2f  %9.2f %9.2f %7.2f  %+12.0f %+12.0f" % (name, s[0], d[0], s[0] / d[0], s[1], d[1], s[1] / max(d[1], 0.01), s[2], d[2]))
s, t = ([statistics.median(column) for column in zip(*rows)] for rows in (figures["import 20,000 files", "servin"], tars))
print("GNU tar, 20,000 files: %.2f s, CPU %.2f s; servin's import beside it: %.2f, CPU %.2f" % (t[0], t[1], s[0] / t[0], s[1] / t[1]))
