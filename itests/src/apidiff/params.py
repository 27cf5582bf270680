"""Parameters and headers of containers' and execs' calls, with odd texts: what each of them does, not only whether it is refused."""
import base64
import gzip
import io
import json
import re
import struct
import threading
import time
import zlib

from apidiff import demux
from archive import entry, inside, listing, put, seen, tar, url
from streams import UPGRADE, WEBSOCKET, Raw, attach, code_of, finished, frames, logs, said, timed, websocket

TEXTS = ("", "1", "0", "true", "TRUE", "false", "False", "no", "NONE", "none", "off", "x", "-1", "%20", "%20no%20")


def do_param_logs_flags(e):
    """which texts switch the flags of logs on"""
    i = finished(e, ["sh", "-c", "echo out; sleep 0.2; echo err >&2"], Labels={"site": "here"}, HostConfig={"LogConfig": {"Type": "json-file", "Config": {"labels": "site"}}})
    for text in TEXTS:
        for name in ("stderr", "details"):
            e.note("%s=%s" % (name, text), logs(e, i, "stdout=1&%s=%s" % (name, text)))
        a = e.raw("GET", "/containers/%s/logs?stdout=1&timestamps=%s" % (i, text))
        e.note("timestamps=" + text, [a.status, a.type, timed(a.body[8:].decode("latin-1"))])
    running = e.container(["sh", "-c", "echo x; sleep 0.3; echo y; sleep 100"])
    for text in TEXTS:
        r = Raw(e, "GET", "/containers/%s/logs?stdout=1&follow=%s" % (running, text))
        r.until(b"y\n")
        e.note("follow=" + text, [r.status, b"TIMEOUT" in r.to_end(0.5)])
        r.close()
    for query in ("stdout=1&stdout=0", "stdout=0&stdout=1", "stdout=0&stderr=no", "stdout=%zz", "STDOUT=1", "stdout=1&tail=1&tail=all", "stdout=1;stderr=1", "stdout=1&since=9999999999&since=0"):
        e.note(query, logs(e, i, query))


def do_param_logs_forms(e):
    """what a stream of logs is sent as: to a terminal's, a plain one's and a browser's client, over both protocols"""
    plain = finished(e, ["sh", "-c", "echo out; sleep 0.1; echo err >&2"])
    terminal = finished(e, ["sh", "-c", "echo out"], Tty=True)
    for kind, i in (("plain", plain), ("terminal", terminal)):
        for name, headers in {"none": [], "upgrade": UPGRADE, "multiplexed": ["Accept: application/vnd.docker.multiplexed-stream"], "raw": ["Accept: application/vnd.docker.raw-stream"], "json": ["Accept: application/json"], "packed": ["Accept-Encoding: gzip"]}.items():
            r = Raw(e, "GET", "/containers/%s/logs?stdout=1&stderr=1" % i, headers)
            e.note("%s, %s" % (kind, name), [r.status, r.header("content-type"), r.header("transfer-encoding"), r.header("content-encoding"), r.header("upgrade")])
            r.close()


def do_param_attach_flags(e):
    """which texts switch the flags of attach on"""
    i = e.container(["sh", "-c", "echo out; echo err >&2; cat"], OpenStdin=True)
    for _ in range(100):
        if b"err" in e.raw("GET", "/containers/%s/logs?stderr=1" % i).body:
            break
        time.sleep(0.05)
    talker = e.container(["cat"], OpenStdin=True)  # another one: what is said to it comes into its log when it comes
    for text in TEXTS:
        r = attach(e, i, "logs=%s&stdout=1&stderr=1" % text)
        e.note("logs=" + text, [r.status, said(r.to_end(2))])
        r = attach(e, i, "logs=1&stdout=%s&stderr=1" % text)
        e.note("stdout=" + text, [r.status, said(r.to_end(2))])
        r = attach(e, i, "logs=1&stdout=1&stderr=%s" % text)
        e.note("stderr=" + text, [r.status, said(r.to_end(2))])
        r = attach(e, i, "stdout=1&stream=%s" % text)
        e.note("stream=" + text, [r.status, b"TIMEOUT" in r.to_end(0.5)])
        r.close()
        r = attach(e, talker, "stdout=1&stream=1&stdin=%s" % text)
        r.send(b"echoed\n")
        e.note("stdin=" + text, [r.status, said(r.until(b"echoed\n", 0.7).replace(b"<TIMEOUT>", b""))])
        r.close()


