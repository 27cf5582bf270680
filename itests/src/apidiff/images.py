"""Images that are here: listing, names, removal, history, what commit and import make of them, archives."""
import gzip
import io
import json
import tarfile
import urllib.parse

from scenarios import q, tar_of

TAR = {"Content-Type": "application/x-tar"}


def imported(e, name, files=None, changes=(), message=""):
    """an image of one layer; gives its id"""
    repo, _, tag = name.rpartition(":")
    path = "/images/create?" + urllib.parse.urlencode([("fromSrc", "-"), ("repo", repo), ("tag", tag), ("message", message)] + [("changes", c) for c in changes])
    a = e.raw("POST", path, tar_of(files or {"x": name.encode()}), TAR)
    e.later("DELETE", "/images/%s?force=1" % name)
    last = a.json[-1] if isinstance(a.json, list) else a.json
    return last.get("status") or last


def committed(e, base, name, cmd=("true",), query=""):
    """an image made from a container of another; gives its id"""
    i = e.container(list(cmd), Image=base)
    e.raw("POST", "/containers/%s/wait" % i)
    repo, _, tag = name.rpartition(":")
    a = e.raw("POST", "/commit?" + urllib.parse.urlencode({"container": i, "repo": repo, "tag": tag}) + query, {})
    e.raw("DELETE", "/containers/" + i)
    if name:
        e.later("DELETE", "/images/%s?force=1" % name)
    return a["Id"]


def names(e, *mine):
    """tags of a scenario's images; dockerd's order is by seconds only"""
    return lambda j: sorted([sorted(x["RepoTags"] or []) for x in j if any(t.startswith("apidiff") for t in x["RepoTags"] or [])]) if isinstance(j, list) else j


def do_image_list(e):
    imported(e, "apidiff/a:1", changes=["LABEL kind=one", "LABEL both=1"])
    imported(e, "apidiff/a:2", changes=["LABEL kind=two both=1"])
    imported(e, "apidiff/sub/b:1")
    imported(e, "apidiff-c:latest")
    e.raw("POST", "/images/apidiff/a:1/tag?repo=apidiff/a&tag=again")
    e.later("DELETE", "/images/apidiff/a:again")
    e.raw("POST", "/images/apidiff/a:1/tag?repo=localhost:5000/apidiff/a&tag=1")
    e.later("DELETE", "/images/localhost:5000/apidiff/a:1")
    e.call("all", "GET", "/images/json", keep=names(e))
    e.call("one", "GET", "/images/json?" + q(filters={"reference": ["apidiff/a:1"]}))
    for pattern in ("apidiff/a", "apidiff/*", "apidiff/*:1", "apidiff/a:*", "*/a", "*", "*/*", "*/*/*", "apidiff-c", "apidiff-?", "apidiff-[a-c]", "apidiff-[", "apidiff/a:1*", "localhost:5000/*/*", "docker.io/apidiff/a",
                    "apidiff/{a,b}", "apidiff/**", "apidiff\\-c", "", "APIDIFF/a", "docker.io/library/apidiff-c", "apidiff/a@sha256:*"):
        e.call("reference " + pattern, "GET", "/images/json?" + q(filters={"reference": [pattern]}), keep=names(e))
    e.call("two references", "GET", "/images/json?" + q(filters={"reference": ["apidiff/a:2", "apidiff-c"]}), keep=names(e))
    for label in ("kind", "kind=one", "kind=", "nosuch", "both=1"):
        e.call("label " + label, "GET", "/images/json?" + q(filters={"label": [label]}), keep=names(e))
    e.call("two labels", "GET", "/images/json?" + q(filters={"label": ["kind=two", "both"]}), keep=names(e))
    e.call("label!", "GET", "/images/json?" + q(filters={"label!": ["kind"]}), keep=names(e))
    for key in ("before", "since"):
        for image in ("apidiff/a:2", "apidiff/sub/b:1", "nosuch", "UPPER", ""):
            e.call("%s %s" % (key, image), "GET", "/images/json?" + q(filters={key: [image]}), keep=names(e))
    e.call("between", "GET", "/images/json?" + q(filters={"since": ["apidiff/a:1"], "before": ["apidiff-c"]}), keep=names(e))
    for value in ("true", "false", "1", "0", "True", "yes", ""):
        e.call("dangling " + value, "GET", "/images/json?" + q(filters={"dangling": [value]}), keep=names(e))
    e.call("dangling both", "GET", "/images/json?" + q(filters={"dangling": ["true", "false"]}), keep=names(e))
    e.call("until", "GET", "/images/json?" + q(filters={"until": ["1h"]}), keep=names(e))
    e.call("name", "GET", "/images/json?filter=apidiff/a", keep=names(e))
    e.call("digests", "GET", "/images/json?digests=1&" + q(filters={"reference": ["apidiff/a:2"]}))
    e.call("shared", "GET", "/images/json?shared-size=1&" + q(filters={"reference": ["apidiff/a:2"]}))
    e.call("no json", "GET", "/images/json?filters=x")
    e.call("list of names", "GET", "/images/json?" + q(filters=["x"]))
    e.call("map", "GET", "/images/json?" + q(filters={"reference": {"apidiff-c": True}}), keep=names(e))


