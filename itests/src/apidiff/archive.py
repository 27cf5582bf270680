"""Scenarios about files copied in and out of containers, and whole file systems exported."""
import base64
import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import time
import urllib.parse

from apidiff import demux

# a path as the reference's mounts have it, or as the container does
CLEAN = re.compile(r"(lstat|links in) [^\" :]*")
# why a tar was refused is told in our own words, that it was in the reference's
REASON = re.compile(r"(Error processing tar file\(exit status 1\): ).*?(?=\"}$)", re.M)


def inside(e, i, script):
    x = e.raw("POST", "/containers/%s/exec" % i, {"AttachStdout": True, "AttachStderr": True, "Cmd": ["sh", "-c", script]})["Id"]
    return e.hijack("/exec/%s/start" % x, {"Detach": False})[2]


def seen(e, i, script):
    return [[k, v.decode("latin-1")] for k, v in demux(inside(e, i, script))]


def url(i, path, **more):
    return "/containers/%s/archive?%s" % (i, urllib.parse.urlencode(dict({"path": path}, **more)))


def stat(e, name, i, path, method="HEAD"):
    a = e.raw(method, url(i, path))
    header = a.headers.get("x-docker-container-path-stat")
    s = json.loads(base64.b64decode(header)) if header else None
    if s:
        s["mtime"] = s["mtime"][:4] if s["mtime"] < "2000" else "<recent>"
        if s["mode"] & (1 << 31):
            s["size"] = "<a folder's>"
    e.note(name, [a.status, a.type, s, "" if a.status == 200 else a.body.decode()])


def listing(body):
    """A tar's entries. Without users' names: the reference takes them from the host's accounts, its later versions leave them out."""
    out = []
    with tarfile.open(fileobj=io.BytesIO(body)) as t:
        for m in t:
            out.append([m.name, m.type.decode(), m.linkname, oct(m.mode), m.uid, m.gid, m.size, m.devmajor, m.devminor,
                        {k: v for k, v in m.pax_headers.items() if "time" not in k}, t.extractfile(m).read()[:200].decode("latin-1") if m.isreg() else None])
    return sorted(out, key=str)


def tree(e, name, i, path):
    a = e.raw("GET", url(i, path))
    e.note(name, [a.status, a.type, listing(a.body) if a.status == 200 else CLEAN.sub("<path>", a.body.decode())])


def entry(name, data=b"", kind=tarfile.REGTYPE, link="", mode=0o644, uid=0, gid=0, major=0, minor=0, pax=None, mtime=1000000000):
    i = tarfile.TarInfo(name)
    i.type, i.linkname, i.mode, i.uid, i.gid, i.devmajor, i.devminor, i.mtime = kind, link, mode, uid, gid, major, minor, mtime
    i.pax_headers = pax or {}
    i.size = len(data) if kind == tarfile.REGTYPE else 0
    return i, data


def tar(*entries, form=tarfile.PAX_FORMAT):
    buf = io.BytesIO()
    with tarfile.open(fileobj=buf, mode="w", format=form) as t:
        for i, data in entries:
            t.addfile(i, io.BytesIO(data))
    return buf.getvalue()


def put(e, name, i, path, body, **more):
    a = e.raw("PUT", url(i, path, **more), body, {"Content-Type": "application/x-tar"})
    e.note(name, [a.status, a.type, REASON.sub(r"\1", CLEAN.sub("<path>", a.body.decode("latin-1")))])
    return a.status


FOLDER, LINK, HARD, FIFO, CHAR, BLOCK = tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE

FILES = """mkdir -p /a/b/c /d && echo one > /a/one && echo two > /a/b/two && ln -s one /a/rel && ln -s /a/b /a/abs && ln -s ../../../../../../etc /a/up && ln -s nosuch /a/dangling && ln -s /loop2 /loop1 && ln -s /loop1 /loop2
ln /a/one /a/hard && mkfifo /a/pipe && mknod /a/null c 1 3 && chmod 4755 /a/b/two && chmod 1777 /a/b/c && chown 12:34 /a/one && ln -s /a /la && ln -s b/c /a/deep && ln -s / /a/root && ln -s a /chain1 && ln -s chain1/b /chain2 && echo sp > '/a/with space' && printf x > /a/umläut"""


