"""Scenarios about what flows out of containers and into them: attach (also by WebSocket), logs, resize, top, changes."""
import calendar
import re
import socket
import struct
import time

from apidiff import demux
from life import between_runs


def said(stream):
    """a multiplexed stream, as text"""
    return [[kind, data.decode("latin-1")] for kind, data in demux(stream)]


def logs(e, i, query, timeout=20):
    a = e.raw("GET", "/containers/%s/logs?%s" % (i, query), timeout=timeout)
    return [a.status, a.type, said(a.body) if a.status == 200 else a.body.decode()]


def finished(e, cmd, **config):
    i = e.container(cmd, **config)
    e.raw("POST", "/containers/%s/wait" % i)
    return i


def timed(text):
    """a text with its timestamps taken out"""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", "<time>", text)


def code_of(head):
    return int(head.split(b" ")[1]) if head.startswith(b"HTTP/") else 0


class Raw:
    """A connection on which the scenario itself reads and writes bytes."""

    def __init__(self, e, method, path, headers=(), body=b""):
        c = e.connection(10)
        c.connect()
        self.socket = c.sock
        lines = ["%s /%s%s HTTP/1.1" % (method, e.version, path), "Host: docker"] + list(headers) + ["Content-Length: %d" % len(body)] * bool(body)
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            part = self.socket.recv(65536)
            if not part:
                break
            self.rest += part
        self.head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.status = code_of(self.head)

    def header(self, name):
        for line in self.head.decode("latin-1").split("\r\n"):
            if line.lower().startswith(name.lower() + ":"):
                return line.split(":", 1)[1].strip()
        return None

    def send(self, data):
        self.socket.sendall(data)

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def until(self, what, timeout=10):
        """reads until these bytes came, or the end"""
        self.socket.settimeout(timeout)
        try:
            while what not in self.rest:
                part = self.socket.recv(65536)
                if not part:
                    break
                self.rest += part
        except socket.timeout:
            self.rest += b"<TIMEOUT>"
        except OSError:
            self.rest += b"<RESET>"
        return self.rest

    def to_end(self, timeout=10):
        self.socket.settimeout(timeout)
        try:
            while True:
                part = self.socket.recv(65536)
                if not part:
                    break
                self.rest += part
        except socket.timeout:
            self.rest += b"<TIMEOUT: no EOF>"
        except OSError:
            self.rest += b"<RESET>"
        got, self.rest = self.rest, b""
        return got

    def close(self):
        self.socket.close()


UPGRADE = ["Connection: Upgrade", "Upgrade: tcp", "Content-Type: text/plain"]


def attach(e, i, query):
    return Raw(e, "POST", "/containers/%s/attach?%s" % (i, query), UPGRADE)


# --- logs -----------------------------------------------------------------------------------------------------

def do_logs_selection(e):
    i = finished(e, ["sh", "-c", "for n in 1 2 3 4 5; do echo out $n; done; sleep 0.2; echo err >&2; sleep 0.2; printf end"])
    for query in ("stdout=1&stderr=1", "stdout=1", "stderr=1", "stdout=true&stderr=false", "stdout=yes", "stdout=0&stderr=0", "", "stdout=1&tail=0",
                  "stdout=1&tail=1", "stdout=1&tail=3", "stdout=1&tail=all", "stdout=1&tail=-1", "stdout=1&tail=abc", "stdout=1&tail=", "stdout=1&tail=1000",
                  "stdout=1&tail=2.5", "stdout=1&stderr=1&tail=2", "stdout=1&follow=1", "stdout=1&follow=0", "stdout=1&stderr=1&follow=1&tail=1",
                  "stdout=1&tail=99999999999999999999", "stdout=1&tail=%202"):
        e.note(query or "nothing", logs(e, i, query))
    a = e.raw("GET", "/containers/%s/logs?stdout=1&timestamps=1&tail=2" % i)
    e.note("timestamps", [a.status, timed(a.body[8:].decode("latin-1"))[:200]])
    e.call("missing", "GET", "/containers/nosuch/logs?stdout=1")
    e.call("missing, no stream", "GET", "/containers/nosuch/logs")
    c = e.container(["true"], start=False)
    e.note("created", logs(e, c, "stdout=1"))
    e.note("created, followed", logs(e, c, "stdout=1&tail=all"))