def do_image_dangling(e):
    first = imported(e, "apidiff/d:1", {"a": b"1"}, ["LABEL apidiff=d"])
    second = imported(e, "apidiff/d:1", {"a": b"2"}, ["LABEL apidiff=d"])
    f = {"label": ["apidiff=d"]}
    e.call("nameless", "GET", "/images/json?" + q(filters=dict(f, dangling=["true"])))
    e.call("all", "GET", "/images/json?" + q(filters=f), keep=lambda j: sorted(x["RepoTags"] for x in j))
    e.call("inspect", "GET", "/images/%s/json" % first, keep=lambda j: [j["RepoTags"], j["RepoDigests"], j["Parent"]])
    i = e.container(["true"], Image=first, start=False)
    e.call("prune used", "POST", "/images/prune?" + q(filters=f))
    e.raw("DELETE", "/containers/" + i)
    e.call("prune other label", "POST", "/images/prune?" + q(filters={"label": ["apidiff=other"]}))
    e.call("prune not", "POST", "/images/prune?" + q(filters={"label!": ["apidiff=d"], "label": ["apidiff"]}))
    e.call("prune until", "POST", "/images/prune?" + q(filters=dict(f, until=["1h"])))
    e.call("prune bad until", "POST", "/images/prune?" + q(filters=dict(f, until=["x"])))
    e.call("prune two untils", "POST", "/images/prune?" + q(filters=dict(f, until=["1h", "2h"])))
    e.call("prune bad dangling", "POST", "/images/prune?" + q(filters=dict(f, dangling=["maybe"])))
    e.call("prune bad key", "POST", "/images/prune?" + q(filters={"reference": ["x"]}))
    e.call("prune", "POST", "/images/prune?" + q(filters=f))
    e.call("prune again", "POST", "/images/prune?" + q(filters=f))
    e.call("prune all", "POST", "/images/prune?" + q(filters=dict(f, dangling=["false"])))
    e.call("gone", "GET", "/images/json?" + q(filters=f))
    e.note("differ", first != second)


