"""Events: what each action tells, with which attributes, and which of them the filters let through."""
import threading
import time

from scenarios import q, tar_of


def told(docs, ids=True):
    """Action, type and attributes of each, with ids and times as they come (the tool makes them alike)"""
    docs = docs if isinstance(docs, list) else [docs]
    return [[d["Type"], d["Action"], d["Actor"]["Attributes"], sorted(d), d.get("from"), d.get("status"), d["scope"], d["Actor"]["ID"]] for d in docs if d]


class Watch:
    """Everything between its making and its call, but for what only one of the engines would say"""

    def __init__(self, e, **filters):
        self.e, self.filters, self.since = e, filters, time.time()

    def __call__(self, name, keep=told, sort=False):
        time.sleep(0.3)
        self.e.raw("GET", "/_ping")
        a = self.e.raw("GET", "/events?" + q(since="%.9f" % self.since, until="%.9f" % time.time(), filters=self.filters))
        docs = a.json if isinstance(a.json, list) else [a.json] if a.json else []
        docs = keep(docs)
        self.e.note(name, sorted(docs, key=str) if sort else docs)
        self.since = time.time()


def seen_since(e, watch):
    """the documents of what a watch would tell now"""
    a = e.raw("GET", "/events?" + q(since="%.9f" % watch.since, until="%.9f" % time.time(), filters=watch.filters))
    return a.json if isinstance(a.json, list) else [a.json] if a.json else []


def do_events_life(e):
    """a container's life, action by action"""
    w = Watch(e, type=["container"])
    i = e.container(["sh", "-c", "trap 'exit 4' TERM HUP; while true; do sleep 0.1; done"], name="apidiff-ev1", start=False, Labels={"l": "m", "image": "mine", "name": "yours"})
    w("create")
    e.raw("POST", "/containers/%s/start" % i)
    time.sleep(0.3)
    w("start")
    e.raw("POST", "/containers/%s/pause" % i)
    e.raw("POST", "/containers/%s/unpause" % i)
    w("pause")
    e.raw("POST", "/containers/%s/rename?name=apidiff-ev2" % i)
    w("rename")
    e.raw("POST", "/containers/%s/update" % i, {"CpuShares": 200})
    w("update")
    e.raw("GET", "/containers/%s/top" % i)
    w("top")
    e.raw("POST", "/containers/%s/kill?signal=HUP" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    w("hup")
    e.raw("POST", "/containers/%s/start" % i)
    time.sleep(0.3)
    e.raw("POST", "/containers/%s/restart" % i)
    w("restart")
    time.sleep(0.3)
    e.raw("POST", "/containers/%s/stop" % i)
    w("stop")
    e.raw("POST", "/containers/%s/restart" % i)
    w("restart stopped")
    e.raw("DELETE", "/containers/%s?force=1" % i)
    w("remove by force", sort=True)
    e.raw("POST", "/containers/prune?" + q(filters={"label": ["nosuch"]}))
    w("prune")


def do_events_refused(e):
    """what fails tells nothing, or what dockerd tells of it"""
    w = Watch(e, type=["container"])
    i = e.container(["/nosuch"], start=False, name="apidiff-evr1")
    e.raw("POST", "/containers/%s/start" % i)
    w("bad start")
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/stop" % i)
    e.raw("POST", "/containers/%s/pause" % i)
    e.raw("POST", "/containers/%s/rename?name=-" % i)
    e.raw("POST", "/containers/create?name=-", {"Image": "busybox", "Cmd": ["true"]})
    w("refused")
    j = e.container(["sleep", "60"], name="apidiff-evr2", HostConfig={"AutoRemove": True})
    e.raw("POST", "/containers/%s/kill" % j)
    time.sleep(0.7)
    w("auto remove", sort=True)


def do_events_streams(e):
    """attach, resize, exec and files"""
    w = Watch(e, type=["container"])
    i = e.container(["cat"], name="apidiff-ev3", OpenStdin=True, Tty=True)
    e.hijack("/containers/%s/attach?stream=1&stdin=1&stdout=1&detachKeys=a" % i, stdin=b"a", timeout=3, half_close=False)
    w("attach and detach")
    e.raw("POST", "/containers/%s/resize?h=10&w=20" % i)
    w("resize")
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["sh", "-c", "exit 3"], "AttachStdout": True})["Id"]
    w("exec create")
    e.hijack("/exec/%s/start" % x, {"Detach": False})
    w("exec start")
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["cat"], "AttachStdin": True, "AttachStdout": True, "Tty": True, "DetachKeys": "b"})["Id"]
    e.hijack("/exec/%s/start" % x, {"Detach": False, "Tty": True}, stdin=b"b", timeout=3, half_close=False)
    e.raw("POST", "/exec/%s/resize?h=10&w=20" % x)
    w("exec detach")
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["true", "a b", "c"]})["Id"]
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True})
    w("exec detached")
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["/nosuch"]})["Id"]
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True})
    w("exec missing")
    e.raw("PUT", "/containers/%s/archive?path=/tmp" % i, tar_of({"f": b"x"}), {"Content-Type": "application/x-tar"})
    w("put")
    e.raw("GET", "/containers/%s/archive?path=/tmp/f" % i)
    w("get")
    e.raw("HEAD", "/containers/%s/archive?path=/tmp/f" % i)
    w("head")
    e.raw("GET", "/containers/%s/export" % i)
    w("export")
    e.raw("GET", "/containers/%s/logs?stdout=1" % i)
    e.raw("GET", "/containers/%s/stats?stream=false" % i)
    e.raw("GET", "/containers/%s/changes" % i)
    e.raw("GET", "/containers/%s/json" % i)
    w("looking")


