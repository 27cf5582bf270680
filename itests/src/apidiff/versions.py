"""What clients of older versions of the API send, and what they are answered."""
import time

from apidiff import demux
from scenarios import q, tar_of

# the first of all, and the last before and the first after each change of what containers' calls answer
SOME = ("v1.12", "v1.18", "v1.19", "v1.20", "v1.21", "v1.23", "v1.24", "v1.25", "v1.27", "v1.28", "v1.29", "v1.30", "v1.33", "v1.34", "v1.39", "v1.40", "v1.41", "")
BUSYBOX = {"Image": "busybox:latest", "Cmd": ["true"]}


def in_each(e, versions=SOME):
    for v in versions:
        e.version = v
        yield v or "none"
    e.version = "v1.41"


def body_of(a):
    """an answer's status, type and text: errors of old versions are no JSON"""
    return [a.status, a.type, a.body.decode("latin-1")]


def configured(e, **more):
    host = {"Memory": 64 << 20, "CpuShares": 512, "CpusetCpus": "0", "VolumeDriver": "local", "Binds": ["apidiff-ver:/v:ro"], "Tmpfs": {"/t": ""},
            "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "0"}]}, "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2}}
    e.later("DELETE", "/volumes/apidiff-ver")
    return e.container(["sh", "-c", "sleep 300"], ExposedPorts={"80/tcp": {}, "90/udp": {}}, Labels={"ver": "1"}, Volumes={"/anonymous": {}}, Healthcheck={"Test": ["CMD", "true"]},
                       MacAddress="02:42:ac:11:00:99", HostConfig=host, **more)


def do_version_texts(e):
    """what may stand in front of a path"""
    for v in ("v1.41", "v1.41.0", "v1.41.9", "v1", "v1.", "v01.41", "v1.041", "v.", "v", "v0", "v0.1", "v2", "v2.0", "v1.11", "v1.11.9", "v1.12", "v1.12.0", "v1.42", "v1.99999", "v99999999999999999999", "v1.99999999999999999999", "v1..41", "v1.41.x", "V1.41",
              "1.41", "v-1", "v1.4", "v1.410", "v1.41%20", "latest"):
        e.version = v
        e.note("version '%s'" % v, body_of(e.raw("GET", "/containers/json?limit=-x")))
        e.note("ping '%s'" % v, [e.raw("GET", "/_ping").status, e.raw("POST", "/nosuch").status])
    e.version = "v1.41"
    e.note("twice", body_of(e.raw("GET", "/v1.41/version")))
    e.version = ""
    e.note("none", [e.raw("GET", p).status for p in ("/version", "/v1.24/version", "/v1.24", "/v1.24/", "/", "/_ping", "/v1.24/_ping", "/v1.24/v1.24/version")])


def do_version_inspect(e):
    """containers as each version shows them"""
    i = configured(e, start=False)
    for v in in_each(e):
        e.call("created " + v, "GET", "/containers/%s/json?size=1" % i)
    e.raw("POST", "/containers/%s/start" % i)
    for v in in_each(e):
        e.call("running " + v, "GET", "/containers/%s/json" % i, keep=without_health)
    n = e.container(["sleep", "300"], HostConfig={"NetworkMode": "none"})
    for v in in_each(e, ("v1.19", "v1.20", "v1.21")):
        e.call("no network " + v, "GET", "/containers/%s/json" % n, keep=lambda j: j["NetworkSettings"])


def without_health(j):
    j["State"].pop("Health", None)
    return j


def do_version_lists(e):
    """lists of everything, as each version shows them"""
    i = configured(e)
    e.raw("POST", "/networks/create", {"Name": "apidiff-ver"})
    e.later("DELETE", "/networks/apidiff-ver")
    e.raw("POST", "/networks/apidiff-ver/connect", {"Container": i})
    for v in in_each(e):
        e.call("containers " + v, "GET", "/containers/json?" + q(filters={"id": [i]}), keep=without_status)
        e.call("images " + v, "GET", "/images/json?" + q(filters={"reference": ["busybox:latest"]}))
        e.call("images by name " + v, "GET", "/images/json?filter=nosuch", keep=lambda j: j if isinstance(j, dict) else len(j) == 0)
        e.call("image " + v, "GET", "/images/busybox:latest/json")
        e.call("history " + v, "GET", "/images/busybox:latest/history", keep=lambda j: [sorted(x) for x in j])
        e.call("volumes " + v, "GET", "/volumes?" + q(filters={"name": ["apidiff-ver"]}))
        e.call("networks " + v, "GET", "/networks?" + q(filters={"name": ["apidiff-ver"]}), keep=lambda j: [[sorted(n), len(n.get("Containers") or {})] for n in j])
        e.call("network " + v, "GET", "/networks/apidiff-ver", keep=lambda j: [sorted(j), len(j["Containers"])])
        e.call("info " + v, "GET", "/info", keep=lambda j: [sorted(j), j.get("ExecutionDriver"), j["SecurityOptions"]])
        e.call("version " + v, "GET", "/version", keep=lambda j: sorted(j))
        e.call("disk " + v, "GET", "/system/df", keep=lambda j: sorted(j))
        e.call("changes " + v, "GET", "/containers/%s/changes" % i, keep=lambda j: sorted(j[0]) if j else j)
        e.call("top " + v, "GET", "/containers/%s/top" % i, keep=lambda j: sorted(j))
    e.raw("DELETE", "/containers/%s?force=1&v=1" % i)