def do_image_tag(e):
    i = imported(e, "apidiff/t:1")
    for repo, tag in (("apidiff/t", "2"), ("apidiff/t", ""), ("", "x"), ("", ""), ("apidiff/t:3", ""), ("apidiff/t:3", "4"), ("apidiff/t@sha256:" + "0" * 64, ""), ("apidiff/t@sha256:" + "0" * 64, "5"), ("sha256", "x"), ("a" * 64, "x"), ("a" * 63, "x"),
                      ("apidiff//t", "1"), ("Apidiff/t", "1"), ("apidiff/t", "a/b"), ("apidiff/t", "-x"), ("apidiff/t", "x" * 128), ("apidiff/t", "x" * 129), ("host:5000/apidiff/t", "1"), ("host:x/apidiff/t", "1"), ("apidiff/_t", "1"), ("apidiff/t__t", "1"),
                      ("apidiff/t___t", "1"), ("docker.io/apidiff/t", "6"), ("index.docker.io/apidiff/t", "7"), ("docker.io/library/apidiff-t", "1"), ("library/apidiff-t", "2"), ("x" * 250 + "/t", "1"), ("HOST/apidiff/t", "1"), ("scratch", "")):
        e.call("%s %s" % (repo[:30], tag[:30]), "POST", "/images/apidiff/t:1/tag?" + q(repo=repo, tag=tag))
        e.later("DELETE", "/images/%s?force=1" % (repo + (":" + tag if tag else "")))
    e.call("names", "GET", "/images/apidiff/t:1/json", keep=lambda j: sorted(j["RepoTags"]))
    e.call("by id", "POST", "/images/%s/tag?repo=apidiff/t&tag=id" % i)
    e.call("by short id", "POST", "/images/%s/tag?repo=apidiff/t&tag=short" % i[7:19])
    e.call("by bad name", "POST", "/images/UPPER/tag?repo=apidiff/t&tag=x")
    for tag in ("id", "short"):
        e.call("untag " + tag, "DELETE", "/images/apidiff/t:" + tag)
    e.call("untag bad", "DELETE", "/images/apidiff/t:a/b")
    e.call("untag upper", "DELETE", "/images/UPPER")
    e.call("untag missing tag", "DELETE", "/images/apidiff/t:nosuch")
    e.call("inspect missing tag", "GET", "/images/apidiff/t:nosuch/json")
    e.call("inspect bad", "GET", "/images/UPPER/json")
    e.call("inspect id", "GET", "/images/sha256:%s/json" % ("0" * 64))
    e.call("inspect short", "GET", "/images/sha256:0000/json")
    e.call("inspect hex", "GET", "/images/%s/json" % ("0" * 64))
    e.call("history bad", "GET", "/images/UPPER/history")


def do_image_remove(e):
    i = imported(e, "apidiff/r:1")
    e.raw("POST", "/images/apidiff/r:1/tag?repo=apidiff/r&tag=2")
    e.raw("POST", "/images/apidiff/r:1/tag?repo=apidiff/other&tag=1")
    e.later("DELETE", "/images/apidiff/other:1")
    e.call("by id, many names", "DELETE", "/images/" + i)
    e.call("one name", "DELETE", "/images/apidiff/r:2")
    e.call("by id, two repositories", "DELETE", "/images/" + i[7:19])
    e.call("by id, forced", "DELETE", "/images/%s?force=1" % i[7:19])
    e.call("gone", "GET", "/images/apidiff/r:1/json")


def do_image_remove_used(e):
    i = imported(e, "apidiff/u:1", {"f": b"1"})
    c = e.container(["true"], Image="apidiff/u:1", start=False)
    e.call("created", "DELETE", "/images/apidiff/u:1")
    e.call("created, id", "DELETE", "/images/" + i)
    e.raw("POST", "/images/apidiff/u:1/tag?repo=apidiff/u&tag=2")
    e.call("created, two names", "DELETE", "/images/apidiff/u:2")
    e.call("created, forced", "DELETE", "/images/apidiff/u:1?force=1")
    e.call("container's image", "GET", "/containers/%s/json" % c, keep=lambda j: j["Config"]["Image"])
    e.note("listed as", e.raw("GET", "/containers/json?all=1&" + q(filters={"id": [c]})).json[0]["Image"] == i)
    e.call("gone", "GET", "/images/%s/json" % i)
    e.container(["sleep", "60"])
    e.call("running, id", "DELETE", "/images/" + e.raw("GET", "/images/busybox/json")["Id"])
    e.call("running, id, forced", "DELETE", "/images/" + e.raw("GET", "/images/busybox/json")["Id"] + "?force=1")