def do_param_attach_bodies(e):
    """attach takes no body, and says nothing to one"""
    i = e.container(["sleep", "100"])
    for name, headers, body in (("json", ["Content-Type: application/json"], b"{}"), ("garbage", ["Content-Type: application/json"], b"purple"), ("form", ["Content-Type: application/x-www-form-urlencoded"], b"logs=1&stdout=1"), ("text", ["Content-Type: text/plain"], b"x"), ("none", [], b"")):
        for upgrade in (False, True):
            r = Raw(e, "POST", "/containers/%s/attach?stdout=1" % i, (["Connection: Upgrade", "Upgrade: tcp"] if upgrade else []) + headers, body)
            e.note("%s, %s" % (name, upgrade), [head(r), r.to_end(3)])
            r.close()


def head(r):
    """a head without what names the engine"""
    return re.sub("\r\nServer: [^\r]*", "", r.head.decode("latin-1"))


FORMS = {"none": [], "tcp": ["Connection: Upgrade", "Upgrade: tcp"], "upper": ["Connection: UPGRADE", "Upgrade: TCP"], "other": ["Connection: Upgrade", "Upgrade: other"], "no connection": ["Upgrade: tcp"], "no upgrade": ["Connection: Upgrade"], "keep-alive": ["Connection: keep-alive, Upgrade", "Upgrade: tcp"],
         "empty": ["Connection: Upgrade", "Upgrade: "], "h2c": ["Connection: Upgrade", "Upgrade: h2c"], "websocket": WEBSOCKET, "two": ["Connection: Upgrade", "Upgrade: tcp, other"], "close": ["Connection: close"], "multiplexed": ["Accept: application/vnd.docker.multiplexed-stream"]}


def do_param_hijack_forms(e):
    """the head of a connection that is taken over, with each form of Upgrade"""
    i = e.container(["sh", "-c", "sleep 300"])
    t = e.container(["sh", "-c", "sleep 300"], Tty=True)
    for name, headers in FORMS.items():
        for kind, c in (("plain", i), ("terminal", t)):
            r = Raw(e, "POST", "/containers/%s/attach?logs=1&stdout=1" % c, headers)
            e.note("attach, %s, %s" % (kind, name), [head(r), r.to_end(3)])
            r.close()
            for tty in (False, True):
                x = e.raw("POST", "/containers/%s/exec" % c, {"Cmd": ["echo", "hi"], "AttachStdout": True, "Tty": tty})["Id"]
                r = Raw(e, "POST", "/exec/%s/start" % x, headers + ["Content-Type: application/json"], json.dumps({"Tty": tty}).encode())
                e.note("exec, %s, %s, %s" % (kind, name, tty), [head(r), r.to_end(5)])
                r.close()
        x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["echo", "hi"], "AttachStdout": True})["Id"]
        r = Raw(e, "POST", "/exec/%s/start" % x, headers + ["Content-Type: application/json"], b'{"Detach":true}')
        e.note("exec, detached, " + name, [r.status, r.header("content-type"), r.header("upgrade")])
        r.close()
        r = Raw(e, "POST", "/exec/nosuch/start", headers + ["Content-Type: application/json"], b"{}")
        e.note("exec, missing, " + name, [r.status, r.header("content-type"), r.header("upgrade")])
        r.close()


def do_param_hijack_chunks(e):
    """the body of a call that takes over its connection, in chunks"""
    i = e.container(["sleep", "300"])
    for name, headers in {"plain": [], "upgrade": ["Connection: Upgrade", "Upgrade: tcp"]}.items():
        x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["cat"], "AttachStdin": True, "AttachStdout": True})["Id"]
        r = Raw.__new__(Raw)
        c = e.connection(10)
        c.connect()
        r.socket, r.rest = c.sock, b""
        c.sock.sendall(("POST /v1.41/exec/%s/start HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n%s\r\n2\r\n{}\r\n0\r\n\r\n" % (x, "".join(h + "\r\n" for h in headers))).encode())
        r.until(b"\r\n\r\n", 5)
        r.send(b"typed\n")
        r.half_close()
        head, _, r.rest = r.to_end(5).partition(b"\r\n\r\n")
        e.note(name, [code_of(head), said(r.rest)])