def do_events_health(e):
    """probes and changes of health"""
    w = Watch(e, type=["container"])
    i = e.container(["sleep", "60"], name="apidiff-evh", Healthcheck={"Test": ["CMD-SHELL", "test -e /ok"], "Interval": 1500000000, "Retries": 1})
    end = time.time() + 10
    while time.time() < end and e.raw("GET", "/containers/%s/json" % i)["State"]["Health"]["Status"] == "starting":
        time.sleep(0.05)
    w("unhealthy")
    e.raw("PUT", "/containers/%s/archive?path=/" % i, tar_of({"ok": b"x"}), {"Content-Type": "application/x-tar"})
    end = time.time() + 10
    while time.time() < end and e.raw("GET", "/containers/%s/json" % i)["State"]["Health"]["Status"] == "unhealthy":
        time.sleep(0.05)
    w("healthy", keep=lambda d: [x for x in told(d) if x[1] not in ("extract-to-dir", "archive-path")])


def do_events_images(e):
    """image actions"""
    w = Watch(e, type=["image", "container"])
    i = e.container(["true"], name="apidiff-ev4", start=False, Labels={"a": "b"})
    w("create")
    e.raw("POST", "/commit?" + q(container=i, repo="apidiff-ev", tag="one", comment="c"))
    w("commit", sort=True)
    e.raw("POST", "/images/apidiff-ev:one/tag?repo=apidiff-ev&tag=two")
    w("tag")
    e.raw("DELETE", "/images/apidiff-ev:two")
    w("untag")
    tar = e.raw("GET", "/images/apidiff-ev:one/get").body
    w("save")
    e.raw("DELETE", "/images/apidiff-ev:one")
    w("delete", keep=lambda d: [x[:2] for x in told(d)])
    e.raw("POST", "/images/load", tar, {"Content-Type": "application/x-tar"})
    w("load", keep=lambda d: [x[:3] for x in told(d)])
    e.raw("DELETE", "/images/apidiff-ev:one?force=1")
    w("delete again", keep=lambda d: [x[:2] for x in told(d)])
    e.raw("POST", "/images/create?fromSrc=-&repo=apidiff-ev&tag=imported", tar_of({"a": b"b"}), {"Content-Type": "application/x-tar"})
    w("import", keep=lambda d: [x[:2] + [sorted(x[2])] for x in told(d)])
    e.raw("DELETE", "/images/apidiff-ev:imported")
    w("delete imported", keep=lambda d: [x[:2] for x in told(d)])
    e.raw("POST", "/images/prune?" + q(filters={"label": ["nosuch"]}))
    w("prune")