def do_image_remove_parents(e):
    base = imported(e, "apidiff/base:1", {"bin": None, "f": b"1"})
    c = e.container(["true"], Image="apidiff/base:1", start=False)
    for name in ("child", "grand"):
        a = e.raw("POST", "/commit?container=%s&repo=apidiff/%s&tag=1" % (c, name), {})
        e.later("DELETE", "/images/apidiff/%s:1?force=1" % name)
        e.raw("DELETE", "/containers/" + c)
        c = e.container(["true"], Image="apidiff/%s:1" % name, start=False)
    e.raw("DELETE", "/containers/" + c)
    e.call("parents", "GET", "/images/apidiff/grand:1/json", keep=lambda j: [bool(j["Parent"]), len(j["RootFS"]["Layers"])])
    e.call("history", "GET", "/images/apidiff/grand:1/history", keep=lambda j: [[bool(x["Id"] != "<missing>"), x["CreatedBy"], x["Tags"], x["Comment"]] for x in j])
    e.call("with children, id", "DELETE", "/images/" + base)
    e.call("with children, id, forced", "DELETE", "/images/%s?force=1" % base)
    e.call("with children, name", "DELETE", "/images/apidiff/base:1")
    e.call("child, name", "DELETE", "/images/apidiff/child:1")
    for name, query in (("shown", ""), ("shown with all", "?all=1")):
        e.note(name, [x["RepoTags"] for x in e.raw("GET", "/images/json" + query).json if x["Id"] == base])
    e.call("grand, noprune", "DELETE", "/images/apidiff/grand:1?noprune=1")
    e.call("base is there", "GET", "/images/%s/json" % base, keep=lambda j: [j["RepoTags"], j["Parent"]])
    child = [x["Id"] for x in e.raw("GET", "/images/json?all=1").json if x["ParentId"] == base]
    e.call("child by id", "DELETE", "/images/" + child[0])
    e.call("base is gone", "GET", "/images/%s/json" % base)


def do_image_prune_parents(e):
    """removal prunes parents without a name, and layers that others share stay"""
    base = imported(e, "apidiff/pb:1", {"f": b"1"})
    c = e.container(["true"], Image="apidiff/pb:1", start=False)
    e.raw("POST", "/commit?container=%s&repo=apidiff/pc&tag=1" % c, {})
    e.raw("POST", "/commit?container=%s&repo=apidiff/pd&tag=1&comment=other" % c, {})
    e.later("DELETE", "/images/apidiff/pd:1")
    e.raw("DELETE", "/containers/" + c)
    e.call("untag base", "DELETE", "/images/apidiff/pb:1")
    e.call("first child", "DELETE", "/images/apidiff/pc:1")
    e.call("second child", "DELETE", "/images/apidiff/pd:1")
    e.call("base", "GET", "/images/%s/json" % base)


def do_image_df(e):
    imported(e, "apidiff/df:1", {"f": b"x" * 100000})
    c = e.container(["true"], Image="apidiff/df:1", start=False)
    e.raw("POST", "/commit?container=%s&repo=apidiff/dfc&tag=1" % c, {})
    e.later("DELETE", "/images/apidiff/dfc:1?force=1")
    d = e.container(["sh", "-c", "dd if=/dev/zero of=/big bs=1000 count=50"], Image="busybox:latest")
    e.raw("POST", "/containers/%s/wait" % d)
    e.raw("POST", "/commit?container=%s&repo=apidiff/dfb&tag=1" % d, {})
    e.later("DELETE", "/images/apidiff/dfb:1?force=1")
    df = e.raw("GET", "/system/df").json
    everybody = [x["ImageID"] for x in e.raw("GET", "/containers/json?all=1").json]  # dockerd may have been too busy to remove those of other scenarios
    shown = {t: [x["Containers"] - everybody.count(x["Id"]), x["Size"], x["SharedSize"], sorted(x)] for x in df["Images"] for t in x["RepoTags"] or [] if t.startswith("apidiff") or t == "busybox:latest"}
    e.note("images", sorted(shown.items()))
    e.note("layers", df["LayersSize"])
    e.call("sizes", "GET", "/images/json?" + q(filters={"reference": ["apidiff/df:1"]}), keep=lambda j: [[x["Size"], x["VirtualSize"], x["SharedSize"], x["Containers"]] for x in j])


