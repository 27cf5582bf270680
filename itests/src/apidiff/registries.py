"""A small registry for scenarios, which stands in for real ones: it does what a scenario says, right or wrong. Each engine gets one of its own, on the loopback of the
engine's network namespace and on the same port, so that messages are the same."""
import ctypes
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import socket
import struct
import tarfile
import threading
import urllib.parse

PORT = 5007
HOST = "127.0.0.1:%d" % PORT
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
CLONE_NEWNET = 0x40000000


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def listening(e, port):
    """a socket in the network namespace of the process that serves an engine's socket"""
    s = socket.socket(socket.AF_UNIX)
    s.connect(urllib.parse.urlparse(e.url).path)
    pid = struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    s.close()
    made = []

    def make():  # in a thread of its own, which ends in the other namespace
        with open("/proc/%d/ns/net" % pid) as ns:
            if ctypes.CDLL(None, use_errno=True).setns(ns.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        t = socket.socket(socket.AF_INET)
        t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        t.bind(("127.0.0.1", port))
        t.listen(64)
        made.append(t)

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


class Registry:
    """Use it with `with`: the server ends when the scenario does."""

    def __init__(self, e, port=PORT):
        self.host = "127.0.0.1:%d" % port
        self.blobs, self.manifests, self.uploads, self.log, self.faults = {}, {}, {}, [], {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler, bind_and_activate=False)
        self.server.socket.close()
        self.server.socket = listening(e, port)
        self.server.daemon_threads = True
        self.server.registry = self

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()
        self.server.server_close()

    def fault(self, pattern, answer):
        """Where "METHOD path?query" matches from its start, answer(handler) serves instead; what it returns goes to handler.send."""
        self.faults[pattern] = answer

    def blob(self, content):
        self.blobs[digest(content)] = content
        return digest(content)

    def image(self, repository, tag, *texts, **more):
        """an image of a layer for each text; gives its manifest's digest"""
        layers, ids = [], []
        for number, text in enumerate(texts):
            tar = io.BytesIO()
            with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as t:
                info = tarfile.TarInfo("f%d" % number)
                info.size = len(text)
                t.addfile(info, io.BytesIO(text.encode()))
            ids.append(digest(tar.getvalue()))
            packed = gzip.compress(tar.getvalue(), mtime=0)
            layers.append({"mediaType": LAYER, "size": len(packed), "digest": self.blob(packed)})
        arch = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
        config = dict({"architecture": arch, "os": "linux", "created": "2020-01-01T00:00:00Z", "config": {"Cmd": ["/f0"]}, "rootfs": {"type": "layers", "diff_ids": ids},
                       "history": [{"created": "2020-01-01T00:00:00Z", "created_by": "f"} for _ in ids]}, **more.pop("config", {}))
        raw = json.dumps(config).encode()
        manifest = dict({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": CONFIG, "size": len(raw), "digest": self.blob(raw)}, "layers": layers}, **more)
        return self.put(repository, tag, json.dumps(manifest).encode(), manifest["mediaType"])

    def put(self, repository, tag, raw, kind):
        for reference in (tag, digest(raw)):
            self.manifests[repository, reference] = (kind, raw)
        return digest(raw)


def error(status, code, message="", detail=None, headers=()):
    """an answer as registries give it"""
    return status, json.dumps({"errors": [{"code": code, "message": message, "detail": detail}]}).encode(), dict({"Content-Type": "application/json"}, **dict(headers))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def send(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict({"Content-Length": str(len(body))}, **dict(headers)).items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def serve(self):
        registry = self.server.registry
        self.payload = b""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            size = int(self.rfile.readline(), 16)
            while size:
                self.payload += self.rfile.read(size)
                self.rfile.readline()
                size = int(self.rfile.readline(), 16)
            self.rfile.readline()
        else:
            self.payload = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = self.command + " " + self.path
        registry.log.append((line, dict(self.headers), self.payload))
        for pattern, answer in list(registry.faults.items()):
            if re.match(pattern, line):
                found = answer(self) if callable(answer) else answer
                if found is not None:
                    return self.send(*found)
        self.send(*self.usual(registry, urllib.parse.urlparse(self.path)))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def usual(self, registry, url):
        path = re.match("/v2/(?:(.+)/(manifests|blobs/uploads|blobs|tags)/(.*))?$", url.path)
        if not path:
            return 404, b"404 page not found\n", {"Content-Type": "text/plain"}
        repository, kind, name = path.groups()
        if not kind:
            return 200, b"{}", {"Content-Type": "application/json", "Docker-Distribution-Api-Version": "registry/2.0"}
        return getattr(self, kind.replace("/", "_"))(registry, repository, name, urllib.parse.parse_qs(url.query))

    def manifests(self, registry, repository, name, query):
        if self.command == "PUT":
            return 201, b"", {"Docker-Content-Digest": registry.put(repository, name, self.payload, self.headers["Content-Type"])}
        if (repository, name) not in registry.manifests:
            known = any(r == repository for r, _ in registry.manifests)
            return error(404, "MANIFEST_UNKNOWN" if known else "NAME_UNKNOWN", "manifest unknown" if known else "repository name not known to registry")
        kind, raw = registry.manifests[repository, name]
        return 200, raw, {"Content-Type": kind, "Docker-Content-Digest": digest(raw)}

    def blobs(self, registry, repository, name, query):
        if name not in registry.blobs:
            return error(404, "BLOB_UNKNOWN", "blob unknown to registry")
        content = registry.blobs[name]
        start = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if start:
            first = int(start.group(1))
            return 206, content[first:], {"Content-Range": "bytes %d-%d/%d" % (first, len(content) - 1, len(content))}
        return 200, content, {"Content-Type": "application/octet-stream", "Docker-Content-Digest": name}

    def blobs_uploads(self, registry, repository, name, query):
        place = "/v2/%s/blobs/uploads/" % repository
        if self.command == "POST":
            mounted = query.get("mount", [""])[0]
            if mounted in registry.blobs:
                return 201, b"", {"Location": "/v2/%s/blobs/%s" % (repository, mounted), "Docker-Content-Digest": mounted}
            name = "u%d" % (len(registry.uploads) + 1)
            registry.uploads[name] = b""
            return 202, b"", {"Location": place + name, "Range": "0-0", "Docker-Upload-UUID": name}
        registry.uploads[name] += self.payload
        if self.command == "PUT":
            return 201, b"", {"Location": "/v2/%s/blobs/x" % repository, "Docker-Content-Digest": registry.blob(registry.uploads[name])}
        return 202 if self.command == "PATCH" else 204, b"", {"Location": place + name, "Range": "0-%d" % max(0, len(registry.uploads[name]) - 1), "Docker-Upload-UUID": name}

    def tags(self, registry, repository, name, query):
        found = sorted(t for r, t in registry.manifests if r == repository and ":" not in t)
        if not found:
            return error(404, "NAME_UNKNOWN", "repository name not known to registry", {"name": repository})
        return 200, json.dumps({"name": repository, "tags": found}).encode(), {"Content-Type": "application/json"}