def without_status(j):
    for c in j:
        c.pop("Status", None)  # how long it is up
    return j


def do_version_errors(e):
    """errors were plain text once"""
    i = e.container(["sleep", "300"])
    for v in in_each(e, ("v1.12", "v1.22", "v1.23", "v1.24", "v1.41", "")):
        for method, path in (("GET", "/containers/nosuch/json"), ("POST", "/containers/%s/start?x" % i), ("GET", "/nosuch"), ("PATCH", "/containers/json"), ("GET", "/containers/%s/logs" % i), ("POST", "/containers/%s/unpause" % i),
                             ("POST", "/containers/create"), ("DELETE", "/containers/%s" % i), ("GET", "/containers/json?filters=x"), ("HEAD", "/containers/nosuch/archive?path=/"), ("GET", "/images/nosuch/json"), ("GET", "/exec/nosuch/json"),
                             ("POST", "/containers/nosuch/wait"), ("GET", "/containers/nosuch/stats"), ("GET", "/containers/nosuch/attach/ws")):
            a = e.raw(method, path)
            e.note("%s %s %s" % (v, method, path.replace(i, "<id>")), body_of(a) + [a.headers.get("x-content-type-options")])


def do_version_create(e):
    """defaults that were others once"""
    shown = lambda j: {k: j["HostConfig"].get(k) for k in ("IpcMode", "CgroupnsMode", "AutoRemove", "PidsLimit", "KernelMemoryTCP", "Mounts", "CpuShares", "Memory", "MemorySwap")}
    for v in in_each(e):
        for name, host in {"nothing": None, "empty": {}, "own": {"IpcMode": "private", "CgroupnsMode": "private"}, "removed": {"AutoRemove": True}, "pids": {"PidsLimit": 0}, "kernel": {"KernelMemoryTCP": 6 << 20},
                           "not recursive": {"Mounts": [{"Type": "bind", "Source": "/opt", "Target": "/x", "BindOptions": {"NonRecursive": True}}]}, "few shares": {"CpuShares": 1}, "many shares": {"CpuShares": 1 << 20}}.items():
            if name.endswith("shares") and v not in ("v1.18", "v1.19"):
                continue
            body = dict(BUSYBOX)
            if host is not None:
                body["HostConfig"] = host
            a = e.raw("POST", "/containers/create?platform=" + ("plan9" if name == "nothing" else ""), body)
            if a.status != 201:
                e.note("%s %s" % (name, v), body_of(a))
                continue
            e.note("%s %s" % (name, v), [a.status, sorted(a.json), a.json["Warnings"]])
            e.version, asked = "v1.41", e.version
            e.call("%s %s seen" % (name, v), "GET", "/containers/%s/json" % a["Id"], keep=shown)
            e.raw("DELETE", "/containers/" + a["Id"])
            e.version = asked