KEYS = ("", "a", "ctrl-a", "ctrl-@", "ctrl-[", "ctrl-\\", "ctrl-]", "ctrl-^", "ctrl-_", "ctrl-`", "ctrl-A", "CTRL-a", "ctrl-1", "ctrl-", "ctrl", "ctrl-ab", "a,b", "a,", ",a", ",", "a b", " ", "ctrl-p,ctrl-q", "ctrl-p, ctrl-q", "\u00e9", "DEL", "\t", "ctrl-a" + ",b" * 40)


def do_param_detach_keys(e):
    """detach keys in every place that takes them"""
    i = e.container(["sleep", "300"], Tty=True, OpenStdin=True)
    from urllib.parse import quote
    for keys in KEYS:
        r = attach(e, i, "logs=1&detachKeys=" + quote(keys))
        e.note("attach '%s'" % keys, [r.status, r.to_end(2)])
        r = websocket(e, i, "logs=1&detachKeys=" + quote(keys))
        e.note("websocket '%s'" % keys, [r.status, r.until(b"}\n", 1) if r.status != 101 else ""])
        r.close()
        e.call("start '%s'" % keys, "POST", "/containers/%s/start?detachKeys=%s" % (i, quote(keys)))
        e.call("exec '%s'" % keys, "POST", "/containers/%s/exec" % i, {"Cmd": ["true"], "DetachKeys": keys}, keep=lambda j: j.get("message", sorted(j)))


def do_param_stats(e):
    """which texts make statistics a stream, and what is said of both flags"""
    i = e.container(["sleep", "300"])
    for text in TEXTS + ("2",):
        r = Raw(e, "GET", "/containers/%s/stats?stream=%s" % (i, text))
        r.until(b"\n", 5)
        e.note("stream=" + text, [r.status, r.header("content-type"), r.header("transfer-encoding"), b"TIMEOUT" in r.to_end(0.4) if r.header("content-length") is None and b"\r\n0\r\n\r\n" not in r.rest else False])
        r.close()
    for query in ("one-shot=1", "one-shot=0", "one-shot=1&stream=1", "one-shot=true&stream=true", "one-shot=x&stream=0", "one-shot=1&stream=0", "one-shot=1&stream=x", "one-shot=none&stream=no"):
        r = Raw(e, "GET", "/containers/%s/stats?%s" % (i, query))
        r.until(b"\n", 5)
        e.note(query, [r.status, r.header("content-type"), r.rest if r.status >= 300 else (b'"precpu_stats":{"cpu_usage":{"total_usage":0' in r.rest)])
        r.close()
    e.call("missing", "GET", "/containers/nosuch/stats?stream=0")
    e.call("missing, both", "GET", "/containers/nosuch/stats?stream=1&one-shot=1")


def do_param_remove_flags(e):
    """which texts switch the flags of a removal on"""
    for text in TEXTS:
        i = e.container(["sleep", "300"], Volumes={"/v": {}})
        v = e.raw("GET", "/containers/%s/json" % i)["Mounts"][0]["Name"]
        e.later("DELETE", "/volumes/" + v)
        a = e.raw("DELETE", "/containers/%s?force=%s" % (i, text))
        e.note("force=" + text, [a.status, a.body.decode().replace(i, "<id>")])
        e.raw("DELETE", "/containers/%s?force=1" % i)
        i = e.container(["true"], start=False, Volumes={"/v": {}})
        v = e.raw("GET", "/containers/%s/json" % i)["Mounts"][0]["Name"]
        e.later("DELETE", "/volumes/" + v)
        a = e.raw("DELETE", "/containers/%s?v=%s" % (i, text))
        e.note("v=" + text, [a.status, e.raw("GET", "/volumes/" + v).status])
        i = e.container(["true"], start=False)
        a = e.raw("DELETE", "/containers/%s?link=%s" % (i, text))
        e.note("link=" + text, [a.status, a.body.decode().replace(i, "<id>")])


