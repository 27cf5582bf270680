"""Requests as they are sent: paths, methods, queries, forms, headers and bodies that no client library would make."""
import json
import re
import urllib.parse

from scenarios import q
from streams import Raw

J = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def body_of(a):
    return [a.status, a.type, a.body.decode("latin-1") if a.status >= 300 else ""]


def sent(e, name, method, path, headers=(), body=b"", length=True):
    """a request byte by byte: status, type and text of the answer"""
    r = Raw(e, method, path, list(headers) + ["Connection: close"], body)
    text = without_chunks(r) if r.status >= 300 else ""
    e.note(name, [r.status, r.header("content-type"), r.header("location"), r.header("allow"), re.sub("[0-9a-fA-F]{64}0?", "<id>", text)])
    r.close()


def without_chunks(r):
    return r.to_end(3).decode("latin-1")


def do_wire_paths(e):
    """paths that are nearly those of the API"""
    i = e.container(["sleep", "300"], name="apidiff-wire")
    for path in ("/containers/json/", "//containers/json", "/containers//json", "/containers/./json", "/containers/../containers/json", "/containers", "/containers/", "/Containers/json", "/containers/JSON", "/containers/%6Ason", "/containers%2Fjson", "/containers/json?", "/containers/json;x=1",
                 "/containers/apidiff-wire/json", "/containers/%61pidiff-wire/json", "/containers//apidiff-wire/json", "/containers/%2Fapidiff-wire/json", "/containers/apidiff-wire%2Fjson", "/containers/a/b/json", "/containers/apidiff-wire/json/json", "/containers/ /json".replace(" ", "%20"), "/containers/%00/json", "/containers/%C3%A9/json", "/containers/%FF/json",
                 "/containers/%zz/json", "/containers/%/json", "/containers/apidiff-wire/", "/containers/apidiff-wire", "/containers/json/json", "/containers/create/json", "/containers/prune/json", "/containers/" + "x" * 300 + "/json", "/containers/" + i[:20] + "/json", "/containers/" + i.upper() + "/json", "/containers/" + i + "0/json",
                 "/containers/apidiff-wire/logs/x?stdout=1", "/containers/APIDIFF-WIRE/json", "/containers/apidiff-wir/json", "/exec", "/exec/", "/exec//json", "/exec/a/b/json", "/events/", "/info/", "/version/", "/_ping/", "/system", "/system/df/", "/images/a/b/c/json", "/volumes/", "/volumes/a/b", "/networks/", "/networks/a/b", "/plugins/a/b/json"):
        sent(e, path.replace(i, "<id>").replace(i.upper(), "<ID>").replace(i[:20], "<part>")[:50], "GET", path)
    e.note("start twice slash", body_of(e.raw("POST", "/containers/%2Fapidiff-wire/pause")))


def do_wire_methods(e):
    """methods that a path does not have"""
    i = e.container(["sleep", "300"], name="apidiff-wire")
    for path in ("/containers/json", "/containers/create", "/containers/apidiff-wire/json", "/containers/apidiff-wire/start", "/containers/apidiff-wire", "/containers/apidiff-wire/archive?path=/etc/passwd", "/containers/apidiff-wire/attach/ws", "/exec/x/start", "/events?until=1", "/info", "/version", "/_ping", "/images/json", "/volumes/create", "/networks/prune", "/nosuch", "/"):
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "PURPLE"):
            if (method, path) in (("DELETE", "/containers/apidiff-wire"), ("GET", "/containers/apidiff-wire/attach/ws")):
                continue
            a = e.raw(method, path)
            # what HEAD would answer has no body to look at
            e.note("%s %s" % (method, path), [a.status, a.type, a.headers.get("allow"), a.body.decode("latin-1") if a.status >= 300 else ""])


def do_wire_headers(e):
    """what every answer carries"""
    i = e.container(["sleep", "300"])
    for method, path in (("GET", "/version"), ("GET", "/_ping"), ("HEAD", "/_ping"), ("GET", "/nosuch"), ("GET", "/containers/nosuch/json"), ("POST", "/containers/%s/start" % i), ("OPTIONS", "/version"), ("GET", "/events?until=1"), ("GET", "/containers/%s/logs?stdout=1" % i), ("POST", "/containers/prune?" + q(filters={"label": ["nosuch"]})),
                         ("GET", "/containers/%s/archive?path=/etc/passwd" % i), ("GET", "/containers/%s/export" % i), ("GET", "/containers/%s/stats?stream=0" % i), ("POST", "/containers/%s/resize?h=1&w=1" % i), ("GET", "/images/busybox/get")):
        a = e.raw(method, path)
        kept = {k: v for k, v in a.headers.items() if k not in ("date", "content-length", "transfer-encoding", "x-docker-container-path-stat", "server")}
        e.note("%s %s" % (method, path.replace(i, "<id>")), [a.status, kept, a.headers.get("server", "").split("/")[0]])