def prepared(e, **config):
    i = e.container(["sh", "-c", FILES + "; sleep 300"], **config)
    for _ in range(100):
        if b"ready" in inside(e, i, "test -e /a/with* && test -e /a/uml* && echo ready"):
            return i
        time.sleep(0.05)
    raise RuntimeError("not prepared")


def do_archive_stat(e):
    i = prepared(e)
    paths = ["/", "/.", "", "/a", "a", "/a/", "/a/.", "/a/..", "/a/../d", "/a/one", "/a/one/", "/a/one/.", "/a/one/x", "/a/rel", "/a/rel/", "/a/abs", "/a/abs/", "/a/abs/two", "/a/up", "/a/up/passwd", "/a/up/", "/a/dangling", "/a/dangling/",
             "/loop1", "/loop1/", "/loop1/x", "/a/pipe", "/a/null", "/a/b/two", "/a/b/c", "/la", "/la/one", "/la/deep", "/la/deep/", "/a/root", "/a/root/etc", "/chain2", "/chain2/two", "/nosuch", "/nosuch/", "/nosuch/x", "/a/nosuch", "//a//b//two", "/../../a/one", "../a/one",
             "/a/with space", "/a/umläut", "/etc/hostname", "/etc/resolv.conf", "/a/" + "x" * 300, "/a\0b", ".", ".."]
    # what the container itself has mounted (/proc, /dev, tmpfs) is left out: the reference shows the empty folders below them
    for p in paths:
        stat(e, "running " + p[:40], i, p)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    for p in paths:
        stat(e, "stopped " + p[:40], i, p)
    e.call("missing", "GET", "/containers/nosuch/archive?path=/")
    e.call("missing, no path", "GET", "/containers/nosuch/archive")
    e.call("no path", "GET", "/containers/%s/archive" % i)
    e.call("no path, head", "HEAD", "/containers/%s/archive" % i)
    e.call("missing, head", "HEAD", "/containers/nosuch/archive?path=/")
    stat(e, "by get", i, "/a/one", "GET")


def do_archive_get(e):
    i = prepared(e)
    for when in ("running", "stopped"):
        for p in ("/a", "/a/", "/a/.", "/a/one", "/a/rel", "/a/rel/", "/a/abs", "/a/abs/", "/a/abs/.", "/a/up/passwd", "/a/dangling", "/la", "/la/", "/la/.", "/a/pipe", "/a/null", "/a/b/two", "/chain2", "/chain2/.", "/nosuch", "/a/one/", "/loop1", "/a/b/..", "/a/with space"):
            tree(e, when + " " + p, i, p)
        e.raw("POST", "/containers/%s/kill" % i)
        e.raw("POST", "/containers/%s/wait" % i)