def do_events_networks(e):
    """network actions; the subnet is of this machine's own choice"""
    w = Watch(e, type=["network"])
    n = e.raw("POST", "/networks/create", {"Name": "apidiff-evn", "Labels": {"a": "b"}})["Id"]
    w("create")
    i = e.container(["sleep", "60"], name="apidiff-ev5", HostConfig={"NetworkMode": "apidiff-evn"})
    w("start connects")
    e.raw("POST", "/networks/bridge/connect", {"Container": i})
    w("connect")
    e.raw("POST", "/networks/bridge/disconnect", {"Container": i})
    w("disconnect", keep=lambda d: told(d)[:1])  # dockerd tells it twice
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    w("end disconnects")
    e.raw("DELETE", "/containers/" + i)
    e.raw("DELETE", "/networks/apidiff-evn")
    w("destroy")
    for mode in ("host", "none"):
        j = e.container(["true"], HostConfig={"NetworkMode": mode})
        e.raw("POST", "/containers/%s/wait" % j)
        w("mode " + mode)
    e.raw("POST", "/networks/prune?" + q(filters={"label": ["nosuch"]}))
    w("prune")


def do_events_volumes(e):
    """volume actions"""
    w = Watch(e, type=["volume"])
    e.raw("POST", "/volumes/create", {"Name": "apidiff-evv", "Labels": {"a": "b"}})
    w("create")
    e.raw("POST", "/volumes/create", {"Name": "apidiff-evv"})
    w("create again")
    i = e.container(["sleep", "60"], name="apidiff-ev6", start=False, Volumes={"/anon": {}}, HostConfig={"Binds": ["apidiff-evv:/v:ro", "/tmp:/t"]})
    hide = lambda d: sorted(([x[1], sorted(x[2].items()), len(x[7])] for x in told(d)), key=str)
    w("container create", keep=hide)
    e.raw("POST", "/containers/%s/start" % i)
    w("mount", keep=hide)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    w("unmount", keep=hide)
    e.raw("DELETE", "/containers/%s?v=1" % i)
    w("container remove", keep=hide)
    e.raw("DELETE", "/volumes/apidiff-evv")
    w("destroy")
    e.raw("POST", "/volumes/prune?" + q(filters={"label": ["nosuch"]}))
    w("prune")


