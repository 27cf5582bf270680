"""Registries: pulls, pushes, logins, searches and looks, against a registry of the scenario (registries.py)."""
import base64
import json
import re
from urllib.parse import quote

from registries import HOST, INDEX, MANIFEST, Registry, digest, error

NO_NAMES = re.compile(r"lookup (\S+)( on \S+)?: (dial udp \S+ connect: network is unreachable|no such host)")
# Servin asks by HEAD only what it has already, and says which address redirected first.
ASKED = re.compile(r'(Head|Get) (?=\\?")')
# How often was tried is said by dockerd in some places.
TRIED = "download failed after attempts=1: "


def auth(**fields):
    return {"X-Registry-Auth": base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()}


def words(text):
    return ASKED.sub("Ask ", NO_NAMES.sub(r"lookup \1: not found", text.replace(TRIED, "")))


def told(a):
    """Status, and the messages of a stream: some of a layer's come as chance has it, and layers in any order."""
    if a.status != 200:
        return [a.status, words(a.body.decode())]
    messages = [json.loads(line) for line in a.body.split(b"\r\n") if line.strip()]
    kept = [m for m in messages if not re.match("Downloading|Extracting|Verifying|Download complete|Waiting|Retrying|Pushing", m.get("status", ""))]
    for m in kept:
        for key in ("error", "status"):
            if key in m:
                m[key] = words(m[key])
        if "errorDetail" in m:
            m["errorDetail"]["message"] = words(m["errorDetail"]["message"])
    layers = [m for m in kept if "progressDetail" in m and "aux" not in m]
    return [200, [m for m in kept if m not in layers], sorted(json.dumps(m, sort_keys=True) for m in layers)]


def pull(e, name, reference, query="", headers=None):
    e.note(name, told(e.raw("POST", "/images/create?fromImage=" + quote(reference, safe="") + query, headers=headers)))


def push(e, name, reference, query="", headers=None):
    e.note(name, told(e.raw("POST", "/images/%s/push%s" % (reference, query), headers=auth() if headers is None else headers)))


def remove(e, *names):
    for name in names:
        e.later("DELETE", "/images/%s?force=1" % name)


def do_registry_pull(e):
    """progress and results of pulls that succeed"""
    with Registry(e) as r:
        r.image("team/app", "1", "one", "two" * 1000)
        r.image("team/app", "2", "one", "three")
        by = HOST + "/team/app@" + r.image("team/app", "3", "four")
        remove(e, HOST + "/team/app:1", HOST + "/team/app:2", HOST + "/team/app:3", by)
        pull(e, "new", HOST + "/team/app:1")
        pull(e, "again", HOST + "/team/app:1")
        pull(e, "tag in the query", HOST + "/team/app", "&tag=2")
        pull(e, "another tag in the query", HOST + "/team/app:1", "&tag=2")
        pull(e, "all", HOST + "/team/app")
        pull(e, "all, with a colon", HOST + "/team/app:")
        pull(e, "digest", by)
        pull(e, "digest in the query", HOST + "/team/app", "&tag=" + by.split("@")[1])
        for tag in ("1", "2"):
            e.call("inspect " + tag, "GET", "/images/%s/team/app:%s/json" % (HOST, tag), keep=lambda j: [j["RepoTags"], sorted(j["RepoDigests"]), j["Id"], j["RootFS"]])


def do_registry_platforms(e):
    """what is chosen of an index, and what is said of an image for another platform"""
    with Registry(e) as r:
        r.put("t/index", "1", json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
            {"mediaType": MANIFEST, "size": 5, "digest": "sha256:" + "1" * 64, "platform": {"os": "windows", "architecture": "amd64"}}]}).encode(), INDEX)
        r.image("t/arm", "1", "one", config={"architecture": "arm64"})
        remove(e, HOST + "/t/arm:1")
        for platform in ("", "linux/arm/v5", "x/y/z/q", "linux", "a b", "linux/*"):
            pull(e, "index " + platform, HOST + "/t/index:1", "&platform=" + quote(platform))
        for platform in ("", "linux/amd64", "linux/s390x", "linux/arm64"):
            pull(e, "image " + platform, HOST + "/t/arm:1", "&platform=" + quote(platform))