def do_logs_times(e):
    i = finished(e, ["sh", "-c", "for n in 1 2 3 4 5 6; do echo $n; sleep 0.3; done"])
    a = e.raw("GET", "/containers/%s/logs?stdout=1&timestamps=1" % i)
    times = [line.decode().split(" ")[0] for line in demux(a.body)[0][1].splitlines()]
    seconds = []
    for t in times:
        whole, _, fraction = t.rstrip("Z").partition(".")
        seconds.append((calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")), fraction))
    third = "%d.%s" % seconds[2]
    fifth = "%d.%s" % seconds[4]
    for name, query in {
        "since third": "since=" + third, "until third": "until=" + third, "between": "since=%s&until=%s" % (third, fifth),
        "since rfc3339": "since=2020-01-02T03:04:05Z", "until rfc3339": "until=2020-01-02T03:04:05.6Z", "since second": "since=%d" % (seconds[0][0] - 1), "since future": "since=%d" % (time.time() + 1000),
        "until past": "until=%d" % (time.time() - 1000), "since zero": "since=0", "until zero": "until=0", "until zero frac": "until=0.0", "negative since": "since=-5",
        "since 9+ digits": "since=%s999" % third, "since few digits": "since=%s" % third[:12], "since and tail": "since=%s&tail=2" % third, "until and tail": "until=%s&tail=2" % third,
        "since garbage": "since=yesterday", "until garbage": "until=tomorrow", "since garbage frac": "since=1.x", "since duration": "since=10m", "since date": "since=2020-01-01",
        "since empty": "since=", "since zoned": "since=2020-01-01T00:00:00%2B02:00", "since reversed": "since=%s&until=%s" % (fifth, third), "since spaces": "since=%205",
        "since plus": "since=%2B5", "since two points": "since=1.2.3", "since point": "since=5.", "since only point": "since=.5", "since large": "since=99999999999999999999",
        "since bad date": "since=2020-13-45", "since huge": "since=9999999999999", "until huge": "until=9999999999999", "until huge neg": "until=-9999999999999", "until negative": "until=-1",
        "follow until past": "follow=1&until=%s" % third, "follow and since": "follow=1&since=%s" % third,
    }.items():
        e.note(name, logs(e, i, "stdout=1&" + query))


def do_logs_follow_until(e):
    """following stops at the time that was asked for, though the container goes on"""
    i = e.container(["sh", "-c", "n=0; while true; do echo $n; n=$((n+1)); sleep 0.2; done"])
    time.sleep(0.3)
    began = time.time()
    a = e.raw("GET", "/containers/%s/logs?stdout=1&follow=1&until=%.3f" % (i, began + 1.2), timeout=20)
    took = time.time() - began
    e.note("until", [a.status, 1.0 < took < 4.0, demux(a.body)[0][1].startswith(b"0\n1\n"), 3 <= len(demux(a.body)[0][1].splitlines()) <= 10])


def do_logs_details(e):
    options = {"Type": "json-file", "Config": {"labels": "site,other", "env": "A,Z", "tag": "{{.Name}}"}}
    i = finished(e, ["sh", "-c", "echo x; echo y"], name="apidiff-det", Labels={"site": "here & there", "unused": "1"}, Env=["A=1=2", "Z=a b,c", "B=3"], HostConfig={"LogConfig": options})
    e.note("details", logs(e, i, "stdout=1&details=1"))
    a = e.raw("GET", "/containers/%s/logs?stdout=1&details=1&timestamps=1" % i)
    e.note("both", timed(demux(a.body)[0][1].decode()))
    plain = finished(e, ["echo", "x"])
    e.note("none", logs(e, plain, "stdout=1&details=1"))
    regex = finished(e, ["echo", "x"], Labels={"site.a": "1", "site.b": "2", "c": "3"}, Env=["FOO_A=1", "FOO_B=2", "BAR=3"], HostConfig={"LogConfig": {"Type": "json-file", "Config": {"labels-regex": "^site", "env-regex": "^FOO"}}})
    e.note("patterns", logs(e, regex, "stdout=1&details=1"))


def do_logs_content(e):
    """bytes of every kind come back as they were written"""
    for name, script in {
        "nul": "printf 'a\\0b\\n\\0\\0\\n'", "no newline": "printf abc", "only newlines": "printf '\\n\\n\\n'", "crlf": "printf 'a\\r\\nb\\r\\n'",
        "not utf-8": "printf '\\377\\376x\\300\\200\\n\\355\\240\\200\\n'", "controls": "printf '\\001\\002\\033[1m\\177\\n\"\\\\<>&\\n'", "separators": "printf '\\342\\200\\250\\342\\200\\251\\n'",
        "16k": "head -c 16384 /dev/zero | tr '\\0' x; echo", "16k+1": "head -c 16385 /dev/zero | tr '\\0' x; echo", "100k": "head -c 100000 /dev/zero | tr '\\0' y; echo; echo z",
        "100k no end": "head -c 100000 /dev/zero | tr '\\0' y", "empty": "true",
            }.items():
        i = finished(e, ["sh", "-c", script])
        e.note(name, logs(e, i, "stdout=1&stderr=1"))
    long = finished(e, ["sh", "-c", "head -c 40000 /dev/zero | tr '\\0' y; echo; echo z"])
    for tail in ("1", "2", "3", "4"):
        e.note("long, tail " + tail, logs(e, long, "stdout=1&tail=" + tail))
    a = e.raw("GET", "/containers/%s/logs?stdout=1&timestamps=1" % long)
    e.note("long, timestamps", timed(demux(a.body)[0][1].decode()))
    e.note("terminal", [e.raw("GET", "/containers/%s/logs?stdout=1&stderr=1" % finished(e, ["sh", "-c", "echo x; echo y >&2"], Tty=True)).body])
    e.note("terminal, stderr only", [e.raw("GET", "/containers/%s/logs?stderr=1" % finished(e, ["sh", "-c", "echo x; echo y >&2"], Tty=True)).body])


def do_logs_drivers(e):
    """drivers that cannot read back"""
    none = finished(e, ["echo", "x"], HostConfig={"LogConfig": {"Type": "none"}})
    e.note("none", logs(e, none, "stdout=1"))
    e.note("none, followed", logs(e, none, "stdout=1&follow=1"))
    e.note("none, no stream", logs(e, none, ""))
    running = e.container(["sleep", "100"], HostConfig={"LogConfig": {"Type": "none"}})
    e.note("none, running", logs(e, running, "stdout=1"))
    # attach with logs=1 is left out: the reference has taken the connection over when it notices, and lets the client wait for ever


def do_logs_rotation(e):
    """following goes on over many rotations"""
    options = {"Type": "json-file", "Config": {"max-size": "20k", "max-file": "3"}}
    i = e.container(["sh", "-c", "sleep 0.5; n=0; while [ $n -lt 60 ]; do i=0; while [ $i -lt 20 ]; do echo line $n $i xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; i=$((i+1)); done; n=$((n+1)); sleep 0.02; done"], HostConfig={"LogConfig": options})
    a = e.raw("GET", "/containers/%s/logs?stdout=1&follow=1" % i, timeout=30)
    # without repetitions: the reference sends some lines twice where it goes from one file to the next
    lines = list(dict.fromkeys(demux(a.body)[0][1].splitlines()))
    e.note("all lines", [a.status, len(lines), lines[0][:8], lines[-1][:10]])
    b = e.raw("GET", "/containers/%s/logs?stdout=1" % i)
    kept = demux(b.body)[0][1].splitlines()
    e.note("kept", [kept == lines[-len(kept):], 200 < len(kept) < 1000])


def do_logs_restart(e):
    """a follower ends with the run, and sees both runs' lines afterwards"""
    i = e.container(["sh", "-c", "echo begin; sleep 0.7; echo end"])
    e.note("first", logs(e, i, "stdout=1&follow=1"))
    e.raw("POST", "/containers/%s/start" % i)
    e.note("second", logs(e, i, "stdout=1&follow=1"))
    e.raw("POST", "/containers/%s/wait" % i)
    e.note("third", logs(e, i, "stdout=1"))


def do_logs_removed(e):
    """a follower of a container that is removed"""
    i = e.container(["sh", "-c", "echo x; sleep 100"])
    r = Raw(e, "GET", "/containers/%s/logs?stdout=1&follow=1" % i)
    r.until(b"x\n")
    e.raw("DELETE", "/containers/%s?force=1" % i)
    e.note("end", [r.status, r.to_end()[-5:]])


# --- attach ---------------------------------------------------------------------------------------------------

def do_attach_states(e):
    created = e.container(["echo", "x"], start=False)
    for name, query in {"created, nothing": "", "created, stream only": "stream=1"}.items():
        r = attach(e, created, query)
        e.note(name, [r.status, r.header("content-type"), r.until(b"\n", 1)])
        r.close()
    r = attach(e, created, "stream=1&stdout=1&stderr=1")
    e.raw("POST", "/containers/%s/start" % created)
    e.note("created, then started", [r.status, r.to_end()])
    e.raw("POST", "/containers/%s/wait" % created)
    r = attach(e, created, "logs=1&stdout=1&stderr=1")
    e.note("exited, logs", [r.status, r.to_end()])
    r = attach(e, created, "stream=1&stdout=1&stderr=1")
    e.note("exited, stream", [r.status, r.until(b"\n", 1)])
    r.close()
    paused = e.container(["sleep", "100"])
    e.raw("POST", "/containers/%s/pause" % paused)
    e.call("paused", "POST", "/containers/%s/attach?stream=1&stdout=1" % paused)
    r = attach(e, paused, "stream=1&stdout=1")
    e.note("paused, upgraded", [r.status, r.header("content-type"), r.to_end(2).decode()])
    e.call("missing", "POST", "/containers/nosuch/attach?stream=1&stdout=1")
    r = attach(e, "nosuch", "stream=1&stdout=1")
    e.note("missing, upgraded", [r.status, r.header("content-type"), r.to_end(2)])
    running = e.container(["sleep", "100"])
    for name, keys in {"bad": "abc", "bad ctrl": "ctrl-5", "ctrl upper": "ctrl-A", "empty part": "a,,b", "long": "ctrl-a,ctrl-b,c,d,e", "one": "x", "del": "DEL", "bracket": "ctrl-[", "at": "ctrl-@", "space": "%20"}.items():
        r = attach(e, running, "detachKeys=%s" % keys)
        e.note("keys " + name, [r.status, r.to_end(1) if r.status != 101 else "taken"])
        r.close()
    e.call("keys, plain", "POST", "/containers/%s/attach?stream=1&stdout=1&detachKeys=bogus" % running)


def do_attach_restarting(e):
    i = e.container(["false"], HostConfig={"RestartPolicy": {"Name": "always"}})
    between_runs(e, i)
    e.call("attach", "POST", "/containers/%s/attach?stream=1&stdout=1" % i, keep=lambda j: "is restarting" in j["message"])


def do_attach_streams(e):
    """which streams a client gets"""
    for name, query in {"both": "stdout=1&stderr=1", "out": "stdout=1", "err": "stderr=1", "none": ""}.items():
        i = e.container(["sh", "-c", "read x; echo out $x; echo err $x >&2"], start=False, OpenStdin=True, StdinOnce=True)
        out = attach(e, i, "stream=1&" + query)
        feed = attach(e, i, "stream=1&stdin=1")
        e.raw("POST", "/containers/%s/start" % i)
        feed.send(b"hello\n")
        e.note(name, [out.status, said(out.to_end())])
        feed.close()


def do_attach_forms(e):
    """with and without an upgrade"""
    i = e.container(["sh", "-c", "echo x; sleep 1"], start=False)
    plain = Raw(e, "POST", "/containers/%s/attach?stream=1&stdout=1" % i)
    upgraded = attach(e, i, "stream=1&stdout=1")
    other = Raw(e, "POST", "/containers/%s/attach?stream=1&stdout=1" % i, ["Connection: Upgrade", "Upgrade: other"])
    e.raw("POST", "/containers/%s/start" % i)
    for name, r in {"plain": plain, "upgraded": upgraded, "other": other}.items():
        e.note(name, [r.head, r.to_end()])


def do_attach_input(e):
    once = e.container(["cat"], start=False, OpenStdin=True, StdinOnce=True)
    r = attach(e, once, "stream=1&stdin=1&stdout=1")
    e.raw("POST", "/containers/%s/start" % once)
    r.send(b"one\ntwo\n")
    r.half_close()
    e.note("once", [said(r.to_end())])
    e.call("exit", "POST", "/containers/%s/wait" % once)
    often = e.container(["cat"], OpenStdin=True)
    for n in (b"one\n", b"two\n"):
        r = attach(e, often, "stream=1&stdin=1&stdout=1")
        r.send(n)
        r.until(n)
        r.half_close()
        e.note("often " + n.decode().strip(), [r.until(b"<never>", 1)])
        r.close()
    e.call("runs on", "GET", "/containers/%s/json" % often, keep=lambda j: j["State"]["Running"])
    closed = e.container(["sh", "-c", "cat; echo done; sleep 100"])
    r = attach(e, closed, "stream=1&stdin=1&stdout=1&logs=1")
    r.send(b"nobody reads\n")
    e.note("no stdin", [r.status, said(r.until(b"done\n", 2))])
    r.close()


def do_attach_leaving_once(e):
    """StdinOnce: the leaving client's end of input is the process's"""
    i = e.container(["sh", "-c", "cat; echo end"], start=False, OpenStdin=True, StdinOnce=True)
    r = attach(e, i, "stream=1&stdin=1&stdout=1")
    e.raw("POST", "/containers/%s/start" % i)
    r.send(b"x\n")
    r.until(b"x\n")
    r.close()
    e.call("ends", "POST", "/containers/%s/wait" % i, timeout=10)
    e.note("log", logs(e, i, "stdout=1"))


def do_attach_many(e):
    """several clients at once get the same"""
    i = e.container(["sh", "-c", "read x; echo $x; read y; echo $y"], start=False, OpenStdin=True)
    clients = [attach(e, i, "stream=1&stdin=1&stdout=1") for _ in range(3)]
    e.raw("POST", "/containers/%s/start" % i)
    clients[0].send(b"first\n")
    clients[1].until(b"first\n")
    clients[2].send(b"second\n")
    e.note("all", [said(c.to_end()) for c in clients])


def do_attach_logs(e):
    """first what was, then what comes"""
    i = e.container(["sh", "-c", "echo before; read x; echo after"], OpenStdin=True)
    for _ in range(100):
        if b"before" in e.raw("GET", "/containers/%s/logs?stdout=1" % i).body:
            break
        time.sleep(0.05)
    past = attach(e, i, "logs=1&stdout=1")
    e.note("logs only", [past.to_end(2)])
    r = attach(e, i, "logs=1&stream=1&stdin=1&stdout=1&stderr=1")
    r.until(b"before\n")
    r.send(b"go\n")
    e.note("both", [said(r.to_end())])


def do_attach_terminal(e):
    i = e.container(["sh", "-c", "read x; echo got $x; test -t 0 && test -t 1 && echo terminal"], start=False, Tty=True, OpenStdin=True)
    r = attach(e, i, "stream=1&stdin=1&stdout=1&stderr=1")
    e.raw("POST", "/containers/%s/start" % i)
    r.send(b"hello\n")
    e.note("terminal", [r.header("content-type"), r.to_end()])
    i = e.container(["cat"], Tty=True, OpenStdin=True)
    for name, (keys, typed) in {"default": ("", b"a\x10\x11"), "own": ("&detachKeys=ctrl-x,y", b"a\x18y"), "one": ("&detachKeys=q", b"abq")}.items():
        r = attach(e, i, "stream=1&stdin=1&stdout=1" + keys)
        r.send(typed)
        e.note("detach, " + name, [b"TIMEOUT" in r.to_end(3)])  # what the terminal echoes before may or may not arrive
    e.call("runs on", "GET", "/containers/%s/json" % i, keep=lambda j: j["State"]["Running"])
    plain = e.container(["cat"], OpenStdin=True)
    r = attach(e, plain, "stream=1&stdin=1&stdout=1")
    r.send(b"x\x10\x11y\n")
    e.note("keys without a terminal", [r.until(b"y\n", 2)])
    r.close()


# --- attach by WebSocket --------------------------------------------------------------------------------------

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
WEBSOCKET = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + KEY]
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def websocket(e, i, query, headers=WEBSOCKET):
    return Raw(e, "GET", "/containers/%s/attach/ws?%s" % (i, query), headers)


def frame(kind, data=b"", last=True, masked=True, reserved=0, length=None):
    """one frame as a client sends it"""
    n = len(data) if length is None else length
    head = bytes([(128 if last else 0) | reserved << 4 | kind])
    size = bytes([n | 128 * masked]) if n < 126 else bytes([126 | 128 * masked]) + struct.pack(">H", n) if n < 65536 else bytes([127 | 128 * masked]) + struct.pack(">Q", n)
    mask = b"\x11\x22\x33\x44"
    return head + size + (mask + bytes(b ^ mask[k % 4] for k, b in enumerate(data)) if masked else data)


def frames(data):
    """what a server sent: [kind, data] with neighbours of one kind put together, for where output is cut is chance"""
    out = []
    while len(data) >= 2:
        kind, n, at = data[0] & 15, data[1] & 127, 2
        if n == 126:
            n, at = struct.unpack(">H", data[2:4])[0], 4
        elif n == 127:
            n, at = struct.unpack(">Q", data[2:10])[0], 10
        text = data[at:at + n]
        if data[0] == ord("<"):
            return out + [data.decode("latin-1")]
        if out and out[-1][0] == kind and kind in (TEXT, BINARY):
            out[-1][1] += text.decode("latin-1")
        else:
            out.append([kind, text.decode("latin-1")])
        data = data[at + n:]
    return out + ([data.decode("latin-1")] if data else [])


def do_websocket_handshake(e):
    i = e.container(["sleep", "100"])
    for name, headers in {
        "good": WEBSOCKET, "origin": WEBSOCKET + ["Origin: http://elsewhere.test"], "protocol": WEBSOCKET + ["Sec-WebSocket-Protocol: chat"], "extension": WEBSOCKET + ["Sec-WebSocket-Extensions: permessage-deflate"],
        "lower case": [h.lower() for h in WEBSOCKET[:3]] + WEBSOCKET[3:], "keep-alive": ["Connection: keep-alive, Upgrade"] + WEBSOCKET[1:],
    }.items():
        r = websocket(e, i, "stream=1", headers)
        e.note(name, [r.status, sorted(line.lower() for line in r.head.decode().split("\r\n")[1:]), r.head.split(b"\r\n")[0]])
        r.close()
    created = e.container(["true"], start=False)
    for name, (target, query, headers) in {"missing": ("nosuch", "", WEBSOCKET), "bad keys": (i, "detachKeys=bogus", WEBSOCKET), "missing, no websocket": ("nosuch", "", [])}.items():
        r = websocket(e, target, query, headers)
        e.note(name, [r.status, r.header("content-type"), r.until(b"}\n", 1)])
        r.close()
    r = websocket(e, created, "")
    e.note("created", [r.status])
    r.close()
    e.raw("POST", "/containers/%s/pause" % i)
    r = websocket(e, i, "stream=1")
    e.note("paused", [r.status, r.header("content-type"), re.sub("[0-9a-f]{64}", "<id>", r.until(b"}\n", 1).decode())])


def do_websocket_refused(e):
    """no WebSocket request at all"""
    i = e.container(["sleep", "100"])
    for name, headers in {
        "no version": WEBSOCKET[:2] + WEBSOCKET[3:], "old version": WEBSOCKET[:2] + ["Sec-WebSocket-Version: 8"] + WEBSOCKET[3:], "no key": WEBSOCKET[:3], "no upgrade": ["Connection: Upgrade"] + WEBSOCKET[2:], "tcp": UPGRADE, "plain": [],
    }.items():
        r = websocket(e, i, "stream=1", headers)
        e.note(name, [r.status, r.header("sec-websocket-version"), r.until(b"<end>", 1)[:100]])
        r.close()


def do_websocket_streams(e):
    script = ["sh", "-c", "read x; echo out $x; echo err $x >&2; sleep 0.2; exit 3"]
    for name, (query, version) in {"plain": ("stream=1", "v1.41"), "all": ("stream=1&stdin=1&stdout=1&stderr=1", "v1.41"), "out only": ("stream=1&stdin=1&stdout=1", "v1.41"), "old": ("stream=1", "v1.27"), "first binary": ("stream=1", "v1.28")}.items():
        e.version = version
        i = e.container(script, start=False, OpenStdin=True)
        r = websocket(e, i, query)
        e.raw("POST", "/containers/%s/start" % i)
        r.send(frame(BINARY, b"hello\n"))
        got = frames(r.to_end())
        e.note(name, [r.status, sorted(set(x[0] for x in got)), sorted("".join(x[1] for x in got if x[0] in (TEXT, BINARY)).split("\n")), [x for x in got if not x[0] in (TEXT, BINARY)]])
    e.version = "v1.41"
    i = e.container(["sh", "-c", "echo past; read x; echo $x"], OpenStdin=True)
    for _ in range(100):
        if b"past" in e.raw("GET", "/containers/%s/logs?stdout=1" % i).body:
            break
        time.sleep(0.05)
    r = websocket(e, i, "logs=1")
    e.note("logs", [r.status, frames(r.to_end(2))])
    r = websocket(e, i, "logs=1&stream=1")
    r.until(b"past\n")
    r.send(frame(TEXT, b"now\n"))
    e.note("logs and stream", [frames(r.to_end())])


def do_websocket_frames(e):
    """what a client may send"""
    for name, sent in {
        "text": [frame(TEXT, b"one\n")], "pieces": [frame(BINARY, b"on", last=False), frame(CONTINUED, b"e", last=False), frame(CONTINUED, b"\n")], "ping": [frame(PING, b"are you there"), frame(BINARY, b"one\n")],
        "ping between pieces": [frame(BINARY, b"on", last=False), frame(PING, b"hm"), frame(CONTINUED, b"e\n")], "empty ping": [frame(PING), frame(BINARY, b"one\n")], "pong": [frame(PONG, b"x"), frame(BINARY, b"one\n")],
        "empty": [frame(BINARY), frame(BINARY, b"one\n")], "126 bytes": [frame(BINARY, b"x" * 126 + b"\n")], "70000 bytes": [frame(BINARY, (b"x" * 99 + b"\n") * 700)], "byte by byte": [bytes([b]) for b in frame(BINARY, b"one\n")],
    }.items():
        i = e.container(["sh", "-c", "head -c %d; echo end" % (127 if "126" in name else 70000 if "70000" in name else 4)], start=False, OpenStdin=True)
        r = websocket(e, i, "stream=1")
        e.raw("POST", "/containers/%s/start" % i)
        for s in sent:
            r.send(s)
        e.note(name, sorted((x if x[0] >= CLOSE else x for x in frames(r.to_end(5))), key=lambda x: (x[0] < CLOSE, x)))


def do_websocket_bad_frames(e):
    for name, sent in {
        "not masked": frame(BINARY, b"one\n", masked=False), "close": frame(CLOSE), "close with a code": frame(CLOSE, struct.pack(">H", 1000) + b"bye"), "half close": None,
    }.items():
        i = e.container(["cat"], OpenStdin=True)
        r = websocket(e, i, "stream=1")
        r.send(frame(BINARY, b"first\n"))
        r.until(b"first\n")
        if sent:
            r.send(sent)
        else:
            r.half_close()
        e.note(name, [frames(r.to_end(3))[:2]])  # the reference closes a second time after a frame that is not masked
        e.call(name + ", runs on", "GET", "/containers/%s/json" % i, keep=lambda j: j["State"]["Running"])


def do_websocket_once(e):
    """StdinOnce: the client's close is the end of input"""
    i = e.container(["sh", "-c", "cat; echo end"], start=False, OpenStdin=True, StdinOnce=True)
    r = websocket(e, i, "stream=1")
    e.raw("POST", "/containers/%s/start" % i)
    r.send(frame(BINARY, b"x\n"))
    r.until(b"x\n")
    r.send(frame(CLOSE, struct.pack(">H", 1000)))
    e.call("ends", "POST", "/containers/%s/wait" % i, timeout=10)
    e.note("log", logs(e, i, "stdout=1"))


def do_websocket_terminal(e):
    i = e.container(["sh", "-c", "read x; echo got $x"], start=False, Tty=True, OpenStdin=True)
    r = websocket(e, i, "stream=1")
    e.raw("POST", "/containers/%s/start" % i)
    r.send(frame(BINARY, b"hello\n"))
    e.note("terminal", [frames(r.to_end())])
    i = e.container(["cat"], Tty=True, OpenStdin=True)
    r = websocket(e, i, "stream=1&detachKeys=ctrl-x,y")
    r.send(frame(BINARY, b"ab\x18y"))
    e.note("detach", [frames(r.to_end(3))])
    e.call("runs on", "GET", "/containers/%s/json" % i, keep=lambda j: j["State"]["Running"])