def do_wire_queries(e):
    """queries that are not well formed, and parameters twice"""
    i = e.container(["sh", "-c", "echo x; sleep 300"], name="apidiff-wire")
    for query in ("all=%zz", "%zz=1", "all=%", "all=1;limit=1", "all=1&&limit=-1", "&", "=", "=1", "all", "all&limit=x", "all=1&all=0", "limit=x&limit=1", "limit=1&limit=x", "ALL=1", "all=+1", "all=TRUE", "all=False", "all=no", "all=NONE", "all=off", "all=%20", "all=%20no%20", "all=2", "all[]=1", "limit=%31", "limit=+1", "limit=-0", "limit=0x1", "limit=1e1", "limit=9999999999999999999999",
                  "filters=", "filters=%7B%7D&filters=x", "filters=%7B%22name%22:%5B%22apidiff-wire%22%5D%7D", "size=purple", "x=%ff", "all=%ff"):
        a = e.raw("GET", "/containers/json?" + query)
        e.note(query, [a.status, a.json if a.status >= 300 else ("message" in a.json)])
    for query in ("t=1&t=x", "t=", "t=%31", "t=%", "t=1;x", "t=+1", "t=%2B1", "t=-1", "t=99999999999999999999"):
        j = e.container(["sh", "-c", "exec sleep 300"], StopSignal="KILL")
        e.note("stop " + query, body_of(e.raw("POST", "/containers/%s/stop?%s" % (j, query))))
        e.raw("DELETE", "/containers/%s?force=1" % j)


def do_wire_forms(e):
    """parameters in a body of the form type count like those of the query"""
    i = e.container(["sleep", "300"], name="apidiff-wire")
    for name, method, path, body, headers in (
            ("kill", "POST", "/containers/apidiff-wire/kill", b"signal=PURPLE", FORM), ("kill, both", "POST", "/containers/apidiff-wire/kill?signal=RED", b"signal=PURPLE", FORM), ("kill, text", "POST", "/containers/apidiff-wire/kill?signal=RED", b"signal=PURPLE", {"Content-Type": "text/plain"}),
            ("kill, none", "POST", "/containers/apidiff-wire/kill?signal=RED", b"signal=PURPLE", {}), ("rename", "POST", "/containers/apidiff-wire/rename", b"name=-x", FORM), ("resize", "POST", "/containers/apidiff-wire/resize", b"h=x&w=y", FORM), ("resize, half", "POST", "/containers/apidiff-wire/resize?h=5", b"w=y", FORM),
            ("bad", "POST", "/containers/apidiff-wire/kill", b"signal=%zz", FORM), ("multipart", "POST", "/containers/apidiff-wire/kill?signal=RED", b"--x\r\n\r\n", {"Content-Type": "multipart/form-data; boundary=x"}), ("bad type", "POST", "/containers/apidiff-wire/kill?signal=RED", b"x", {"Content-Type": "a b c;;"}),
            ("stop", "POST", "/containers/apidiff-wire/stop", b"t=x", FORM), ("prune", "POST", "/containers/prune", b"filters=" + urllib.parse.quote('{"purple":["x"]}').encode(), FORM), ("wait", "POST", "/containers/nosuch/wait", b"condition=removed", FORM), ("create", "POST", "/containers/create", b"name=a%2Fb", FORM),
            ("delete", "DELETE", "/containers/apidiff-wire", b"force=0", FORM), ("get", "GET", "/containers/json", b"limit=x", FORM), ("put", "PUT", "/containers/apidiff-wire/archive", b"path=/nosuch", FORM)):
        e.note(name, body_of(e.raw(method, path, body, headers)))