def do_event_filters(e):
    """each filter of the stream"""
    since = "%.9f" % time.time()
    i = e.container(["sleep", "60"], name="apidiff-ev7", start=False, Labels={"evl": "x", "z": ""}, Healthcheck={"Test": ["CMD", "true"], "Interval": 500000000}, HostConfig={"Binds": ["apidiff-evw:/v"]})
    e.later("DELETE", "/volumes/apidiff-evw")
    e.raw("POST", "/containers/%s/start" % i)
    time.sleep(1.5)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    e.raw("DELETE", "/containers/" + i)
    e.raw("POST", "/images/busybox:latest/tag?repo=apidiff-evt")
    e.raw("DELETE", "/images/apidiff-evt:latest")
    time.sleep(0.3)
    until = "%.9f" % time.time()
    bridge = e.raw("GET", "/networks/bridge")["Id"]
    image = e.raw("GET", "/images/busybox:latest/json")["Id"]
    short = lambda d: sorted({(x["Type"], x["Action"]) for x in (d if isinstance(d, list) else [d] if d else [])}) if not (isinstance(d, dict) and "message" in d) else d
    for name, f in {
            "nothing": {}, "container": {"container": [i]}, "container name": {"container": ["apidiff-ev7"]}, "container prefix": {"container": [i[:12]]}, "container part of name": {"container": ["apidiff-ev"]}, "container middle": {"container": [i[5:20]]}, "container none": {"container": ["nosuch"]}, "container slash": {"container": ["/apidiff-ev7"]},
            "daemon": {"daemon": ["x"]}, "event": {"event": ["start"]}, "events": {"event": ["start", "die"]}, "event health": {"event": ["health_status"]}, "event health value": {"event": ["health_status: healthy"]}, "event exec": {"event": ["exec_create"]}, "event exec and start": {"event": ["exec_start", "start"]}, "event exec_die": {"event": ["exec_die"]},
            "event part": {"event": ["sta"]}, "event case": {"event": ["Start"]}, "event none": {"event": ["purple"]}, "image": {"image": ["busybox"]}, "image tag": {"image": ["busybox:latest"]}, "image other tag": {"image": ["busybox:other"]}, "image id": {"image": [image]}, "image none": {"image": ["nosuch"]}, "image tagged": {"image": ["apidiff-evt"]}, "image tagged full": {"image": ["apidiff-evt:latest"]},
            "label": {"label": ["evl"]}, "label value": {"label": ["evl=x"]}, "label other": {"label": ["evl=y"]}, "labels": {"label": ["evl=x", "z"]}, "labels one wrong": {"label": ["evl=x", "w"]}, "label not": {"label!": ["evl=x"]}, "label empty": {"label": ["z="]},
            "network": {"network": ["bridge"]}, "network id": {"network": [bridge]}, "network part": {"network": ["bri"]}, "plugin": {"plugin": ["x"]}, "scope local": {"scope": ["local"]}, "scope swarm": {"scope": ["swarm"]}, "scope bad": {"scope": ["purple"]}, "type container": {"type": ["container"]}, "type two": {"type": ["network", "volume"]}, "type none": {"type": ["purple"]},
            "volume": {"volume": ["apidiff-evw"]}, "volume part": {"volume": ["apidiff"]}, "config": {"config": ["x"]}, "secret": {"secret": ["x"]}, "service": {"service": ["x"]}, "node": {"node": ["x"]}, "unknown": {"purple": ["x"]}, "type and event": {"type": ["container"], "event": ["create"]}, "container and image": {"container": ["apidiff-ev7"], "image": ["busybox"]}, "container and network": {"container": ["apidiff-ev7"], "network": ["bridge"]},
            "map": {"type": {"volume": True}}, "map false": {"type": {"volume": False}}, "empty list": {"type": []}, "empty event": {"event": []}, "empty container": {"container": []}, "empty label": {"label": []}, "empty image": {"image": []}}.items():
        e.call(name, "GET", "/events?" + q(since=since, until=until, filters=f), keep=short)


def do_event_times(e):
    """since and until in every form"""
    i = e.container(["true"], name="apidiff-ev8", start=False)
    time.sleep(1.1)
    now = time.time()
    count = lambda d: d if isinstance(d, dict) and "message" in d else len(d if isinstance(d, list) else [d] if d else []) > 0
    # dockerd takes numbers alone, and leaves all other forms to the clients, which turn them into numbers; Servin takes them all
    for name, s, u in (
            ("seconds", int(now) - 20, int(now)), ("nanoseconds", "%d.000000001" % (int(now) - 20), "%.9f" % now), ("fraction", "%.1f" % (now - 20), "%.3f" % now), ("many digits", "%d.1234567890123" % (now - 20), int(now)),
            ("days", "1d", int(now)), ("zero", "0", int(now)), ("minus one", "-1", int(now)), ("bad", "purple", int(now)), ("bad month", "2020-13-01", int(now)), ("equal", int(now), int(now)),
            ("exponent", "1e3", int(now)), ("hex", "0x10", int(now)), ("only until", "", int(now)), ("long fraction", "1.5.5", int(now)), ("word fraction", "1.x", int(now)), ("reversed", "20", "10")):
        # past ones only: the stream ends by itself
        e.call(name, "GET", "/events?since=%s&until=%s&%s" % (s, u, q(filters={"container": ["apidiff-ev8"]})), keep=count, timeout=10)