def do_registry_missing(e):
    """names that are not there, and answers that are no answers"""
    with Registry(e) as r:
        r.image("team/app", "1", "one")
        for reference in ("team/app:nosuch", "nosuch:1", "nosuch", "nosuch@sha256:" + "0" * 64):
            pull(e, reference, HOST + "/" + reference)
        for status, code in ((400, "NAME_INVALID"), (401, "UNAUTHORIZED"), (403, "DENIED"), (404, "MANIFEST_UNKNOWN"), (404, "NAME_UNKNOWN"), (429, "TOOMANYREQUESTS"), (500, "UNKNOWN"), (400, "OWN")):
            for name, answer in {"words": error(status, code, "the words"), "detail": error(status, code, "", {"a": 1}), "bare": error(status, code), "page": (status, b'oops "<html>"', {"Content-Type": "text/html"})}.items():
                r.faults.clear()
                r.fault("(GET|HEAD) /v2/team/app/manifests", answer)
                pull(e, "%s %s" % (code, name), HOST + "/team/app:1")
        r.faults.clear()
        r.fault("(GET|HEAD) /v2/team/app/manifests", error(401, "UNAUTHORIZED", "authentication required", [], {"WWW-Authenticate": 'Bearer realm="http://%s/t",error="insufficient_scope"' % HOST}))
        r.fault("GET /t", (200, b'{"token":"x"}', {"Content-Type": "application/json"}))
        pull(e, "insufficient scope", HOST + "/team/app:1")


def refused(e, name, reference):
    """A pull that fails: dockerd may begin with layers before it looks at the image's configuration."""
    e.note(name, told(e.raw("POST", "/images/create?fromImage=" + quote(reference, safe="")))[:2])


def do_registry_broken(e):
    """images that are not what they should be"""
    with Registry(e) as r:
        r.put("t/plugin", "1", json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": "application/vnd.docker.plugin.v1+json", "size": 2, "digest": r.blob(b"{}")}, "layers": []}).encode(), MANIFEST)
        pull(e, "plugin", HOST + "/t/plugin:1")
        r.put("t/chart", "1", json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "size": 2, "digest": r.blob(b"{}")}, "layers": []}).encode(), MANIFEST)
        pull(e, "chart", HOST + "/t/chart:1")
        r.image("t/windows", "1", "windows", config={"os": "windows"})
        refused(e, "windows", HOST + "/t/windows:1")
        for name, place in (("layer", "layers"), ("config", "config")):
            r.image("t/" + name, "1", "lie about a " + name)
            manifest = json.loads(r.manifests["t/" + name, "1"][1])
            lying = manifest["layers"][0]["digest"] if place == "layers" else manifest["config"]["digest"]
            r.blobs[lying] = r.blobs[lying][:-1] + b"x"
            refused(e, "lying " + name, HOST + "/t/%s:1" % name)
            del r.blobs[lying]
            refused(e, "missing " + name, HOST + "/t/%s:1" % name)


def do_registry_names(e):
    """names and tags in Docker's grammar; nobody is there to be asked"""
    for name in ("UPPER", "a b", "a/", "/a", "a//b", "-a", "a:", "a@", "a:b:c", "a@sha256:x", "a@sha256:" + "0" * 63, "a@md5:" + "0" * 32, "0" * 64, "a" * 256, "a:" + "b" * 129, "a_b", "a__b", "a___b", "a.b/c", "a-.b/c",
                 "\u00e9", "sha256:" + "0" * 64, "scratch", "127.0.0.1:1/Upper/x", "127.0.0.1:1/x:y@sha256:" + "0" * 64, "a.b.", "a/b.c-d_e/f", "index.docker.io/x", "docker.io/x/y"):
        pull(e, "pull " + name, name)
    for name, tag in (("a", "b c"), ("a", "UP"), ("a:1", "2"), ("a", "sha256:" + "0" * 64), ("a", "sha256:0"), ("a@sha256:" + "0" * 64, "x"), ("a", "-x"), ("a", "x" * 129)):
        pull(e, "pull %s tag %s" % (name, tag), name, "&tag=" + quote(tag))