BODIES = (("nothing", None, {}), ("empty", b"", J), ("empty, no type", b"", {}), ("blank", b" \n ", J), ("null", b"null", J), ("array", b"[]", J), ("text", b'"x"', J), ("number", b"5", J), ("true", b"true", J), ("cut", b'{"a":', J), ("cut in a word", b'{"Detach": tr', J), ("cut in a text", b'{"a": "b', J), ("garbage", b"purple", J),
          ("two", b"{}{}", J), ("more", b"{} x", J), ("comma", b'{"a":1,}', J), ("single quotes", b"{'a':1}", J), ("comment", b"{/**/}", J), ("twice", b'{"Container":"x","Container":"y"}', J), ("nul", b'{"a":"\0"}', J), ("control", b'{"a":"\n"}', J), ("escape", b'{"a":"\\x"}', J), ("surrogate", b'{"a":"\\ud800"}', J), ("not utf-8", b'{"a":"\xff"}', J),
          ("mark", b"\xef\xbb\xbf{}", J), ("utf-16", '{"a":1}'.encode("utf-16"), J), ("zero first", b'{"a":01}', J), ("plus", b'{"a":+1}', J), ("hex", b'{"a":0x1}', J), ("point", b'{"a":1.}', J), ("nan", b'{"a":NaN}', J), ("exponent", b'{"a":1e}', J), ("missing value", b'{"a"}', J), ("missing comma", b'{"a":1 "b":2}', J), ("no colon", b'{"a" 1}', J), ("number key", b"{1:2}", J), ("unclosed array", b"[1", J),
          ("bad close", b'{"a":1]', J), ("deep", b'{"a":' + b"[" * 11000 + b"]" * 11000 + b"}", J), ("no type", b"{}", {}), ("text type", b"{}", {"Content-Type": "text/plain"}), ("form type", b"{}", FORM), ("charset", b"{}", {"Content-Type": "application/json;charset=utf-8"}), ("upper", b"{}", {"Content-Type": "APPLICATION/JSON"}),
          ("odd type", b"{}", {"Content-Type": "application/json; charset"}), ("no json", b"{}", {"Content-Type": "application/jsonx"}), ("two types", b"{}", {"Content-Type": "application/json, text/plain"}), ("star", b"{}", {"Content-Type": "*/*"}), ("bad type", b"{}", {"Content-Type": "json"}))


def do_wire_bodies(e):
    """bodies that are no documents, on every route that takes one"""
    i = e.container(["sleep", "300"], name="apidiff-wire")
    n = e.raw("POST", "/networks/create", {"Name": "apidiff-wire"})["Id"]
    e.later("DELETE", "/networks/apidiff-wire")
    for path in ("/containers/create", "/containers/apidiff-wire/update", "/containers/apidiff-wire/exec", "/exec/<exec>/start", "/exec/nosuch/start", "/networks/create", "/networks/apidiff-wire/connect", "/networks/apidiff-wire/disconnect", "/volumes/create", "/commit?container=apidiff-wire"):
        for name, body, headers in BODIES:
            real = path
            if "<exec>" in path:
                real = path.replace("<exec>", e.raw("POST", "/containers/apidiff-wire/exec", {"Cmd": ["true"]})["Id"])
            a = e.raw("POST", real, body, headers)
            made = a.json if a.status in (200, 201) and isinstance(a.json, dict) else {}
            if path == "/volumes/create" and "Name" in made:
                e.raw("DELETE", "/volumes/" + made["Name"])
            if path.startswith("/commit") and "Id" in made:
                e.raw("DELETE", "/images/" + made["Id"])
            attached = path == "/exec/<exec>/start" and a.status == 200
            e.note("%s, %s" % (path, name), [a.status, a.type, "" if attached else sorted(made) if made else a.body.decode("latin-1")])


def do_wire_duplicate_keys(e):
    """the last of equal keys counts, whatever its case; parts are merged"""
    for name, body in {
        "same": '{"Image":"nosuch","Image":"busybox:latest"}', "other case": '{"Image":"busybox:latest","image":"nosuch"}', "case first": '{"image":"nosuch","Image":"busybox:latest"}', "lower": '{"image":"busybox:latest","cmd":["true"],"hostconfig":{"memory":67108864}}',
        "lists": '{"Image":"busybox","Cmd":["a","b"],"Cmd":["c"]}', "maps": '{"Image":"busybox","Labels":{"a":"1"},"Labels":{"b":"2"}}', "parts": '{"Image":"busybox","HostConfig":{"Memory":67108864},"HostConfig":{"CpuShares":512}}',
        "null after": '{"Image":"busybox","Labels":{"a":"1"},"Labels":null}', "null text": '{"Image":"busybox","Hostname":"h","Hostname":null}', "null number": '{"Image":"busybox","HostConfig":{"Memory":67108864,"Memory":null}}', "nested": '{"Image":"busybox","HostConfig":{"RestartPolicy":{"Name":"always"},"RestartPolicy":{"MaximumRetryCount":0}}}',
        "bad first": '{"Image":5,"Image":"busybox"}', "unicode case": '{"Image":"busybox","Labels":{"x":"1"},"label\\u017f":{"y":"2"}}', "kelvin": '{"Image":"busybox","Networ\\u212aDisabled":true}', "underscore": '{"Image":"busybox","host_config":{"Memory":5}}', "space": '{"Image":"busybox"," Hostname":"h"}', "empty key": '{"Image":"busybox","":1}',
    }.items():
        a = e.raw("POST", "/containers/create", body.encode(), J)
        if a.status != 201:
            e.note(name, body_of(a))
            continue
        j = e.raw("GET", "/containers/%s/json" % a["Id"])
        e.note(name, [j["Config"]["Image"], j["Config"]["Cmd"], j["Config"]["Labels"], len(j["Config"]["Hostname"]), j["Config"].get("NetworkDisabled"), {k: j["HostConfig"][k] for k in ("Memory", "CpuShares", "RestartPolicy")}])
        e.raw("DELETE", "/containers/" + a["Id"])