def do_param_times(e):
    """t of stop and restart, for a process that ends at once"""
    for text in ("", "0", "1", "5", "-1", "-5", "%2B1", "01", "0x1", "1.5", "1e1", "x", "%201", "1s", "2147483648", "9223372036854775807", "99999999999999999999", "%00"):
        i = e.container(["sh", "-c", "trap 'exit 7' TERM; while true; do sleep 0.05; done"], StopSignal="KILL")
        for call in ("stop", "restart"):
            began = time.time()
            a = e.raw("POST", "/containers/%s/%s?t=%s" % (i, call, text))
            e.note("%s t=%s" % (call, text), [a.status, a.body.decode(), time.time() - began < 8])
        e.call("t=%s, then" % text, "GET", "/containers/%s/json" % i, keep=lambda j: j["State"]["Status"])
        e.raw("DELETE", "/containers/%s?force=1" % i)


def do_param_signals(e):
    """signals of kill that do not end it"""
    i = e.container(["sh", "-c", "trap 'echo hup' HUP; trap 'echo int' INT; trap 'echo winch' WINCH; while true; do sleep 0.05; done"])
    time.sleep(0.5)
    for text in ("WINCH", "winch", "SIGwinch", "28", "028", "%2B28", "28.0", "%2028", "28%20", "HUP,INT", "sigHUP", "HUP%00", "0x1", "-28", "256", "4294967297", "CONT", "SIGCONT", "SIGEMT", "NULL", "EXIT", "SIGRTMIN-1", "RTMAX%2B1", "SIGRTMAX", "\u00c9".encode("utf-8").hex()):
        e.call(text, "POST", "/containers/%s/kill?signal=%s" % (i, text))
        if e.raw("GET", "/containers/%s/json" % i)["State"]["Status"] != "running":
            e.raw("POST", "/containers/%s/start" % i)
    for query in ("signal=WINCH&signal=PURPLE", "signal=PURPLE&signal=WINCH", "Signal=WINCH", "signal=WINCH&t=x"):
        a = e.raw("POST", "/containers/%s/kill?%s" % (i, query))
        e.note(query, [a.status, a.body.decode()])


def do_param_archive_flags(e):
    """which texts switch the flags of an upload on"""
    i = e.container(["sleep", "300"], User="nobody")
    for text in TEXTS:
        inside(e, i, "rm -rf /tmp/*; mkdir /tmp/d")
        put(e, "noOverwriteDirNonDir=" + text, i, "/tmp", tar(entry("d", b"file")), noOverwriteDirNonDir=text.replace("%20", " "))
        put(e, "copyUIDGID=" + text, i, "/tmp", tar(entry("f", b"file", uid=12, gid=13)), copyUIDGID=text.replace("%20", " "))
        e.note("then, " + text, seen(e, i, "stat -c '%n %F %u %g' /tmp/*"))


def do_param_archive_encodings(e):
    """how a tar is packed for its client"""
    i = e.container(["sh", "-c", "echo content > /f; sleep 300"])
    time.sleep(0.5)
    unpack = {None: lambda b: b, "gzip": gzip.decompress, "deflate": lambda b: zlib.decompress(b, -15)}
    for name in (None, "", "gzip", "GZIP", "deflate", "br", "identity", "*", "gzip, deflate", "deflate, gzip", "gzip;q=0", "gzip;q=0.5, deflate;q=0.8", "*;q=0", "identity;q=0", "x-gzip", "gzip;q=x", "gzip;q=0, deflate", "identity, gzip"):
        for method, path in (("GET", url(i, "/f")), ("HEAD", url(i, "/f")), ("GET", url(i, "/nosuch")), ("GET", "/containers/%s/export" % i), ("GET", "/containers/%s/json" % i)):
            headers = ["Connection: close"] + (["Accept-Encoding: " + name] if name is not None else [])
            r = Raw(e, method, path, headers)
            coding = r.header("content-encoding")
            story = [r.status, r.header("content-type"), coding, r.header("vary")]
            body = r.to_end(10)
            if method == "GET" and "/f" in path and r.status == 200 and "archive" in path:
                body = whole(body) if r.header("transfer-encoding") else body
                story.append([x[:1] + x[6:7] for x in listing(unpack[coding](body))])
            r.close()
            e.note("%s, %s %s" % (name, method, path.split("/", 3)[3].split("&")[0]), story)