def do_archive_put_kinds(e):
    i = e.container(["sleep", "300"])
    inside(e, i, "mkdir /t; echo old > /t/file; mkdir /t/dir; ln -s /etc /t/link; ln -s file /t/filelink")
    show = "cd %s && find . | sort | xargs stat -c '%%N %%F %%a %%u %%g %%s %%t:%%T %%Y' | sed \"s/[0-9]\\{10\\}$/T/; s/directory \\([0-9]*\\) \\([0-9]*\\) \\([0-9]*\\) [0-9]*/directory \\1 \\2 \\3/\""
    put(e, "all kinds", i, "/t", tar(entry("new", b"data", mode=0o640, uid=5, gid=6), entry("d", kind=FOLDER, mode=0o700, uid=7), entry("d/f", b"x" * 5000), entry("s", kind=LINK, link="d/f", uid=9),
        entry("h", kind=HARD, link="d/f"), entry("p", kind=FIFO), entry("c", kind=CHAR, major=1, minor=3), entry("b", kind=BLOCK, major=7, minor=0), entry("implied/deep/f", b"i"), entry("suid", b"s", mode=0o6755)))
    e.note("then", seen(e, i, show % "/t"))
    put(e, "over a file", i, "/t", tar(entry("file", b"new content")))
    put(e, "folder over a file", i, "/t", tar(entry("file", kind=FOLDER, mode=0o755)))
    put(e, "file over a folder", i, "/t", tar(entry("dir", b"now a file")))
    put(e, "file over a full folder", i, "/t", tar(entry("d", b"now a file")))
    put(e, "file over a link", i, "/t", tar(entry("link", b"now a file")))
    put(e, "through a link", i, "/t", tar(entry("link2", kind=LINK, link="/etc"), entry("link2/through", b"x")))
    e.note("where it went", seen(e, i, "ls -l /etc/through /t/link2/through 2>&1 | awk '{print $NF}'; ls -ld /t/link2 | awk '{print $1}'"))
    put(e, "folder over a link to a folder", i, "/t", tar(entry("tl", kind=LINK, link="/etc"), entry("tl", kind=FOLDER)))
    e.note("then", seen(e, i, show % "/t"))
    for name, kw in {"no overwrite, dir on file": (tar(entry("new", kind=FOLDER))), "no overwrite, file on dir": (tar(entry("implied", b"f"))), "no overwrite, file on file": (tar(entry("new", b"again"))), "no overwrite, link on file": tar(entry("new", kind=LINK, link="x")), "no overwrite, link on dir": tar(entry("implied", kind=LINK, link="x"))}.items():
        put(e, name, i, "/t", kw, noOverwriteDirNonDir="1")
    e.note("at last", seen(e, i, show % "/t"))


def do_archive_put_targets(e):
    i = prepared(e)
    body = tar(entry("put", b"x"))
    for when in ("running", "stopped"):
        for p in ("/a", "/a/", "/a/.", "/", "", "/a/one", "/a/rel", "/a/abs", "/a/abs/", "/a/up", "/a/dangling", "/loop1", "/nosuch", "/a/nosuch/x", "/la", "/chain2", "a", "/a/..", "/a/root", "/a/null", "/a/pipe"):
            put(e, when + " " + p, i, p, body)
        if when == "running":
            e.note("places", seen(e, i, "find / -xdev -name put | sort"))
            e.raw("POST", "/containers/%s/kill" % i)
            e.raw("POST", "/containers/%s/wait" % i)
    e.call("changes", "GET", "/containers/%s/changes" % i, keep=lambda j: sorted(c["Path"] for c in j if c["Path"].endswith("put")))
    put(e, "missing", "nosuch", "/", body)
    e.call("no path", "PUT", "/containers/%s/archive" % i, body)


def do_archive_put_owner(e):
    # names that the host has as well, since the reference looks there; and of a group or a number without an account it knows nothing
    for user in ("", "nobody", "root", "daemon"):
        i = e.container(["sleep", "300"], User=user)
        put(e, "as " + user, i, "/tmp", tar(entry("f", b"x", uid=11, gid=22), entry("d", kind=FOLDER, uid=11, gid=22, mode=0o755), entry("d/g", b"y", uid=33)), copyUIDGID="1")
        put(e, "not as " + user, i, "/var", tar(entry("f", b"x", uid=11, gid=22)))
        put(e, "false as " + user, i, "/home", tar(entry("f", b"x", uid=11, gid=22)), copyUIDGID="false")
        e.note("owners " + user, seen(e, i, "stat -c '%n %u %g' /tmp /tmp/f /tmp/d /tmp/d/g /var/f /home/f"))