def do_events_live(e):
    """what comes while one listens, until its end"""
    got = []

    def listen():
        got.append(e.raw("GET", "/events?" + q(until=int(time.time()) + 4, filters={"container": ["apidiff-ev9"]}), timeout=15))
    t = threading.Thread(target=listen)
    t.start()
    time.sleep(1)
    i = e.container(["true"], name="apidiff-ev9")
    e.raw("POST", "/containers/%s/wait" % i)
    e.raw("DELETE", "/containers/" + i)
    t.join()
    e.note("live", [got[0].status, got[0].type, [d["Action"] for d in got[0].json]])
    e.note("type of past", [e.raw("GET", "/events?since=1&until=2").type, e.raw("GET", "/events?since=1&until=2").status])


def do_events_oom(e):
    """a child is killed twice while the container runs on; what its state tells meanwhile and at the end"""
    w = Watch(e, type=["container"], event=["oom", "die"])
    script = "for n in 1 2; do while [ ! -e /go$n ]; do sleep 0.1; done; tail -c 200000000 /dev/zero > /dev/null; done; while [ ! -e /end ]; do sleep 0.1; done; exit 3"
    i = e.container(["sh", "-c", script], name="apidiff-oom", HostConfig={"Memory": 16 << 20, "MemorySwap": 16 << 20})
    for n in (1, 2):  # one after the other: dockerd misses what happens while it begins to listen, and the kernel tells of both at once if they are near to each other
        e.raw("PUT", "/containers/%s/archive?path=/" % i, tar_of({"go%d" % n: b""}), {"Content-Type": "application/x-tar"})
        end = time.time() + 30
        while time.time() < end and len(seen_since(e, w)) < n:
            time.sleep(0.1)
    w("killed")
    e.call("runs on", "GET", "/containers/%s/json" % i, keep=lambda j: [j["State"][k] for k in ("Status", "OOMKilled", "ExitCode")])
    e.raw("PUT", "/containers/%s/archive?path=/" % i, tar_of({"end": b""}), {"Content-Type": "application/x-tar"})
    e.raw("POST", "/containers/%s/wait" % i)
    w("ended")
    e.call("ended", "GET", "/containers/%s/json" % i, keep=lambda j: [j["State"][k] for k in ("Status", "OOMKilled", "ExitCode")])


def do_events_order(e):
    """what a container's start and end tell of it, its networks and its volumes, in their order; and a start that fails, early or late"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-order"})
    e.later("DELETE", "/volumes/apidiff-order")
    e.later("DELETE", "/networks/apidiff-order")

    def order(docs):
        return [x[:2] for x in told(docs)]
    for name, config in {"plain": {}, "volume": {"Binds": ["apidiff-order:/v"]}, "network": {"NetworkMode": "apidiff-order"}, "both": {"NetworkMode": "apidiff-order", "Binds": ["apidiff-order:/v"]}}.items():
        i = e.container(["sleep", "60"], start=False, HostConfig=config)
        w = Watch(e, type=["container", "network", "volume"])
        e.raw("POST", "/containers/%s/start" % i)
        w(name + ", start", keep=order)
        e.raw("POST", "/containers/%s/kill" % i)
        e.raw("POST", "/containers/%s/wait" % i)
        w(name + ", end", keep=order)
        e.raw("POST", "/containers/%s/start" % i)
        w(name + ", start again", keep=order)
        e.raw("POST", "/containers/%s/restart?t=0" % i)
        w(name + ", restart", keep=order)
        e.raw("DELETE", "/containers/%s?force=1" % i)
        w(name + ", removal", keep=order)
    port = {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "18097"}]}
    e.container(["sleep", "300"], HostConfig={"PortBindings": port})
    for name, config in {"no such command": {"Cmd": ["/nosuch"]}, "no such user": {"User": "nosuch"}, "bad sysctl": {"HostConfig": {"Sysctls": {"net.no.such": "1"}, "Binds": ["apidiff-order:/v"]}},
                         "port taken": {"HostConfig": {"PortBindings": port}}, "port taken, volume": {"HostConfig": {"PortBindings": port, "Binds": ["apidiff-order:/v"]}}}.items():
        i = e.container(config.pop("Cmd", ["sleep", "60"]), start=False, **config)
        w = Watch(e, type=["container", "network", "volume"])
        e.raw("POST", "/containers/%s/start" % i)
        w(name + ", refused start", keep=order)