def do_wire_connection(e):
    """how a request's body and head may be sent"""
    chunked = ["Transfer-Encoding: chunked", "Content-Type: application/json"]
    text = json.dumps({"Image": "nosuch:latest"}).encode()
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)
    for name, headers, body in (("length", ["Content-Type: application/json", "Content-Length: %d" % len(text)], text), ("chunks", chunked, chunk), ("small chunks", chunked, b"".join(b"1\r\n%c\r\n" % c for c in text) + b"0\r\n\r\n"), ("chunk extension", chunked, chunk.replace(b"\r\n", b";a=b\r\n", 1)),
                                ("trailer", chunked, chunk[:-2] + b"X: y\r\n\r\n"), ("bad chunk", chunked, b"zz\r\nx\r\n"), ("twice", ["Content-Type: application/json", "Content-Type: text/plain", "Content-Length: %d" % len(text)], text), ("lengths differ", ["Content-Length: 5", "Content-Length: 6"], b"{}{}{}"), ("negative length", ["Content-Length: -5"], b""),
                                ("bad length", ["Content-Length: x"], b""), ("expect", ["Content-Type: application/json", "Expect: 100-continue", "Content-Length: %d" % len(text)], text), ("unknown coding", ["Transfer-Encoding: purple"], b""), ("no host", None, b"")):
        r = Bytes(e, "POST", "/containers/create", headers, body)
        e.note(name, r)
    for name, line in (("old protocol", b"GET /version HTTP/1.0\r\n\r\n"), ("new protocol", b"GET /version HTTP/3.0\r\nHost: x\r\n\r\n"), ("no protocol", b"GET /version\r\n\r\n"), ("absolute", b"GET http://docker/nosuch HTTP/1.1\r\nHost: docker\r\n\r\n"), ("no method", b" /version HTTP/1.1\r\nHost: x\r\n\r\n"), ("garbage", b"\x16\x03\x01\x02\x00\r\n\r\n"),
                       ("bad header", b"GET /nosuch HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"), ("two hosts", b"GET /nosuch HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"), ("long header", b"GET /nosuch HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20000 + b"\r\n\r\n"), ("folded", b"GET /nosuch HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"), ("star", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
                       ("long line", b"GET /" + b"x" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"), ("fragment", b"GET /nosuch#x HTTP/1.1\r\nHost: x\r\n\r\n"), ("space in path", b"GET /no such HTTP/1.1\r\nHost: x\r\n\r\n"), ("tab", b"GET\t/nosuch\tHTTP/1.1\r\nHost: x\r\n\r\n")):
        e.note("line, " + name, status_line(e, line))


def Bytes(e, method, path, headers, body):
    lines = ["%s /%s%s HTTP/1.1" % (method, e.version, path)] + (["Host: docker"] + headers if headers is not None else []) + ["Connection: close"]
    return status_line(e, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def status_line(e, data):
    """sends it, and says with which statuses it is answered"""
    import socket
    c = e.connection(10)
    c.connect()
    c.sock.sendall(data)
    got = b""
    c.sock.settimeout(2)
    try:
        while True:
            part = c.sock.recv(65536)
            if not part:
                break
            got += part
            if b"\r\n\r\n" in got and b"100 Continue" not in got[:30]:
                c.sock.settimeout(0.3)
    except (socket.timeout, OSError):
        pass
    c.close()
    return [line.split(b" ")[1].decode("latin-1") for line in got.split(b"\r\n") if line.startswith(b"HTTP/1.") and b" " in line]