def do_archive_put_forms(e):
    """compressions, and bodies that are no tar"""
    i = e.container(["sleep", "300"])
    body = tar(entry("f", b"content\n" * 100))
    for name, packed in {"plain": body, "gzip": gzip.compress(body), "bzip2": bz2.compress(body), "xz": lzma.compress(body),
                         "empty": b"", "zeros": b"\0" * 1024, "short zeros": b"\0" * 100, "garbage": b"this is no tar at all" * 100, "short garbage": b"hi", "truncated": body[:700], "cut in the head": body[:200], "no end": body[:2048],
                         "two gzips": gzip.compress(body[:512]) + gzip.compress(body[512:]), "broken gzip": gzip.compress(body)[:-20], "gzip of garbage": gzip.compress(b"garbage" * 200), "lzma alone": lzma.compress(body, lzma.FORMAT_ALONE)}.items():
        put(e, name, i, "/tmp", packed)
        e.note(name + ", then", seen(e, i, "wc -c < /tmp/f; rm -f /tmp/f"))
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        name = "x" * 90 + "/" + "y" * (120 if form != tarfile.USTAR_FORMAT else 90)
        put(e, "long name %d" % form, i, "/tmp", tar(entry("x" * 90, kind=FOLDER, mode=0o755), entry(name, b"n"), form=form))
        e.note("long name %d, then" % form, seen(e, i, "cd /tmp; find . -type f | wc -c; rm -r /tmp/x*"))
    put(e, "xattr", i, "/tmp", tar(entry("xa", b"x", pax={"SCHILY.xattr.security.capability": "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0"})))
    tree(e, "xattr back", i, "/tmp/xa")
    put(e, "bad checksum", i, "/tmp", body[:150] + b"9" + body[151:])
    bad = bytearray(body)
    bad[124:136] = b"-0000000001\0"
    put(e, "negative size", i, "/tmp", retotal(bad))
    bad[124:136] = b"\xff" * 12
    put(e, "negative binary size", i, "/tmp", retotal(bad))
    bad[124:136] = b"77777777777\0"
    put(e, "size too large", i, "/tmp", retotal(bad))
    bad = bytearray(body)
    bad[156] = ord("Z")
    put(e, "unknown kind", i, "/tmp", retotal(bad))
    put(e, "whiteout", i, "/etc", tar(entry(".wh.passwd"), entry(".wh..wh..opq")))
    e.note("whiteout, then", seen(e, i, "ls -a /etc | grep -e wh -e passwd"))


def retotal(block):
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    return bytes(block)


def do_archive_put_hostile(e):
    i = e.container(["sleep", "300"])
    for name, body in {
        "dots": tar(entry("../../evil", b"x")), "dots in the middle": tar(entry("a/../../../evil2", b"x")), "absolute": tar(entry("/abs", b"x")), "absolute dots": tar(entry("/../abs2", b"x")), "hard link out": tar(entry("h", kind=HARD, link="../../etc/passwd")),
        "hard link absolute": tar(entry("h2", kind=HARD, link="/etc/passwd")), "hard link missing": tar(entry("h3", kind=HARD, link="nosuch")), "link out": tar(entry("l", kind=LINK, link="../../../../etc")), "link absolute": tar(entry("l2", kind=LINK, link="/etc")),
        "through link": tar(entry("l3", kind=LINK, link="/etc"), entry("l3/into", b"x")), "through link out": tar(entry("l4", kind=LINK, link="../../../.."), entry("l4/into", b"x")), "link to itself": tar(entry("l5", kind=LINK, link="l5"), entry("l5/x", b"x")),
        "the folder itself": tar(entry(".", kind=FOLDER, mode=0o711)), "slash": tar(entry("/", kind=FOLDER, mode=0o755)),
        "long part": tar(entry("z" * 300, b"x")), "newline": tar(entry("new\nline", b"x")), "nul": tar(entry("nul", b"x", pax={"path": "nu"})),
        "hard link to a link": tar(entry("hl", kind=LINK, link="/etc/passwd"), entry("hh", kind=HARD, link="hl")),
    }.items():
        put(e, name, i, "/home", body)
    e.note("then", seen(e, i, "ls -la /home / /etc | awk '{print $1, $9, $10, $11}' | grep -v total; stat -c %a /home"))