def do_image_inspect(e):
    imported(e, "apidiff/i:1", changes=["CMD a b", 'ENTRYPOINT ["x"]', "ENV A=1 B=two", "ENV C three four", "LABEL a=b \"c d\"='e f'", "EXPOSE 80 81/udp", "VOLUME /a /b", 'VOLUME ["/c"]', "WORKDIR /w", "WORKDIR rel", "USER me:us",
                                      "HEALTHCHECK --interval=5s --retries=2 CMD true", "ONBUILD RUN x"], message="why")
    e.call("inspect", "GET", "/images/apidiff/i:1/json")
    e.call("history", "GET", "/images/apidiff/i:1/history")
    e.call("container", "POST", "/containers/create", {"Image": "apidiff/i:1"}, keep=lambda j: sorted(j))
    e.later("DELETE", "/containers/x")


def do_image_changes(e):
    for change in ("FROM x", "RUN x", "COPY a b", "ADD a b", "ARG a=b", "SHELL [\"x\"]", "PURPLE x", "CMD", "ENV", "ENV A", "ENV =x", "LABEL", "LABEL x", "EXPOSE", "EXPOSE x", "EXPOSE 80/x", "EXPOSE 80-82", "EXPOSE 99999", "USER", "USER a b", "VOLUME", "VOLUME []",
                   "VOLUME [\"\"]", "WORKDIR", "STOPSIGNAL x", "STOPSIGNAL", "HEALTHCHECK NONE", "HEALTHCHECK", "HEALTHCHECK --x CMD a", "HEALTHCHECK --interval=x CMD a", "HEALTHCHECK CMD", "HEALTHCHECK --interval=1ns CMD a", "ONBUILD", "ONBUILD FROM x",
                   "ONBUILD ONBUILD RUN x", "ONBUILD MAINTAINER x", "CMD [\"a\",\"b\"]", "CMD [a]", "CMD []", "ENTRYPOINT []", "ENTRYPOINT", "cmd lower", "ENV A=$PATH", "ENV A=\"q w\" B=e\\ r", "# comment", "", "CMD a \\\n b", "MAINTAINER", "LABEL a=b=c", "USER ", "ENV A=b c"):
        a = e.raw("POST", "/images/create?" + urllib.parse.urlencode([("fromSrc", "-"), ("repo", "apidiff/ch"), ("tag", "1"), ("changes", change)]), tar_of({"x": b"1"}), TAR)
        last = a.json[-1] if isinstance(a.json, list) and a.json else a.json
        e.note(change, [a.status, "made" if isinstance(last, dict) and "status" in last else last])
        e.call("config of " + change, "GET", "/images/apidiff/ch:1/json", keep=lambda j: j.get("Config"))
        e.raw("DELETE", "/images/apidiff/ch:1")


def do_image_import(e):
    for name, body in {"gzip": gzip.compress(tar_of({"x": b"1"})), "empty": b"", "garbage": b"no tar at all " * 100, "cut": tar_of({"x": b"1" * 5000})[:2000], "empty tar": b"\0" * 1024}.items():
        a = e.raw("POST", "/images/create?fromSrc=-&repo=apidiff/im&tag=1", body, TAR)
        last = a.json[-1] if isinstance(a.json, list) and a.json else a.json
        e.note(name, [a.status, sorted(last) if isinstance(last, dict) else last])
        a = e.raw("GET", "/images/apidiff/im:1/json")
        e.note(name + " is", [a.status, a["Size"] if a.status == 200 else None])
        e.raw("DELETE", "/images/apidiff/im:1")
    for name, query in {"no name": "", "bad name": "&repo=UPPER", "bad tag": "&repo=apidiff/im&tag=a/b", "digest": "&repo=apidiff/im@sha256:" + "0" * 64, "platform": "&repo=apidiff/im&platform=linux/arm64", "bad platform": "&repo=apidiff/im&platform=a/b/c/d",
                        "windows": "&repo=apidiff/im&platform=windows", "tag only": "&tag=1", "message": "&repo=apidiff/im&message=mine", "latest": "&repo=apidiff/im"}.items():
        a = e.raw("POST", "/images/create?fromSrc=-" + query, tar_of({"x": b"1"}), TAR)
        last = a.json[-1] if isinstance(a.json, list) and a.json else a.json
        made = isinstance(last, dict) and "status" in last
        e.note(name, [a.status, "made" if made else last])
        e.call(name + " is", "GET", "/images/%s/json" % (last["status"] if made else "nosuch"), keep=lambda j: [j.get(k) for k in ("RepoTags", "Architecture", "Os", "Variant", "Comment", "Author", "Config")])
        e.raw("DELETE", "/images/" + (last["status"] if made else "nosuch"))