def whole(body):
    """what was sent in chunks, in one piece"""
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        n = int(size, 16)
        if n == 0:
            return out
        out, body = out + body[:n], body[n + 2:]
    return out + b"<no end>"


def do_param_archive_bodies(e):
    """how a tar may be sent"""
    i = e.container(["sleep", "300"])
    body = tar(entry("f", b"x" * 5000))
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[k:k + 1000]), body[k:k + 1000]) for k in range(0, len(body), 1000)) + b"0\r\n\r\n"
    path = url(i, "/tmp")
    for name, headers, sent in (("length", ["Content-Length: %d" % len(body)], body), ("chunks", ["Transfer-Encoding: chunked"], chunks), ("no length", [], b""), ("empty chunks", ["Transfer-Encoding: chunked"], b"0\r\n\r\n"), ("zero length", ["Content-Length: 0"], b""), ("packed", ["Content-Length: %d" % len(gzip.compress(body, mtime=0)), "Content-Encoding: gzip"], gzip.compress(body, mtime=0)),
                                ("expect", ["Expect: 100-continue", "Content-Length: %d" % len(body)], body), ("json type", ["Content-Type: application/json", "Content-Length: %d" % len(body)], body), ("gzip type", ["Content-Type: application/gzip", "Content-Length: %d" % len(body)], body)):
        c = e.connection(10)
        c.connect()
        c.sock.sendall(("PUT /v1.41%s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n%s\r\n" % (path, "".join(h + "\r\n" for h in headers))).encode())
        got = c.sock.recv(65536) if name == "expect" else b""  # what curl waits for before it sends much
        c.sock.sendall(sent)
        try:
            while True:
                part = c.sock.recv(65536)
                if not part:
                    break
                got += part
        except OSError as x:
            got += b"<%s>" % type(x).__name__.encode()
        c.close()
        e.note(name, [re.findall(rb"HTTP/1.1 (\d+)", got), seen(e, i, "wc -c < /tmp/f; rm -f /tmp/f")])


def do_param_head(e):
    """HEAD where only GET is written down, and the other way round"""
    i = e.container(["sleep", "300"], name="apidiff-head")
    for path in ("/containers/json", "/containers/apidiff-head/json", "/containers/apidiff-head/logs?stdout=1", "/containers/apidiff-head/top", "/containers/apidiff-head/changes", "/containers/apidiff-head/export", "/containers/apidiff-head/stats?stream=0", "/containers/apidiff-head/attach/ws", "/exec/nosuch/json",
                 "/containers/apidiff-head/archive?path=/etc/passwd", "/containers/apidiff-head/archive?path=/", "/containers/apidiff-head/archive?path=/nosuch", "/containers/apidiff-head/archive"):
        a = e.raw("HEAD", path)
        stat = a.headers.get("x-docker-container-path-stat")
        e.note(path, [a.status, a.type, sorted(json.loads(base64.b64decode(stat))) if stat else None, a.body])


def do_param_filters(e):
    """filters that are no filters, for the list and the prune"""
    e.container(["true"], start=False, name="apidiff-pf", Labels={"pf": "1"})
    for name, text in {"empty": "", "blank": " ", "text": "x", "quoted": '"x"', "number": "5", "null": "null", "true": "true", "list": "[]", "list of text": '["a"]', "object": "{}", "text value": '{"name":"apidiff-pf"}', "number value": '{"name":5}', "null value": '{"name":null}', "number in list": '{"name":[5]}', "null in list": '{"name":[null]}',
                       "map": '{"name":{"apidiff-pf":true}}', "map of false": '{"name":{"apidiff-pf":false}}', "map of text": '{"name":{"apidiff-pf":"true"}}', "map of null": '{"name":{"apidiff-pf":null}}', "cut": '{"name":', "twice": '{"name":["a"],"name":["apidiff-pf"]}', "more": "{} x", "two": "{}{}", "mixed": '{"name":["apidiff-pf"],"label":{"pf":true}}',
                       "case": '{"Name":["apidiff-pf"]}', "empty key": '{"":["a"]}', "empty list": '{"name":[]}', "unknown, empty": '{"purple":[]}', "deep": '{"name":[["apidiff-pf"]]}', "single quotes": "{'name':['apidiff-pf']}", "equals": "name=apidiff-pf"}.items():
        from urllib.parse import quote
        a = e.raw("GET", "/containers/json?all=1&filters=" + quote(text))
        e.note("list, " + name, [a.status, a.json if a.status >= 300 else "/apidiff-pf" in [n for c in a.json for n in c["Names"]]])
        # never one that lets the prune take all
        pruned = quote(text) if a.status >= 300 or "name" in text.lower() or "purple" in text else quote('{"label":["nosuch"]}')
        b = e.raw("POST", "/containers/prune?filters=" + pruned) if name not in ("empty list", "null value") else a
        e.note("prune, " + name, [b.status, b.json if b.status >= 300 else ""])