def do_archive_mounts(e):
    """volumes, binds, tmpfs and read-only ones"""
    config = {"Binds": ["apidiff-arc:/v", "apidiff-aro:/ro:ro"], "Tmpfs": {"/tm": ""}, "ReadonlyRootfs": False}
    i = e.container(["sh", "-c", "echo v > /v/f; echo t > /tm/f; ln -sfn /v /lv; ln -sfn /ro /lro; mkdir /x; ln -sfn /ro/f /lf; sleep 300"], HostConfig=config)
    e.later("DELETE", "/volumes/apidiff-arc?force=1")
    e.later("DELETE", "/volumes/apidiff-aro?force=1")
    time.sleep(0.5)
    body = tar(entry("put", b"x"))
    for when in ("running", "stopped"):
        for p in ("/v", "/v/f", "/ro", "/lv", "/lv/", "/lv/f", "/lro", "/"):
            stat(e, when + " stat " + p, i, p)
        for p in ("/v", "/v/", "/ro", "/ro/", "/ro/nosuch", "/tm", "/lv", "/lro", "/lro/", "/x", "/", "/v/..", "/x/../ro"):
            put(e, when + " put " + p, i, p, body)
        put(e, when + " over a mount", i, "/", tar(entry("ro/sneaked", b"x")))
        put(e, when + " into a volume", i, "/", tar(entry("v/sneaked", b"x")))
        tree(e, when + " get /v", i, "/v")
        tree(e, when + " get /ro", i, "/ro")
        if when == "running":
            e.raw("POST", "/containers/%s/kill" % i)
            e.raw("POST", "/containers/%s/wait" % i)
    e.raw("POST", "/containers/%s/start" % i)
    e.note("in the volumes", seen(e, i, "ls /v /ro /tm"))
    r = e.container(["sleep", "300"], HostConfig={"ReadonlyRootfs": True, "Binds": ["apidiff-arc:/v"], "Tmpfs": {"/tm": ""}})
    for when in ("running", "stopped"):
        for p in ("/tmp", "/v", "/tm", "/nosuch", "/etc/passwd"):
            put(e, "read-only root, " + when + " put " + p, r, p, body)
        e.raw("POST", "/containers/%s/kill" % r)
        e.raw("POST", "/containers/%s/wait" % r)
    n = e.container(["true"], start=False, HostConfig={"Binds": ["apidiff-arc:/new/place"]})
    stat(e, "never started, in a volume", n, "/new/place/f")
    put(e, "never started", n, "/new/place", body)
    e.raw("POST", "/containers/%s/pause" % i)
    stat(e, "paused", i, "/v/f")
    put(e, "paused put", i, "/v", tar(entry("while-paused", b"x")))
    tree(e, "paused get", i, "/v/f")


def do_archive_export(e):
    i = prepared(e, HostConfig={"Binds": ["apidiff-ex:/vol"], "Tmpfs": {"/tm": ""}})
    e.later("DELETE", "/volumes/apidiff-ex?force=1")
    inside(e, i, "rm /etc/group; echo v > /vol/f; echo t > /tm/f; nc -l -s local:/sock 2>/dev/null & sleep 0.1")
    for when in ("running", "stopped"):
        a = e.raw("GET", "/containers/%s/export" % i)
        out = [x[:-1] for x in listing(a.body) if not x[0].startswith("bin/")]
        e.note(when, [a.status, a.type, out])
        e.raw("POST", "/containers/%s/kill" % i)
        e.raw("POST", "/containers/%s/wait" % i)
    c = e.container(["true"], start=False)
    a = e.raw("GET", "/containers/%s/export" % c)
    e.note("created", [a.status, a.type, [x for x in listing(a.body) if not x[0].startswith("bin/")]])
    e.call("missing", "GET", "/containers/nosuch/export")


def do_archive_events(e):
    since = int(time.time()) - 1
    i = e.container(["sleep", "300"], name="apidiff-arcev")
    e.raw("GET", "/containers/%s/export" % i)
    e.raw("HEAD", url(i, "/etc"))
    e.raw("GET", url(i, "/etc/passwd"))
    e.raw("GET", url(i, "/nosuch"))
    e.raw("PUT", url(i, "/tmp"), tar(entry("f", b"x")))
    e.raw("PUT", url(i, "/tmp"), b"no tar" * 200)
    e.raw("GET", "/containers/%s/top" % i)
    e.raw("POST", "/containers/%s/resize?h=3&w=4" % i)
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["sleep", "2"], "Tty": True})["Id"]
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True, "Tty": True})
    e.raw("POST", "/exec/%s/resize?h=3&w=4" % x)
    e.call("events", "GET", "/events?" + urllib.parse.urlencode({"since": since, "until": int(time.time()) + 1, "filters": json.dumps({"container": [i]})}),
           keep=lambda docs: [[d["Action"], sorted(d["Actor"]["Attributes"].items())] for d in docs])