def do_registry_push(e):
    """pushes, and why they fail; what is sent is not the same, since Servin keeps the manifests that it pulled"""
    with Registry(e) as r:
        r.image("team/app", "1", "one of a push", "two" * 1000)
        remove(e, HOST + "/team/app:1")
        e.raw("POST", "/images/create?fromImage=%s&tag=1" % quote(HOST + "/team/app"))

        def result(name, reference, query):
            a = told(e.raw("POST", "/images/%s/push%s" % (reference, query), headers=auth()))
            for m in a[1] if a[0] == 200 else []:
                m.pop("aux", None)
                m["status"] = re.sub(r"size: \d+$", "size: N", m.get("status", ""))
            e.note(name, a)
        result("there already", HOST + "/team/app", "?tag=1")
        r.blobs.clear()
        r.manifests.clear()
        result("all new", HOST + "/team/app", "?tag=1")
        result("again", HOST + "/team/app", "?tag=1")
        result("all tags", HOST + "/team/app", "")
        result("no such tag", HOST + "/team/app", "?tag=nosuch")
        result("no such image", HOST + "/team/nosuch", "?tag=1")
        result("no such images", HOST + "/team/nosuch", "")
        result("upper case", "UPPER", "?tag=1")
        result("tag with a space", "busybox", "?tag=a%20b")
        result("digest", "busybox@sha256:" + "0" * 64, "")
        push(e, "no credentials", HOST + "/team/app", "?tag=1", {})
        for status, code in ((401, "UNAUTHORIZED"), (403, "DENIED"), (404, "NAME_UNKNOWN"), (500, "UNKNOWN")):
            r.faults.clear()
            r.fault("PUT /v2/team/app/manifests", error(status, code, "the words"))
            result("refused manifest %d" % status, HOST + "/team/app", "?tag=1")


def do_registry_login(e):
    """logins by password and by token, right and wrong"""
    def login(name, **fields):
        a = e.raw("POST", "/auth", fields)
        e.note(name, [a.status, {k: words(v) for k, v in a.json.items()}])
    with Registry(e) as r:
        login("open registry", username="ann", password="secret", serveraddress=HOST)
        login("address with scheme", username="ann", password="secret", serveraddress="https://%s/v1/" % HOST)
        login("nobody", serveraddress=HOST)
        login("nowhere", username="ann", password="secret", serveraddress="127.0.0.1:1")
        login("no address", username="ann", password="secret", serveraddress="bad host")
        basic = "Basic " + base64.b64encode(b"ann:secret").decode()
        r.fault("(GET|HEAD) /v2/", lambda h: None if h.headers.get("Authorization") == basic else error(401, "UNAUTHORIZED", "authentication required", None, {"WWW-Authenticate": 'Basic realm="here"'}))
        for name, fields in {"right": {"password": "secret"}, "wrong": {"password": "wrong"}, "no password": {}, "token instead": {"identitytoken": "x"}}.items():
            login("basic, " + name, username="ann", serveraddress=HOST, **fields)
        r.image("team/app", "1", "one")
        remove(e, HOST + "/team/app:1")
        pull(e, "pull by nobody", HOST + "/team/app:1")
        pull(e, "pull with a wrong password", HOST + "/team/app:1", "", auth(username="ann", password="wrong"))
        pull(e, "pull", HOST + "/team/app:1", "", auth(username="ann", password="secret"))


def do_registry_tokens(e):
    """tokens: what is asked of whom, and what is said when there is none"""
    def login(name, **fields):
        a = e.raw("POST", "/auth", dict(fields, serveraddress=HOST))
        e.note(name, [a.status, {k: words(v) for k, v in a.json.items()}])

    def asked(r, name):
        e.note(name + ", asked", [[line, h.get("Authorization"), p.decode()] for line, h, p in r.log if " /token" in line])
        r.log.clear()
    with Registry(e) as r:
        realm = ["http://%s/token" % HOST]
        answer = [(200, b'{"token":"t0k","access_token":"t0k"}', {"Content-Type": "application/json"})]
        r.fault("(GET|HEAD) /v2/", lambda h: None if h.headers.get("Authorization") == "Bearer t0k" else
                error(401, "UNAUTHORIZED", "authentication required", None, {"WWW-Authenticate": 'Bearer realm="%s",service="reg",scope="repository:team/app:pull"' % realm[0]}))
        r.fault("(GET|POST) /token", lambda h: answer[0])
        r.image("team/app", "1", "one")
        remove(e, HOST + "/team/app:1")
        for name, who in {"nobody": {}, "password": {"username": "ann", "password": "secret"}, "refresh token": {"username": "ann", "identitytoken": "ref"}, "registry token": {"registrytoken": "t0k"}}.items():
            pull(e, "pull by " + name, HOST + "/team/app:1", "", auth(**who))
            asked(r, name)
            login("login by " + name, **who)
            asked(r, "login by " + name)
        answer[0] = (200, b'{"token":"t0k","access_token":"t0k","refresh_token":"rrr"}', {"Content-Type": "application/json"})
        login("login that lasts", username="ann", password="secret")
        for status in (400, 401, 403, 404, 500):
            answer[0] = (status, b'{"details":"incorrect username or password"}', {"Content-Type": "application/json"})
            login("login %d" % status, username="ann", password="secret")
            pull(e, "pull %d" % status, HOST + "/team/app:1", "", auth(username="ann", password="secret"))
        answer[0] = (200, b"{}", {"Content-Type": "application/json"})
        login("no token", username="ann", password="secret")
        answer[0] = (200, b'{"token":"wrong"}', {"Content-Type": "application/json"})
        login("wrong token", username="ann", password="secret")
        pull(e, "pull with a wrong token", HOST + "/team/app:1", "", auth(username="ann", password="secret"))
        for realm[0] in ("", "nonsense", "ftp://x/y", "http://127.0.0.1:1/token", "/token"):
            login("realm %s" % realm[0], username="ann", password="secret")
            pull(e, "pull, realm %s" % realm[0], HOST + "/team/app:1", "", auth(username="ann", password="secret"))