def do_version_start(e):
    """the configuration of the host could be given at the start"""
    seen = lambda j: {k: j["HostConfig"][k] for k in ("Binds", "Memory", "CapAdd", "NetworkMode", "SecurityOpt", "Dns", "PortBindings", "LogConfig", "IpcMode", "RestartPolicy", "ShmSize")}
    for v in in_each(e, ("v1.12", "v1.23", "v1.24")):
        for name, host in {"binds": {"Binds": ["/opt:/host:ro"]}, "memory": {"Memory": 64 << 20}, "capabilities": {"CapAdd": ["NET_ADMIN"], "Privileged": False}, "network": {"NetworkMode": "host"}, "security": {"SecurityOpt": ["no-new-privileges"]},
                           "names": {"Dns": ["192.0.2.53"], "DnsSearch": ["example.test"]}, "ports": {"PortBindings": {"80/tcp": [{"HostPort": "0"}]}}, "log": {"LogConfig": {"Type": "none"}}, "bad log": {"LogConfig": {"Type": "purple"}},
                           "bad memory": {"Memory": 5}, "bad bind": {"Binds": ["purple:relative"]}, "bad type": {"Memory": "much"}, "policy": {"RestartPolicy": {"Name": "always"}}, "bad policy": {"RestartPolicy": {"Name": "purple"}}, "short": {}}.items():
            e.version, old = "v1.41", e.version
            i = e.container(["sh", "-c", "ls -d /host /opt 2>&1; grep -E 'CapEff|NoNewPrivs' /proc/self/status; sleep 100"], start=False, HostConfig={"CapAdd": ["SYS_TIME"], "Binds": ["/tmp:/first"]})
            e.version = old
            e.note("%s %s" % (name, v), body_of(e.raw("POST", "/containers/%s/start" % i, host)))
            e.version = "v1.41"
            e.call("%s %s, seen" % (name, v), "GET", "/containers/%s/json" % i, keep=seen)
            e.raw("DELETE", "/containers/%s?force=1" % i)
            e.version = old
    i = e.container(["true"], start=False)
    e.version = "v1.20"
    for name, (body, headers) in {"no type": (b'{"Memory": 5}', {}), "text": (b'{"Memory": 5}', {"Content-Type": "text/plain"}), "cut": (b'{"Memory":', {"Content-Type": "application/json"})}.items():
        e.note(name, body_of(e.raw("POST", "/containers/%s/start" % i, body, headers)))


def do_version_kill(e):
    """killing what does not run was no error once"""
    i = e.container(["true"])
    e.raw("POST", "/containers/%s/wait" % i)
    for v in in_each(e, ("v1.12", "v1.19", "v1.20", "v1.21", "v1.41")):
        e.note("stopped " + v, body_of(e.raw("POST", "/containers/%s/kill" % i)))
        e.note("bad signal " + v, body_of(e.raw("POST", "/containers/%s/kill?signal=PURPLE" % i)))
        e.note("missing " + v, body_of(e.raw("POST", "/containers/nosuch/kill")))


def do_version_wait(e):
    """conditions, and what became of them"""
    for v in in_each(e, ("v1.12", "v1.29", "v1.30", "v1.33", "v1.34", "v1.41")):
        for condition in ("", "not-running", "next-exit", "removed"):
            e.version, old = "v1.41", e.version
            i = e.container(["sh", "-c", "exit 4"], HostConfig={"AutoRemove": condition == "removed"})
            if condition == "next-exit":
                i = e.container(["sh", "-c", "sleep 1; exit 4"])
            e.version = old
            a = e.raw("POST", "/containers/%s/wait?condition=%s" % (i, condition)) if condition != "removed" or old > "v1.29" else None
            e.note("%s %s" % (condition, v), a and body_of(a))


def do_version_stats(e):
    """network figures of all interfaces together, once"""
    i = e.container(["sleep", "300"])
    gone = e.container(["true"], start=False)
    shape = lambda j: {k: sorted(v) if isinstance(v, dict) else type(v).__name__ for k, v in j.items()}
    for v in in_each(e, ("v1.12", "v1.20", "v1.21", "v1.40", "v1.41")):
        for query in ("stream=0", "stream=0&one-shot=1", "one-shot=1"):
            if query == "one-shot=1" and v not in ("v1.41",):
                continue
            e.call("%s %s" % (query, v), "GET", "/containers/%s/stats?%s" % (i, query), keep=lambda j: shape(j) if "message" not in j else j)
        e.call("stopped " + v, "GET", "/containers/%s/stats?stream=0" % gone, keep=shape)


def do_version_update(e):
    """limits that older versions did not know"""
    i = e.container(["sleep", "300"], HostConfig={"PidsLimit": 7})
    for v in in_each(e, ("v1.21", "v1.39", "v1.40", "v1.41")):
        for limit in (9, 0, -1):
            e.note("%s %s" % (limit, v), body_of(e.raw("POST", "/containers/%s/update" % i, {"PidsLimit": limit})))
            e.call("%s %s seen" % (limit, v), "GET", "/containers/%s/json" % i, keep=lambda j: j["HostConfig"]["PidsLimit"])