def do_param_wait_flags(e):
    """condition, in odd forms"""
    i = e.container(["true"])
    e.raw("POST", "/containers/%s/wait" % i)
    for query in ("condition=", "condition=%20", "condition=not-running&condition=purple", "condition=purple&condition=not-running", "Condition=purple", "condition=Not-Running", "condition=not-running%20", "condition=not_running", "x=1"):
        a = e.raw("POST", "/containers/%s/wait?%s" % (i, query))
        e.note(query, [a.status, a.type, a.json])


def do_param_auth_header(e):
    """credentials that no call of a container looks at"""
    for name, value in {"garbage": "purple", "empty": "", "list": base64.b64encode(b"[]").decode(), "good": base64.b64encode(b'{"username":"a","password":"b"}').decode()}.items():
        for header in ("X-Registry-Auth", "X-Registry-Config"):
            a = e.raw("POST", "/containers/create", {"Image": "busybox:latest", "Cmd": ["true"]}, {header: value, "Content-Type": "application/json"})
            e.note("%s, %s" % (header, name), [a.status, a.type])
            e.raw("DELETE", "/containers/" + a["Id"])


def do_param_commit_flags(e):
    """pause and the names of a commit"""
    i = e.container(["sleep", "300"], name="apidiff-pc")
    for text in TEXTS:
        since = time.time()
        a = e.raw("POST", "/commit?container=%s&pause=%s" % (i, text))
        e.note("pause=" + text, [a.status, sorted(a.json)])
        e.raw("DELETE", "/images/" + a["Id"])
    for query in ("", "container=", "container=nosuch", "container=apidiff-pc&repo=", "container=apidiff-pc&tag=x", "container=apidiff-pc&repo=apidiff/pc&tag=", "container=apidiff-pc&repo=apidiff/pc:one", "container=apidiff-pc&repo=apidiff/pc:one&tag=two", "container=apidiff-pc&repo=apidiff/pc@sha256:" + "0" * 64, "container=apidiff-pc&repo=%20",
                  "container=apidiff-pc&changes=", "container=apidiff-pc&changes=PURPLE", "container=apidiff-pc&changes=RUN%20true", "container=apidiff-pc&changes=CMD", "container=apidiff-pc&comment=%00", "container=apidiff-pc&author=" + "x" * 3000):
        a = e.raw("POST", "/commit?" + query)
        e.note(query[:70], [a.status, sorted(a.json) if a.status == 201 else a.json])
        if a.status == 201:
            e.note(query[:70] + ", tags", e.raw("GET", "/images/%s/json" % a["Id"])["RepoTags"])
            e.raw("DELETE", "/images/%s?force=1" % a["Id"])


def do_param_websocket_flags(e):
    """which texts switch the flags of a WebSocket on"""
    i = e.container(["sh", "-c", "echo past; cat"], OpenStdin=True)
    for _ in range(100):
        if b"past" in e.raw("GET", "/containers/%s/logs?stdout=1" % i).body:
            break
        time.sleep(0.05)
    for text in TEXTS:
        r = websocket(e, i, "logs=" + text)
        e.note("logs=" + text, [r.status, frames(r.to_end(2))])
        r = websocket(e, i, "stream=" + text)
        e.note("stream=" + text, [r.status, b"TIMEOUT" in r.to_end(0.5)])
        r.close()