def do_registry_look(e):
    """GET /distribution; of an OCI manifest Servin tells the platform, as newer dockerds do"""
    def look(name, reference):
        a = e.raw("GET", "/distribution/%s/json" % reference)
        e.note(name, [a.status, json.loads(words(a.body.decode()))])
    with Registry(e) as r:
        r.image("team/app", "1", "one")
        for reference in ("team/app:1", "team/app", "team/app:nosuch", "nosuch"):
            look(reference, HOST + "/" + reference)
        for reference in ("UPPER", "127.0.0.1:1/x", "nosuch.invalid/x", "0" * 64, "sha256:" + "0" * 64):
            look(reference, reference)
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [
            {"mediaType": MANIFEST, "size": 5, "digest": "sha256:" + "1" * 64, "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}},
            {"mediaType": MANIFEST, "size": 5, "digest": "sha256:" + "2" * 64, "platform": {"os": "windows", "architecture": "amd64", "os.version": "10.0", "os.features": ["win32k"]}}]}).encode()
        r.put("team/app", "multi", index, INDEX)
        look("index", HOST + "/team/app:multi")
        look("index by digest", HOST + "/team/app@" + digest(index))
        look("index by both", HOST + "/team/app:multi@" + digest(index))
        r.image("team/app", "arm", "x", config={"architecture": "arm64", "variant": "v8", "os.version": "1.2"})
        look("variant", HOST + "/team/app:arm")
        for status, code in ((401, "UNAUTHORIZED"), (403, "DENIED"), (404, "MANIFEST_UNKNOWN"), (400, "NAME_INVALID"), (500, "UNKNOWN")):
            r.fault("(GET|HEAD) /v2/team/app/manifests", error(status, code, "the words"))
            look("refused %s" % code, HOST + "/team/app:1")


def do_registry_search(e):
    """the search of the old registry API"""
    def search(name, query, headers=None):
        a = e.raw("GET", "/images/search?" + query, headers=headers)
        e.note(name, [a.status, a.type, json.loads(words(a.body.decode()))])
    with Registry(e) as r:
        search("no search there", "term=%s/x" % HOST)
        found = {"num_results": 2, "query": "x", "results": [{"name": "a/x", "description": "An x", "star_count": 5, "is_official": True, "is_automated": False},
                                                             {"name": "b", "description": None, "star_count": 0, "is_official": False, "is_automated": True}]}
        r.fault("GET /v1/search", (200, json.dumps(found).encode(), {"Content-Type": "application/json"}))
        search("found", "term=%s/x" % HOST)
        for limit in ("5", "0", "101", "abc", "-1"):
            search("limit " + limit, "term=%s/x&limit=%s" % (HOST, limit))
        r.log.clear()
        search("words", "term=%s/a/b%%20c" % HOST, auth(username="ann", password="secret"))
        e.note("asked", [[line, h.get("Authorization")] for line, h, _ in r.log if "search" in line])
        for f in ({"is-official": ["true"]}, {"is-automated": ["true"]}, {"stars": ["3"]}, {"stars": ["x"]}, {"is-official": ["x"]}, {"nonsense": ["1"]}, {"is-official": ["false"]},
                  {"stars": ["1", "7"]}, {"stars": []}, {"is-official": []}):
            search("filter %s" % f, "term=%s/x&filters=%s" % (HOST, quote(json.dumps(f))))
        search("filter x", "term=%s/x&filters=x" % HOST)
        for status, body in ((401, b"x"), (404, b"x"), (500, b"x"), (200, b"words"), (200, b"")):
            r.fault("GET /v1/search", (status, body, {}))
            search("answer %d %s" % (status, body), "term=%s/x" % HOST)
    for term in ("x", "", "127.0.0.1:1/x", "127.0.0.1:1", "UPPER", "index.docker.io/x", "docker.io/x", "-bad/x", "a.b-/x", "http://x/y"):
        search("term " + term, "term=" + quote(term))