def do_image_commit(e):
    i = e.container(["sleep", "300"], Image="busybox:latest", Env=["A=1"], Labels={"l": "1"}, ExposedPorts={"80/tcp": {}}, Volumes={"/v": {}}, WorkingDir="/w", User="0", StopSignal="SIGINT", Hostname="h")
    shown = lambda j: [j["Config"], j["ContainerConfig"], j["Author"], j["Comment"], j["Container"], j["RepoTags"]]
    for name, query, body in (("plain", "", None), ("empty body", "", {}), ("paused", "&pause=1", None), ("not paused", "&pause=0", None), ("author", "&author=A%20%3Ca@b%3E&comment=c", None),
                              ("config", "", {"Cmd": ["x"], "Env": ["B=2"], "Labels": {"m": "2"}}), ("config and changes", "&changes=" + urllib.parse.quote("CMD y\nENV D=4"), {"Cmd": ["x"], "Env": ["A=9"]}),
                              ("changes", "&changes=" + urllib.parse.quote("ENTRYPOINT [\"e\"]") + "&changes=" + urllib.parse.quote("USER u\nLABEL l=2 n=3\nEXPOSE 81\nVOLUME /x\nWORKDIR sub\nONBUILD RUN q\nHEALTHCHECK CMD true"), None)):
        a = e.raw("POST", "/commit?container=%s&repo=apidiff/cm&tag=1%s" % (i, query), body)
        e.note(name, [a.status, sorted(a.json)])
        e.call(name + " is", "GET", "/images/apidiff/cm:1/json", keep=shown)
        e.call(name + " history", "GET", "/images/apidiff/cm:1/history", keep=lambda j: [[x["CreatedBy"], x["Comment"], x["Size"], x["Tags"]] for x in j])
        e.raw("DELETE", "/images/apidiff/cm:1")
    for name, path in {"missing": "container=nosuch", "none": "repo=x", "bad name": "container=%s&repo=UPPER" % i, "bad tag": "container=%s&repo=apidiff/cm&tag=a/b" % i, "bad change": "container=%s&changes=RUN%%20x" % i,
                       "digest": "container=%s&repo=apidiff/cm@sha256:%s" % (i, "0" * 64)}.items():
        e.call(name, "POST", "/commit?" + path)
    e.call("running", "GET", "/containers/%s/json" % i, keep=lambda j: j["State"]["Status"])