def do_version_copy(e):
    """files were got by a call of their own"""
    i = e.container(["sh", "-c", "mkdir /d; echo x > /d/f; sleep 100"])
    time.sleep(0.5)
    for v in in_each(e, ("v1.12", "v1.20", "v1.23", "v1.24", "v1.41", "")):
        for name, (body, headers) in {"file": ({"Resource": "/d/f"}, {}), "folder": ({"Resource": "d"}, {}), "missing": ({"Resource": "/nosuch"}, {}), "empty": ({"Resource": ""}, {}), "nothing": ({}, {}), "no body": (None, {}),
                                      "bad": (b"purple", {"Content-Type": "application/json"}), "no type": (b'{"Resource": "/d/f"}', {}), "number": ({"Resource": 5}, {})}.items():
            a = e.raw("POST", "/containers/%s/copy" % i, body, headers)
            e.note("%s %s" % (name, v), [a.status, a.type, sorted(set(tar_names(a.body))) if a.status == 200 else a.body.decode("latin-1")])
        e.note("no container " + v, body_of(e.raw("POST", "/containers/nosuch/copy", {"Resource": "/d/f"})))


def tar_names(data):
    import io
    import tarfile
    with tarfile.open(fileobj=io.BytesIO(data)) as t:
        return [m.name for m in t]


def do_version_exec(e):
    """the type of start's body was not looked at"""
    i = e.container(["sleep", "300"])
    for v in in_each(e, ("v1.12", "v1.21", "v1.22", "v1.41")):
        for name, headers in {"none": {}, "text": {"Content-Type": "text/plain"}, "json": {"Content-Type": "application/json"}}.items():
            x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["true"], "AttachStdout": True})
            e.note("create %s %s" % (name, v), [x.status, sorted(x.json)])
            e.note("start %s %s" % (name, v), body_of(e.raw("POST", "/exec/%s/start" % x["Id"], b'{"Detach": true}', headers)))
            e.call("inspect %s %s" % (name, v), "GET", "/exec/%s/json" % x["Id"], keep=lambda j: sorted(j))
        x = e.raw("POST", "/containers/%s/exec" % i, b'{"Cmd": ["true"]}', {})
        e.note("create untyped " + v, [x.status, x.type])
        x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["echo", "hi"], "AttachStdout": True})["Id"]
        status, kind, data = e.hijack("/exec/%s/start" % x, {"Detach": False})
        e.note("attached " + v, [status, kind, demux(data)])


def do_version_events(e):
    """one form for all versions"""
    since = "%.9f" % time.time()
    i = e.container(["true"], name="apidiff-vev")
    e.raw("POST", "/containers/%s/wait" % i)
    e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["true"]})
    time.sleep(0.3)
    until = "%.9f" % time.time()
    for v in in_each(e):
        e.call("events " + v, "GET", "/events?" + q(since=since, until=until, filters={"container": ["apidiff-vev"]}), keep=lambda d: [[sorted(x), x["Action"]] for x in d])


def do_version_rest(e):
    """calls that came with some version are answered in all"""
    i = e.container(["sleep", "300"])
    for v in in_each(e, ("v1.12", "v1.21", "v1.24", "v1.29", "v1.41")):
        e.note("put " + v, body_of(e.raw("PUT", "/containers/%s/archive?path=/tmp" % i, tar_of({"f": b"x"}), {"Content-Type": "application/x-tar"})))
        e.note("get " + v, [e.raw("GET", "/containers/%s/archive?path=/tmp/f" % i).status, e.raw("HEAD", "/containers/%s/archive?path=/tmp/f" % i).status])
        e.note("prune " + v, body_of(e.raw("POST", "/containers/prune?" + q(filters={"label": ["nosuch"]}))))
        e.note("resize " + v, body_of(e.raw("POST", "/containers/%s/resize?h=10&w=10" % i)))
        e.note("restart " + v, body_of(e.raw("POST", "/containers/%s/restart?t=0" % i)))
        e.note("checkpoints " + v, [body_of(e.raw("GET", "/containers/%s/checkpoints" % i)), body_of(e.raw("POST", "/containers/%s/checkpoints" % i, {"CheckpointID": "x"})), body_of(e.raw("DELETE", "/containers/%s/checkpoints/x" % i))])
        e.note("checkpoint at start " + v, body_of(e.raw("POST", "/containers/%s/start?checkpoint=x" % e.container(["true"], start=False))))
        e.note("commit " + v, [e.raw("POST", "/commit?container=%s&repo=apidiff-vc" % i, body, headers).status for body, headers in ((None, {}), (b"{}", {}), ({}, {}))])
        e.raw("DELETE", "/images/apidiff-vc?force=1")