def archive(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, content in members:
            m = tarfile.TarInfo(name)
            if isinstance(content, tuple):
                m.type, m.linkname = content
                t.addfile(m)
            else:
                m.size = len(content)
                t.addfile(m, io.BytesIO(content))
    return out.getvalue()


def do_image_archive(e):
    imported(e, "apidiff/s:1", {"f": b"one"})
    e.raw("POST", "/images/apidiff/s:1/tag?repo=apidiff/s&tag=2")
    e.later("DELETE", "/images/apidiff/s:2")
    imported(e, "apidiff/t:1", {"f": b"two"})
    i = e.raw("GET", "/images/apidiff/s:1/json")["Id"]

    def saved(name, path):
        a = e.raw("GET", path)
        if a.status != 200:
            e.note(name, [a.status, a.json])
            return a.body
        with tarfile.open(fileobj=io.BytesIO(a.body)) as x:
            m = json.load(x.extractfile("manifest.json"))
            r = json.load(x.extractfile("repositories")) if "repositories" in x.getnames() else None
            e.note(name, [a.status, a.type, m and sorted([sorted(x["RepoTags"] or []), len(x["Layers"])] for x in m), r and sorted((n, sorted(t)) for n, t in r.items())])
        return a.body
    one = saved("one", "/images/apidiff/s:1/get")
    saved("repository", "/images/apidiff/s/get")
    saved("id", "/images/%s/get" % i)
    saved("short id", "/images/%s/get" % i[7:19])
    both = saved("several", "/images/get?names=apidiff/s:1&names=apidiff/t:1")
    saved("same twice", "/images/get?names=apidiff/s:1&names=apidiff/s:1")
    saved("name and id", "/images/get?names=apidiff/s:1&names=" + i)
    saved("none", "/images/get")
    saved("missing", "/images/nosuch/get")
    saved("one missing", "/images/get?names=apidiff/s:1&names=nosuch")
    saved("bad", "/images/UPPER/get")
    for t in ("s:1", "s:2", "t:1"):
        e.raw("DELETE", "/images/apidiff/" + t)
    keep = lambda docs: [d.get("stream") or d.get("error") for d in (docs if isinstance(docs, list) else [docs]) if "stream" in d or "error" in d]
    e.call("load", "POST", "/images/load?quiet=1", both, TAR, keep=keep)
    e.call("again", "POST", "/images/load?quiet=1", both, TAR, keep=keep)
    e.call("gzip", "POST", "/images/load?quiet=1", gzip.compress(one), TAR, keep=keep)
    e.call("not quiet", "POST", "/images/load", one, TAR, keep=keep)
    imported(e, "apidiff/s:1", {"f": b"three"})
    e.call("renames", "POST", "/images/load?quiet=1", one, TAR, keep=keep)
    for t in ("s:1", "t:1"):
        e.raw("DELETE", "/images/apidiff/" + t)
    e.raw("POST", "/images/prune")


def do_image_load_hostile(e):
    config = lambda layers: json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": layers}}).encode()
    manifest = lambda **m: ("manifest.json", json.dumps([m]).encode())
    for name, body in {
        "empty": b"", "garbage": b"x" * 5000, "no manifest": archive(("a", b"1")), "no config": archive(manifest(Config="c.json", RepoTags=None, Layers=[])), "config outside": archive(manifest(Config="../../../../etc/passwd", RepoTags=None, Layers=[])),
        "no layer": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=["l.tar"]), ("c.json", config(["sha256:" + "0" * 64]))),
        "lengths": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=[]), ("c.json", config(["sha256:" + "0" * 64]))),
        "wrong digest": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=["l.tar"]), ("c.json", config(["sha256:" + "0" * 64])), ("l.tar", tar_of({"x": b"1"}))),
        "bad config": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=[]), ("c.json", b"{")), "bad manifest": archive(("manifest.json", b"{")), "manifest no list": archive(("manifest.json", b"{}")),
        "bad tag": archive(manifest(Config="c.json", RepoTags=["UPPER:1"], Layers=[]), ("c.json", config([]))), "no tag": archive(manifest(Config="c.json", RepoTags=["apidiff/h"], Layers=[]), ("c.json", config([]))),
        "climbs": archive(("../../../tmp/apidiff-climbed", b"1"), manifest(Config="c.json", RepoTags=None, Layers=[])), "link outside": archive(("c.json", (tarfile.SYMTYPE, "/etc/passwd")), manifest(Config="c.json", RepoTags=None, Layers=[])),
        "cut": archive(manifest(Config="c.json", RepoTags=None, Layers=[]), ("c.json", b"x" * 3000))[:2200], "windows": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=[]), ("c.json", config([]).replace(b"linux", b"windows"))),
        "no layers": archive(manifest(Config="c.json", RepoTags=["apidiff/h:1"], Layers=[]), ("c.json", config([]))),
    }.items():
        a = e.raw("POST", "/images/load?quiet=1", body, TAR)
        last = a.json[-1] if isinstance(a.json, list) and a.json else a.json
        e.note(name, [a.status, sorted(last) if isinstance(last, dict) else last])
        e.raw("DELETE", "/images/apidiff/h:1")
